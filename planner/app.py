"""The composition root: builds the objects of the app and hands them to each other."""


def main() -> int:
    """Start the window; return the process's exit status."""
    return 0
