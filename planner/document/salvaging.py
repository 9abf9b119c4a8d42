"""What a damaged plan still gives, written as a new plan."""

from dataclasses import replace
from pathlib import Path

from planner.document.opening import create_plan
from planner.domain.errors import FileProblem, PassphraseNeeded, WrongPassphrase
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.progress import Report, no_report
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import COMMAND_KIND, PARTNER_KIND, Plan
from planner.paths import state_dir
from planner.storage.first_look import COMMAND_ENDING, is_encrypted
from planner.storage.migrations.scripts import FORMAT
from planner.storage.passphrase import key_of
from planner.storage.salvage import NothingReadable, Salvaged, salvage

__all__ = ["Salvage", "SalvageReport", "read_salvage", "salvage_plan"]


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What a salvage gave. tables: name, rows read, places that could not be, for each table with either.

    left_out: rows whose owner was lost.
    """

    tables: tuple[tuple[str, int, int], ...]
    left_out: int

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return sum(rows for _, rows, _ in self.tables)

    @property
    def errors(self) -> int:
        """How many places could not be read."""
        return sum(errors for _, _, errors in self.tables)


@dataclass(frozen=True, slots=True)
class Salvage:
    """What could be read of a damaged plan, held in memory until it is written or let go."""

    path: Path
    found: Salvaged
    passphrase: str | None

    @property
    def report(self) -> SalvageReport:
        """How much of what there is."""
        tables = tuple(
            (t.kind.TABLE.strip("_"), len(t.rows), t.errors) for t in self.found.tables if t.rows or t.errors
        )
        return SalvageReport(tables, self.found.orphans)

    def write(self, out: Path, *, author: str) -> None:
        """Write it as a new file of its kind, without a history; encrypted if the old one was."""
        out = out.resolve()
        if out.exists():
            raise FileProblem(f"{out.name} is there already. Choose another name.")
        version = ".".join(str(part) for part in FORMAT)
        plan = self.found.plan or Plan(id=new_id(), title=f"Salvaged from {self.path.stem}", district="")
        plan = replace(plan, id=new_id(), format_version=version, kind=self._kind)
        records = self.found.records
        create_plan(out, plan=plan, records=records, author=author, passphrase=self.passphrase).close()

    @property
    def _kind(self) -> str:
        """What the new file is: from hidden work, or a part of a plan, no plan is made."""
        if self.found.plan is not None and self.found.plan.kind in {COMMAND_KIND, PARTNER_KIND}:
            return self.found.plan.kind
        is_hidden = any(isinstance(r, OperationType) and r.need_to_know for r in self.found.records)
        is_hidden = is_hidden or self.path.name.casefold().endswith(COMMAND_ENDING)
        return COMMAND_KIND if is_hidden and self.passphrase is not None else "plan"


def read_salvage(path: Path, *, passphrase: str | None = None, report: Report = no_report) -> Salvage:
    """Read what can be read of a damaged plan, which stays as it is; may run on a worker thread.

    report(percent, words): told how far it is; whatever it raises ends the reading. FileProblem when nothing
    can be read; PassphraseNeeded or WrongPassphrase for an encrypted one.
    """
    path = path.resolve()
    if not path.is_file():
        raise FileProblem(f"There is no file {path.name}. Check its name and folder.")
    is_locked = is_encrypted(path)
    if is_locked and passphrase is None:
        raise PassphraseNeeded(f"{path.name} is encrypted, or no plan. It opens with its passphrase only.")
    key = key_of(path, passphrase) if is_locked and passphrase is not None else None
    try:
        found = salvage(path, state_dir(), key=key, report=report)
    except NothingReadable as nothing:
        if is_locked:
            raise WrongPassphrase(
                f"With this passphrase nothing of {path.name} can be read. Type it again, or open a backup."
            ) from None
        raise nothing
    return Salvage(path, found, passphrase if is_locked else None)


def salvage_plan(path: Path, out: Path, *, author: str, passphrase: str | None = None) -> SalvageReport:
    """Read what can be read of a damaged plan and write it as a new one."""
    found = read_salvage(path, passphrase=passphrase)
    found.write(out, author=author)
    return found.report
