"""Tests of the merge screens."""
