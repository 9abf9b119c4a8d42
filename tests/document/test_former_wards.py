"""After a boundary review: what a plan draws, offers and counts, and what it still says of older work.

Colchester's 17 wards of 2020 as shipped; a newer set joins them two by two, under the name of the first.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.document.agenda import Agenda
from planner.document.agenda_bars import By
from planner.document.commands.leave_ward import leave_ward
from planner.document.commands.operation import move_operation
from planner.document.commands.powers import add_power
from planner.document.document import Document
from planner.document.find import FindIndex
from planner.document.findings import findings
from planner.document.importing.intake import compare_now, take_in
from planner.document.importing.kinds import read_files
from planner.document.map_view import DAYS_SINCE_SEEN, PLANNED_HOURS, MapFeed, MapQuestion
from planner.document.opening import open_plan
from planner.document.reports import ward_report
from planner.document.rural_choice import candidates
from planner.document.typed_entry import parse_entry
from planner.document.visibility_feed import ledger
from planner.document.wards_offered import every_ward_choice, offered_wards, ward_choices
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.people import Concern, PowerWard
from planner.domain.records.review import Strategy
from planner.domain.vocabulary import PlaceKind
from planner.domain.ward_sets import is_former
from planner.exchange.wards import read_wards
from planner.geo.wkb import from_wkb
from planner.paths import resource_path
from planner.rules.finding import Finding
from tests.storage.plans import put

NOW = datetime(2026, 9, 3, 12)
SEPTEMBER = MapQuestion(start=datetime(2026, 9, 1), end=datetime(2026, 10, 1))
ESSEX = Path(__file__).parents[1] / "files" / "essex_wards_2020_bgc.geojson"


def newer_set(folder: Path) -> Path:
    """A ward file of 2027: the shipped wards joined two by two, each with the first one's name."""
    import shapely
    from shapely.geometry import mapping

    source = next(resource_path("district/colchester").glob("*ward*.geojson"))
    old = sorted(read_wards(source), key=lambda w: w.code)
    features = []
    for n in range(0, len(old) - 1, 2):
        shape = shapely.union_all([shapely.from_wkb(w.geom) for w in old[n : n + 2]])
        properties = {"WD27CD": f"E050990{n:02}", "WD27NM": old[n].name}
        features.append({"type": "Feature", "properties": properties, "geometry": mapping(shape)})
    path = folder / "wards 2027.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARDPLAN_STATE", str(tmp_path_factory.mktemp("made_state")))
        yield _made(folder)


def _made(folder: Path) -> Path:
    path = folder / "plan.wardplan"
    assert run(["new", str(path)]) == 0
    names = gone(path)
    for name, day in ((names[0], "2026-09-14"), (names[1], "2026-06-15")):
        assert run(["add", str(path), "--type", "SW", "--ward", name, "--start", day]) == 0
    assert run(["import", str(path), str(newer_set(folder)), "--as", "wards"]) == 0
    return path


@pytest.fixture
def plan(made: Path, tmp_path: Path) -> Path:
    """Shipped wards of 2020, work to come in one that goes, work that is over in another, then 2027."""
    return Path(shutil.copy(made, tmp_path / made.name))


@pytest.fixture
def document(plan: Path) -> Iterator[Document]:
    """That plan, open."""
    made = open_plan(plan, author="Tests")
    yield made
    made.close()


def gone(plan: Path) -> list[str]:
    """The names that the newer set no longer has, by code."""
    made = open_plan(plan, author="Tests", read_only=True)
    names = [w.name for w in sorted(made.read.all(Ward), key=lambda w: w.code)]
    made.close()
    return names[1::2]


def named(document: Document, name: str, *, former: bool) -> Ward:
    (found,) = [w for w in document.read.all(Ward, name=name) if is_former(w.ward_set) is former]
    return found


def in_use(document: Document) -> Ward:
    """The former ward of the operation to come."""
    coming = next(o for o in document.read.all(Operation) if o.start > NOW)
    (row,) = document.read.all(OperationWard, operation_id=coming.id)
    return document.read.require(Ward, row.ward_id)


def said_of_wards(document: Document) -> list[Finding]:
    found = findings(document.read, now=NOW, start=datetime(2026, 6, 1), end=datetime(2026, 12, 1))
    return [f for f in found if f.code == "ward-former"]


def pdf_text(pdf: bytes) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def coming(document: Document) -> Operation:
    return next(o for o in document.read.all(Operation) if o.start > NOW)


# The map -----------------------------------------------------------------------------------------------


def test_the_map_draws_points_at_and_colours_the_current_wards_only(document: Document) -> None:
    feed = MapFeed(document.read, lambda: ledger(document.read, NOW))
    current = {w.id for w in document.read.all(Ward) if not is_former(w.ward_set)}
    assert len(current) == 9
    assert document.read.count(Ward) == 25
    for colouring in ("", PLANNED_HOURS, DAYS_SINCE_SEEN):
        content = feed.content(replace(SEPTEMBER, colouring=colouring))
        assert {w.id for w in content.wards} == current == set(feed.ground.wards)
    legend = feed.content(replace(SEPTEMBER, colouring=PLANNED_HOURS)).legend
    empty = replace(SEPTEMBER, colouring=PLANNED_HOURS, start=datetime(2026, 8, 1), end=datetime(2026, 8, 2))
    assert legend == feed.content(empty).legend


def test_work_in_a_former_ward_keeps_its_symbol_and_outlines_its_ward_when_selected(
    document: Document,
) -> None:
    feed, old = MapFeed(document.read), in_use(document)
    (symbol,) = feed.content(SEPTEMBER).symbols
    west, south, east, north = from_wkb(old.shape).bounds
    assert west < symbol.easting < east
    assert south < symbol.northing < north
    content = feed.content(replace(SEPTEMBER, operation_ids=(coming(document).id,)))
    assert content.highlighted == {old.id}
    assert (content.wards[0].id, content.wards[0].fill_class) == (old.id, None)
    assert len(content.wards) == 10
    assert old.id not in feed.ground.wards


# Lists, typing and finding -------------------------------------------------------------------------------


def test_a_choice_offers_current_wards_and_the_former_one_that_it_holds_already(document: Document) -> None:
    old = in_use(document)
    offered = ward_choices(document.read)
    assert len(offered) == 9
    assert not any("former" in words for _, words in offered)
    assert ward_choices(document.read, [old.id])[-1] == (old.id, f"{old.name} (former)")
    assert len(every_ward_choice(document.read)) == 25
    assert [w.id for w in offered_wards(document.read)] == [i for i, _ in offered]


def test_typed_names_mean_the_current_ward_and_a_former_one_is_said_to_be_former(document: Document) -> None:
    both = next(
        w for w in document.read.all(Ward)
        if is_former(w.ward_set) and document.read.count(Ward, name=w.name) == 2
    )  # fmt: skip
    entry = parse_entry(document.read, f"street week {both.name} 7 sep", today=NOW.date())
    assert entry.ward_ids == (named(document, both.name, former=False).id,)
    with pytest.raises(InvalidInput, match="is a former ward; type the ward or village"):
        parse_entry(document.read, f"street week {in_use(document).name} 7 sep", today=NOW.date())


def test_finding_offers_current_wards_and_follows_a_change(document: Document) -> None:
    index, old = FindIndex(document.read, today=NOW.date()), in_use(document)

    def is_found() -> bool:
        return old.id in {f.record_id for f in index.search(old.name) if f.record is Ward}

    assert not is_found()
    index.refresh(document.run(put(replace(old, ward_set="2020"))))
    assert is_found()
    index.refresh(document.run(put(old)))
    assert not is_found()


def test_lanes_have_a_row_for_a_former_ward_only_where_work_lies_in_it(document: Document) -> None:
    agenda, old = Agenda(document.read), in_use(document)
    agenda.load(datetime(2026, 9, 1), datetime(2026, 10, 1))
    assert [(lane.id, lane.label) for lane in agenda.lanes(By.WARD)] == [(old.id, f"{old.name} (former)")]


def test_the_rural_chooser_names_the_ward_of_today(document: Document) -> None:
    day = document.read.all(Deployment)[0]
    rows = candidates(document.read, ledger(document.read, NOW), day)
    assert rows
    assert not [r for r in rows if "former" in r.ward]


# The command line ----------------------------------------------------------------------------------------


def listed(plan: Path, what: str, capsys: pytest.CaptureFixture[str], today: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(["list", str(plan), what, "--today", today, "--json"]) == 0
    rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return rows


def test_list_wards_names_a_former_one_while_work_lies_ahead_in_it(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = listed(plan, "wards", capsys, "2026-09-03")
    assert {tuple(r) for r in rows} == {("code", "name")}
    assert len(rows) == 10
    assert str(rows[-1]["name"]).endswith(" (former)")
    assert len(listed(plan, "wards", capsys, "2026-12-01")) == 9
    assert run(["info", str(plan), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["wards"] == 9
    operations = listed(plan, "operations", capsys, "2026-09-03")
    assert [str(r["wards"]).count("(former)") for r in operations] == [1, 1]


def test_a_ward_option_takes_the_current_ward_of_a_name_and_a_former_one_by_code(plan: Path) -> None:
    with_both = open_plan(plan, author="Tests", read_only=True)
    old = next(
        w for w in with_both.read.all(Ward)
        if is_former(w.ward_set) and with_both.read.count(Ward, name=w.name) == 2
    )  # fmt: skip
    with_both.close()
    for typed in (old.name, f"{old.name} (former)", old.code):
        assert run(["add", str(plan), "--type", "SW", "--ward", typed, "--start", "2026-11-02"]) == 0
    document = open_plan(plan, author="Tests", read_only=True)
    made = sorted((o for o in document.read.all(Operation) if o.start > datetime(2026, 11, 1)),
                  key=lambda o: o.reference)  # fmt: skip
    wards = [document.read.all(OperationWard, operation_id=o.id)[0].ward_id for o in made]
    assert wards == [named(document, old.name, former=False).id, old.id, old.id]
    document.close()


# Figures and papers --------------------------------------------------------------------------------------


def test_figures_count_each_resident_and_each_visit_once(document: Document) -> None:
    found = ledger(document.read, NOW)
    old = in_use(document)
    assert len(found.wards) == 10
    assert next(w for w in found.wards if w.ward_id == old.id).share_of_residents is None
    assert not [v for v in found.villages if v.is_village and "former" in v.ward]
    assert len(ledger(document.read, datetime(2026, 12, 1)).wards) == 9


def test_papers_of_a_former_ward_and_of_work_in_it_still_name_it(
    document: Document, plan: Path, tmp_path: Path
) -> None:
    old, operation = in_use(document), coming(document)
    for now in (NOW, datetime(2026, 12, 1)):
        assert f"{old.name} (former)" in pdf_text(ward_report(document.read, old.id, now=now))
    document.run(move_operation(operation_id=operation.id, to=date(2026, 9, 21)))
    out = tmp_path / "order.pdf"
    assert run(["brief", str(plan), "--operation", operation.reference, "-o", str(out)]) == 0
    assert old.name in pdf_text(out.read_bytes())


# The rule ------------------------------------------------------------------------------------------------


def test_work_to_come_in_a_former_ward_is_worth_a_look_and_moves_in_one_step(document: Document) -> None:
    old, operation = in_use(document), coming(document)

    (finding,) = said_of_wards(document)
    assert finding.message.endswith(f" is in {old.name}, a ward that a newer ward set has replaced.")
    operation_id, ward_id, to = finding.fixes[0].ids
    assert (operation_id, ward_id) == (operation.id, old.id)
    new = document.read.require(Ward, to)
    assert not is_former(new.ward_set)
    assert finding.fixes[0].words == f"Move from {old.name} to {new.name}"
    document.run(leave_ward(operation_id=operation_id, ward_id=ward_id, to=to))
    assert [r.ward_id for r in document.read.all(OperationWard, operation_id=operation_id)] == [to]
    assert not said_of_wards(document)
    document.undo()
    assert said_of_wards(document) == [finding]


def test_all_of_essex_leaves_the_district_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "plan.wardplan"
    assert run(["new", str(path)]) == 0
    assert run(["import", str(path), str(ESSEX), "--as", "wards"]) == 0
    document = open_plan(path, author="Tests")
    assert len(offered_wards(document.read)) == document.read.count(Ward) > 250
    villages = document.read.all(Place, kind=PlaceKind.VILLAGE)
    assert run(["import", str(path), str(newer_set(tmp_path)), "--as", "wards"]) == 0
    document.close()
    document = open_plan(path, author="Tests")
    assert document.read.count(Ward) - len(offered_wards(document.read)) == 16
    current = {w.id for w in offered_wards(document.read)}
    assert {v.ward_id for v in document.read.among(Place, "id", [v.id for v in villages])} <= current | {""}
    document.close()


def test_a_power_of_a_replaced_ward_reaches_the_ward_that_took_most_of_its_ground(tmp_path: Path) -> None:
    path = tmp_path / "plan.wardplan"
    assert run(["new", str(path)]) == 0
    old_name = gone(path)[0]
    document = open_plan(path, author="Tests")
    old = named(document, old_name, former=False)
    command, power_id = add_power(
        title="Town Centre PSPO", kind="PSPO", first=datetime(2026, 1, 1), last=datetime(2028, 1, 1),
        ward_ids=[old.id],
    )  # fmt: skip
    document.run(command)
    imported = read_files(document.read, [newer_set(tmp_path)], "wards", today=NOW.date())
    compared = compare_now(document.read, imported.compare)
    assert "Town Centre PSPO reaches the ward that takes most of the old one's ground" in " ".join(
        compared.intake.notes
    )
    document.run(take_in(imported.label, imported.compare, compared)[0])
    (new,) = {r.ward_id for r in document.read.all(PowerWard, power_id=power_id)} - {old.id}
    assert document.read.require(Ward, new).code == "E05099000"
    assert not imported.compare(document.read).put
    document.undo()
    assert [r.ward_id for r in document.read.all(PowerWard, power_id=power_id)] == [old.id]
    document.close()


# Promises and concerns -----------------------------------------------------------------------------------


def test_promises_and_concerns_of_a_replaced_ward_are_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "plan.wardplan"
    assert run(["new", str(path)]) == 0
    made = open_plan(path, author="Tests")
    ward = made.read.all(Ward, name=gone(path)[0])[0]
    promise = Strategy(id="p", title="Often", ward_id=ward.id, visits=1, first=date(2026, 4, 1))
    for record in (promise, Concern(id="c", ward_id=ward.id, text="Speeding")):
        made.run(put(record))
    imported = read_files(made.read, [newer_set(tmp_path)], "wards", today=NOW.date())
    notes = compare_now(made.read, imported.compare).intake.notes
    made.close()
    assert f"1 promise and 1 concern still name a former ward: {ward.name}. Choose" in notes[-1]
