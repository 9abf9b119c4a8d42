"""Sharing a copy, and how a partner sees the copy that it was sent."""
