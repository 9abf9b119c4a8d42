"""The lifecycle: idea, draft, authorised, briefed, live, stood down, debriefed."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from planner.document.command import Command
from planner.document.commands.base import naive_utc
from planner.domain.errors import InvalidInput
from planner.domain.phrases import date_text
from planner.domain.records.operation import Operation
from planner.domain.timespan import to_local
from planner.domain.vocabulary import Status
from planner.storage.authorised_parts import parts_text
from planner.storage.pair import Pair
from planner.storage.reader import Reader

_FORWARD: Final[dict[Status, tuple[Status, ...]]] = {
    Status.IDEA: (Status.DRAFT, Status.AUTHORISED),
    Status.DRAFT: (Status.IDEA, Status.AUTHORISED),
    Status.AUTHORISED: (Status.BRIEFED, Status.LIVE, Status.STOOD_DOWN),
    Status.BRIEFED: (Status.LIVE, Status.STOOD_DOWN),
    Status.LIVE: (Status.STOOD_DOWN,),
    Status.STOOD_DOWN: (Status.DEBRIEFED,),
    Status.DEBRIEFED: (),
}
_ORDER: Final = tuple(Status)
_DONE_WORD: Final = {
    Status.IDEA: "Make an idea of",
    Status.DRAFT: "Make a draft of",
    Status.AUTHORISED: "Authorise",
    Status.BRIEFED: "Mark as briefed",
    Status.LIVE: "Go live with",
    Status.STOOD_DOWN: "Stand down",
    Status.DEBRIEFED: "Mark as debriefed",
}


def next_statuses(status: Status) -> tuple[Status, ...]:
    """Return the statuses an operation may go on to without giving a reason."""
    return _FORWARD[status]


def earlier_statuses(status: Status) -> tuple[Status, ...]:
    """Return the statuses an operation may be taken back to, with a reason."""
    return tuple(s for s in _ORDER[: _ORDER.index(status)] if s not in _FORWARD[status])


def authorise(*, operation_id: str, authorised_by: str, authorised_at: datetime | None = None) -> Command:
    """Authorise the present version. authorised_by: rank or post, and name or number ("Ch Insp X101").

    authorised_at: UTC, kept to the minute; now when left out.
    """
    return set_status(
        operation_id=operation_id,
        status=Status.AUTHORISED,
        authorised_by=authorised_by,
        authorised_at=authorised_at,
    )


def set_status(
    *,
    operation_id: str,
    status: Status,
    reason: str = "",
    authorised_by: str = "",
    authorised_at: datetime | None = None,
) -> Command:
    """Take an operation to another step of its lifecycle; a step back needs a reason, which is noted."""

    def subject(read: Reader) -> str:
        operation = read.get(Operation, operation_id)
        return operation.reference if operation else "operation"

    def apply(pair: Pair) -> None:
        now = pair.require(Operation, operation_id)
        if status is Status.AUTHORISED and now.status in {Status.IDEA, Status.DRAFT}:
            pair.put(_authorised(pair, now, authorised_by, authorised_at or pair.at))
        elif status in _FORWARD[now.status]:
            pair.put(replace(now, status=status))
        else:
            pair.put(_stepped_back(now, status, reason, pair))

    return Command(_DONE_WORD[status], apply, subject=subject)


def _authorised(pair: Pair, operation: Operation, by: str, at: datetime) -> Operation:
    words = " ".join(by.split())
    if len(words.split(" ")) < 2:
        raise InvalidInput("Authorising needs rank or post, and name or number: for example Ch Insp X101.")
    return replace(
        operation,
        status=Status.AUTHORISED,
        authorised_by=words,
        authorised_at=naive_utc(at),
        authorised_version=operation.version,
        authorised_parts=parts_text(pair, operation),
    )


def _stepped_back(operation: Operation, status: Status, reason: str, pair: Pair) -> Operation:
    now = operation.status
    if status is now:
        raise InvalidInput(f"{operation.reference} is {_state(now)} already.")
    if _ORDER.index(status) > _ORDER.index(now):
        steps = " or ".join(s.value for s in _FORWARD[now] if _ORDER.index(s) > _ORDER.index(now))
        raise InvalidInput(
            f"{operation.reference} is {_state(now)}, so it cannot be {status.value} yet; "
            f"the next step is {steps}."
        )
    if not reason.strip():
        raise InvalidInput(
            f"Taking {operation.reference} back from {now.value} to {status.value} needs a reason."
        )
    line = (
        f"Back from {now.value} to {status.value} on {date_text(to_local(pair.at).date())}, "
        f"recorded by {pair.author}: {reason.strip()}"
    )
    note = f"{operation.note}\n{line}" if operation.note else line
    renewed = replace(operation, status=status, note=note)
    if not status.is_authorised and operation.version == operation.authorised_version:
        # What is changed from here on is another version than the one that was authorised.
        renewed = replace(renewed, version=operation.version + 1)
    return renewed


def _state(status: Status) -> str:
    return {Status.IDEA: "an idea", Status.DRAFT: "a draft"}.get(status, status.value)
