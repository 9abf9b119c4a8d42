"""The plan's plain lists: people, partners, partnership, priorities, calendar of days, concerns."""

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from planner.document.away import absences
from planner.document.command import Command
from planner.document.commands import away, people
from planner.document.typed_dates import read_when
from planner.document.wards_offered import ward_choices
from planner.domain.absence import Absence
from planner.domain.errors import InvalidInput
from planner.domain.records.people import (
    Concern,
    Partner,
    Partnership,
    PartnershipMember,
    Priority,
    Resource,
)
from planner.domain.records.plan import Setting, SpecialDay
from planner.domain.vocabulary import PostKind, ResourceKind, SpecialDayKind
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.inspector.people_tab import KIND_WORDS
from planner.ui.state import ViewState
from planner.ui.widgets.table_editor import ListSpec, TableEditor
from planner.ui.widgets.table_model import Column

_KINDS = tuple((k, k.value.capitalize()) for k in ResourceKind)
_POSTS: tuple[tuple[object, str], ...] = ((None, ""), *((k, KIND_WORDS[k]) for k in PostKind))
_DAYS = tuple((k, k.value.replace("_", " ").capitalize()) for k in SpecialDayKind)


class ListDialog(PlainDialog):
    """One list in a window of its own."""

    def __init__(self, parent: QWidget, bridge: Bridge, title: str, hint: str, spec: ListSpec) -> None:
        super().__init__(parent, title, hint)
        self.editor = TableEditor(bridge, spec, title)
        self.page.addWidget(self.editor, 1)
        self.add_close()
        self.fit(1080, 560)


def list_dialog(parent: QWidget, bridge: Bridge, state: ViewState, name: str) -> ListDialog:
    """Return the dialog of one list by its action's name."""
    title, hint, make = _LISTS[name]
    return ListDialog(parent, bridge, title, hint, make(bridge, state))


def _partners(bridge: Bridge, none: str) -> tuple[tuple[object, str], ...]:
    return (("", none), *((p.id, p.called) for p in bridge.document.read.all(Partner)))


def _wards(bridge: Bridge) -> tuple[tuple[object, str], ...]:
    read = bridge.document.read
    return ward_choices(read, {c.ward_id for c in read.all(Concern)})


def _next_sort(bridge: Bridge, kind: type[Priority] | type[PartnershipMember]) -> int:
    return 1 + max((row.sort for row in bridge.document.read.all(kind)), default=0)


def _people(bridge: Bridge, _state: ViewState) -> ListSpec:
    read = bridge.document.read
    teams = [(r.id, r.label) for r in read.all(Resource, kind=ResourceKind.TEAM)]
    columns = (
        Column("label", "Shown as"),
        Column("kind", "Kind", "choice", _KINDS),
        Column("rank", "Rank"),
        Column("collar_number", "Number"),
        Column("call_sign", "Call sign"),
        Column("post_kind", "Can fill", "choice", _POSTS),
        Column("team_id", "Team", "choice", (("", ""), *teams)),
        Column("partner_id", "From", "choice", _partners(bridge, "Police")),
    )
    return ListSpec(
        Resource, columns, lambda: bridge.document.read.all(Resource),
        lambda row_id, name, value: people.edit_resource(resource_id=row_id, **{name: value}),
        lambda row_id: people.delete_resource(resource_id=row_id), _added_resource,
        "Add: East CPT (a team), or PC X103 CT21 (a person)",
    )  # fmt: skip


def _added_resource(text: str) -> Command:
    from planner.ui.inspector.people_tab import split_words

    rank, collar, call_sign = split_words(text)
    if not collar:
        return people.add_resource(label=text, kind=ResourceKind.TEAM)[0]
    words = " ".join(w for w in (rank, collar) if w)
    return people.add_resource(
        label=words, kind=ResourceKind.PERSON, rank=rank, collar_number=collar, call_sign=call_sign
    )[0]


def _partner_list(bridge: Bridge, _state: ViewState) -> ListSpec:
    columns = (
        Column("name", "Name", wide=True), Column("short_name", "Short"), Column("kind", "Kind"),
        Column("contact", "Contact (post or desk)"), Column("email", "Email"), Column("phone", "Telephone"),
    )  # fmt: skip
    return ListSpec(
        Partner, columns, lambda: bridge.document.read.all(Partner),
        lambda row_id, name, value: people.edit_partner(partner_id=row_id, **{name: value}),
        lambda row_id: people.delete_partner(partner_id=row_id),
        lambda text: people.add_partner(name=text)[0], "Add an organisation",
    )  # fmt: skip


def _members(bridge: Bridge, _state: ViewState) -> ListSpec:
    read = bridge.document.read
    columns = (
        Column("partner_id", "Organisation", "choice", _partners(bridge, ""), wide=True, read_only=True),
        Column("role", "Part it takes", wide=True),
    )

    def add(text: str) -> Command:
        partnership = read.all(Partnership)
        found = [
            p for p in read.all(Partner) if text.casefold() in (p.name.casefold(), p.short_name.casefold())
        ]
        if not partnership or not found:
            raise InvalidInput(f"“{text}” is no partner of this plan; add it under Plan, Partners first.")
        return people.add_member(
            partnership_id=partnership[0].id,
            partner_id=found[0].id,
            sort=_next_sort(bridge, PartnershipMember),
        )

    return ListSpec(
        PartnershipMember, columns, lambda: read.all(PartnershipMember),
        lambda row_id, name, value: people.edit_member(member_id=row_id, **{name: value}),
        lambda row_id: people.delete_member(member_id=row_id), add, "Add a partner by its name or short name",
    )  # fmt: skip


def _priorities(bridge: Bridge, _state: ViewState) -> ListSpec:
    columns = (
        Column("title", "Priority", wide=True), Column("short_label", "Short"),
        Column("first", "From", "date", optional=True), Column("last", "Until", "date", optional=True),
    )  # fmt: skip
    return ListSpec(
        Priority, columns, lambda: bridge.document.read.all(Priority),
        lambda row_id, name, value: people.edit_priority(priority_id=row_id, **{name: value}),
        lambda row_id: people.delete_priority(priority_id=row_id),
        lambda text: people.add_priority(title=text, sort=_next_sort(bridge, Priority))[0], "Add a priority",
    )  # fmt: skip


def _special_days(bridge: Bridge, state: ViewState) -> ListSpec:
    columns = (
        Column("title", "Day", wide=True), Column("kind", "Kind", "choice", _DAYS),
        Column("first", "First", "date"), Column("last", "Last", "date"), Column("note", "Note"),
    )  # fmt: skip

    def add(text: str) -> Command:
        when = read_when(text, state.today)
        first = when.first or _missing_date("Home match 12 sep")
        title = " ".join(when.rest.split()).capitalize() or "Day"
        return people.add_special_day(title=title, kind=SpecialDayKind.EVENT, first=first, last=first)[0]

    return ListSpec(
        SpecialDay, columns, lambda: sorted(bridge.document.read.all(SpecialDay), key=lambda d: d.first),
        lambda row_id, name, value: people.edit_special_day(special_day_id=row_id, **{name: value}),
        lambda row_id: people.delete_special_day(special_day_id=row_id), add, "Add: Home match 12 sep",
    )  # fmt: skip


def _away(bridge: Bridge, state: ViewState) -> ListSpec:
    columns = (
        Column("who", "Who", wide=True, read_only=True),
        Column("first", "First", "date"), Column("last", "Last", "date"),
    )  # fmt: skip

    def records() -> list[Absence]:
        names = {r.id: r.label for r in bridge.document.read.all(Resource)}
        found = absences(bridge.document.read)
        return [replace(a, who=names.get(a.who, a.who)) for a in found]

    def add(text: str) -> Command:
        when = read_when(text, state.today)
        first = when.first or _missing_date("X103 11 sep")
        return away.add_absence(who=" ".join(when.rest.split()), first=first, last=when.last or first)

    return ListSpec(
        Setting, columns, records,
        lambda row_id, name, value: away.edit_absence(absence_id=row_id, **{name: value}),
        lambda row_id: away.end_absence(absence_id=row_id), add, "Add: X103 11 sep, or X103 11 to 13 sep",
    )  # fmt: skip


def _missing_date(example: str) -> date:
    raise InvalidInput(f"Say which day: for example “{example}”.")


def _concerns(bridge: Bridge, state: ViewState) -> ListSpec:
    columns = (
        Column("ward_id", "Ward", "choice", _wards(bridge)), Column("rank", "Rank", "number"),
        Column("text", "What matters", wide=True), Column("source", "Source"),
        Column("said_on", "Said on", "date", optional=True),
    )  # fmt: skip

    def add(text: str) -> Command:
        ward_id = state.selection.ward_id or str(_wards(bridge)[0][0])
        return people.add_concern(ward_id=ward_id, text=text)[0]

    def records() -> list[Concern]:
        names = dict(_wards(bridge))
        found = bridge.document.read.all(Concern)
        return sorted(found, key=lambda c: (str(names.get(c.ward_id, "")), c.rank))

    return ListSpec(
        Concern, columns, records,
        lambda row_id, name, value: people.edit_concern(concern_id=row_id, **{name: value}),
        lambda row_id: people.delete_concern(concern_id=row_id), add,
        "Add what residents of the selected ward said",
    )  # fmt: skip


_LISTS = {
    "people": ("Teams and people", "Posts, collar numbers and call signs; never names.", _people),
    "away": ("Not available", "Whole days, whatever the reason: leave, court, training, other work.", _away),
    "partners": ("Partners", "Contacts are posts or desks, never names.", _partner_list),
    "partnership": ("Partnership members", "", _members),
    "priorities": ("Priorities", "Every operation serves one.", _priorities),
    "special_days": ("Calendar of days", "Bank holidays, term, matches, market, panel.", _special_days),
    "concerns": (
        "Concerns",
        "What residents said matters, with its source. No source, suspect or intelligence here.",
        _concerns,
    ),
}
