"""What left the plan: the register of copies, sheets, prints and exports, and the notes of purges."""

from datetime import date, datetime
from typing import ClassVar

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.vocabulary import Marking, ShareKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Record):
    """One copy, sheet, print or export that was handed on: to whom, when, for what, until when.

    audience: command, police, partner or public. recipient: an organisation, post or desk, never a name.
    operation_id: the one operation it is about, or empty. digest: SHA-256 of the file, hex, or empty.
    gateway: the legal way (s.115, s.17A); agreement: its reference. at: UTC to the minute.
    given: JSON, what the recipient may change: {table: {row id: {field group: id of its head change}}}.
    What goes to the command audience is noted in the command file.
    """

    TABLE: ClassVar[str] = "share"

    kind: ShareKind
    audience: str
    partner_id: str = ""
    recipient: str = ""
    operation_id: str = ""
    what: str
    file_name: str = ""
    digest: str = ""
    marking: Marking = Marking.OFFICIAL
    purpose: str = ""
    gateway: str = ""
    agreement: str = ""
    expires: date | None = None
    at: datetime
    by: str
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeNote(Record):
    """The one line that a purged operation leaves: its reference, when, who, why; nothing of its content."""

    TABLE: ClassVar[str] = "purge_note"

    reference: str
    purged_on: date
    authoriser: str
    reason: str
    recorded_by: str
