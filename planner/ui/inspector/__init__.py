"""The right-hand panel: what is selected, and everything about it that can be changed."""
