"""Reviews and holds: what is due for review, what must be kept and why."""
