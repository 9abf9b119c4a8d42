"""The one style sheet, made from the tokens; widgets choose a look by objectName or `look`."""

from string import Template

from planner.paths import resource_path
from planner.ui.theme import HEADING_PX, RADIUS, SMALL_PX, TEXT_PX, Tokens

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QWidget#page { background: $window; }
QWidget#panel, QScrollArea#panel, QWidget#panel_page { background: $panel; }
QToolTip { background: $raised; color: $text; border: 1px solid $hairline; padding: 4px; }
QLabel { background: transparent; }
QLabel[look="heading"] { font-size: ${heading}px; font-weight: 700; }
QLabel[look="section"] { color: $muted; font-weight: 600; font-size: ${small}px; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="small"] { color: $muted; font-size: ${small}px; }
QLabel[look="strong"] { font-weight: 700; }
QLabel[look="alert"] { color: $alert; font-weight: 600; }
QLabel[look="alert_strong"] { color: $alert; font-weight: 700; }
QLabel[look="alert_heading"] { color: $alert; font-size: ${heading}px; font-weight: 700; }
QLabel[look="good"] { color: $good; }
QLabel[look="count_good"] { color: $good; font-size: ${small}px; }
QLabel[look="count_short"] { color: $alert; font-size: ${small}px; font-weight: 700; }
QFrame[look="hairline"] { background: $hairline; border: none; }
QFrame[look="warning"] { background: $warn_tint; border: 1px solid $warn_line; border-radius: ${radius}px; }
QFrame[look="card"] { background: $panel; border: 1px solid $hairline; border-radius: ${radius}px; }
QFrame[look="popover"] { background: $raised; border: 1px solid $hairline; border-radius: ${radius}px; }
QFrame#message_bar { background: $warn_tint; border: none; border-bottom: 1px solid $warn_line; }
QLabel#marking { font-weight: 700; letter-spacing: 1px; background: $panel; padding: 2px;
    border-bottom: 1px solid $hairline; }
QLabel#marking[command="true"] { color: $alert; background: $alert_tint; border: 2px solid $alert; }
QWidget#toolbar { background: $panel; border-bottom: 1px solid $hairline; }
QWidget#side { background: $window; }
QStatusBar { background: $window; border-top: 1px solid $hairline; color: $muted; }
QStatusBar::item { border: none; }
QMenuBar { background: $panel; border-bottom: 1px solid $hairline; }
QMenuBar::item { padding: 4px 8px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $hairline; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 24px; border-radius: 3px; }
QMenu::item:selected { background: $selected; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QPushButton, QToolButton[look="button"] { background: $raised; border: 1px solid $edge;
    border-radius: ${radius}px; padding: 5px 10px; }
QPushButton:hover, QToolButton[look="button"]:hover { background: $hover; }
QPushButton:focus, QToolButton[look="button"]:focus { border: 1px solid $ink; }
QPushButton:pressed, QToolButton[look="button"]:pressed { background: $selected; }
QPushButton:disabled, QToolButton[look="button"]:disabled { color: $faint; background: $window; }
QPushButton[look="primary"], QToolButton[look="primary"] { background: $ink; color: $on_ink;
    border: 1px solid $ink; border-radius: ${radius}px; padding: 5px 12px; font-weight: 600; }
QPushButton[look="primary"]:hover, QToolButton[look="primary"]:hover { background: $ink_hover; }
QPushButton[look="primary"]:focus, QToolButton[look="primary"]:focus { border: 2px solid $focus;
    padding: 4px 11px; }
QPushButton[look="primary"]:disabled { background: $hairline; color: $muted; border-color: $hairline; }
QPushButton[look="link"] { background: transparent; border: none; color: $ink; padding: 2px 0px;
    text-align: left; }
QPushButton[look="alert_link"] { background: transparent; border: none; color: $alert; padding: 2px 0px;
    text-align: left; }
QPushButton[look="alert_link"]:hover, QPushButton[look="alert_link"]:focus { text-decoration: underline; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { text-decoration: underline; }
QPushButton[look="quiet"], QToolButton { background: transparent; border: 1px solid transparent;
    border-radius: ${radius}px; padding: 3px; }
QPushButton[look="quiet"]:hover, QToolButton:hover { background: $hover; }
QPushButton[look="quiet"]:focus, QToolButton:focus { border: 1px solid $ink; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[look="segment"] { border-radius: 0; border-left-width: 0; padding: 5px 5px; }
QPushButton[look="segment"][first="true"] { border-left-width: 1px;
    border-top-left-radius: ${radius}px; border-bottom-left-radius: ${radius}px; }
QPushButton[look="segment"][last="true"] { border-top-right-radius: ${radius}px;
    border-bottom-right-radius: ${radius}px; }
QPushButton[look="segment"]:focus { border: 2px solid $ink; padding: 4px 4px; }
QPushButton[look="segment"]:checked { background: $selected; font-weight: 600; }
QPushButton[look="day"] { background: transparent; border: 1px solid transparent; padding: 3px 0px;
    text-align: left; font-weight: 600; }
QPushButton[look="day"]:hover { text-decoration: underline; }
QPushButton[look="day"]:focus { border: 1px solid $ink; }
QPushButton#field { text-align: left; padding: 4px 7px; border: 1px solid $field; }
QPushButton#field:focus { border: 1px solid $ink; }
QPushButton#chip { text-align: left; padding: 6px 8px; }
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit { background: $raised;
    border: 1px solid $field; border-radius: ${radius}px; padding: 4px 7px; selection-background-color: $ink;
    selection-color: $on_ink; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus, QTimeEdit:focus,
    QDateTimeEdit:focus { border: 1px solid $ink; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: $muted;
    background: $window; }
QPlainTextEdit[look="flat"] { background: transparent; border: 1px solid transparent; padding: 1px; }
QPlainTextEdit[look="flat"]:hover { border: 1px solid $edge; background: $raised; }
QPlainTextEdit[look="flat"]:focus { border: 1px solid $ink; background: $raised; }
QPlainTextEdit[look="title"] { font-size: ${heading}px; font-weight: 700; background: transparent;
    border: 1px solid transparent; padding: 0px; }
QPlainTextEdit[look="title"]:hover { border: 1px solid $edge; }
QPlainTextEdit[look="title"]:focus { border: 1px solid $ink; background: $raised; }
QLineEdit[look="flat"], QTimeEdit[look="flat"], QDateEdit[look="flat"] { background: transparent;
    border: 1px solid transparent; padding: 3px; }
QLineEdit[look="flat"]:hover, QTimeEdit[look="flat"]:hover, QDateEdit[look="flat"]:hover {
    border: 1px solid $edge; background: $raised; }
QLineEdit[look="flat"]:focus, QTimeEdit[look="flat"]:focus, QDateEdit[look="flat"]:focus {
    border: 1px solid $ink; background: $raised; }
QLineEdit[look="title"] { font-size: ${heading}px; font-weight: 700; background: transparent;
    border: 1px solid transparent; padding: 2px 0px; }
QLineEdit[look="title"]:hover { border: 1px solid $edge; }
QLineEdit[look="title"]:focus { border: 1px solid $ink; background: $raised; }
QLineEdit[look="search"] { border: none; font-size: ${search}px; padding: 10px 12px; background: $raised; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 22px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$chevron"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $hairline; outline: none;
    selection-background-color: $selected; selection-color: $text; }
QSpinBox::up-button, QSpinBox::down-button, QTimeEdit::up-button, QTimeEdit::down-button,
    QDateEdit::up-button, QDateEdit::down-button, QDateTimeEdit::up-button, QDateTimeEdit::down-button {
    width: 1px; border: none; }
QCheckBox { spacing: 6px; background: transparent; }
QCheckBox[look="alert"] { color: $alert; font-weight: 600; }
QCheckBox::indicator { width: ${box}px; height: ${box}px; border: 1px solid $muted; border-radius: 3px;
    background: $raised; }
QCheckBox::indicator:checked { image: url("$check"); }
QCheckBox::indicator:hover { border: 1px solid $ink; }
QCheckBox::indicator:focus { border: 2px solid $ink; }
QTableView::indicator, QListView::indicator { width: ${box}px; height: ${box}px; border: 1px solid $muted;
    border-radius: 3px; background: $raised; }
QTableView::indicator:checked, QListView::indicator:checked { image: url("$check"); }
QTabWidget::pane { border: none; border-top: 1px solid $hairline; }
QTabBar { background: transparent; }
QTabWidget::tab-bar { left: 14px; }
QTabBar::tab { background: transparent; border: none; border-bottom: 2px solid transparent;
    padding: 6px 2px; margin-right: 12px; color: $text; }
QTabBar::tab:selected { border-bottom: 2px solid $ink; font-weight: 600; }
QTabBar::tab:hover { color: $ink; }
QTabBar::tab:focus:selected { color: $ink; background: $selected; }
QListView, QTableView, QTreeView { background: $panel; border: 1px solid $hairline;
    border-radius: ${radius}px;
    outline: none; gridline-color: $hairline; alternate-background-color: $weekend; }
QListView:focus, QTableView:focus, QTreeView:focus { border: 1px solid $ink; }
QListView#bare, QTableView#bare { border: none; border-radius: 0; }
QListView::item { padding: 5px 8px; }
QListView::item:selected, QTableView::item:selected { background: $selected; color: $text; }
QTableView::item { padding: 3px 6px; }
QTableView QLineEdit, QTableView QComboBox, QTableView QDateEdit { border-radius: 0; padding: 1px 4px; }
QHeaderView { background: $panel; }
QHeaderView::section { background: $panel; color: $muted; font-weight: 600; border: none;
    border-bottom: 1px solid $hairline; padding: 5px 9px; }
QTableCornerButton::section { background: $panel; border: none; }
QSplitter::handle { background: $hairline; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QMainWindow::separator { background: $hairline; width: 1px; height: 1px; }
QDockWidget { titlebar-close-icon: none; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $edge; border-radius: 4px; min-height: 28px; margin: 1px 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $edge; border-radius: 4px; min-width: 28px; margin: 2px 1px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { border: 1px solid $hairline; border-radius: ${radius}px; background: $window;
    text-align: center; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: $ink; border-radius: ${radius}px; }
""")


def stylesheet(tokens: Tokens, scale: float) -> str:
    """Return the style sheet for a set of colours and a text scale (1.0 is 100 per cent)."""
    chevron = "chevron-dark.svg" if tokens.is_dark else "chevron-light.svg"
    check = "check-dark.svg" if tokens.is_dark else "check-light.svg"
    values = {name: getattr(tokens, name) for name in tokens.__slots__}
    return _SHEET.substitute(
        values,
        radius=RADIUS,
        small=round(SMALL_PX * scale),
        heading=round(HEADING_PX * scale),
        search=round((TEXT_PX + 3) * scale),
        box=round((TEXT_PX + 1) * scale),
        check=resource_path(f"icons/{check}").as_posix(),
        chevron=resource_path(f"icons/{chevron}").as_posix(),
    )
