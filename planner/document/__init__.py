"""One open plan: commands in, notices out; no Qt."""
