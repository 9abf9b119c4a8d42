"""Start Wardplan's window: python main.py [PLAN] or python main.py --demo."""

from planner.app import main

if __name__ == "__main__":
    raise SystemExit(main())
