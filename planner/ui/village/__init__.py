"""When a village was last seen: its card and the figures that all views share."""
