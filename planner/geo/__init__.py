"""Projection, grid references, hit tests and map sheets; no Qt, no SQL."""
