"""Tests of the dialogs as a whole."""
