"""Which findings somebody has seen and let stand, with the reason."""

from collections.abc import Iterable
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.records.review import Acknowledgement
from planner.rules.finding import Finding, Severity
from planner.storage.reader import Reader

# The sentences of these count days, so that they read differently tomorrow and are about the same thing.
_COUNT_DAYS: Final = frozenset({"return-late", "task-overdue", "village-unplanned"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding and, when somebody let it stand, the reason; a figure that changed since asks again."""

    finding: Finding
    acknowledgement: Acknowledgement | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has acknowledged it."""
        return self.acknowledgement is None

    @property
    def must_be_looked_at(self) -> bool:
        """Whether it says stop and look, and nobody has."""
        return self.is_open and self.finding.severity is Severity.STOP


Known = dict[tuple[str, str], list[Acknowledgement]]
"""Acknowledgements by the rule's code and the ids that the finding was about."""


def acknowledgements(read: Reader) -> Known:
    """Return what somebody has seen and let stand."""
    known: Known = {}
    for row in read.all(Acknowledgement):
        known.setdefault((row.code, row.about_ids), []).append(row)
    return known


def checked(read: Reader, findings: Iterable[Finding]) -> list[Checked]:
    """Return findings in their order, each with its acknowledgement if it has one that still fits."""
    known = acknowledgements(read)
    return [Checked(finding, fitting(finding, known)) for finding in findings]


def fitting(finding: Finding, known: Known) -> Acknowledgement | None:
    """Return the newest acknowledgement that fits a finding as it is now."""
    if not known:
        return None
    rows = known.get((finding.code, " ".join(sorted(finding.ids))), [])
    fits = [r for r in rows if finding.code in _COUNT_DAYS or r.message == finding.message]
    return max(fits, key=lambda r: (r.at, r.id), default=None)
