"""Annex A: who fills which post, by rank and number; the only pages that hold them, never for partners."""

from planner.briefing.content import Annex, Cell, Para, Row, Run, Section, Table
from planner.briefing.gather import Gathered
from planner.briefing.order_tables import row
from planner.briefing.words import clock_text, kind_word
from planner.domain.phrases import span_text
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.vocabulary import Marking

_COLUMNS = ("Post", "Kind", "Filled by", "Call sign", "Notes")


def roster_annex(about: Gathered) -> Annex:
    """Return the roster and the talkgroup lines to write in, marked OFFICIAL-SENSITIVE."""
    rows: list[Row] = []
    for deployment in about.deployments:
        rows += _deployment_rows(about, deployment)
    table = Table("roster", _COLUMNS, tuple(rows), stretch=4)
    intro = Para(
        (Run("Police only. Keep apart from the order; do not copy or forward; destroy with the order."),)
    )
    talkgroups = Table(
        "talkgroups",
        ("For", "Talkgroup", "From, to"),
        (row("Operation", "\u00a0", "\u00a0"), row("Fallback", "\u00a0", "\u00a0")),
    )
    return Annex(
        "Annex A: roster and talkgroups",
        Marking.OFFICIAL_SENSITIVE,
        (
            Section(0, "Roster", (intro, _authority(about), table)),
            Section(0, "Talkgroups", (Para((Run("Written in at the briefing."),)), talkgroups)),
        ),
    )


def _deployment_rows(about: Gathered, deployment: Deployment) -> list[Row]:
    filled, needed = about.manned(deployment)
    head = f"{span_text(deployment.start, deployment.end)} · {deployment.theme} · {filled} of {needed}"
    rows = [Row((Cell(head, bold=True),), band=True)]
    for post in about.posts.get(deployment.id, []):
        given = about.assignments.get(post.id, [])
        rows += [_filled_row(about, post, a) for a in given]
        empty = post.count - about.filled(post)
        if empty:
            words = "Empty" if empty == 1 else f"Empty: {empty} posts"
            rows.append(row(post.role, _kind(post), Cell(words, bold=True), "", ""))
    return rows


def _kind(post: Post) -> str:
    word = kind_word(post.kind)
    return f"{word[:1].upper()}{word[1:]}" + (f", {post.skill}" if post.skill else "")


def _filled_row(about: Gathered, post: Post, assignment: Assignment) -> Row:
    resource = about.resources.get(assignment.resource_id)
    rank = assignment.rank or (resource.rank if resource else "")
    number = assignment.collar_number or (resource.collar_number if resource else "")
    who = " ".join(part for part in (rank, number) if part) or (resource.label if resource else "—")
    sign = assignment.call_sign or (resource.call_sign if resource else "")
    return row(post.role, _kind(post), who, sign or "—", assignment.note)


def _authority(about: Gathered) -> Para:
    operation = about.operation
    words = f"Prepared by {operation.prepared_by}." if operation.prepared_by else "Prepared by: ____"
    if operation.authorised_by and operation.authorised_at:
        at = clock_text(operation.authorised_at, about.plan.zone)
        words += f" Version {operation.authorised_version} authorised by {operation.authorised_by}, {at}."
    return Para((Run(words),))
