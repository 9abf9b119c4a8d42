"""The register of what was handed on: one line each, never undone, in the file it belongs to."""

from datetime import date
from pathlib import Path

from planner.document.commands.tasks import add_task
from planner.document.share_log import (
    NOT_NOTED,
    digest_of,
    given_of,
    given_text,
    handed_on,
    note_paper,
    note_share,
)
from planner.domain.records.operation import Task
from planner.domain.records.people import Partner
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import Marking, ShareKind
from tests.builders import find, make_document, make_operation

TODAY = date(2026, 9, 3)


def test_what_was_handed_on_is_listed_newest_first_and_undo_passes_it_over(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    council = find(document, Partner, short_name="Council")
    document.run(add_task(operation_id=operation.id, title="Cut the hedge", due=TODAY))
    given = {"task": {"t1": {"status": "c1", "note": "c2"}}}
    document.run(
        note_share(
            kind=ShareKind.TASKS,
            audience="partner",
            what="Tasks of Council",
            partner_id=council.id,
            file_name="Tasks Council.xlsx",
            gateway="s.115",
            expires=date(2026, 9, 2),
            given=given_text(given),
            share_id="abc",
        )
    )
    (line,) = handed_on(document.read, TODAY)
    assert (line.to, line.is_overdue, line.share.id, line.share.by) == ("Council", True, "abc", "Tests")
    assert given_of(line.share) == given
    assert document.history.undo_label.startswith("Add task")
    document.undo()
    assert not document.read.count(Task, title="Cut the hedge")
    assert document.read.count(Share) == 1
    assert not handed_on(document.read, date(2026, 9, 2))[0].is_overdue
    document.close()


def test_only_sensitive_papers_are_noted_each_with_its_digest(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    assert not note_paper(document, what="Roster", marking=Marking.OFFICIAL, data=b"1")
    assert not document.read.count(Share)
    assert not note_paper(document, what="Roster", marking=Marking.OFFICIAL_SENSITIVE, data=b"1")
    share = find(document, Share)
    assert (share.kind, share.audience, share.digest) == (ShareKind.PRINT, "police", digest_of(b"1"))
    document.close()
    from planner.document.document import Document
    from planner.storage.planning_file import PlanningFile

    reading = Document(PlanningFile.open(tmp_path / "test.wardplan", read_only=True), author="Tests")
    said = note_paper(reading, what="Roster", marking=Marking.OFFICIAL_SENSITIVE, data=b"1")
    assert said == NOT_NOTED
    reading.close()
