"""The words of the merge preview: its summary, its buttons, who and when, the state of a line."""

import re
from collections import Counter

from planner.domain.changes import UNNAMED
from planner.domain.frozen import dataclass
from planner.domain.merging import Choice, Decision, MergeItem, MergePreview, MergeState, Side
from planner.domain.phrases import and_list, count_text, date_text, month_name, time_text
from planner.domain.records.base import Record
from planner.domain.timespan import to_local
from planner.ui.merge.choices import Choices, Group, is_taken

NOTHING_YET = "nothing is applied yet · a backup is made first"
BEGINNING = "Reading the other copy"
UNKNOWN_ORIGIN = (
    "No share register of this plan knows this copy, so nothing is ticked: tick what you want to take."
)
KEYS = "M mine · T theirs · B before · L later · Space leave out or take · on an operation: all of it"
KEYS_DECIDE = "M mine · T theirs · B before · L later · on an operation: all of it"
KEYS_FURTHER = "2, 3 … another of theirs"
_MOST_KINDS = 3
_BY_OTHER_MEANS = re.compile(r", by the (copy sent to .*|task sheet)$")
_NAMES = {
    "deployment_ward": ("ward of a deployment", "wards of deployments"),
    "operation_ward": ("ward of an operation", "wards of operations"),
    "brief_text": ("part of a brief", "parts of briefs"),
    "operation_power": ("power relied on", "powers relied on"),
    "operation_concern": ("concern served", "concerns served"),
    "resource": ("person or team", "people and teams"),
    "power_ward": ("ward of a power", "wards of powers"),
    "plan": ("setting of the plan", "settings of the plan"),
    "return_visit": ("visit made", "visits made"),
    "return_result": ("result", "results"),
    "strategy": ("promise", "promises"),
    "unseen_work": ("count of unseen work", "counts of unseen work"),
    "impact": ("impact line", "impact lines"),
    "share": ("entry of the share register", "entries of the share register"),
    **{
        f"type_{part}": ("part of a type", "parts of types")
        for part in ("brief", "deployment", "post", "task", "risk", "measure", "power")
    },
}
_CHOSEN: dict[Decision, str] = {Choice.MINE: "✓ yours", Choice.BEFORE: "✓ before", Choice.LATER: "decide"}
_LONGEST_NAME = 16


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom words are made: the plan's time zone, who is "you", and the year that needs no saying.

    other: whose the other copy is, for what was written there by somebody who gave no name.
    """

    zone: str
    me: str
    year: int
    other: str = "the other copy"


def kind_words(kind: type[Record], number: int) -> str:
    """Return "1 task" or "4 tasks"."""
    name = kind.TABLE.strip("_").replace("_", " ")
    many = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return count_text(number, *_NAMES.get(kind.TABLE, (name, many)))


def summary(preview: MergePreview, decided: int = 0) -> str:
    """Return "their changes: 4 tasks (1 new), 1 needs a decision, 2 ignored (not theirs to change)".

    decided: how many of the decisions are chosen already.
    """
    rows = {(item.kind, item.row_id): item.state for item in preview.taken}
    counts = Counter(kind for kind, _row_id in rows).most_common()
    states = Counter((kind, state) for (kind, _row_id), state in rows.items())
    parts = [
        kind_words(kind, number)
        + _come_and_go(states[kind, MergeState.NEW], states[kind, MergeState.DELETED])
        for kind, number in counts[:_MOST_KINDS]
    ]
    if rest := sum(number for _kind, number in counts[_MOST_KINDS:]):
        parts.append(count_text(rest, "other"))
    if number := len(preview.of(MergeState.DECIDE)):
        open_words = count_text(number, "needs a decision", "need a decision")
        parts.append(f"{decided} of {count_text(number, 'decision')} taken" if decided else open_words)
    if number := len(preview.of(MergeState.IGNORED)):
        parts.append(f"{number} ignored{' (not theirs to change)' if preview.origin else ''}")
    if number := len(preview.of(MergeState.DECLINED)):
        parts.append(f"{number} declined before")
    return f"their changes: {', '.join(parts)}" if parts else "their changes: none"


def _come_and_go(new: int, deleted: int) -> str:
    parts = [f"{number} {words}" for number, words in ((new, "new"), (deleted, "deleted")) if number]
    return f" ({', '.join(parts)})" if parts else ""


def can_apply(choices: Choices) -> bool:
    """Return whether Apply would do anything; of an unknown copy nothing comes that is not chosen."""
    later = choices.undecided if choices.preview.is_known_origin else 0
    return bool(choices.ticked + choices.decided + later)


def apply_words(choices: Choices) -> str:
    """Return what the first button does: "Apply 2, decide later", "Apply all 6", "Apply 3"."""
    number = choices.ticked + choices.decided
    if choices.undecided and choices.preview.is_known_origin:
        return f"Apply {number}, decide later" if number else "Decide later"
    if not number:
        return "Apply"
    return f"Apply all {number}" if number > 1 and choices.is_all_taken else f"Apply {number}"


def theirs_words(choices: Choices) -> str:
    """Return what the second button does."""
    number = choices.ticked + choices.decided + choices.undecided
    return "Apply all as theirs" if choices.is_all_taken else f"Apply {number} as theirs"


def state_words(item: MergeItem, choices: Choices) -> str:
    """Return the word that a line begins with."""
    if item.state is MergeState.DECIDE:
        return _CHOSEN.get(choices.choice(item), "✓ theirs")  # whose of theirs is bold in its column
    return item.state.value


def spoken_state(item: MergeItem, choices: Choices) -> str:
    """Return the state of a line for readers of the screen."""
    words = state_words(item, choices)
    if not is_taken(item):
        return words
    return f"{words}, {'left out' if choices.is_left_out(item) else 'ticked'}"


def what_words(item: MergeItem) -> str:
    """Return "Clear three garage courts · status"."""
    return f"{item.about} · {item.field}" if item.field else item.about


def group_counts(group: Group, choices: Choices) -> str:
    """Return "3 changes, 1 to decide, 2 decided, 2 ignored"."""
    of = Counter(item.state for item in group.items)
    declined, ignored = of[MergeState.DECLINED], of[MergeState.IGNORED]
    open_ = sum(choices.choice(item) is Choice.LATER for item in group.to_decide)
    taken = len(group.items) - declined - ignored - of[MergeState.DECIDE]
    counts = {
        "to decide": open_,
        "decided": of[MergeState.DECIDE] - open_,
        "ignored": ignored,
        "declined": declined,
    }
    parts = [count_text(taken, "change")] if taken else []
    return ", ".join([*parts, *(f"{number} {words}" for words, number in counts.items() if number)])


def by_when(item: MergeItem, viewer: Viewer) -> str:
    """Return "Wardens, 27 Aug 16:05", for a decision "you 26 Aug · Fire 28 Aug"."""
    if item.state is not MergeState.DECIDE:
        return ", ".join(p for p in (who_of_theirs(item.theirs, viewer), moment(item.theirs, viewer)) if p)
    days = not item.further  # of several others there is room for the names only
    parts = (
        " ".join(p for p in (name(side, viewer), moment(side, viewer, day_only=True) if days else "") if p)
        for name, side in ((who, item.mine), *((who_of_theirs, side) for _, side in theirs_of(item)))
    )
    return " · ".join(part for part in parts if part)


def further_key(number: int) -> str:
    """Return the key that chooses one of theirs, counted from 1: "T" for the newest, then "2", "3"."""
    return "T" if number == 1 else str(number)


def theirs_of(item: MergeItem) -> tuple[tuple[Decision, Side], ...]:
    """Return the sides of all others, the newest first."""
    return tuple((c, s) for c, s in item.sides if c not in (Choice.MINE, Choice.BEFORE))


def side_button(item: MergeItem, choice: Decision, viewer: Viewer) -> str:
    """Return what the button of one of several others says: "X104 (2)", with the time if it wrote two."""
    others = theirs_of(item)
    number = [c for c, _ in others].index(choice) + 1
    side = dict(others)[choice]
    names = [who_of_theirs(s, viewer) for _, s in others]
    name = who_of_theirs(side, viewer) or "theirs"
    if names.count(name) > 1:
        name = f"{name} {moment(side, viewer)}"
    elif len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME].rstrip()}…"
    return f"{name} ({further_key(number)})"


def side_spoken(side: Side, viewer: Viewer) -> str:
    """Return "Theirs: X104, 2 June 2026 14:05, in Stick.wardplan", for tips, menus and screen readers."""
    about = [who_of_theirs(side, viewer)]
    if side.at is not None:
        at = to_local(side.at, viewer.zone)
        about.append(f"{date_text(at.date())} {time_text(at)}")
    if side.copy:
        about.append(f"in {side.copy}")
    return f"Theirs: {', '.join(part for part in about if part)}"


def who(side: Side, viewer: Viewer) -> str:
    """Return who wrote a side; "you" for the one at this computer. By which copy stands in the title."""
    return "you" if side.by and side.by == viewer.me else _BY_OTHER_MEANS.sub("", side.by)


def who_of_theirs(side: Side, viewer: Viewer) -> str:
    """Return who wrote a side of theirs; who gave no name is not "you", who may have given none either."""
    return author_of_theirs(side.by, viewer) if side.by != viewer.me or side.by == UNNAMED else "you"


def author_of_theirs(name: str, viewer: Viewer) -> str:
    """Return how one of theirs is named: the copy's owner where nobody said who he is."""
    plain = _BY_OTHER_MEANS.sub("", name)
    return viewer.other if plain == UNNAMED else plain


def moment(side: Side, viewer: Viewer, *, day_only: bool = False) -> str:
    """Return "27 Aug 16:05", with the year when it is not this one; nothing when it is not known."""
    if side.at is None:
        return ""
    at = to_local(side.at, viewer.zone)
    year = "" if at.year == viewer.year else f" {at.year}"
    day = f"{at.day} {month_name(at)[:3]}{year}"
    return day if day_only else f"{day} {time_text(at)}"


def side_caption(name: str, side: Side, viewer: Viewer) -> str:
    """Return "Theirs · Wardens, 27 Aug 16:05", as the strip below the table heads a side."""
    said = who_of_theirs if name.startswith("Theirs") else who
    about = ", ".join(p for p in (said(side, viewer), moment(side, viewer)) if p)
    return f"{name} · {about}" if about else name


def origin_words(preview: MergePreview) -> str:
    """Return where a copy comes from, as the preview says it under its title; empty for a plain copy."""
    parts = []
    if preview.origin:
        parts.append(f"From {preview.origin}.")
    if preview.computers:
        parts.append(f"Written on {and_list(list(preview.computers), 4)}.")
    if preview.expires is not None:
        parts.append(f"It was to be kept until {date_text(preview.expires)}.")
    if not preview.is_known_origin:
        parts.append(UNKNOWN_ORIGIN)
    return " ".join(parts)


def waiting_words(number: int) -> str:
    """Return "1 decision waits" or "2 decisions wait"."""
    return count_text(number, "decision waits", "decisions wait")
