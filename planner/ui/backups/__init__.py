"""The screen of backups: list, preview, go back, open as a copy."""
