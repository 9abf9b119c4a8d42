"""Previews made by hand, as the merge engine gives them: the one of the design's picture, and a long one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from planner.domain.merging import Choice, MergeItem, MergePreview, MergeState, Side
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation, Task


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of August 2026, UTC."""
    return datetime(2026, 8, day, hour, minute, tzinfo=UTC)


def change(key: str, about: str, field: str, before: str, theirs: Side) -> MergeItem:
    """Return one changed field of a task that only they changed."""
    return MergeItem(
        key=key,
        state=MergeState.CHANGED,
        kind=Task,
        row_id=key,
        group=field,
        about=about,
        field=field,
        before=Side(text=before),
        mine=Side(text=before),
        theirs=theirs,
        operation_id="week",
        operation="Street Week — Greenstead",
    )


def decision(key: str = "meet/span") -> MergeItem:
    """Return the decision of the picture."""
    return MergeItem(
        key=key,
        state=MergeState.DECIDE,
        kind=Deployment,
        row_id=key,
        group="span",
        about="Street meet",
        field="start and end",
        before=Side(text="Sat 12, 10–16"),
        mine=Side(text="Sat 12, 11–16", by="X101", at=at(26, 9)),
        theirs=Side(text="Sat 12, 10–15", by="Fire", at=at(28, 8, 30)),
        now=Choice.THEIRS,
        operation_id="meet",
        operation="Street meet — St Anne's and St John's",
    )


def ignored() -> MergeItem:
    """Return a change of something that is not theirs to change."""
    return replace(
        change("week/title", "Street Week Greenstead", "title", "Street Week", Side(text="")),
        state=MergeState.IGNORED,
        kind=Operation,
        row_id="week",
        theirs=Side(text="SW Greenstead 2026", by="Safety team"),
        reason="The council's copy may change its tasks only.",
    )


def council_copy(*, known: bool = True) -> MergePreview:
    """Return the preview of the design's picture."""
    done = Side(text="done", by="Wardens", at=at(27, 15, 5))
    booked = Side(text="Survey booked 14 September", by="Safety team", at=at(27, 8, 12))
    items = (
        change("garages/status", "Clear three garage courts", "status", "open", done),
        change("cctv/note", "CCTV column report", "note", "", booked),
        decision(),
        ignored(),
    )
    return MergePreview(
        source="Council.wardplan",
        title="Council copy of 28 August",
        items=items,
        origin="Colchester City Council, by the copy sent on 28 August 2026" if known else "",
        is_known_origin=known,
    )


LONG = (
    "Residents of the three courts behind Hawthorn Avenue asked for lighting, a gate and a weekly sweep; the "
    "housing officer has the keys and will walk the courts with the wardens before the first day of the week."
)


def long_preview(operations: int = 12) -> MergePreview:
    """Return a preview with many operations, long values, new and deleted rows and several authors."""
    items = list(council_copy().items)
    for number in range(operations):
        items += (
            replace(item, operation_id=f"o{number}", operation=f"Rural patrol {number}: Dedham, Langham")
            for item in _patrol(number)
        )
    return MergePreview(
        source="Colchester 2026-LAPTOP2.wardplan", title="Copy Colchester 2026-LAPTOP2", items=tuple(items)
    )


def _patrol(number: int) -> Iterator[MergeItem]:
    note = Side(text=LONG, by=("X101", "X103", "Wardens")[number % 3], at=at(20 + number % 8, 9))
    yield change(f"o{number}/note", "Walk the courts with the wardens", "note", "", note)
    new = change(f"o{number}/new", "Ask for the keys", "", "", Side(text="by 14 September", by="X103"))
    yield replace(new, state=MergeState.NEW, group="+", rows=3)
    gone = change(f"o{number}/gone", "Leaflets", "", "open", Side(text="deleted", by="X101", at=at(22, 11)))
    yield replace(gone, state=MergeState.DELETED, group="-")
    if number % 3 == 0:
        yield replace(decision(f"o{number}/span"), about="Visits to the villages of the Stour valley")


def declined_copy() -> MergePreview:
    """Return a preview of two operations of which most was declined when the copy came the first time."""
    items = (
        replace(item, state=MergeState.DECLINED)
        if item.state is not MergeState.DECIDE and number % 3
        else item
        for number, item in enumerate(long_preview(2).items)
    )
    return replace(long_preview(2), items=tuple(items))


def several_sides(number: int = 4) -> MergeItem:
    """Return a decision between so many copies: yours, and the others, the newest first."""
    others = [
        Side(
            text=f"Sat 12, {9 + n}–{15 + n}",
            by=f"X10{3 + n}",
            at=at(28 - n, 8, 30),
            label="Move deployment",
            change_id=f"c{n}",
        )
        for n in range(number - 1)
    ]
    return replace(
        decision("sides/span"), theirs=others[0], further=tuple(others[1:]), about="Street meet two"
    )
