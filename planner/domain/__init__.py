"""Frozen dataclasses, enums and errors; standard library only."""
