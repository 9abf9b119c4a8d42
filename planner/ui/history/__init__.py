"""The history of the plan, and what it holds: looked at, and one change taken back."""
