"""Tests of Ctrl+K."""
