"""The rural patrol planner: chosen, drawn, looked at, taken over in one step and undone in one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from planner.document.rural_choice import coming_patrols, is_route
from planner.domain.records.deployment import Deployment, DeploymentWard, Visit
from planner.domain.records.ground import Place
from planner.domain.timespan import now_on
from planner.ui.main_window import MainWindow
from planner.ui.rural.dialog import RuralDialog
from planner.ui.state import Selection
from planner.ui.workspace import Workspace
from tests.ui.weekly.hands import button_of


def _opened(window: MainWindow) -> RuralDialog:
    window.trigger("plan_rural")
    return next(d for d in window.findChildren(RuralDialog) if d.isVisible())


def _stops(work: Workspace, deployment_id: str) -> list[tuple[str, object]]:
    found = work.bridge.document.read.all(Visit, deployment_id=deployment_id)
    return [(v.place_id, v.start) for v in sorted(found, key=lambda v: (v.start, v.sort))]


def test_the_ten_longest_unseen_become_one_route_in_one_step(window: MainWindow, work: Workspace) -> None:
    dialog = _opened(window)
    assert dialog.deployment is not None
    patrol_id = dialog.deployment.id
    assert is_route(work.bridge.document.read, dialog.deployment)
    before = _stops(work, patrol_id)
    QTest.mouseClick(button_of(dialog, "The ten longest unseen"), Qt.MouseButton.LeftButton)
    shown = [(s.place_id, s.start) for s in dialog.stops]
    waiting = [r.place_id for r in work.figures.ledger.longest_unseen()[: len(shown)]]
    assert {place for place, _ in shown} == set(waiting)
    content = dialog.map.map_content()
    assert [m.text for m in content.marks] == [str(n) for n in range(1, len(shown) + 1)]
    assert len(content.areas) == 1
    assert _stops(work, patrol_id) == before  # nothing is written yet
    QTest.mouseClick(button_of(dialog, "Use this route"), Qt.MouseButton.LeftButton)
    assert _stops(work, patrol_id) == shown
    read = work.bridge.document.read
    wards = {read.require(Place, place).ward_id for place, _ in shown}
    assert wards <= {w.ward_id for w in read.all(DeploymentWard, deployment_id=patrol_id)}
    assert work.map.feed.content(work.map.question()).areas
    work.undo()
    assert _stops(work, patrol_id) == before


def test_drawing_again_keeps_the_villages_and_changes_the_times(window: MainWindow, work: Workspace) -> None:
    dialog = _opened(window)
    dialog.choose_longest()
    first = [(s.place_id, s.start) for s in dialog.stops]
    dialog.draw_again()
    second = [(s.place_id, s.start) for s in dialog.stops]
    assert {p for p, _ in first} == {p for p, _ in second}
    assert [t for _, t in first] != [t for _, t in second]
    assert dialog.seed == 2
    dialog.close()


def test_the_patrol_in_hand_is_the_one_planned_and_its_stops_are_ticked(
    window: MainWindow, work: Workspace
) -> None:
    read = work.bridge.document.read
    patrols = coming_patrols(read, now_on(work.state.today))
    wanted = read.require(Deployment, patrols[2][0])
    work.state.select(Selection(operation_ids=(wanted.operation_id,), deployment_ids=(wanted.id,)))
    dialog = _opened(window)
    assert dialog.deployment is not None
    assert dialog.deployment.id == wanted.id
    assert set(dialog.chooser.chosen) == {place for place, _ in _stops(work, wanted.id)}
    dialog.chooser.choose(())
    assert not dialog.use.isEnabled()
    dialog.close()


def test_what_the_hours_have_no_room_for_is_named(window: MainWindow, work: Workspace) -> None:
    dialog = _opened(window)
    everything = [r.place_id for r in work.figures.ledger.villages if r.is_village]
    dialog.chooser.choose(everything)
    assert dialog.words.text().startswith("No time for ")
    assert 0 < len(dialog.stops) < len(everything)
    dialog.close()


@pytest.mark.parametrize("text", ["dedham", "mersea"])
def test_the_list_is_narrowed_by_typing(window: MainWindow, work: Workspace, text: str) -> None:
    dialog = _opened(window)
    QTest.keyClicks(dialog.chooser.filter, text)
    table = dialog.chooser.table
    left = [at for at in range(table.rowCount()) if not table.isRowHidden(at)]
    assert left
    for at in left:
        words = " ".join(item.text() for c in (0, 1) if (item := table.item(at, c)) is not None)
        assert text in words.casefold()
    dialog.close()
