"""Two processes that publish to one file, and one that waits for another's lock."""

import subprocess
import sys
import time
from pathlib import Path

from planner.document.opening import open_plan
from tests.storage.plans import edit, plan_file, published_values


def test_two_processes_publish_to_one_file(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    code = (
        "import sys\nfrom pathlib import Path\nfrom planner.document.opening import open_plan\n"
        "from tests.storage.plans import edit\n"
        "document = open_plan(Path(sys.argv[1]), author=sys.argv[2])\n"
        "for number in range(8):\n"
        "    edit(document, str(number), sys.argv[2] + str(number))\n"
        "    document.publish()\n"
        "document.close()\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(path), name], stderr=subprocess.PIPE, text=True)
        for name in ("a", "b")
    ]
    for process in started:
        _, error = process.communicate(timeout=60)
        assert process.returncode == 0, error
    found = published_values(path)
    assert found == {"first": "1"} | {f"{name}{n}": str(n) for name in "ab" for n in range(8)}
    assert {p.name for p in tmp_path.iterdir()} == {"plan.wardplan"}


def test_publishing_waits_for_a_living_process(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom planner.storage.locks import PublishLock\n"
        "with PublishLock(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(0.7)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    document = open_plan(path, author="Tests")
    start = time.monotonic()
    edit(document, "2")
    document.publish()
    assert time.monotonic() - start > 0.3
    child.wait(timeout=30)
    child.stdout.close()
    document.close()
    assert published_values(path) == {"first": "2"}
