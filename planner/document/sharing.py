"""Sharing a copy: written afresh for its audience, read back, noted in the register, then given its name."""

import os
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.document.audience import ALLOWED, CHANGEABLE, AudienceRows, rows_for
from planner.document.command import Command
from planner.document.partner_tasks import Terms, remember
from planner.document.share_log import digest_of, given_text, note_share
from planner.domain.errors import FileProblem, InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.progress import Report, no_report
from planner.domain.records.operation import Operation
from planner.domain.records.people import Partner
from planner.domain.records.plan import PARTNER_KIND
from planner.domain.records.sharing import Share
from planner.domain.timespan import to_local
from planner.domain.vocabulary import Marking, ShareKind
from planner.paths import state_dir
from planner.storage.locks import refuse_long_name

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.storage.audience import Heads
    from planner.storage.pair import Pair
    from planner.storage.reader import Reader
    from planner.storage.working_copy import WorkingCopy

AUDIENCES: Final = ("police", "partner")
_PLAN_ENDING, _ZIP_ENDING = ".wardplan", ".zip"
_FEWEST_CHARACTERS: Final = 8
PLAIN_COPY: Final = (
    "This plan is encrypted, but its copy is not: whoever gets hold of the file can read it unless you give "
    "it a passphrase."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareWish:
    """What is to be shared: with whom, on what terms, how it is wrapped.

    partner_id: empty for a copy that any partner may see. passphrase: empty for a plain file.
    without_sensitive: of a copy for any partner, leave out what is marked OFFICIAL-SENSITIVE.
    """

    audience: str
    partner_id: str = ""
    terms: Terms
    passphrase: str = ""
    without_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedShare:
    """A copy that is written, sealed and read back, under a temporary name beside the one it is to get."""

    temporary: Path
    out: Path
    wish: ShareWish
    share: Share
    private: "WorkingCopy"

    def discard(self) -> None:
        """Delete what was written and has not got its name yet."""
        self.temporary.unlink(missing_ok=True)
        self.private.discard()


def share_copy(document: "Document", out: Path, wish: ShareWish, *, at: datetime | None = None) -> Share:
    """Write a copy for an audience to a new file and note it; KnownError, with nothing left, otherwise."""
    refuse_wish(document, out, wish)
    return finish_share(document, prepare_share(document, out, wish, at=at or datetime.now(UTC)))


def terms_of_share(read: "Reader", partner: str) -> tuple[str, Terms]:
    """Return the id of the partner of a name, empty without one, and the terms last chosen for it."""
    from planner.document.papers import find_partner
    from planner.document.partner_tasks import USUAL_DAYS, terms_for

    if not partner:
        return "", Terms(purpose="", gateway="", agreement="", days=USUAL_DAYS, reply_to="")
    found = find_partner(read, partner)
    return found.id, terms_for(read, found)


def protection_words(document: "Document", wish: ShareWish) -> str:
    """Return the warning that a copy of an encrypted plan is going to be a plain file; empty otherwise."""
    return PLAIN_COPY if document.is_encrypted and not wish.passphrase else ""


def refuse_wish(document: "Document", out: Path, wish: ShareWish) -> None:
    """Raise KnownError, with one sentence, for a copy that cannot be made."""
    if wish.audience not in AUDIENCES:
        raise InvalidInput("A copy is for police or partner; choose one of the two.")
    if wish.partner_id and wish.audience != "partner":
        raise InvalidInput("Only a partner's copy names a partner. Choose the audience partner.")
    if wish.without_sensitive and (wish.audience != "partner" or wish.partner_id):
        raise InvalidInput(
            "OFFICIAL-SENSITIVE work is left out of a copy for any partner only: police get the whole plan, "
            "a named partner all that it has a part in."
        )
    if document.is_partner_copy:
        raise FileProblem("This is a copy for a partner; only the district that sent it can share the plan.")
    if document.is_read_only:
        raise FileProblem("This plan is open for reading only. Save a copy, and share from that.")
    if wish.passphrase and len(wish.passphrase.strip()) < _FEWEST_CHARACTERS:
        raise InvalidInput(
            f"The passphrase is too short. Use at least {_FEWEST_CHARACTERS} characters, such as four words."
        )
    if out.suffix.lower() not in (_PLAN_ENDING, _ZIP_ENDING):
        raise InvalidInput(f"{out.name} needs the ending .wardplan, or .zip to go by mail.")
    refuse_long_name(out)
    if out.exists():
        raise FileProblem(f"{out.name} is there already. Choose another name.")
    if not out.parent.is_dir():
        raise FileProblem(f"There is no folder for {out.name}. Make the folder first.")


def prepare_share(
    document: "Document", out: Path, wish: ShareWish, *, at: datetime, report: Report = no_report
) -> PreparedShare:
    """Write the copy beside its name and read it back; may run on a worker thread. at: aware, UTC.

    refuse_wish() was asked before, on the thread that owns the document.
    report: told how far it is, and may raise to stop it. Nothing is left when it raises.
    """
    from planner.storage.engine import hold, known_errors
    from planner.storage.publish import being_written
    from planner.storage.working_copy import INCOMING, WorkingCopy

    out = out.resolve()
    # The folder names the target: the next opening deletes what a killed process left in either place.
    with known_errors(out.name):
        private = WorkingCopy.make(state_dir(), INCOMING, out)
    temporary = being_written(out)
    try:
        with known_errors(out.name), document.reading_elsewhere() as read:
            hold(read.connections[0])
            report(5, "Choosing what goes into the copy")
            rows = rows_for(read, wish.audience, wish.partner_id, without_sensitive=wish.without_sensitive)
            share = _write(read, rows, private, temporary, out, wish, at, report)
        with known_errors(out.name):
            share = replace(share, digest=digest_of(temporary.read_bytes()))
    except BaseException:
        try:
            temporary.unlink(missing_ok=True)
        finally:
            private.discard()
        raise
    return PreparedShare(temporary=temporary, out=out, wish=wish, share=share, private=private)


def finish_share(document: "Document", prepared: PreparedShare) -> Share:
    """Note the copy in the register and give it its name; on the thread that owns the document."""
    from planner.storage.engine import known_errors

    share, wish = prepared.share, prepared.wish
    try:
        changes = document.run(_note(share, wish))
        try:
            with known_errors(prepared.out.name):
                if prepared.out.exists():
                    raise FileProblem(f"{prepared.out.name} is there already. Choose another name.")
                os.replace(prepared.temporary, prepared.out)
        except BaseException:
            document.run(_unnote(share.id))
            raise
    finally:
        with known_errors(prepared.out.name):
            prepared.discard()
    return next(r for r in changes.records(Share) if isinstance(r, Share))


def _write(
    read: "Reader",
    rows: AudienceRows,
    private: "WorkingCopy",
    temporary: Path,
    out: Path,
    wish: ShareWish,
    at: datetime,
    say: Report,
) -> Share:
    """Write, seal and check the copy in a private folder, then wrap it beside its name."""
    from planner.document.leak_check import forbidden_in_copy, refuse_leaks
    from planner.storage import passphrase as phrases
    from planner.storage.audience import head_ids, write_rows
    from planner.storage.publish import write_copy

    is_partner = wish.audience == "partner"
    heads = head_ids(read.connections[0], [rows.plan, *rows.records]) if is_partner else None
    share = replace(_share_row(read, rows, wish, out, at), given=_given(rows, heads or {}))
    plan = replace(rows.plan, kind=PARTNER_KIND, beside_id=share.id) if is_partner else rows.plan
    key = phrases.new_key(wish.passphrase) if wish.passphrase else None
    say(20, "Writing the copy")
    own = replace(share, file_name="")
    write_rows(
        private.database, read.connections[0], plan, rows.records, allowed=ALLOWED[wish.audience],
        at=at, heads=heads, key=key, share=own if is_partner else None,
    )  # fmt: skip
    sealed = private.folder / (out.stem.removesuffix(_PLAN_ENDING) + _PLAN_ENDING)
    write_copy(private.database, sealed, key=key, at=at)
    say(50, "Reading the copy back")
    inside = [plan, *rows.records, *([own] if is_partner else [])]
    found = forbidden_in_copy(read, inside, is_whole_plan=not is_partner)
    refuse_leaks(
        sealed, found, name=out.name, key=key, report=lambda p, words: say(50 + round(p * 0.4), words)
    )
    _wrap(sealed, temporary, as_zip=(as_zip := out.suffix.lower() == _ZIP_ENDING))
    if as_zip and key is None:
        refuse_leaks(temporary.read_bytes(), found, name=out.name)
    say(95, "Noting the copy")
    return share


def _given(rows: AudienceRows, heads: "Heads") -> str:
    """Return what the recipient may change, as the register keeps it: of its own rows, by field group."""
    given: dict[str, dict[str, dict[str, str]]] = {}
    for record in rows.records:
        if rows.partner_id and (names := CHANGEABLE.get(type(record))):
            own = heads[record.id]
            given.setdefault(record.TABLE, {})[record.id] = {n: own.get(n, own["+"]) for n in names}
    return given_text(given) if given else ""


def _share_row(read: "Reader", rows: AudienceRows, wish: ShareWish, out: Path, at: datetime) -> Share:
    partner = read.get(Partner, wish.partner_id) if wish.partner_id else None
    local = to_local(at, rows.plan.zone).date()
    whose = partner.name if partner else "any partner" if wish.audience == "partner" else "police"
    less = ", without OFFICIAL-SENSITIVE operations" if wish.without_sensitive else ""
    marks = (r.marking for r in rows.records if isinstance(r, Operation))
    return Share(
        id=new_id(),
        kind=ShareKind.COPY,
        audience=wish.audience,
        partner_id=wish.partner_id,
        recipient=whose,
        what=f"Copy of the plan for {whose}{less}",
        file_name=out.name,
        marking=Marking.highest((rows.plan.marking, *marks)),
        purpose=wish.terms.purpose.strip(),
        gateway=wish.terms.gateway.strip(),
        agreement=wish.terms.agreement.strip(),
        expires=local + timedelta(days=wish.terms.days) if wish.audience == "partner" else None,
        at=at.astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0),
        by="",
    )


def _wrap(sealed: Path, temporary: Path, *, as_zip: bool) -> None:
    """Put the finished file, or a zip file with it inside, on the disk beside its name."""
    if as_zip:
        with zipfile.ZipFile(temporary, "x", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(zipfile.ZipInfo(sealed.name), sealed.read_bytes(), zipfile.ZIP_DEFLATED)
    else:
        temporary.write_bytes(sealed.read_bytes())
    with temporary.open("r+b") as file:
        os.fsync(file.fileno())


def _note(share: Share, wish: ShareWish) -> Command:
    note = note_share(
        kind=share.kind, audience=share.audience, what=share.what, partner_id=share.partner_id,
        recipient=share.recipient, file_name=share.file_name, digest=share.digest, marking=share.marking,
        purpose=share.purpose, gateway=share.gateway, agreement=share.agreement, expires=share.expires,
        given=share.given, share_id=share.id,
    )  # fmt: skip

    def apply(pair: "Pair") -> None:
        note.apply(pair)
        if wish.partner_id:
            remember(pair, wish.partner_id, wish.terms)

    return Command(f"Share a copy with {share.recipient}", apply, stays=True)


def _unnote(share_id: str) -> Command:
    return Command("Take back a note", lambda pair: pair.drop(Share, share_id), stays=True)


def proposed_name(plan_stem: str, recipient: str, day: date) -> str:
    """Return the file name to propose for a copy, without its ending."""
    words = f"{plan_stem} for {recipient} {day.isoformat()}"
    return "".join(c if c.isalnum() or c in " -_()." else "-" for c in words)
