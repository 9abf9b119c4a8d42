"""Screens that protect a plan: its passphrase, and purging an operation."""
