"""A process that opens a plan, commits numbered edits and says so after each, until it is killed.

Run as: python -m tests.storage.committer PLAN [publish]. With "publish" it publishes after every edit.
"""

import sys
from pathlib import Path

from planner.document.opening import open_plan
from tests.storage.plans import edit


def main() -> None:
    path, publishes = Path(sys.argv[1]), len(sys.argv) > 2
    document = open_plan(path, author="Child")
    print("open", flush=True)
    number = 0
    while True:
        number += 1
        edit(document, str(number), "counter")
        if publishes:
            document.publish()
        print(number, flush=True)


if __name__ == "__main__":
    main()
