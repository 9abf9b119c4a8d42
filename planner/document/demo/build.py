"""Making the demo plan: a new plan of the first district with a year of work in it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from planner.document.command import Command
from planner.document.commands.create import create_operation
from planner.document.commands.review import hold_for_results
from planner.document.commands.template import NewDeployment, default_deployments
from planner.document.demo.filling import FILLED_AHEAD, Roster, progressed, settle_tasks
from planner.document.demo.ground import (
    WardNames,
    demo_concern_links,
    demo_ground,
    demo_impact,
    demo_strategies,
    drawn_place,
)
from planner.document.demo.returns import return_rows
from planner.document.demo.schedule import DemoOperation, demo_file, hidden_schedule, schedule
from planner.domain.errors import NotFound
from planner.domain.frozen import dataclass
from planner.domain.records.deployment import Deployment, Post, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import PlaceKind
from planner.storage.authorised_parts import parts_text
from planner.storage.pair import Pair

if TYPE_CHECKING:
    from planner.document.document import Document

AUTHOR = "Demo"


def make_demo(
    path: Path, *, today: date, operations: int | None = None, seed: int = 1, passphrase: str = ""
) -> "Document":
    """Make, publish and return the demo plan.

    operations: instead of the year's work, this many plain operations with ten deployments each, for
    measuring. passphrase: make a demo command file beside it too.
    """
    from planner.document.new_plan import command_records, starting_records
    from planner.document.opening import create_command_file, create_plan, open_command_file

    row, records = starting_records(title="Colchester demo", wards_file=None, today=today)
    document = create_plan(path, plan=row, records=records, author=AUTHOR)
    if operations is None:
        data = demo_file()
        document.run(Command("Make the demo plan", _Maker(data, seed, today).make))
    else:
        from planner.document.demo.large import make_large

        document.run(Command("Make a large plan", lambda pair: make_large(pair, operations, seed)))
    if passphrase:
        beside = path.with_suffix(".command.wardplan")
        create_command_file(document, beside, passphrase, command_records(), author=AUTHOR)
        open_command_file(document, beside, passphrase)
        document.run(Command("Make the demo command file", _Maker(demo_file(), seed, today).make_hidden))
    document.history.clear()
    document.publish()
    return document


@dataclass(slots=True)
class _Made:
    operation_id: str
    wish: DemoOperation


class _Maker:
    """Makes the demo's rows inside one transaction."""

    def __init__(self, data: dict[str, Any], seed: int, today: date) -> None:
        self._data, self._today, self._random = data, today, Random(seed)

    def make(self, pair: Pair) -> None:
        """Write the whole year."""
        wards = WardNames(pair)
        pair.add_all(demo_ground(self._data, wards, self._today))
        pair.add_all(demo_strategies(self._data, lambda name: _village(pair, name).id))
        types = {t.code: t for t in pair.all(OperationType)}
        roster = Roster(pair, self._random)
        made = [self._create(pair, types, wards, wish) for wish in schedule(self._data)]
        short = next((m for m in made if m.wish.type_code == "SW" and m.wish.start > self._today), None)
        for one in made:
            self._fill(pair, roster, one, is_short=one is short)
        settle_tasks(pair, [m.operation_id for m in made], self._today, self._random)

    def make_hidden(self, pair: Pair) -> None:
        """Write the need-to-know operations into the command file."""
        wards, types = WardNames(pair), {t.code: t for t in pair.all(OperationType)}
        for wish in hidden_schedule(self._data):
            self._create(pair, types, wards, wish)

    def _create(
        self, pair: Pair, types: dict[str, OperationType], wards: WardNames, wish: DemoOperation
    ) -> _Made:
        places = [_village(pair, name) for name in wish.villages]
        ward_ids = [wards.id(w) for w in wish.wards] or list(dict.fromkeys(p.ward_id for p in places))
        kind = types[wish.type_code]
        command, operation_id = create_operation(
            type_id=kind.id,
            ward_ids=ward_ids,
            start=wish.start,
            title=wish.title or (f"{kind.name} — {', '.join(wish.villages)}" if wish.villages else None),
            deployments=_on_weekdays(pair, kind, wish),
            place_ids=[p.id for p in places],
            last=wish.start + timedelta(days=2) if kind.reservation else None,
            desk=wish.desk,
        )
        command.apply(pair)
        pair.add_all(demo_concern_links(self._data, pair, wish.type_code, operation_id, ward_ids))
        for row in wish.places:
            pair.add(drawn_place(row, operation_id=operation_id, ward_id=ward_ids[0]))
        return _Made(operation_id, wish)

    def _fill(self, pair: Pair, roster: Roster, made: _Made, *, is_short: bool) -> None:
        deployments = pair.all(Deployment, operation_id=made.operation_id)
        now = datetime.combine(self._today, time(9))
        for number, deployment in enumerate(deployments):
            posts = pair.all(Post, deployment_id=deployment.id)
            if deployment.start.date() <= self._today + FILLED_AHEAD:
                leave_open = 2 if is_short and number == 4 else 0
                pair.add_all(roster.rows(deployment, posts, made.wish.team, leave_open=leave_open))
            else:
                pair.add_all(roster.team_rows(posts, made.wish.team))
            visits = pair.all(Visit, deployment_id=deployment.id)
            pair.add_all(return_rows(deployment, visits, made.wish.type_code, now=now, random=self._random))
        ended = max(d.end for d in deployments).date()
        hold_for_results(pair, made.operation_id, on=min(ended, self._today))
        asked_on = min(deployments[0].start.date() - timedelta(days=20), self._today)
        pair.add_all(demo_impact(self._data, made.wish.type_code, made.operation_id, asked_on))
        operation = pair.require(Operation, made.operation_id)
        first, last = deployments[0].start.date(), max(d.end for d in deployments).date()
        now_at = progressed(operation, first, last, self._today)
        sergeant = f"Sergeant, {made.wish.team}"
        supervisor = sergeant if now_at.status.is_authorised else ""
        led = replace(
            now_at, lead=f"Inspector, {made.wish.team}", supervisor=supervisor, prepared_by=sergeant
        )
        pair.put(led)
        if led.status.is_authorised:  # of what is in the plan now, as authorising it does
            pair.put(replace(led, authorised_parts=parts_text(pair, led)))


def _village(pair: Pair, name: str) -> Place:
    found = [p for p in pair.all(Place, name=name) if p.kind in {PlaceKind.VILLAGE, PlaceKind.LOCALITY}]
    if not found:
        raise NotFound(f'The demo names a village "{name}" that is not in the plan.')
    return min(found, key=lambda p: p.kind is not PlaceKind.VILLAGE)


def _on_weekdays(pair: Pair, kind: OperationType, wish: DemoOperation) -> list[NewDeployment] | None:
    """Return one deployment for each wished weekday, the type's own in turn; None for the type's own days."""
    if not wish.weekdays:
        return None
    monday = wish.start - timedelta(days=wish.start.weekday())
    bases = default_deployments(pair, kind, monday)
    made = []
    for turn, weekday in enumerate(wish.weekdays):
        base = bases[turn * len(bases) // len(wish.weekdays)]
        step = monday + timedelta(days=weekday) - base.start.date()
        made.append(replace(base, start=base.start + step, end=base.end + step))
    return made
