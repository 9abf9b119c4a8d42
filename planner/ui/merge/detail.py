"""The strip below the merge table: the line in hand with its values in full, and its buttons."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from planner.domain.merging import Choice, MergeItem, MergeState, Side
from planner.domain.phrases import count_text
from planner.ui.merge.choices import Choices, Group, Line, is_taken
from planner.ui.merge.words import Viewer, group_counts, side_caption, state_words, what_words
from planner.ui.widgets.build import button, column, holder, label, row, scrolled, set_look

_SIDES = (
    (Choice.BEFORE, "Before", "Before (B)"),
    (Choice.MINE, "Yours", "Mine (M)"),
    (Choice.THEIRS, "Theirs", "Theirs (T)"),
)
_STANDS = {
    Choice.MINE: "yours stands",
    Choice.THEIRS: "theirs stands",
    Choice.BEFORE: "what was before stands",
}


class DetailStrip(QFrame):
    """Shows one line; choice_wished(choice) and toggle_wished() when its buttons are pressed."""

    choice_wished = Signal(object)
    toggle_wished = Signal()

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self._viewer = viewer
        self.setProperty("look", "card")
        self._head = label("", "strong", wrap=True)
        self._state = label("", "muted")
        self._note = label("", "muted", wrap=True)
        self._captions: dict[Choice, QLabel] = {}
        self._values: dict[Choice, QLabel] = {}
        self.buttons: dict[Choice, QPushButton] = {}
        grid = self._values_grid()
        self.buttons[Choice.LATER] = self._button("Later (L)", Choice.LATER)
        self.tick = button("", self.toggle_wished.emit)
        keys = row(spacing=8)
        for choice in (Choice.MINE, Choice.THEIRS, Choice.BEFORE, Choice.LATER):
            keys.addWidget(self.buttons[choice])
        keys.addWidget(self.tick)
        self._keys = holder(keys)
        self._area = scrolled(holder(grid, "panel_page"))
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = row(self._state, self._head, self._keys, spacing=10)
        head.setStretch(1, 1)
        self.setLayout(column(holder(head), self._area, self._note, spacing=4, margins=(12, 6, 12, 6)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _values_grid(self) -> QGridLayout:
        """Return the three sides beside each other, and make their buttons."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        for at, (choice, caption, words) in enumerate(_SIDES):
            self._captions[choice] = label(caption, "section")
            self._captions[choice].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            value = label("", wrap=True)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            value.setMinimumHeight(1)  # else a wrapped label asks for the height of a narrow one
            value.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._values[choice] = value
            grid.addWidget(self._captions[choice], 0, at)
            grid.addWidget(value, 1, at)
            grid.setColumnStretch(at, 1)
            self.buttons[choice] = self._button(words, choice)
        grid.setRowStretch(1, 1)
        return grid

    def _button(self, words: str, choice: Choice) -> QPushButton:
        return button(words, lambda: self.choice_wished.emit(choice))

    def fit(self) -> None:
        """Keep one height whatever is shown, so that the table does not jump; less on a small screen."""
        line = self.fontMetrics().height()
        keys = self.tick.sizeHint().height()
        is_small = self.screen().availableGeometry().height() < 40 * line
        self._area.setFixedHeight(line * (3 if is_small else 4) + 8)
        self._keys.setFixedHeight(keys)
        self.setFixedHeight(keys + self._area.height() + line + 26)

    def show_line(self, line: Line | None, choices: Choices) -> None:
        """Show a line, or nothing."""
        if isinstance(line, MergeItem):
            self._show_item(line, choices)
            return
        self._state.setText("")
        self._head.setText(line.words if isinstance(line, Group) else "")
        self._note.setText("")
        for choice in self._values:
            self._captions[choice].setText("")
            self._values[choice].setText("")
        if isinstance(line, Group):
            self._values[Choice.BEFORE].setText(group_counts(line))
        self._show_buttons(choices=bool(isinstance(line, Group) and line.to_decide), tick="")

    def _show_item(self, item: MergeItem, choices: Choices) -> None:
        self._state.setText(state_words(item, choices))
        is_open = item.state is MergeState.DECIDE and choices.choice(item) is Choice.LATER
        set_look(self._state, "alert" if is_open else "muted")
        self._head.setText(what_words(item))
        sides: dict[Choice, Side] = {
            Choice.BEFORE: item.before,
            Choice.MINE: item.mine,
            Choice.THEIRS: item.theirs,
        }
        for choice, caption, _words in _SIDES:
            side = sides[choice]
            self._captions[choice].setText(side_caption(caption, side, self._viewer))
            self._values[choice].setText(side.text or "nothing")
            set_look(self._values[choice], "" if side.text else "muted")
        self._note.setText(_note(item, choices))
        tick = ""
        if is_taken(item):
            tick = "Take it (Space)" if choices.is_left_out(item) else "Leave out (Space)"
        self._show_buttons(choices=item.state is MergeState.DECIDE, tick=tick, chosen=choices.choice(item))

    def _show_buttons(self, *, choices: bool, tick: str, chosen: Choice | None = None) -> None:
        for choice, made in self.buttons.items():
            made.setVisible(choices)
            set_look(made, "primary" if choice is chosen and choice is not Choice.LATER else "")
        self.tick.setText(tick)
        self.tick.setVisible(bool(tick))

    def tab_order(self, before: QWidget) -> QWidget:
        """Put the buttons after a widget in the order of Tab; returns the last."""
        for made in (*self.buttons.values(), self.tick):
            QWidget.setTabOrder(before, made)
            before = made
        return before


def _note(item: MergeItem, choices: Choices) -> str:
    if item.state is MergeState.DECIDE and choices.choice(item) is Choice.LATER:
        if not choices.preview.is_known_origin:
            return "Nothing of it is taken unless it is decided."
        return f"Until it is decided, {_STANDS.get(item.now, 'yours stands')}."
    if item.rows > 1:
        more = item.rows - 1
        verbs = ("goes", "go") if item.state is MergeState.DELETED else ("comes", "come")
        return f"{count_text(more, 'row')} more {verbs[more > 1]} with it."
    return item.reason
