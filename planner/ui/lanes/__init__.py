"""The lanes: the same bars by team or by ward."""
