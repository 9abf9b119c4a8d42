"""Merging by field from the change logs: a pure resolver, what differs, applying it, deciding, going back."""
