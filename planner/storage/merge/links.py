"""Which rows a row needs: its owner, and what it points to, which no command deletes while it is used."""

from collections.abc import Iterator, Mapping
from typing import Final

from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.deployment import Assignment, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation, OperationPower, Task
from planner.domain.records.operation_type import OperationType, TypeDeployment, TypePost
from planner.domain.records.people import Partner, PartnershipMember, Power, Priority, Resource
from planner.storage.codec import Value
from planner.storage.ownership import owner_kind

_POINTERS: Final[dict[type[Record], dict[str, type[Record]]]] = {
    Place: {"operation_id": Operation},
    PartnershipMember: {"partner_id": Partner},
    Resource: {"team_id": Resource, "partner_id": Partner},
    Power: {"place_id": Place},
    OperationType: {"priority_id": Priority},
    TypePost: {"type_deployment_id": TypeDeployment},
    Operation: {"type_id": OperationType, "priority_id": Priority},
    OperationPower: {"power_id": Power},
    Task: {"partner_id": Partner},
    Visit: {"place_id": Place},
    Assignment: {"resource_id": Resource},
}
GOES_ALONG: Final = frozenset({(Place, "operation_id"), (TypePost, "type_deployment_id")})
"""Pointers whose rows are deleted together with what they point to, as owned rows are."""


def _links() -> dict[type[Record], tuple[tuple[str, type[Record]], ...]]:
    links = {}
    for kind in ALL_RECORDS:
        owner = owner_kind(kind)
        own = {kind.OWNER: owner} if owner is not None else {}
        links[kind] = tuple({**own, **_POINTERS.get(kind, {})}.items())
    return links


LINKS: Final = _links()


def needed_by(kind: type[Record], values: Mapping[str, Value]) -> Iterator[tuple[type[Record], str]]:
    """Yield the rows that a row needs."""
    for name, target in LINKS[kind]:
        if row_id := values.get(name):
            yield target, str(row_id)


def holders_of(kind: type[Record], values: Mapping[str, Value]) -> Iterator[tuple[type[Record], str]]:
    """Yield the rows with which a row is deleted: its owner, or what it was made for."""
    for name, target in LINKS[kind]:
        if (name == kind.OWNER or (kind, name) in GOES_ALONG) and (row_id := values.get(name)):
            yield target, str(row_id)


def users_of(kind: type[Record]) -> Iterator[tuple[type[Record], str]]:
    """Yield each kind of row, and its field, that may need a row of this kind."""
    for user, links in LINKS.items():
        for name, target in links:
            if target is kind:
                yield user, name
