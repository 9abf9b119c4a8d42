"""Taking in other programs' files: what each would do to the plan, and the one command that does it."""
