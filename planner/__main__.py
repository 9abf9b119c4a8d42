"""The command line without a screen: python -m planner COMMAND."""

import sys


def main() -> int:
    """Run the command line and return its exit status."""
    from planner.cli.app import run

    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not speak UTF-8; a report must not fail on a ward's name.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    return run()


if __name__ == "__main__":
    raise SystemExit(main())
