"""Wardplan: plan police operations ward by ward."""

__version__ = "0.1.0"
