"""What an output may not hold: by word for partners, by former name for hidden work; and no false alarms."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from planner.document.command import Command
from planner.document.commands.create import create_operation
from planner.document.commands.operation import change_operation, delete_operation
from planner.document.commands.tasks import add_task
from planner.document.document import Document
from planner.document.leak_check import LeakFound, checked_output
from planner.document.opening import create_plan
from planner.document.partner_tasks import Terms
from planner.document.sharing import ShareWish, share_copy
from planner.domain.ids import new_id
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.operation import BriefText
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import Heading, PostKind
from planner.storage.planning_file import PlanningFile
from tests.builders import find, make_operation, make_plan, make_type

TERMS = Terms(purpose="Street meet", gateway="s.115", agreement="CBC/12", days=90, reply_to="the desk")


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    """A plan in command view, with one need-to-know operation that was renamed."""
    filled = make_plan(tmp_path, name="source.wardplan")
    records = [r for kind in ALL_RECORDS[1:] for r in filled.reader.all(kind)]
    made = create_plan(tmp_path / "plan.wardplan", plan=filled.plan, records=records, author="Tests")
    filled.close()
    beside = Plan(id=new_id(), title="Command", kind="command", beside_id=made.plan.id)
    made.open_command_file(
        PlanningFile.create(tmp_path / "plan.command.wardplan", beside, author="Tests", key="0a" * 32)
    )
    kind = make_type("NK", "Quagmire", need_to_know=True)
    made.run(Command("Type", lambda pair: pair.add(kind)))
    command, hidden = create_operation(
        type_id=kind.id, ward_ids=[_ward(made)], start=date(2026, 10, 5), title="Kestrelwing"
    )
    made.run(command)
    made.run(change_operation(operation_id=hidden, title="Raptorclaw"))
    text = BriefText(
        id=new_id(),
        operation_id=hidden,
        heading=Heading.METHOD,
        text="Meet at TM 01234 25678 by the weighbridge",
    )
    made.run(Command("Brief", lambda pair: pair.add(text)))
    yield made
    made.close()


def _ward(document: Document) -> str:
    from planner.domain.records.ground import Ward

    return document.read.all(Ward)[0].id


def _refused(document: Document, text: str, audience: str = "police", partner_id: str = "") -> bool:
    try:
        checked_output(document.read, audience, text.encode(), name="out.txt", partner_id=partner_id)
    except LeakFound:
        return True
    return False


@pytest.mark.parametrize("audience", ["police", "partner", "public"])
@pytest.mark.parametrize(
    "text", ["Op Raptorclaw", "once Kestrelwing", "RVP TM 01234 25678", "RVP TM0123425678", "the weighbridge"]
)
def test_present_and_former_names_and_typed_grid_references_are_found(
    document: Document, audience: str, text: str
) -> None:
    assert _refused(document, text, audience)
    assert not _refused(document, text, "command")


def test_a_word_that_only_the_plans_history_has_is_no_leak_for_the_police(document: Document) -> None:
    operation = make_operation(document)
    document.run(change_operation(operation_id=operation.id, title="Weighbridge checks"))
    document.run(change_operation(operation_id=operation.id, title="Lorry checks"))
    out = document.target.parent / "police.wardplan"
    share_copy(document, out, ShareWish(audience="police", terms=TERMS))
    assert out.exists()
    assert not _refused(document, "the weighbridge")
    assert _refused(document, "the weighbridge", "partner", find(document, Partner, short_name="Council").id)


def test_a_whole_title_that_the_plans_history_has_is_a_leak_all_the_same(document: Document) -> None:
    operation = make_operation(document)
    document.run(change_operation(operation_id=operation.id, title="Raptorclaw"))
    document.run(delete_operation(operation_id=operation.id))
    with pytest.raises(LeakFound):
        share_copy(
            document, document.target.parent / "police.wardplan", ShareWish(audience="police", terms=TERMS)
        )


def test_the_name_of_a_file_handed_on_before_may_be_used_again(document: Document) -> None:
    out = document.target.parent / "midsummer.wardplan"
    share_copy(document, out, ShareWish(audience="partner", terms=TERMS))
    out.unlink()
    share_copy(document, out, ShareWish(audience="partner", terms=TERMS))
    assert out.exists()


def test_a_partners_paper_is_looked_through_for_the_words_of_other_work(document: Document) -> None:
    council, fire = (find(document, Partner, short_name=name) for name in ("Council", "Fire"))
    own, other = make_operation(document), make_operation(document, "OD", "Castle", title="Lanternfish")
    document.run(
        add_task(operation_id=own.id, title="Sweep courts", due=date(2026, 9, 1), partner_id=council.id)
    )
    document.run(add_task(operation_id=own.id, title="Bowser", due=date(2026, 9, 1), partner_id=fire.id))
    block = document.read.all(Deployment, operation_id=other.id)[0]
    rows = [
        BriefText(id=new_id(), operation_id=own.id, heading=Heading.RISK, text="Mind the culvert"),
        BriefText(id=new_id(), operation_id=other.id, heading=Heading.RISK, text="Mind the scaffold"),
        Post(id=new_id(), deployment_id=block.id, role="Spotter", kind=PostKind.CONSTABLE),
    ]
    document.run(Command("Fill", lambda pair: pair.add_all(rows)))
    for told in ("Sweep courts", "Mind the culvert", "Castle", own.reference, own.title):
        assert not _refused(document, told, "partner", council.id), told
    for hidden in ("Lanternfish", "the scaffold", "Spotter", "Bowser", other.reference):
        assert _refused(document, hidden, "partner", council.id), hidden
    assert not _refused(document, "Bowser", "partner", fire.id)


@pytest.mark.parametrize("typed", ["Raptorclaw", "With RAPTORCLAW in Highwoods", "NK-2026-01"])
def test_what_hidden_work_is_called_is_a_leak_even_where_somebody_typed_it_into_the_plan(
    document: Document, tmp_path: Path, typed: str
) -> None:
    operation = make_operation(document)
    document.run(change_operation(operation_id=operation.id, title=typed))
    with pytest.raises(LeakFound, match=r"a title|a reference"):
        share_copy(document, tmp_path / "police.wardplan", ShareWish(audience="police", terms=TERMS))
    assert not (tmp_path / "police.wardplan").exists()


def test_hidden_work_with_an_everyday_title_is_no_false_alarm(document: Document, tmp_path: Path) -> None:
    make_operation(document)
    kind = next(t for t in document.read.all(OperationType) if t.need_to_know)
    command, _ = create_operation(
        type_id=kind.id, ward_ids=[_ward(document)], start=date(2026, 10, 5), title="Street Week"
    )
    document.run(command)
    share_copy(document, tmp_path / "police.wardplan", ShareWish(audience="police", terms=TERMS))
    assert (tmp_path / "police.wardplan").is_file()
