"""The only SQL: the planning file, its change log and its publishing."""
