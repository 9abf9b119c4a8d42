"""The command line: every command works without a screen and never loads Qt."""
