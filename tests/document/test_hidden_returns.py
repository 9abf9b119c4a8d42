"""Returns, holds, impact and acknowledgements of need-to-know work stay in the command file."""

from datetime import date, datetime
from pathlib import Path

from planner.document.commands.create import create_operation
from planner.document.commands.returns import Delivered, MadeVisit, save_return
from planner.document.commands.review import acknowledge, place_hold, set_impact, set_review_date
from planner.document.commands.types import add_type
from planner.document.document import Document
from planner.document.visibility_feed import ledger
from planner.domain.ids import new_id
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Plan
from planner.domain.records.review import Acknowledgement
from planner.domain.vocabulary import HoldKind
from planner.rules.finding import Finding, Item, Severity
from planner.storage.planning_file import PlanningFile
from tests.builders import find, make_operation, make_plan


def test_nothing_said_of_a_hidden_operation_reaches_the_plan(tmp_path: Path) -> None:
    plan_file = make_plan(tmp_path)
    document = Document(plan_file, author="Tests")
    open_work = make_operation(document, "RP", "Wivenhoe", date(2026, 10, 5))
    beside = Plan(id=new_id(), title="Command", kind="command", beside_id=document.plan.id)
    document.open_command_file(
        PlanningFile.create(tmp_path / "test.command.wardplan", beside, author="Tests", key="0a" * 32)
    )
    command, gallery = add_type(code="OG", name="Gallery", need_to_know=True)
    document.run(command)
    ward = find(document, Ward, name="Castle").id
    command, hidden = create_operation(type_id=gallery, ward_ids=[ward], start=date(2026, 10, 5))
    document.run(command)
    rows = {k.TABLE: plan_file.reader.all(k) for k in ALL_RECORDS}
    changes = "SELECT count(*) FROM change_set"
    logged = plan_file.connection.execute(changes).fetchone()[0]

    day = document.read.all(Deployment, operation_id=hidden)[0]
    dedham = find(document, Place, name="Dedham")
    visit = MadeVisit(place_id=dedham.id, start=day.start, end=day.end)
    document.run(
        save_return(deployment_id=day.id, said=Delivered(visits=(visit,), results={"NRM referrals": 2}))
    )
    document.run(place_hold(operation_id=hidden, kind=HoldKind.INQUEST, reason="Coroner's letter"))
    document.run(set_impact(operation_id=hidden, affected="Six businesses"))
    document.run(set_review_date(operation_id=hidden, review_on=date(2030, 1, 1)))
    items = (Item(Operation, open_work.id), Item(Operation, hidden))
    clash = Finding("double-booking", Severity.STOP, "X103 is on both.", "RP-2026-01/1", day.start, items)
    document.run(acknowledge(finding=clash, reason="Known to Silver"))

    assert {k.TABLE: plan_file.reader.all(k) for k in ALL_RECORDS} == rows
    assert plan_file.connection.execute(changes).fetchone()[0] == logged
    now = datetime(2026, 10, 6)
    assert ledger(document.read, now).by_place[dedham.id].year.delivered == 1
    words = "Dedham: nothing planned in the next 28 days; last seen 1 day ago, on 5 October 2026."
    items = (Item(Place, dedham.id),)
    document.run(
        acknowledge(
            finding=Finding("village-unplanned", Severity.NOTE, words, "Dedham", now, items),
            reason="Rural week",
        )
    )
    assert [row.message for row in plan_file.reader.all(Acknowledgement)] == ["Dedham"], "hidden work saw it"
    document.leave_command_view()
    assert ledger(document.read, now).by_place[dedham.id].year.delivered == 0
