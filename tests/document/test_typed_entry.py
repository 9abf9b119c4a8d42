"""One typed line to an operation."""

# ruff: noqa: E501, ISC004  (a table of lines and what they mean reads best unbroken)

from datetime import date, datetime, time
from pathlib import Path

import pytest

from planner.document.commands.template import NewDeployment
from planner.document.document import Document
from planner.document.typed_dates import read_date, read_when
from planner.document.typed_entry import parse_entry
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Deployment, Post, Visit
from planner.domain.records.operation import Operation
from tests.builders import make_document, one_shift

TODAY = date(2026, 9, 3)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    from planner.document.command import Command

    made = make_document(tmp_path_factory.mktemp("plan"))
    rows = one_shift(
        "NT",
        "Night-time economy and violence patrol",
        time(20),
        time(4),
        short_label="Night-time",
        unit="shift",
    )
    made.run(Command("Add", lambda pair: pair.add_all(rows)))
    return made


@pytest.mark.parametrize(
    ("text", "preview"),
    [
        ("street week greenstead 7 sep", "Street Week in Greenstead, Monday 7 to Sunday 13 September 2026"),
        ("Street Week Greenstead 7/9", "Street Week in Greenstead, Monday 7 to Sunday 13 September 2026"),
        ("sw greenstead mon 7 september", "Street Week in Greenstead, Monday 7 to Sunday 13 September 2026"),
        ("street week in greenstaed on 1 sep", "Street Week in Greenstead, Wednesday 1 to Tuesday 7 September 2027"),
        (
            "diss castle fri 30 oct 18:00-02:00",
            "Operation Diss in Castle, Friday 30 October 2026, 18:00 to 02:00 Saturday",
        ),
        ("operation dis castle friday 6pm to 1am", "Operation Diss in Castle, Friday 4 September 2026, 18:00 to 01:00 Saturday"),
        (
            "rural patrol dedham boxted tomorrow",
            "Rural patrol in Dedham & Boxted, stopping at Dedham and Boxted, Friday 4 September 2026, 10:00 to 16:00",
        ),
        (
            "night-time castle fri sat until 31 oct",
            "Night-time economy and violence patrol in Castle, Fridays and Saturdays until 31 October 2026, "
            "20:00 to 04:00, 18 deployments",
        ),
        ("street week greenstead 7 to 10 sep", "Street Week in Greenstead, Monday 7 to Thursday 10 September 2026"),
        (
            "night-time castle fridays and saturdays until 31 oct",
            "Night-time economy and violence patrol in Castle, Fridays and Saturdays until 31 October 2026, "
            "20:00 to 04:00, 18 deployments",
        ),
        (
            "nigth time castle every friday until 18/9 21-03",
            "Night-time economy and violence patrol in Castle, Fridays until 18 September 2026, 21:00 to 03:00, 3 deployments",
        ),
        ("rural patrol wivenhoe 2026-12-24 at 09:30", "Rural patrol in Wivenhoe, stopping at Wivenhoe, Thursday 24 December 2026, 09:30 to 15:30"),
        ("diss castle greenstead today", "Operation Diss in Castle and Greenstead, Thursday 3 September 2026, 18:00 to 02:00 Friday"),
    ],
)  # fmt: skip
def test_lines_are_understood(document: Document, text: str, preview: str) -> None:
    assert parse_entry(document.read, text, today=TODAY).preview == preview


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type what, where and when"),
        ("greenstead 7 sep", "Say which type"),
        ("street week 7 sep", "Say where Street Week is"),
        ("street week greenstead", "Say when Street Week begins"),
        ("street week atlantis 7 sep", "“atlantis” is no ward or village"),
        ("street week greenstead 31 feb", "There is no 31 feb"),
        ("street week greenstead tue 7 sep", "7 September 2026 is a Monday"),
        ("diss castle fridays", "Say until when"),
        ("diss castle until 31 oct", "Say on which days"),
        ("diss castle 7 sep 25:00-26:00", "is no time"),
        ("street week greenstead fridays until 31 oct", "7 days of its own"),
    ],
)
def test_what_is_missing_is_said(document: Document, text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        parse_entry(document.read, text, today=TODAY)


def test_the_command_makes_what_the_preview_says(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    entry = parse_entry(
        document.read, "diss castle fridays and saturdays until 12 sep 18:00-02:00", today=TODAY
    )
    command, operation_id = entry.command()
    document.run(command)
    days = document.read.all(Deployment, operation_id=operation_id)
    assert [d.start for d in days] == [datetime(2026, 9, d, 18) for d in (4, 5, 11, 12)]
    assert len({d.series_id for d in days}) == 1
    assert all(document.read.count(Post, deployment_id=d.id) for d in days)
    entry = parse_entry(document.read, "rural patrol dedham boxted 10 sep", today=TODAY)
    command, operation_id = entry.command()
    document.run(command)
    days = document.read.all(Deployment, operation_id=operation_id)
    assert document.read.count(Visit, deployment_id=days[0].id) == 2
    assert document.read.require(Operation, operation_id).title == "Rural patrol — Dedham & Boxted"
    assert isinstance(entry.deployments, NewDeployment | None)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("7 sep", date(2026, 9, 7)),
        ("2 sep", date(2027, 9, 2)),
        ("3 sep", date(2026, 9, 3)),
        ("29 feb", date(2028, 2, 29)),
        ("7/9/26", date(2026, 9, 7)),
        ("7th of september", date(2026, 9, 7)),
        ("september 7", date(2026, 9, 7)),
        ("thu", date(2026, 9, 3)),
        ("next thursday", date(2026, 9, 10)),
        ("wednesday", date(2026, 9, 9)),
    ],
)
def test_dates_are_british_and_the_next_such_day(words: str, day: date) -> None:
    assert read_date(words, TODAY) == day


def test_hours_are_told_from_dates() -> None:
    when = read_when("diss castle 7-9-2026 9am-5pm 1 oct", TODAY)
    assert (when.start, when.end, when.first) == (time(9), time(17), date(2026, 10, 1))
    assert read_when("diss 10 to 12 oct", TODAY).start is None
    assert read_when("x 1-3pm today", TODAY).start == time(13)


def test_a_range_of_days_makes_a_shift_on_each(document: Document) -> None:
    entry = parse_entry(document.read, "night-time castle 5 to 7 oct", today=TODAY)
    assert entry.deployments is not None
    assert [d.start for d in entry.deployments] == [datetime(2026, 10, day, 20) for day in (5, 6, 7)]
    with pytest.raises(InvalidInput, match="7 days of its own"):
        parse_entry(document.read, "street week greenstead 7 to 30 sep", today=TODAY)
    with pytest.raises(InvalidInput, match="is before the first"):
        parse_entry(document.read, "night-time castle 7/10/2026 to 5/10/2026", today=TODAY)
    with pytest.raises(InvalidInput, match="the clocks go forward"):
        parse_entry(document.read, "night-time castle 27 mar 20:00-01:30", today=TODAY)
