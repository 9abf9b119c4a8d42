"""Reliability figures: kills, failures, full disks, damage, shared folders; see __main__."""
