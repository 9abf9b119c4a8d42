"""What a reliability run found, as one line of the table."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figure:
    """One line: what was done how many times, and what went wrong, by kind.

    wrong counts what must be nought. told are figures that only inform. skipped says why nothing was done.
    """

    what: str
    count: int = 0
    must_be_nought: tuple[str, ...] = ()
    wrong: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    skipped: str = ""

    @property
    def is_met(self) -> bool:
        """Whether nothing went wrong that must not."""
        return not any(self.wrong.values())

    def miss(self, kind: str, example: str) -> None:
        """Count something that went wrong and keep the first few examples."""
        self.wrong[kind] += 1
        if len(self.examples) < 5:
            self.examples.append(f"{kind}: {example}")

    def line(self) -> str:
        """Return the line of the table: what | how many | result | target | met."""
        kinds = list(dict.fromkeys((*self.must_be_nought, *self.wrong)))
        found = ", ".join(f"{self.wrong[kind]} {kind}" for kind in kinds)
        if self.told:
            found += " (" + ", ".join(f"{count} {kind}" for kind, count in sorted(self.told.items())) + ")"
        target = "all 0"
        verdict = f"skipped: {self.skipped}" if self.skipped else "ok" if self.is_met else "MISSED"
        return f"| {self.what} | {self.count:,} | {found} | {target} | {verdict} |"
