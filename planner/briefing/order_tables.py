"""The tables of an order: timetable, visits, posts, risks and tasks."""

from collections.abc import Iterable

from planner.briefing.content import Audience, Cell, Row, Table
from planner.briefing.gather import Gathered
from planner.briefing.texts import call_sign_in, without_numbers
from planner.briefing.words import block_hours, day_word, kind_word, on_duty, risk_score, score_before
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.ground import Place
from planner.domain.records.operation import Task
from planner.domain.vocabulary import CommandStyle, PostKind, TaskStatus
from planner.geo.gridref import to_gridref

NBSP = "\u00a0"


def row(*cells: str | Cell) -> Row:
    """Return a row of cells; words alone are in the ordinary weight."""
    return Row(tuple(c if isinstance(c, Cell) else Cell(c) for c in cells))


def grid_reference(place: Place) -> str:
    """Return the six-figure reference of a place, unbreakable, or a dash outside the grid."""
    try:
        return to_gridref(place.easting, place.northing).replace(" ", NBSP)
    except InvalidInput:
        return "—"


def timetable(about: Gathered, audience: Audience) -> Table | None:
    """Return Day, Theme, Lead, Hours, Posts n of m; partners do not see posts, the public no leads either."""
    if not about.deployments:
        return None
    columns: tuple[str, ...] = ("Day", "Theme", "Lead", "Hours", "Posts")
    width = {Audience.PARTNER: 4, Audience.PUBLIC: 3}.get(audience, 5)
    if audience is Audience.PUBLIC:
        columns = ("Day", "Theme", "Hours")
    rows = []
    for deployment in about.deployments:
        filled, needed = about.manned(deployment)
        posts = Cell(f"{filled}{NBSP}of{NBSP}{needed}" if needed else "—", bold=filled < needed)
        day = Cell(day_word(deployment.start.date(), about).replace(" ", NBSP))
        cells = [day, Cell(deployment.theme or about.operation.title), Cell(without_numbers(deployment.lead))]
        if audience is Audience.PUBLIC:
            del cells[2]
        rows.append(Row((*cells, Cell(block_hours(deployment)), posts)[:width]))
    return Table("timetable", columns[:width], tuple(rows))


def visit_places(about: Gathered) -> list[Place]:
    """Return the places to visit, each once, in the order of the first visit: number 1, 2, 3 ..."""
    ids = dict.fromkeys(v.place_id for v in about.visits)
    return [about.places[i] for i in ids if i in about.places]


def visits_table(about: Gathered) -> Table | None:
    """Return the numbered visit points with grid reference and the times of their visits."""
    rows = []
    for number, place in enumerate(visit_places(about), 1):
        visits = [v for v in about.visits if v.place_id == place.id]
        one_day = len({v.start.date() for v in about.visits}) == 1
        if one_day or len(about.deployments) == 1:
            when = ", ".join(f"{v.start:%H:%M}" for v in visits)
        elif len(visits) <= 3:
            when = ", ".join(f"{day_word(v.start.date(), about)} {v.start:%H:%M}" for v in visits)
        else:
            first = visits[0].start
            when = f"{len(visits)} visits, first {day_word(first.date(), about)} {first:%H:%M}"
        stay = sorted({v.minutes for v in visits})
        minutes = "–".join(dict.fromkeys((str(stay[0]), str(stay[-1]))))
        name = f"{place.name} ({place.note})" if place.note and place.operation_id else place.name
        rows.append(row(str(number), name, grid_reference(place), when, f"{minutes}{NBSP}min"))
    return Table("visits", ("No", "Visit", "Grid ref", "At about", "Stay"), tuple(rows)) if rows else None


def posts_table(about: Gathered, audience: Audience) -> Table:
    """Return Post, Who, Call sign, On duty: command posts, then one row for each kind of post."""
    rows = [*_command_rows(about)]
    groups: dict[tuple[str, PostKind], list[tuple[Deployment, Post]]] = {}
    for deployment in about.deployments:
        for post in about.posts.get(deployment.id, []):
            groups.setdefault((post.role, post.kind), []).append((deployment, post))
    for (role, kind), held in groups.items():
        rows.append(_post_row(about, role, kind, held))
    columns: tuple[str, ...] = ("Post", "Who", "Call sign", "On duty")
    if not audience.is_police:
        columns = ("Post", "Who", "On duty")
        rows = [Row((*r.cells[:2], r.cells[3])) for r in rows]
    return Table("posts", columns, tuple(rows))


def _command_rows(about: Gathered) -> Iterable[Row]:
    operation = about.operation
    hours = on_duty(about.deployments, about)
    gold_silver_bronze = about.kind.command_style is CommandStyle.GOLD_SILVER_BRONZE
    command = ("gold", "silver", "bronze") if gold_silver_bronze else ()
    for name in command:
        yield _command_row(name.title(), getattr(operation, name), hours)
    if operation.lead or not gold_silver_bronze:
        leads = {d.lead for d in about.deployments if d.lead}
        yield _command_row("Lead", operation.lead or ("by day" if leads else ""), hours)
    if operation.supervisor:
        yield _command_row("Supervisor", operation.supervisor, hours)
    if out_of_hours := operation.decision_maker or about.plan.out_of_hours:
        yield _command_row("Out of hours", out_of_hours, "always")


def _command_row(post: str, who: str, hours: str) -> Row:
    """Return a command post; a call sign typed after it goes into its own column."""
    return row(Cell(post, bold=True), without_numbers(who) or "not named", call_sign_in(who) or "—", hours)


def _post_row(about: Gathered, role: str, kind: PostKind, held: list[tuple[Deployment, Post]]) -> Row:
    counts = {post.count for _, post in held}
    most = max(counts)
    count = f", {most}" if len(counts) == 1 and most > 1 else f", {min(counts)} to {most}" if most > 1 else ""
    skills = ", ".join(dict.fromkeys(post.skill for _, post in held if post.skill))
    who = f"{kind_word(kind)}{count}" + (f" ({skills})" if skills else "")
    calls = dict.fromkeys(c for _, post in held for c in call_signs(about, post))
    return row(
        Cell(role, bold=True),
        who[:1].upper() + who[1:],
        ", ".join(calls) or "—",
        on_duty([d for d, _ in held], about),
    )


def call_signs(about: Gathered, post: Post) -> list[str]:
    """Return the call signs of those who fill a post."""
    result = []
    for assignment in about.assignments.get(post.id, []):
        resource = about.resources.get(assignment.resource_id)
        sign = assignment.call_sign or (resource.call_sign if resource else "")
        if sign:
            result.append(sign)
    return result


def risk_table(about: Gathered) -> Table | None:
    """Return the risk lines, worst before control first; number and word."""
    rows = [
        row(
            risk.hazard,
            risk.who,
            risk_score(risk.likelihood, risk.impact),
            f"{risk.control.rstrip('.')}. {risk.owner}"
            if risk.control and risk.owner
            else risk.control or risk.owner,
            risk_score(risk.likelihood_after, risk.impact_after),
        )
        for risk in sorted(about.risks, key=score_before, reverse=True)
    ]
    columns = ("Hazard", "To whom", "Before (L × I)", "Control, owner", "After")
    return Table("risks", columns, tuple(rows)) if rows else None


def tasks_due(about: Gathered, audience: Audience, partner_id: str) -> tuple[str, Table | None]:
    """Return the title and table of what partners owe before and during the work.

    A partner's copy has that partner's own tasks only, late ones and legacy checks included.
    """
    if audience is Audience.PUBLIC or (audience is Audience.PARTNER and not partner_id):
        return "", None
    if audience is Audience.PARTNER:
        own = [t for t in about.tasks if t.partner_id == partner_id]
        return "Your tasks", _task_table(about, own, ("Who", "What", "By"))
    due = [
        t
        for t in about.tasks
        if t.status is TaskStatus.OPEN and not t.legacy_months and t.due <= about.last_day
    ]
    owed = [t for t in due if t.partner_id]
    title = "Partner tasks" if owed or not due else "Tasks"
    return title, _task_table(about, owed or due, ("Who", "What", "By"))


def all_tasks(about: Gathered) -> Table | None:
    """Return every task with its state, legacy checks last."""
    ordered = sorted(about.tasks, key=lambda t: (t.legacy_months > 0, t.due))
    return _task_table(about, ordered, ("Who", "What", "By", "State"))


def _task_table(about: Gathered, tasks: Iterable[Task], columns: tuple[str, ...]) -> Table | None:
    rows = []
    for task in tasks:
        legacy = f"Legacy, {task.legacy_months} month{'s' if task.legacy_months > 1 else ''}: "
        has_word = not task.legacy_months or task.title.casefold().startswith("legacy")
        title = task.title if has_word else legacy + task.title
        by = day_word(task.due, about).replace(" ", NBSP)
        cells = (about.owner_of(task) or "—", title, by, task.status.value)
        rows.append(row(*cells[: len(columns)]))
    return Table("tasks", columns, tuple(rows)) if rows else None
