"""The shipped operation types as records: resources/operation_types, one JSON file for each type.

A text in a file is a list of lines: a paragraph each, or a bullet when it begins with "- ". A line such as
"@children" stands for the wording of that name in shared/lines.json: law has one place to be put right.
Texts may hold the fields of BRACE_FIELDS in braces; dates and wards are not among them, for they stand in the
head of every paper and an operation can be moved.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from planner.domain.errors import InvalidInput
from planner.domain.records.base import Record
from planner.domain.records.operation_type import (
    OperationType,
    TypeBrief,
    TypeDeployment,
    TypeMeasure,
    TypePost,
    TypePower,
    TypeRisk,
    TypeTask,
)
from planner.domain.vocabulary import CommandStyle, Heading, Marking, PostKind, Weight
from planner.exchange.partnership_library import PartnershipData, load_partnership, priority_id
from planner.exchange.resource_json import Fields, read_fields
from planner.exchange.stable_ids import stable_id
from planner.paths import resource_path

__all__ = [
    "BRACE_FIELDS",
    "PartnershipData",
    "TypeBundle",
    "fill",
    "load_partnership",
    "load_types",
    "need_to_know_types",
    "open_types",
]

BRACE_FIELDS: Final[Mapping[str, str]] = {
    "briefing_place": "where those deployed are briefed",
    "custody": "the custody suite",
    "nearest_ae": "the nearest emergency department",
    "safe_places": "where a vulnerable person can be taken",
    "control_room": "the control room",
    "media_contact": "the desk that speaks to the press",
}
"""What a text may hold in braces, with its meaning: each is a field of the plan."""

_BRACE = re.compile(r"\{([a-z_]+)\}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_Shared = Mapping[str, Mapping[str, str]]
_Row = TypeVar("_Row", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeBundle:
    """One operation type with every row that belongs to it; ids depend on the code alone."""

    type: OperationType
    briefs: tuple[TypeBrief, ...] = ()
    deployments: tuple[TypeDeployment, ...] = ()
    posts: tuple[TypePost, ...] = ()
    tasks: tuple[TypeTask, ...] = ()
    risks: tuple[TypeRisk, ...] = ()
    measures: tuple[TypeMeasure, ...] = ()
    powers: tuple[TypePower, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """All rows, the type itself first."""
        return (
            self.type,
            *self.briefs,
            *self.deployments,
            *self.posts,
            *self.tasks,
            *self.risks,
            *self.measures,
            *self.powers,
        )


def load_types(folder: Path | None = None) -> list[TypeBundle]:
    """Return the types of a folder (the shipped ones by default) in palette order.

    Raises InvalidInput, naming file and field, for a file that cannot be used.
    """
    if folder is None:
        return list(_shipped())
    shared = _shared_lines(folder)
    bundles = sorted(
        (_bundle(read_fields(path), shared) for path in sorted(folder.glob("*.json"))),
        key=lambda bundle: bundle.type.sort,
    )
    by_code: dict[str, TypeBundle] = {}
    for bundle in bundles:
        other = by_code.setdefault(bundle.type.code, bundle)
        if other is not bundle:
            raise InvalidInput(
                f"{other.type.name} and {bundle.type.name} have the same code, {bundle.type.code}; "
                "give one of them another."
            )
    return bundles


def open_types() -> list[TypeBundle]:
    """Return the types that a plan holds: never a need-to-know one."""
    return [bundle for bundle in load_types() if not bundle.type.need_to_know]


def need_to_know_types() -> list[TypeBundle]:
    """Return the types that only a command file may hold."""
    return [bundle for bundle in load_types() if bundle.type.need_to_know]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its braced fields replaced; a field without a value stays as it is. Never raises."""
    return _BRACE.sub(lambda found: values.get(found[1], found[0]), text)


@cache
def _shipped() -> tuple[TypeBundle, ...]:
    return tuple(load_types(resource_path("operation_types")))


def _shared_lines(folder: Path) -> _Shared:
    fields = read_fields(folder / "shared" / "lines.json")
    parts = {name: fields.part(name) for name in ("brief", "powers")}
    return {name: {key: part.text(key) for key in part.data} for name, part in parts.items()}


def _bundle(source: Fields, shared: _Shared) -> TypeBundle:
    kind = _type(source)
    deployments, posts = _deployments(source, kind)
    bundle = TypeBundle(
        type=kind,
        briefs=_briefs(source, kind, shared["brief"]),
        deployments=deployments,
        posts=posts,
        tasks=_each(source, "tasks", kind, _task),
        risks=_each(source, "risks", kind, _risk),
        measures=tuple(
            TypeMeasure(id=_row_id(kind, "measure", i), type_id=kind.id, sort=i, text=text)
            for i, text in enumerate(source.texts("measures"))
        ),
        powers=tuple(
            TypePower(id=_row_id(kind, "power", i), type_id=kind.id, sort=i, text=text)
            for i, text in enumerate(_said(source, source.texts("powers"), shared["powers"]))
        ),
    )
    source.done()
    if kind.reservation and len(bundle.records) > 1:
        raise source.problem("a reservation holds dates, wards and a desk only, no brief, post or task")
    return bundle


def _type(source: Fields) -> OperationType:
    code, colour, symbol = source.text("code"), source.text("colour"), source.text("symbol")
    if not _COLOUR.fullmatch(colour):
        raise source.problem(f"“colour” is “{colour}”, not a colour such as #0f6b4f")
    if len(symbol) > 2:
        raise source.problem("“symbol” is longer than two letters")
    if source.flag("reservation") and not source.flag("need_to_know"):
        raise source.problem("a reservation must be need-to-know")
    return OperationType(
        id=stable_id("operation_type", code),
        code=code,
        name=source.text("name"),
        short_label=source.text("short_label"),
        summary=source.text("summary"),
        colour=colour,
        symbol=symbol,
        weight=source.choice("weight", Weight),
        unit=source.text("unit"),
        sort=source.number("sort"),
        pinned=source.flag("pinned"),
        need_to_know=source.flag("need_to_know"),
        reservation=source.flag("reservation"),
        command_style=source.choice("command_style", CommandStyle, CommandStyle.LEAD),
        marking=source.choice("marking", Marking, Marking.OFFICIAL),
        handling=source.text("handling", ""),
        priority_id=priority_id(source.text("priority")),
    )


def _row_id(kind: OperationType, what: str, number: int | str) -> str:
    return stable_id(f"type_{what}", kind.code, str(number))


def _each(
    source: Fields, key: str, kind: OperationType, make: Callable[[Fields, OperationType, int], _Row]
) -> tuple[_Row, ...]:
    made = []
    for number, row in enumerate(source.rows(key)):
        made.append(make(row, kind, number))
        row.done()
    return tuple(made)


def _briefs(source: Fields, kind: OperationType, shared: Mapping[str, str]) -> tuple[TypeBrief, ...]:
    part = source.part("brief")
    briefs = []
    for heading in Heading:
        lines = _said(part, part.texts(heading.value), shared)
        unknown = [name for line in lines for name in _BRACE.findall(line) if name not in BRACE_FIELDS]
        if unknown:
            raise part.problem(f"{{{unknown[0]}}} is not one of the fields {', '.join(BRACE_FIELDS)}")
        if lines:
            row = _row_id(kind, "brief", heading.value)
            briefs.append(TypeBrief(id=row, type_id=kind.id, heading=heading, text="\n".join(lines)))
    part.done()
    return tuple(briefs)


def _said(source: Fields, lines: list[str], shared: Mapping[str, str]) -> list[str]:
    """Return the lines with each "@name" replaced by the shared wording."""
    said = []
    for line in lines:
        name = line.removeprefix("@")
        if name != line and name not in shared:
            raise source.problem(f"“{line}” is not in shared/lines.json")
        said.append(line if name == line else shared[name])
    return said


def _deployments(
    source: Fields, kind: OperationType
) -> tuple[tuple[TypeDeployment, ...], tuple[TypePost, ...]]:
    """Return the default deployments, and the posts of each before the posts of all."""
    deployments: list[TypeDeployment] = []
    posts: list[TypePost] = []
    for number, row in enumerate(source.rows("deployments")):
        deployment = TypeDeployment(
            id=_row_id(kind, "deployment", number),
            type_id=kind.id,
            sort=number,
            day_offset=row.number("day_offset", 0),
            start=row.clock("start"),
            end=row.clock("end"),
            theme=row.text("theme"),
            lead=row.text("lead", ""),
        )
        deployments.append(deployment)
        for post in row.rows("posts"):
            posts.append(_post(post, kind, deployment.id, len(posts)))
        row.done()
    for post in source.rows("posts"):
        posts.append(_post(post, kind, "", len(posts)))
    return tuple(deployments), tuple(posts)


def _post(row: Fields, kind: OperationType, deployment_id: str, number: int) -> TypePost:
    post = TypePost(
        id=_row_id(kind, "post", number),
        type_id=kind.id,
        type_deployment_id=deployment_id,
        sort=number,
        role=row.text("role"),
        kind=row.choice("kind", PostKind),
        count=row.number("count", 1),
        skill=row.text("skill", ""),
    )
    row.done()
    return post


def _task(row: Fields, kind: OperationType, number: int) -> TypeTask:
    return TypeTask(
        id=_row_id(kind, "task", number),
        type_id=kind.id,
        sort=number,
        title=row.text("title"),
        owner=row.text("owner", ""),
        due_offset=row.number("due_offset"),
        legacy_months=row.number("legacy_months", 0),
    )


def _risk(row: Fields, kind: OperationType, number: int) -> TypeRisk:
    scores = [row.number(k) for k in ("likelihood", "impact", "likelihood_after", "impact_after")]
    if not all(1 <= score <= 5 for score in scores):
        raise row.problem("likelihood and impact go from 1 to 5")
    return TypeRisk(
        id=_row_id(kind, "risk", number),
        type_id=kind.id,
        sort=number,
        hazard=row.text("hazard"),
        who=row.text("who"),
        likelihood=scores[0],
        impact=scores[1],
        control=row.text("control"),
        owner=row.text("owner"),
        likelihood_after=scores[2],
        impact_after=scores[3],
    )
