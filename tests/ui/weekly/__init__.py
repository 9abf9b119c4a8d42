"""The weekly jobs through the real window, with every action counted."""
