"""Another laptop: a process of its own that changes a copy and publishes it.

python -m tests.ui.merge.elsewhere COPY AUTHOR, and on standard input {"status": {task id: word},
"note": {task id: text}, "title": {operation id: text}, "assign": {post id: collar number},
"passphrase": {"new": text}}. The title is written past what a partner's copy allows, as a program would that
claims more than it was given.
"""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[3]
Changes = dict[str, dict[str, str]]


def change_elsewhere(copy: Path, author: str, changes: Changes, state: Path) -> None:
    """Change a copy from a process with a state folder of its own, as another computer has."""
    words = [sys.executable, "-m", "tests.ui.merge.elsewhere", str(copy), author]
    environment = {**os.environ, "WARDPLAN_STATE": str(state)}
    done = subprocess.run(
        words,
        cwd=ROOT,
        env=environment,
        input=json.dumps(changes),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def main(copy: str, author: str) -> None:
    """Open, change, publish, close."""
    from planner.document.commands.posts import assign
    from planner.document.commands.tasks import edit_task, set_task_status
    from planner.document.opening import open_plan
    from planner.document.protecting import change_passphrase
    from planner.domain.records.operation import Operation
    from planner.domain.vocabulary import TaskStatus

    changes: Changes = json.load(sys.stdin)
    document = open_plan(Path(copy), author=author)
    for task_id, status in changes.get("status", {}).items():
        document.run(set_task_status(task_id=task_id, status=TaskStatus(status)))
    for task_id, note in changes.get("note", {}).items():
        document.run(edit_task(task_id=task_id, note=note))
    for operation_id, title in changes.get("title", {}).items():
        operation = document.read.require(Operation, operation_id)
        with document.planning_files[0].transaction("Edit operation", author=author) as running:
            running.unit.put(replace(operation, title=title))
    for post_id, collar in changes.get("assign", {}).items():
        document.run(assign(post_id=post_id, rank="PC", collar_number=collar))
    for passphrase in changes.get("passphrase", {}).values():
        change_passphrase(document, passphrase)
    document.publish()
    document.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
