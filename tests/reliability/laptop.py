"""One laptop on a shared folder: opens, edits, publishes and closes the plan at random until it is killed.

Run as: python -m tests.reliability.laptop PLAN NAME SEED COUNT. Says "kept ID=VALUE" after each
committed edit, "told SENTENCE" for every refusal, "crash ..." for whatever must not happen; ends after COUNT.
"""

import sys
import time
from pathlib import Path
from random import Random

from planner.document.document import Document
from planner.document.opening import ChangedOutside, open_plan
from planner.domain.errors import KnownError
from tests.storage.plans import edit

_SHARED_ROWS = 3


def say(text: str) -> None:
    """Say one line, which has left the process when this returns."""
    sys.stdout.write(" ".join(text.split()) + "\n")
    sys.stdout.flush()


def opened(path: Path, name: str) -> Document | None:
    """Open the plan as its user would: what another program changed is taken when it is offered."""
    try:
        return open_plan(path, author=name)
    except ChangedOutside:
        pass
    except KnownError as error:
        say(f"told {error}")
        return None
    try:
        return open_plan(path, author=name, accept_outside_changes=True)
    except KnownError as error:
        say(f"told {error}")
        return None


def work(path: Path, name: str, chance: Random, count: int) -> None:
    """Make count edits in sittings of some edits each."""
    number = 0
    while number < count:
        document = opened(path, name)
        if document is None:
            time.sleep(0.05)
            number += 1
            continue
        for _ in range(chance.randint(1, 8)):
            number += 1
            value = f"{name}.{number}"
            shared = chance.random() < 0.3
            row_id = f"both{chance.randrange(_SHARED_ROWS)}" if shared else f"{name}/{number % 40}"
            edit(document, value, row_id)
            say(f"kept {row_id}={value}")
            if chance.random() < 0.5:
                _publish(document)
            time.sleep(chance.uniform(0, 0.03))
        if chance.random() < 0.7:
            _publish(document)
        document.close()


def _publish(document: Document) -> None:
    try:
        document.publish()
    except KnownError as error:
        say(f"told {error}")


def main() -> None:
    """Do the work; whatever comes up but a sentence is a crash."""
    path, name, seed, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    try:
        work(path, name, Random(f"{seed} {name}"), count)
    except Exception as error:
        import traceback

        where = traceback.extract_tb(error.__traceback__)[-1]
        say(f"crash {type(error).__name__}: {error} in {Path(where.filename).name}:{where.lineno}")


if __name__ == "__main__":
    main()
