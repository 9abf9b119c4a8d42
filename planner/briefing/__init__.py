"""From plan to words and tables, and from those to PDF."""
