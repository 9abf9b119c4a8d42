"""When a village was last seen: its card, the shared figures, the list of villages with nothing planned."""
