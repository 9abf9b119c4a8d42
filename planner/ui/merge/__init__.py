"""Merging another copy: what it would change, what must be decided, and second copies that lie beside."""
