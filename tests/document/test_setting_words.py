"""What settings are called in histories and previews: an absence and an answer by their own words."""

import shutil
from datetime import date, datetime
from pathlib import Path

from planner.document.command import Command
from planner.document.commands.tasks import add_task
from planner.document.looking_back import HistoryWanted, change_details, history_page
from planner.document.merging import preview_merge
from planner.document.opening import open_plan
from planner.document.setting_words import setting_name, setting_value
from planner.domain.absence import new_absence
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.operation import Task
from planner.domain.records.people import Partner, Resource
from planner.domain.records.plan import Setting
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import ResourceKind, ShareKind
from tests.builders import find, make_document, make_operation
from tests.storage.plans import plan_file

NOW = datetime(2026, 9, 3, 7, 12)


def _put(*rows: Record) -> Command:
    return Command("Edit", lambda pair: [pair.put(row) for row in rows] and None)


def test_an_absence_says_who_and_which_days_in_history_and_preview(tmp_path: Path) -> None:
    mine = plan_file(tmp_path)
    theirs = Path(shutil.copy(mine, tmp_path / "theirs.wardplan"))
    bob = open_plan(theirs, author="Bob")
    who = Resource(id=new_id(), label="PC X104", kind=ResourceKind.PERSON, collar_number="X104")
    away = new_absence(who.id, date(2026, 9, 14), date(2026, 9, 15)).setting
    bob.run(_put(who))
    bob.run(_put(away))
    (line,) = history_page(bob.read, HistoryWanted(), limit=1)
    assert line.words == "made 1 absence"
    (detail,) = change_details(bob.read, line.id)
    assert detail.about == "Not available: PC X104"
    bob.publish()
    bob.close()
    ann = open_plan(mine, author="Ann")
    about = {item.about for item in preview_merge(ann, theirs).items}
    assert "Not available: PC X104" in about
    assert not any(word.lower().startswith("setting") for word in about)
    ann.close()
    assert setting_value(away) == "14 September 2026 to 15 September 2026"


def test_the_days_of_an_absence_without_a_resource_and_a_broken_one(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    one = new_absence("X777", date(2026, 9, 14), date(2026, 9, 14)).setting
    assert setting_name(one, document.read) == "Not available: X777"
    assert setting_value(one) == "14 September 2026"
    broken = Setting(id="away/x", value="some day")
    assert setting_name(broken, document.read) == "Not available: nobody named"
    assert setting_value(broken) == "days that cannot be read"
    document.close()


def test_an_answer_that_was_dealt_with_says_whose_and_never_its_digest(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    council = find(document, Partner, short_name="Council")
    document.run(add_task(operation_id=operation.id, title="Ask keys", due=date(2026, 9, 9)))
    share = Share(id=new_id(), what="Tasks", audience="partner", partner_id=council.id, at=NOW, by="X101",
                  kind=ShareKind.TASKS)  # fmt: skip
    task = find(document, Task, title="Ask keys")
    kept = Setting(id=f"answers/{share.id}/{task.id}/note", value="0123456789abcdef")
    document.run(_put(share))
    document.run(_put(kept))
    (line,) = history_page(document.read, HistoryWanted(), limit=1)
    assert line.words == "made 1 answer dealt with"
    (detail,) = change_details(document.read, line.id)
    assert detail.about == "Answers taken back from Council: Ask keys"
    document.run(_put(Setting(id=kept.id, value="fedcba9876543210")))
    (line,) = history_page(document.read, HistoryWanted(), limit=1)
    assert "fedcba" not in line.words
    assert "0123456" not in line.words
    document.close()
