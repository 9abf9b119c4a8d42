"""The register of what left the plan: who was given what, when, for what purpose, and until when.

Part 3 of the Data Protection Act 2018 asks for logs of disclosure, not only of change. So a note stays: undo
never takes it back, since the paper or the file is out.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from planner.document.command import Command
from planner.document.commands.base import naive_utc, one_line
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.records.operation import Operation
from planner.domain.records.people import Partner
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import Marking, ShareKind
from planner.storage.pair import Pair
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.document.document import Document

Given = Mapping[str, Mapping[str, Mapping[str, str]]]
"""What a recipient may change: {table: {row id: {field group: id of its head change}}}."""

NOT_NOTED: Final = "The plan is open for reading only, so it is not noted that this was handed on."


def note_share(
    *,
    kind: ShareKind,
    audience: str,
    what: str,
    partner_id: str = "",
    recipient: str = "",
    operation_id: str = "",
    file_name: str = "",
    digest: str = "",
    marking: Marking = Marking.OFFICIAL,
    purpose: str = "",
    gateway: str = "",
    agreement: str = "",
    expires: date | None = None,
    given: str = "",
    share_id: str = "",
) -> Command:
    """Note that something was handed on; undo does not take it back. given: JSON, see Given.

    file_name: the bare name, never a path. share_id: the id that the copy itself carries, if it does.
    """

    def apply(pair: Pair) -> None:
        share = Share(
            id=share_id or new_id(), kind=kind, audience=audience, partner_id=partner_id,
            recipient=one_line(recipient, "recipient"), operation_id=operation_id,
            what=one_line(what, "description"), file_name=file_name, digest=digest, marking=marking,
            purpose=purpose.strip(), gateway=gateway.strip(), agreement=agreement.strip(), expires=expires,
            at=naive_utc(pair.at), by=pair.author, given=given,
        )  # fmt: skip
        pair.add(share)

    return Command(f"Note {_NOUNS[kind]}", apply, stays=True)


_NOUNS: Final = {
    ShareKind.COPY: "a copy handed on",
    ShareKind.TASKS: "tasks sent",
    ShareKind.PRINT: "a print",
    ShareKind.EXPORT: "an export",
}


def note_paper(
    document: "Document",
    *,
    what: str,
    marking: Marking,
    data: bytes,
    file_name: str = "",
    kind: ShareKind = ShareKind.PRINT,
    audience: str = "police",
    partner_id: str = "",
    operation_id: str = "",
) -> str:
    """Note a paper or an export that was printed or saved, if its marking asks for it.

    Returns what the user should be told: nothing, or that a plan open for reading only cannot note it.
    """
    if marking is not Marking.OFFICIAL_SENSITIVE:
        return ""
    if document.is_read_only:
        return NOT_NOTED
    document.run(
        note_share(
            kind=kind,
            audience="command" if document.is_command_view and audience == "police" else audience,
            what=what,
            partner_id=partner_id,
            operation_id=operation_id,
            file_name=file_name,
            digest=digest_of(data),
            marking=marking,
        )
    )
    return ""


def highest_marking(read: Reader) -> Marking:
    """Return the marking of an export of everything that is open; in command view it is sensitive."""
    is_command = len(read.connections) > 1
    sensitive = is_command or read.count(Operation, marking=Marking.OFFICIAL_SENSITIVE) > 0
    return Marking.OFFICIAL_SENSITIVE if sensitive else Marking.OFFICIAL


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of a file that was handed on, as hex."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def given_text(given: Given) -> str:
    """Return what a recipient may change as the register keeps it."""
    return json.dumps(given, separators=(",", ":"), sort_keys=True)


def given_of(share: Share) -> dict[str, dict[str, dict[str, str]]]:
    """Return what the recipient of a share may change; nothing for text that is no such list."""
    try:
        found: dict[str, dict[str, dict[str, str]]] = json.loads(share.given or "{}")
    except (ValueError, RecursionError):
        return {}
    tables = found.values() if isinstance(found, dict) else [None]
    rows = [row for rows in tables for row in (rows.values() if isinstance(rows, dict) else [None])]
    if not all(isinstance(row, dict) for row in rows):
        return {}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """One line of the register as people read it. to: an organisation, post or desk, or the audience.

    is_overdue: the day by which the copy was to be destroyed has passed.
    """

    share: Share
    to: str
    is_overdue: bool


def handed_on(read: Reader, today: date) -> list[HandedOn]:
    """Return the register, newest first."""
    partners = {p.id: p.called for p in read.all(Partner)}
    lines = [
        HandedOn(
            share=share,
            to=share.recipient or partners.get(share.partner_id, "") or share.audience,
            is_overdue=share.expires is not None and share.expires < today,
        )
        for share in read.all(Share)
    ]
    return sorted(lines, key=lambda line: (line.share.at, line.share.id), reverse=True)


_CSV_HEADER: Final = ("at_utc", "kind", "to", "audience", "what", "file", "sha256", "marking", "purpose",
                      "gateway", "agreement", "destroy_by", "overdue", "recorded_by")  # fmt: skip


def handed_on_csv(read: Reader, today: date) -> bytes:
    """Return the register as CSV, every text defused."""
    from planner.exchange.spreadsheets import csv_bytes

    rows = [
        (s.at, s.kind.value, line.to, s.audience, s.what, s.file_name, s.digest, s.marking.value, s.purpose,
         s.gateway, s.agreement, s.expires, "yes" if line.is_overdue else "", s.by)
        for line in handed_on(read, today)
        for s in [line.share]
    ]  # fmt: skip
    return csv_bytes(_CSV_HEADER, rows)
