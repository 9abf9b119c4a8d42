"""Parish, ward, "You said" and partner papers of the demo: figures against a plain sum; what is left out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from planner.briefing.raster import page_count
from planner.document import reports
from planner.document.command import Command
from planner.document.commands.deployment import edit_deployment
from planner.document.demo.build import make_demo
from planner.document.document import Document
from planner.document.paper_figures import parish_figures, ward_figures
from planner.document.papers import find_partner, find_place
from planner.domain.errors import InvalidInput, NotFound
from planner.domain.records.base import Record
from planner.domain.records.deployment import Visit
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Resource
from planner.domain.records.returns import Return, ReturnResult, ReturnVisit
from planner.domain.records.review import UnseenWork
from planner.domain.vocabulary import ReturnState, UnseenKind
from planner.storage.pair import Pair
from tests.briefing.orders import page_texts

NOW = datetime(2026, 9, 3, 8, 12)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """The demo plan, open; no test changes what another counts."""
    folder = tmp_path_factory.mktemp("reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARDPLAN_STATE", str(folder / "state"))
        document = make_demo(folder / "demo.wardplan", today=NOW.date())
        yield document
        document.close()


def _write(document: Document, *records: Record) -> None:
    def write(pair: Pair) -> None:
        for record in records:
            pair.put(record)

    document.run(Command("Write", write))


def _ward(document: Document, name: str) -> Ward:
    return next(w for w in document.read.all(Ward) if w.name == name)


def test_the_figures_of_a_village_are_the_sum_of_submitted_returns(demo: Document) -> None:
    for name in ("Dedham", "Fordham", "Copford", "Wormingford"):
        place = find_place(demo.read, name)
        figures = parish_figures(demo.read, place, now=NOW, printed="")
        submitted = {r.id for r in demo.read.all(Return) if r.state is ReturnState.SUBMITTED}
        made = [v for v in demo.read.all(ReturnVisit, place_id=place.id) if v.return_id in submitted]
        assert sum(m.made for m in figures.months) == len(made)
        planned = [v for v in demo.read.all(Visit, place_id=place.id) if v.start < datetime(2026, 10, 1)]
        assert sum(m.planned for m in figures.months) == len(planned)
        assert figures.people == sum(v.people for v in made)
        newest = max((v.start.date() for v in made), default=None)
        assert (figures.last.day if figures.last else None) == newest


def test_a_draft_return_counts_for_nothing(demo: Document) -> None:
    place = find_place(demo.read, "Dedham")
    before = parish_figures(demo.read, place, now=NOW, printed="")
    visit = demo.read.all(ReturnVisit, place_id=place.id)[0]
    told = demo.read.require(Return, visit.return_id)
    _write(demo, replace(told, state=ReturnState.DRAFT))
    try:
        after = parish_figures(demo.read, place, now=NOW, printed="")
    finally:
        _write(demo, told)
    assert sum(m.made for m in after.months) == sum(m.made for m in before.months) - 1
    assert after.not_made.not_reported == before.not_made.not_reported + 1


def test_the_dedham_report_is_one_page_in_plain_words_without_names_or_hours_to_come(demo: Document) -> None:
    (text,) = page_texts(reports.parish_report(demo.read, "dedham", now=NOW))
    for words in (
        "Dedham",
        "Last visit:",
        "Next visit:",
        "What was promised",
        "never from the plan",
        "Rural North ward",
    ):
        assert words in text
    numbers = {r.collar_number for r in demo.read.all(Resource) if r.collar_number}
    signs = {r.call_sign for r in demo.read.all(Resource) if r.call_sign}
    assert not any(word in text for word in numbers | signs)
    assert text.count("OFFICIAL") == 2


def test_a_visit_is_told_by_its_day_only_when_it_is_marked_announce(demo: Document) -> None:
    place = find_place(demo.read, "Great Tey")
    coming = min((v for v in demo.read.all(Visit, place_id=place.id) if v.start > NOW), key=lambda v: v.start)
    hidden = parish_figures(demo.read, place, now=NOW, printed="").next
    _write(demo, replace(coming, note="announce: surgery in the hall"))
    worded = parish_figures(demo.read, place, now=NOW, printed="").next
    assert worded == hidden  # words in a note do not count
    _write(demo, coming)
    demo.run(edit_deployment(deployment_id=coming.deployment_id, announce=True))
    told = parish_figures(demo.read, place, now=NOW, printed="").next
    demo.undo()
    assert hidden is not None
    assert not hidden.announced
    assert told is not None
    assert told.announced


def test_arrests_and_searches_are_never_told_to_a_parish(demo: Document) -> None:
    place = find_place(demo.read, "Dedham")
    visit = demo.read.all(ReturnVisit, place_id=place.id)[0]
    rows = [
        ReturnResult(id=f"r{n}", return_id=visit.return_id, measure=m, count=3)
        for n, m in enumerate(("arrests", "stop-searches", "speed checks"))
    ]
    _write(demo, *rows)
    found = dict(parish_figures(demo.read, place, now=NOW, printed="").results)
    assert found["speed checks"] == 3
    assert "arrests" not in found
    assert "stop-searches" not in found


def test_the_ward_sheet_names_its_villages_longest_unvisited_first(demo: Document) -> None:
    ward = _ward(demo, "Rural North")
    figures = ward_figures(demo.read, ward, now=NOW, printed="")
    days = [p.last or date.min for p in figures.places]
    assert days == sorted(days)
    assert page_count(reports.ward_report(demo.read, ward.id, now=NOW)) == 1


def test_you_said_tells_work_as_done_only_after_its_return(demo: Document) -> None:
    ward = _ward(demo, "Greenstead")
    (before,) = page_texts(reports.you_said_report(demo.read, ward.id, now=NOW))
    assert "Street drinking by the parade" in before
    assert "To come:" in before
    week = next(o for o in demo.read.all(Operation) if o.title.startswith("Street Week — Greenstead"))
    assert week.reference not in before


def test_a_partner_sheet_holds_that_partners_tasks_only(demo: Document) -> None:
    council = find_partner(demo.read, "city council")
    pages = page_texts(
        reports.partner_report(
            demo.read, "City Council", now=NOW, first=date(2026, 9, 1), last=date(2026, 9, 30)
        )
    )
    together = " ".join("".join(pages).split())
    tasks = [t for t in demo.read.all(Task) if date(2026, 9, 1) <= t.due <= date(2026, 9, 30)]
    mine = {" ".join(t.title.split()) for t in tasks if t.partner_id == council.id}
    others = {" ".join(t.title.split()) for t in tasks if t.partner_id != council.id} - mine
    assert mine
    assert all(title in together for title in mine)
    assert not any(title in together for title in others)
    signs = {r.call_sign for r in demo.read.all(Resource) if r.call_sign}
    assert not any(sign in together for sign in signs)


def test_what_is_not_there_is_said_in_one_sentence(demo: Document) -> None:
    with pytest.raises(NotFound, match="No village"):
        reports.parish_report(demo.read, "Atlantis", now=NOW)
    with pytest.raises(NotFound, match="No partner"):
        reports.partner_report(demo.read, "Nobody", now=NOW)
    with pytest.raises(InvalidInput):
        reports.partner_report(
            demo.read, "City Council", now=NOW, first=date(2026, 9, 2), last=date(2026, 9, 1)
        )
    with pytest.raises(InvalidInput):
        reports.wall_calendar(demo.read, first=date(2026, 9, 1), scale="year", now=NOW)


def test_a_wall_calendar_shows_chosen_operations_only(demo: Document) -> None:
    week = next(o for o in demo.read.all(Operation) if o.title.startswith("Street Week — Greenstead"))
    (text,) = page_texts(
        reports.wall_calendar(demo.read, first=date(2026, 9, 1), operation_ids=[week.id], now=NOW)
    )
    assert "SW Greenstead" in text
    assert "Night-time" not in text


def test_the_command_file_reaches_no_public_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARDPLAN_STATE", str(tmp_path / "state"))
    from planner.cli.app import run

    key = tmp_path / "key"
    key.write_text("a long passphrase for the test", encoding="utf-8")
    plan = tmp_path / "demo.wardplan"
    assert run(["demo", str(plan), "--command", str(key), "--today", "2026-09-03"]) == 0
    from planner.document.opening import open_command_file, open_plan

    document = open_plan(plan, author="Tests", read_only=True)
    try:
        open_command_file(document, plan.with_suffix(".command.wardplan"), key.read_text(encoding="utf-8"))
        from planner.domain.records.operation_type import OperationType

        hidden_types = {k.id for k in document.read.all(OperationType) if k.need_to_know or k.reservation}
        hidden = [o for o in document.read.all(Operation) if o.type_id in hidden_types]
        assert hidden
        together = ""
        for ward in document.read.all(Ward):
            together += "".join(page_texts(reports.ward_report(document.read, ward.id, now=NOW)))
        for month in range(4, 13):
            pdf = reports.wall_calendar(document.read, first=date(2026, month, 1), now=NOW)
            together += "".join(page_texts(pdf))
        assert not any(o.reference in together or o.title in together for o in hidden)
    finally:
        document.close()


def test_unseen_work_is_told_by_quarter_late_and_never_under_five(demo: Document) -> None:
    ward = _ward(demo, "Highwoods")
    for row in demo.read.all(UnseenWork, ward_id=ward.id):
        _write(demo, replace(row, ward_id=_ward(demo, "Castle").id))
    rows = [
        UnseenWork(id="u1", ward_id=ward.id, kind=UnseenKind.WARRANTS, quarter=date(2026, 4, 1), count=4),
        UnseenWork(id="u2", ward_id=ward.id, kind=UnseenKind.ARRESTS, quarter=date(2026, 4, 1), count=5),
        UnseenWork(id="u3", ward_id=ward.id, kind=UnseenKind.ARRESTS, quarter=date(2026, 7, 1), count=9),
    ]
    _write(demo, *rows)
    told = ward_figures(demo.read, ward, now=NOW, printed="").unseen
    assert told == ("April to June 2026: arrests 5, warrants fewer than 5.",)
    assert ward_figures(demo.read, ward, now=datetime(2026, 10, 28), printed="").unseen == told
    later = ward_figures(demo.read, ward, now=datetime(2026, 10, 29), printed="").unseen
    assert later[1:] == ("July to September 2026: arrests 9.",)
