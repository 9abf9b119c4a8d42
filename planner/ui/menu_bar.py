"""The names of the menus, and their bar before it is filled: what the first painted window needs of them."""

from PySide6.QtWidgets import QMenu, QMenuBar

FILE, EDIT, VIEW, PLAN, BRIEF, HELP = "&File", "&Edit", "&View", "&Plan", "&Brief", "&Help"
SHARE, COPIES, PROTECT = f"{FILE}/&Share", f"{FILE}/&Copies and backups", f"{FILE}/Pro&tect"
RECORDS, LISTS, TEXT = f"{PLAN}/Re&cords", f"{PLAN}/&Lists", f"{VIEW}/Te&xt size"
"""Menus; what stands behind a stroke is a menu inside the one before it, where its first entry would be."""


def build_bar(bar: QMenuBar) -> dict[str, QMenu]:
    """Put the menus into their bar, without their entries; returns them by name."""
    return {name: bar.addMenu(name) for name in (FILE, EDIT, VIEW, PLAN, BRIEF, HELP)}
