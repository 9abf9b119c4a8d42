"""What a damaged plan still gives, written as a new plan."""

from dataclasses import replace
from pathlib import Path

from planner.document.opening import create_plan
from planner.document.protecting import key_for
from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.records.plan import Plan
from planner.paths import state_dir
from planner.storage.migrations.scripts import FORMAT
from planner.storage.salvage import salvage

__all__ = ["SalvageReport", "salvage_plan"]


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What a salvage gave. tables: name, rows read, places that could not be, for each table with either.

    left_out: rows whose owner was lost.
    """

    out: Path
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


def salvage_plan(path: Path, out: Path, *, author: str, passphrase: str | None = None) -> SalvageReport:
    """Write what can be read of a damaged plan as a new plan, without a history; the old file stays as it is.

    An encrypted plan's salvage is encrypted with the same passphrase. FileProblem when nothing can be read.
    """
    path, out = path.resolve(), out.resolve()
    if not path.is_file():
        raise FileProblem(f"There is no file {path.name}. Check its name and folder.")
    if out.exists():
        raise FileProblem(f"{out.name} is there already. Choose another name.")
    found = salvage(path, state_dir(), key=key_for(path, passphrase))
    version = ".".join(str(part) for part in FORMAT)
    plan = found.plan or Plan(id=new_id(), title=f"Salvaged from {path.stem}", district="")
    plan = replace(plan, id=new_id(), format_version=version, kind="plan", beside_id="")
    made = create_plan(out, plan=plan, records=found.records, author=author, passphrase=passphrase)
    made.close()
    tables = tuple(
        (t.kind.TABLE.strip("_"), len(t.rows), t.errors) for t in found.tables if t.rows or t.errors
    )
    return SalvageReport(out, tables, found.orphans)
