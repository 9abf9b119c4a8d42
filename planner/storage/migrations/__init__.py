"""The dated steps that bring a planning file to this format."""
