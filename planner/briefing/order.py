"""The operation order of one operation, as PDF: what the window, the command line and the pack call."""

import re
from datetime import datetime
from typing import Final

from planner.domain.errors import InvalidInput
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import Weight
from planner.storage.reader import Reader

_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u2028\u2029\ud800-\udfff]+')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.I)
_LONGEST_NAME: Final = 100
_MOST_BYTES: Final = 200


def order_pdf(
    read: Reader,
    operation_id: str,
    *,
    now: datetime,
    length: str = "full",
    wording: str = "college",
    audience: str = "police",
    partner_id: str = "",
) -> bytes:
    """Return the order as PDF; the same plan and `now` give the same bytes.

    now: local wall time, or an aware time. length: "one-page", "two-page", "full", or "" for what the weight
    of the type asks. wording: "college" or "jesip". audience: "command", "police", "partner", "public"; a
    partner_id gives a partner's copy its own tasks. InvalidInput for other words, NotFound for an operation
    or partner that is gone, KnownError for work that has no such copy.
    """
    from planner.briefing.content import Audience, Length, Wording
    from planner.briefing.order_content import order_content
    from planner.briefing.order_layout import order_pages
    from planner.briefing.pdf import write_pdf

    try:
        asked = Length(length or default_length(read, operation_id))
        words, whose = Wording(wording), Audience(audience)
    except ValueError as error:
        raise InvalidInput(
            "An order is one-page, two-page or full, in college or jesip wording, for command, police, "
            "partner or public; choose one of each."
        ) from error
    content = order_content(read, operation_id, now=now, wording=words, audience=whose, partner_id=partner_id)
    shown, pages = order_pages(content, asked)
    return write_pdf(shown, pages)


def default_length(read: Reader, operation_id: str) -> str:
    """Return the length to offer: one page for a light type, else the full order."""
    operation = read.require(Operation, operation_id)
    kind = read.require(OperationType, operation.type_id)
    return "one-page" if kind.weight is Weight.LIGHT else "full"


def order_file_name(operation: Operation) -> str:
    """Return a file name that every system takes: "SW-2026-04 Street Week — Greenstead v3.pdf"."""
    version = f" v{operation.version}"
    name = _FORBIDDEN.sub("-", f"{operation.reference} {operation.title}")
    name = " ".join(name.split())[: _LONGEST_NAME - len(version)].strip(" .-")
    while len(name.encode()) > _MOST_BYTES:
        name = name[:-1]
    name = name.strip(" .-") or "Operation order"
    if _RESERVED.fullmatch(name.partition(".")[0].strip()):
        name = f"Order {name}"
    return f"{name}{version}.pdf"
