"""The rows of a plan: one frozen dataclass for each table, fields named as its columns."""
