"""Findings over a real plan."""

from datetime import date, datetime
from pathlib import Path

from planner.document.commands import posts
from planner.document.commands.lifecycle import authorise
from planner.document.findings import findings, findings_near
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.people import Resource
from tests.builders import find, make_document, make_operation


def test_a_clash_is_found_in_the_period_and_near_the_change(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    now = datetime(2026, 9, 4, 9)
    week = make_operation(document)
    rural = make_operation(document, "RP", "Wivenhoe", date(2026, 9, 8))
    far = make_operation(document, "RP", "Wivenhoe", date(2026, 12, 8))
    person = find(document, Resource, label="X103")
    tuesday = next(
        d for d in document.read.all(Deployment, operation_id=week.id) if d.start.date() == date(2026, 9, 8)
    )
    post = document.read.all(Post, deployment_id=tuesday.id)[0]
    document.run(posts.assign_resource(post_id=post.id, resource_id=person.id))
    other = find(document, Deployment, operation_id=rural.id)
    command = posts.assign_resource(
        post_id=find(document, Post, deployment_id=other.id).id, resource_id=person.id
    )
    changes = document.run(command)
    near = findings_near(document.read, changes, now=now)
    assert near[0].message == (
        "X103 is on Street Week — Greenstead and also on Rural patrol — Wivenhoe, Tue 8, 10:00–16:00."
        if near[0].about.startswith("SW")
        else "X103 is on Rural patrol — Wivenhoe and also on Street Week — Greenstead, Tue 8, 10:00–18:00."
    )
    everything = findings(document.read, now=now)
    assert near[0] in everything
    assert not any(far.id in f.ids for f in everything)
    document.run(authorise(operation_id=rural.id, authorised_by="Ch Insp X101"))
    late = findings(document.read, now=datetime(2026, 9, 20))
    assert [f.about for f in late if f.code == "return-late"] == ["RP-2026-01/1"]
    assert {f.message for f in late if f.code == "task-overdue"} >= {
        "“Clear garage courts” was due on 8 September 2026, 12 days ago (Council)."
    }
