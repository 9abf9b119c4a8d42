"""Deployments, their posts, who fills them, and the visits in them."""

from datetime import datetime
from typing import ClassVar

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.vocabulary import PostKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment(Record):
    """A dated block of an operation, in local wall time.

    number: the slip's number within the operation (RP-2026-17/3 is number 3).
    series_id, rule: set on every row that a repeating rule (RFC 5545 RRULE text) was expanded to.
    announce: public and parish papers may name its day.
    """

    TABLE: ClassVar[str] = "deployment"
    OWNER: ClassVar[str] = "operation_id"
    GROUPS: ClassVar[dict[str, str]] = {"start": "span", "end": "span"}

    operation_id: str
    number: int = 1
    start: datetime
    end: datetime
    theme: str = ""
    lead: str = ""
    briefing: str = ""
    note: str = ""
    series_id: str = ""
    rule: str = ""
    announce: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentWard(Record):
    """A ward of one deployment; a deployment without any is in all wards of its operation."""

    TABLE: ClassVar[str] = "deployment_ward"
    OWNER: ClassVar[str] = "deployment_id"

    deployment_id: str
    ward_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Record):
    """A planned short stop at a place inside a deployment; start is local, minutes its length."""

    TABLE: ClassVar[str] = "visit"
    OWNER: ClassVar[str] = "deployment_id"
    GROUPS: ClassVar[dict[str, str]] = {"start": "span", "minutes": "span"}

    deployment_id: str
    place_id: str
    sort: int = 0
    start: datetime
    minutes: int = 15
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Record):
    """A need inside a deployment: how many, which kind, which skill. role is what the post is called."""

    TABLE: ClassVar[str] = "post"
    OWNER: ClassVar[str] = "deployment_id"

    deployment_id: str
    sort: int = 0
    role: str
    kind: PostKind
    count: int = 1
    skill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Record):
    """Who fills one place of a post: a resource, or a typed rank, collar number and call sign.

    A team fills the whole post.
    """

    TABLE: ClassVar[str] = "assignment"
    OWNER: ClassVar[str] = "post_id"

    post_id: str
    resource_id: str = ""
    rank: str = ""
    collar_number: str = ""
    call_sign: str = ""
    note: str = ""
