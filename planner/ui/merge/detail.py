"""The strip below the merge table: the line in hand with its values in full, and its buttons."""

from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QMenu, QPushButton, QSizePolicy

from planner.domain.merging import Choice, Decision, MergeItem, MergeState, Pick, Side
from planner.domain.phrases import count_text
from planner.ui.merge.choices import Choices, Group, Line, is_taken
from planner.ui.merge.words import (
    Viewer,
    further_key,
    group_counts,
    side_button,
    side_caption,
    side_spoken,
    state_words,
    theirs_of,
    what_words,
)
from planner.ui.widgets.build import button, column, holder, label, row, scrolled, set_look

_BUTTONS = {
    Choice.MINE: "Mine (M)",
    Choice.THEIRS: "Theirs (T)",
    Choice.BEFORE: "Before (B)",
    Choice.LATER: "Later (L)",
}
_MOST_BUTTONS = 2
"""So many further sides have a button of their own; with more, a menu lists them all."""
_STANDS: dict[Decision, str] = {
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
        self._values: list[tuple[QLabel, QLabel]] = []
        self.buttons: dict[Choice, QPushButton] = {
            choice: self._button(words, choice) for choice, words in _BUTTONS.items()
        }
        self.further = [button("", partial(self._choose_further, n)) for n in range(_MOST_BUTTONS)]
        self.more = button("More…", self._offer_more)
        self._item: MergeItem | None = None
        self.tick = button("", self.toggle_wished.emit)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        self._keys = holder(row(*self._all_buttons(), spacing=8))
        self._area = scrolled(holder(self._grid, "panel_page"))
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = row(self._state, self._head, self._keys, spacing=10)
        head.setStretch(1, 1)
        self.setLayout(column(holder(head), self._area, self._note, spacing=4, margins=(12, 6, 12, 6)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _all_buttons(self) -> list[QPushButton]:
        """Return the buttons in their order: yours, all of theirs, before, later, and the tick."""
        of = self.buttons
        sides = [of[Choice.MINE], of[Choice.THEIRS], *self.further, self.more]
        return [*sides, of[Choice.BEFORE], of[Choice.LATER], self.tick]

    def _button(self, words: str, choice: Choice) -> QPushButton:
        return button(words, lambda: self.choice_wished.emit(choice))

    def _choose_further(self, number: int) -> None:
        if self._item is not None and number < len(self._item.further):
            self.choice_wished.emit(Pick(self._item.further[number].change_id))

    def _offer_more(self) -> None:
        """List every side of theirs; the one chosen is taken."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, (choice, side) in enumerate(theirs_of(self._item) if self._item else (), start=1):
            words = f"{side_spoken(side, self._viewer)} ({further_key(number)})".replace("&", "&&")
            menu.addAction(words).triggered.connect(partial(self._wish, choice))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _wish(self, choice: Decision) -> None:
        self.choice_wished.emit(choice)

    def _show_values(self, shown: list[tuple[str, str]], tips: Sequence[str] = ()) -> None:
        """Show captions with their values, three beside each other, four where there are more."""
        across = 3 if len(shown) <= 3 else 4
        while len(self._values) < len(shown):
            self._values.append(_value_labels())
        for at, (caption, value) in enumerate(self._values):
            is_shown = at < len(shown)
            for part in (caption, value):
                part.setVisible(is_shown)
            if not is_shown:
                continue
            caption.setText(shown[at][0])
            caption.setToolTip(tips[at] if at < len(tips) else "")
            value.setText(shown[at][1] or ("nothing" if shown[at][0] else ""))
            set_look(value, "" if shown[at][1] else "muted")
            self._grid.addWidget(caption, at // across * 2, at % across)
            self._grid.addWidget(value, at // across * 2 + 1, at % across)
        for at in range(4):
            self._grid.setColumnStretch(at, 1 if at < across else 0)
        lines = 2 * ((len(shown) - 1) // across + 1)
        for at in range(self._grid.rowCount()):
            self._grid.setRowStretch(at, 1 if at == lines - 1 else 0)

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
        group = line if isinstance(line, Group) else None
        self._item = None
        self._show_values(
            [("", group_counts(group, choices) if group is not None else ""), ("", ""), ("", "")]
        )
        self._show_buttons(choices=group is not None and bool(group.to_decide), tick="")

    def _show_item(self, item: MergeItem, choices: Choices) -> None:
        self._state.setText(state_words(item, choices))
        is_open = item.state is MergeState.DECIDE and choices.choice(item) is Choice.LATER
        set_look(self._state, "alert" if is_open else "muted")
        self._head.setText(what_words(item))
        self._item = item
        named = [("Before", item.before), ("Yours", item.mine)]
        named += [(_caption(item, n), side) for n, (_, side) in enumerate(theirs_of(item), start=1)]
        self._show_values(
            [(side_caption(words, side, self._viewer), side.text) for words, side in named],
            [_origin(side) for _, side in named],
        )
        self._note.setText(_note(item, choices))
        tick = ""
        if is_taken(item):
            tick = "Take it (Space)" if choices.is_left_out(item) else "Leave out (Space)"
        self._show_buttons(choices=item.state is MergeState.DECIDE, tick=tick, chosen=choices.choice(item))

    def _show_buttons(self, *, choices: bool, tick: str, chosen: Decision | None = None) -> None:
        for choice, made in self.buttons.items():
            made.setVisible(choices)
            set_look(made, "primary" if choice == chosen and choice is not Choice.LATER else "")
        item = self._item
        further = item.further if choices and item is not None else ()
        theirs = self.buttons[Choice.THEIRS]
        theirs.setText(_BUTTONS[Choice.THEIRS])
        if item is not None and further:
            self._name(theirs, item, Choice.THEIRS)
        for number, other in enumerate(self.further):
            is_shown = number < len(further)
            other.setVisible(is_shown)
            if item is not None and is_shown:
                pick = Pick(further[number].change_id)
                self._name(other, item, pick)
                set_look(other, "primary" if pick == chosen else "")
        self.more.setVisible(len(further) > len(self.further))
        hidden = {Pick(side.change_id) for side in further[len(self.further) :]}
        set_look(self.more, "primary" if chosen in hidden else "")
        self.tick.setText(tick)
        self.tick.setVisible(bool(tick))

    def _name(self, made: QPushButton, item: MergeItem, choice: Decision) -> None:
        """Say on a button whose side of several it takes; in full where it is pointed at or read aloud."""
        made.setText(side_button(item, choice, self._viewer).replace("&", "&&"))
        words = side_spoken(item.side(choice), self._viewer)
        made.setToolTip(_as_tip(words))
        made.setAccessibleName(words)


def _as_tip(words: str) -> str:
    return f"<span>{escape(words)}</span>" if words else ""  # marked as markup, so that escaping holds


def _origin(side: Side) -> str:
    """Return as a tip what a side was called and which file brought it."""
    parts = [side.label, f"in {side.copy}" if side.copy else ""]
    return _as_tip(", ".join(part for part in parts if part))


def _value_labels() -> tuple[QLabel, QLabel]:
    """Return the caption and the value of one side; neither asks for more width than there is."""
    caption = label("", "section")
    caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    value = label("", wrap=True)
    value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    value.setMinimumHeight(1)  # else a wrapped label asks for the height of a narrow one
    value.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return caption, value


def _caption(item: MergeItem, number: int) -> str:
    """Return what one of theirs is headed: "Theirs", or "Theirs (2)" with its key when there are several."""
    return f"Theirs ({further_key(number)})" if item.further else "Theirs"


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
