"""Which dated power in the register a type's standing words mean for one operation."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from planner.domain.records.people import Power, PowerWard
from planner.storage.reader import Reader

_STANDING = timedelta(days=365)  # an order that lasts longer is the district's own, wherever it reaches


class PowerLinks:
    """Finds the register's power for words such as "Public spaces protection order: ... Act 2014"."""

    def __init__(self, read: Reader, ward_ids: Collection[str], span: tuple[datetime, datetime]) -> None:
        self._powers = read.all(Power)
        self._span = span
        self._here: set[str] = set()
        for power in self._powers:
            reach = {r.ward_id for r in read.all(PowerWard, power_id=power.id)}
            if not reach or reach & set(ward_ids):
                self._here.add(power.id)

    def power_id(self, text: str) -> str:
        """Return the id of the power meant, or empty.

        That is one of the kind named before the colon that reaches a ward of the operation and holds on some
        of its days; else the only standing order of that kind, so that the rules can say that it does not
        reach, or has ended.
        """
        of_kind = [p for p in self._powers if _names(text, p.kind)]
        start, end = self._span
        fitting = [p for p in of_kind if p.id in self._here and p.first < end and p.last > start]
        if fitting:
            return max(fitting, key=lambda p: min(p.last, end) - max(p.first, start)).id
        standing = [p for p in of_kind if p.last - p.first > _STANDING]
        return standing[0].id if len(standing) == 1 else ""


def _names(text: str, kind: str) -> bool:
    """Return whether the words before the colon name a kind of power, in full or by its initials."""
    head = re.findall(r"[a-z]+", text.partition(":")[0].casefold())
    wanted = re.findall(r"[a-z]+", kind.casefold())
    if not head or not wanted:
        return False
    initials = "".join(word[0] for word in head)
    return wanted[0] in {head[0], initials} or head == wanted
