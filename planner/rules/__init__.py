"""Pure functions: a plan snapshot in, findings out."""
