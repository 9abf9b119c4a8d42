"""How a list of what we hold names a record: its kind, where it stands, what it says."""

from collections.abc import Callable
from typing import Any, Final

from planner.document.holdings_context import Contexts
from planner.domain.phrases import date_text, day_text, hours_text, time_text
from planner.domain.records import deployment as d
from planner.domain.records import ground, operation, operation_type, people, plan, returns, review, sharing
from planner.domain.records.base import Record
from planner.domain.vocabulary import Heading
from planner.storage.text_search import text_columns

KINDS: Final[dict[type[Record], str]] = {
    operation.Operation: "Operation",
    d.Deployment: "Deployment",
    d.Post: "Post",
    d.Assignment: "Assignment",
    d.Visit: "Visit planned",
    returns.Return: "Return",
    returns.ReturnVisit: "Visit made",
    returns.ReturnResult: "Result",
    operation.BriefText: "Brief",
    operation.OperationPower: "Power relied on",
    operation.Risk: "Risk",
    operation.Measure: "Measure",
    operation.Task: "Task",
    review.Impact: "Fairness and impact",
    review.Review: "Review",
    review.Hold: "Hold",
    review.Acknowledgement: "Finding let stand",
    sharing.Share: "Handed on",
    sharing.PurgeNote: "Note of a purge",
    ground.Place: "Place",
    ground.Ward: "Ward",
    people.Concern: "Concern",
    people.Power: "Power",
    review.Strategy: "Promise",
    review.UnseenWork: "Unseen work",
    people.Resource: "Team, person or vehicle",
    people.Partner: "Partner",
    people.Partnership: "Partnership",
    people.PartnershipMember: "Partnership member",
    people.Priority: "Priority",
    operation_type.OperationType: "Operation type",
    operation_type.TypeBrief: "Brief of a type",
    operation_type.TypeDeployment: "Deployment of a type",
    operation_type.TypePost: "Post of a type",
    operation_type.TypeTask: "Task of a type",
    operation_type.TypeRisk: "Risk of a type",
    operation_type.TypeMeasure: "Measure of a type",
    operation_type.TypePower: "Power of a type",
    plan.SpecialDay: "Calendar of days",
    plan.Plan: "Plan settings",
}
"""Every kind that is listed, in the order of a list; links between rows and remembered numbers are not."""

HISTORY: Final = "History"
HEADINGS: Final = {heading: heading.value.replace("_", " ").capitalize() for heading in Heading}


class Words:
    """Says where records stand and what they say."""

    def __init__(
        self, contexts: Contexts, resources: dict[str, people.Resource], types: dict[str, str]
    ) -> None:
        self._contexts, self._resources, self._types = contexts, resources, types

    def where(self, record: Record) -> str:
        """Return where a record stands within its operation or type; empty where it stands alone."""
        if isinstance(record, operation.BriefText):
            return HEADINGS[record.heading]
        if isinstance(record, operation_type.TypeBrief):
            return f"{self._types.get(record.type_id, '')}, {HEADINGS[record.heading]}".strip(", ")
        if type_id := getattr(record, "type_id", ""):
            return self._types.get(type_id, "")
        block = record if isinstance(record, d.Deployment) else self._contexts.deployment_of(record)
        if block is None:
            return ""
        return f"Slip {block.number}, {day_text(block.start.date())}, {hours_text(block.start, block.end)}"

    def says(self, record: Record) -> str:
        """Return what stands in a record, in one run of text."""
        parts = [*self._figures(record), *(str(getattr(record, name)) for name in text_columns(type(record)))]
        told: list[str] = []
        for part in (" ".join(part.split()) for part in parts):
            if part and not any(part in earlier for earlier in told):
                told.append(part)
        return "; ".join(told)

    def _figures(self, record: Record) -> list[str]:
        if isinstance(record, d.Assignment):
            resource = self._resources.get(record.resource_id)
            return [resource.label, resource.call_sign] if resource else []
        if isinstance(record, d.Visit):
            return [f"{self._place(record.place_id)}, {time_text(record.start)}, {record.minutes} minutes"]
        if isinstance(record, returns.ReturnVisit):
            times = f"{time_text(record.start)} to {time_text(record.end)}"
            return [f"{self._place(record.place_id)}, {times}, {record.people} people spoken to"]
        figures = _FIGURES.get(type(record))
        return figures(record) if figures else []

    def _place(self, place_id: str) -> str:
        place = self._contexts.places.get(place_id)
        return place.name if place else "a place that was deleted"


def _of_return(record: returns.Return) -> list[str]:
    away = f"{record.abstracted_minutes} minutes pulled away" if record.abstracted_minutes else ""
    return [record.outcome.value, record.state.value, f"{record.people} people spoken to", away]


def _of_power(record: people.Power) -> list[str]:
    return [record.title, f"until {date_text(record.last.date())} {time_text(record.last)}"]


_FIGURES: Final[dict[type[Record], Callable[[Any], list[str]]]] = {
    returns.Return: _of_return,
    returns.ReturnResult: lambda r: [f"{r.measure}: {r.count}"],
    d.Post: lambda r: [f"{r.count} × {r.role}"],
    operation.Operation: lambda r: [r.title, r.status.value],
    operation.Task: lambda r: [r.title, r.status.value, f"due {date_text(r.due)}"],
    review.Hold: lambda r: [r.kind.value],
    review.UnseenWork: lambda r: [f"{r.kind.value}: {r.count}"],
    review.Strategy: lambda r: [f"{r.title}: {r.visits} a {r.period.value}"],
    people.Power: _of_power,
}
