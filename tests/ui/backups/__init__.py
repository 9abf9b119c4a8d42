"""Tests of the screens in planner.ui.backups."""
