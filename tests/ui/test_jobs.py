"""Background work stands still when it is asked to give way, and leaves later."""

from pytestqt.qtbot import QtBot

from planner.ui.jobs import Jobs, Progress


def _crash(error: BaseException) -> None:
    raise error


def test_background_work_stands_still_once_it_gave_way(qtbot: QtBot) -> None:
    jobs, turns, ended = Jobs(_crash), [0], []

    def work(progress: Progress) -> None:
        while True:
            turns[0] += 1
            progress.breathe()

    job = jobs.start(
        work, done=lambda _: ended.append("done"), failed=ended.append, ended=lambda: ended.append("ended")
    )
    qtbot.waitUntil(lambda: turns[0] > 1)
    job.give_way(60)
    stands_at = turns[0]
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == ["ended"]
    assert turns[0] == stands_at


def test_work_that_ends_by_itself_keeps_nobody_waiting(qtbot: QtBot) -> None:
    jobs, found = Jobs(_crash), []
    job = jobs.start(lambda _progress: 7, done=found.append, failed=found.append)
    qtbot.waitUntil(lambda: bool(found))
    job.give_way(60)
    assert found == [7]
    assert jobs.wait()
