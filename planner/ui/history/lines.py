"""The plain table of lines that history, comparison and the list of what we hold are shown in."""

from collections.abc import Mapping

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

_NORMAL_TEXT = 17  # height of a line of text at 100 per cent, in pixels


def lines_table(model: QAbstractItemModel, widths: Mapping[int, int]) -> QTableView:
    """Return a table of lines to choose from; widths: pixels at normal text, other columns stretch.

    A width of 0 fits the column to its words.
    """
    view = QTableView()
    view.setModel(model)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    height = view.fontMetrics().height()
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(round(height * 1.7))
    head = view.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    for column, width in widths.items():
        if width:
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            head.resizeSection(column, round(width * height / _NORMAL_TEXT))
        else:
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return view
