"""Where a page ends: no line of a section goes over alone, and tables of one list stand in line."""

from datetime import date

from planner.briefing.chase_paper import chase_pdf
from planner.briefing.content import Run
from planner.briefing.flowing import Heading
from planner.briefing.paging import Pager
from planner.briefing.paper_blocks import text_block
from planner.briefing.parish_content import result_blocks
from planner.briefing.slip import COUNTS, LaidSlip
from planner.briefing.styles import FULL_WIDTH
from planner.briefing.wall_content import WallBar, WallBlock
from planner.briefing.wall_drawing import WallStyle
from planner.domain.phrases import and_list
from planner.domain.vocabulary import Marking


def lines_by_page(count: int) -> list[int]:
    """Return how many blocks stand on each page when a heading and so many lines are placed."""
    pager = Pager(draft=False)
    lines = [text_block([Run(f"Line {n}")]) for n in range(count)]
    pager.place_all([Heading(1, "Method"), *lines, Heading(2, "Administration"), text_block([Run("Last")])])
    return [len(page.placed) for page in pager.pages]


def test_the_last_line_of_a_section_never_goes_over_alone() -> None:
    fits = next(n for n in range(20, 90) if len(lines_by_page(n)) > 1 and lines_by_page(n)[1] == 2)
    (first, second) = lines_by_page(fits)  # all lines on page 1, the next section on page 2
    assert (first, second) == (fits + 1, 2)
    (first, second) = lines_by_page(fits + 1)
    over = second - 2
    assert over in (0, 2), "one line went over alone"
    assert first + second == fits + 4
    for more in range(2, 6):
        assert lines_by_page(fits + more)[1] - 2 != 1


def test_tables_of_a_chase_list_have_the_same_columns() -> None:
    import pypdfium2

    longer = "A task of many more words than the other one has", "RP-2026-02 Rural patrol — Great Horkesley"
    one = ("1 June 2026", "3 days", "Short", "SW-2026-01", "Castle", "")
    other = ("2 June 2026", "40 days", *longer, "Rural North; Lexden and Braiswick", "Asked")
    pdf = chase_pdf(
        [("City Council", "Desk", [one]), ("NHS", "", [other])],
        district="Colchester", today=date(2026, 9, 3), printed="Printed", marking=Marking.OFFICIAL,
    )  # fmt: skip
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        places: dict[str, set[int]] = {}
        for word in ("Late", "Task", "Where", "Last word"):
            found = page.search(word, match_case=True, match_whole_word=True)
            while (hit := found.get_next()) is not None:
                places.setdefault(word, set()).add(round(page.get_charbox(hit[0])[0]))
    assert {word: len(at) for word, at in places.items()} == dict.fromkeys(places, 1)
    assert len(places) == 4


def test_the_blanks_of_the_slip_stand_in_columns() -> None:
    assert len(COUNTS) == 6
    assert LaidSlip("SW-2026-01/1", ("", ""), FULL_WIDTH).height == LaidSlip("X", ("", ""), 400.0).height


def test_the_words_on_a_wall_grow_with_the_room() -> None:
    day = date(2026, 9, 7)
    bar = WallBar(
        label="Diss", reference="OD-2026-01", symbol="D", first=day, last=day, draft=False,
        blocks=(WallBlock(day, day, "14–22", "Patrol", "Town-centre team"),), marking=Marking.OFFICIAL,
    )  # fmt: skip
    assert text_sizes([bar]) > text_sizes([bar] * 40)
    assert WallStyle(1.0, 1.5).entry.size == 1.5 * WallStyle(1.0).entry.size


def text_sizes(bars: list[WallBar]) -> float:
    """Return the height of the letters of the first entry on the first page of a week."""
    import pypdfium2

    from planner.briefing.wall_calendar import wall_pdf

    pdf = wall_pdf(
        bars, [], first=date(2026, 9, 7), last=date(2026, 9, 7), scale="week", paper="A4",
        district="Colchester", printed="Printed",
    )  # fmt: skip
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        hit = page.search("Patrol", match_case=True).get_next()
        assert hit is not None
        box = page.get_charbox(hit[0])
        return float(box[3] - box[1])


def test_lists_and_counts_read_well() -> None:
    assert and_list(["Wivenhoe", "Old Heath and The Hythe"]) == "Wivenhoe; Old Heath and The Hythe"
    assert and_list(["Stop and search", "arrest", "vehicles"], 2) == "Stop and search; arrest and 1 more"
    (one, *_rest) = result_blocks([], 1, shared="", during="visits")
    assert one.runs[0].text == "1 person spoken to during visits here"
