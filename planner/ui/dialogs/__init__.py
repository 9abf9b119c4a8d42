"""Windows that ask for something or show a list; none of them is modal unless it must be."""
