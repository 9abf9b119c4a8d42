"""Returns due: what deployments delivered, entered by keyboard, one slip after the other."""
