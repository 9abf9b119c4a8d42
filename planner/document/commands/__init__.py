"""What a user can do, each a small function that returns a command."""
