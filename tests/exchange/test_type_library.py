"""The shipped types and partnership: complete, consistent, lawful in their words, and safe to print."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planner.domain.errors import InvalidInput, NotFound
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Resource
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import CommandStyle, Heading, Marking, ResourceKind, Weight
from planner.exchange.type_library import (
    BRACE_FIELDS,
    TypeBundle,
    fill,
    load_partnership,
    load_types,
    need_to_know_types,
    open_types,
)
from planner.paths import resource_path

CODES = ["SW", "OD", "RP", "FR", "NT", "PS", "ST", "CE", "HC", "HH", "CV", "OG", "OR"]
CHILD_WORDS = (
    "A child found with drugs, cash or a weapon: safeguard first. Tell the control room and children's "
    "social care, make the NRM referral (a child's consent is not needed), record signs of "
    "exploitation, tell custody. Section 45 of the Modern Slavery Act 2015 may be a defence (not for "
    "Schedule 4 offences); that is for the CPS and the court: do not promise it, do not ignore it."
)
POLICE_OWNERS = {
    "Lead", "Supervisor", "Silver", "Victim lead", "NRM decision owner", "Media officer", "Roads policing",
    "Shops",
}  # fmt: skip
BUNDLES = load_types()
WITH_BRIEF = [bundle for bundle in BUNDLES if not bundle.type.reservation]


def by_code(code: str) -> TypeBundle:
    return next(bundle for bundle in BUNDLES if bundle.type.code == code)


def texts_of(bundle: TypeBundle) -> list[str]:
    """Every word of a type that can reach a screen or a paper."""
    kind = bundle.type
    return [
        kind.name, kind.short_label, kind.summary, kind.handling, kind.unit,
        *(b.text for b in bundle.briefs),
        *(part for d in bundle.deployments for part in (d.theme, d.lead)),
        *(part for p in bundle.posts for part in (p.role, p.skill)),
        *(part for t in bundle.tasks for part in (t.title, t.owner)),
        *(part for r in bundle.risks for part in (r.hazard, r.who, r.control, r.owner)),
        *(m.text for m in bundle.measures),
        *(p.text for p in bundle.powers),
    ]  # fmt: skip


def partnership_texts() -> list[str]:
    data = load_partnership("colchester")
    texts = [data.partnership.name, data.partnership.note, *data.plan_fields.values()]
    for partner in data.partners:
        texts += [partner.name, partner.short_name, partner.kind, partner.contact, partner.powers]
    texts += [text for p in data.priorities for text in (p.title, p.short_label)]
    return [
        *texts,
        *(text for r in data.resources for text in (r.label, r.rank)),
        *(m.role for m in data.members),
    ]


ALL_TEXTS = [*(text for bundle in BUNDLES for text in texts_of(bundle)), *partnership_texts()]
each_type = pytest.mark.parametrize("bundle", BUNDLES, ids=lambda b: b.type.code)
each_brief = pytest.mark.parametrize("bundle", WITH_BRIEF, ids=lambda b: b.type.code)


def test_all_thirteen_types_load_in_palette_order_with_five_pinned_first() -> None:
    assert [b.type.code for b in BUNDLES] == CODES
    assert [b.type.code for b in BUNDLES if b.type.pinned] == CODES[:5]


def test_open_and_need_to_know_types_are_split() -> None:
    assert {b.type.code for b in need_to_know_types()} == {"OG", "OR"}
    assert [b.type.code for b in open_types()] == CODES[:11]


def test_weights_and_command_styles_are_as_designed() -> None:
    by_weight = {w: {b.type.code for b in BUNDLES if b.type.weight is w} for w in Weight}
    assert by_weight[Weight.LIGHT] == {"RP", "PS", "CE", "OR"}
    assert by_weight[Weight.FULL] == {"SW", "OG"}
    graded = {b.type.code for b in BUNDLES if b.type.command_style is CommandStyle.GOLD_SILVER_BRONZE}
    assert graded == {"OG"}
    sensitive = {b.type.code for b in BUNDLES if b.type.marking is Marking.OFFICIAL_SENSITIVE}
    assert sensitive == {"OG", "OR"}


def test_ids_are_unique_and_the_same_in_every_plan() -> None:
    ids = [record.id for bundle in BUNDLES for record in bundle.records]
    ids += [record.id for record in load_partnership("colchester").records]
    assert len(ids) == len(set(ids))
    again = load_types(resource_path("operation_types"))
    assert again == BUNDLES


@each_type
def test_records_belong_to_their_type(bundle: TypeBundle) -> None:
    owned = [r for r in bundle.records if not isinstance(r, OperationType)]
    assert all(getattr(record, "type_id") == bundle.type.id for record in owned)  # noqa: B009
    days = {d.id for d in bundle.deployments}
    assert all(p.type_deployment_id in days | {""} for p in bundle.posts)


@each_brief
def test_brief_has_the_seven_headings_in_order(bundle: TypeBundle) -> None:
    assert [brief.heading for brief in bundle.briefs] == list(Heading)
    for brief in bundle.briefs:
        lines = brief.text.split("\n")
        assert all(line == line.strip() and line for line in lines)
        assert all(line.removeprefix("- ")[0] not in "-•*" for line in lines)


@each_brief
def test_brief_that_may_meet_a_child_carries_the_agreed_words(bundle: TypeBundle) -> None:
    rights = next(b.text for b in bundle.briefs if b.heading is Heading.HUMAN_RIGHTS)
    assert CHILD_WORDS in rights.split("\n")


@each_brief
def test_every_deployment_has_posts_and_every_type_has_work_to_return(bundle: TypeBundle) -> None:
    assert bundle.deployments
    for_all = [p for p in bundle.posts if not p.type_deployment_id]
    for deployment in bundle.deployments:
        own = [p for p in bundle.posts if p.type_deployment_id == deployment.id]
        assert for_all or own
    assert all(p.count >= 1 for p in bundle.posts)
    assert bundle.tasks
    assert bundle.measures
    assert bundle.powers


@each_brief
def test_residual_risk_is_never_higher(bundle: TypeBundle) -> None:
    if bundle.type.weight is not Weight.LIGHT:
        assert bundle.risks
    for risk in bundle.risks:
        assert risk.likelihood_after <= risk.likelihood, risk.hazard
        assert risk.impact_after <= risk.impact, risk.hazard
        assert risk.likelihood_after * risk.impact_after < risk.likelihood * risk.impact, risk.hazard
    if not bundle.risks:
        risk_text = next(b.text for b in bundle.briefs if b.heading is Heading.RISK)
        assert "table" not in risk_text


def test_street_week_is_seven_days_with_survey_before_and_legacy_after() -> None:
    week = by_code("SW")
    assert [d.day_offset for d in week.deployments] == list(range(7))
    posts = [sum(p.count for p in week.posts if p.type_deployment_id == d.id) for d in week.deployments]
    assert posts == [6, 4, 4, 4, 6, 5, 3]
    assert [t.legacy_months for t in week.tasks if t.legacy_months] == [1, 3, 6]
    assert any("survey" in t.title.lower() and t.due_offset < 0 for t in week.tasks)
    owners = {t.owner for t in week.tasks}
    assert {"Council", "Fire and Rescue", "Housing", "Parking", "University"} <= owners


def test_night_patrol_runs_overnight_on_two_nights() -> None:
    nights = by_code("NT").deployments
    assert [(d.day_offset, d.start.hour, d.end.hour) for d in nights] == [(0, 20, 4), (1, 20, 4)]


def test_reservation_holds_nothing_but_its_own_row() -> None:
    raptor = by_code("OR")
    assert raptor.records == (raptor.type,)
    assert raptor.type.need_to_know
    assert raptor.type.reservation


def test_shop_theft_day_has_the_four_tasks_that_shops_owe() -> None:
    owed = [t.title.split(":")[0] for t in by_code("ST").tasks if t.owner == "Shops"]
    assert owed == ["Layout", "Radio", "CCTV", "Evidence packs"]


def test_gallery_names_its_four_safeguards_before_the_day() -> None:
    gallery = by_code("OG")
    roles = {p.role for p in gallery.posts}
    assert {"Victim lead", "Interpreter", "NRM and MS1 decision owner", "Safe place staff"} <= roles
    before = " ".join(t.title for t in gallery.tasks if t.due_offset < 0)
    for words in ("Victim lead", "Safe place", "interpreters", "NRM and MS1 decision owner", "declares"):
        assert words in before
    text = "\n".join(texts_of(gallery))
    assert "Never a co-worker" in text
    assert "No partner copy before H-hour" in text


def test_diss_offers_support_first_and_names_no_one_for_being_homeless() -> None:
    diss = by_code("OD")
    assert diss.deployments[0].theme.startswith("Support")
    assert "Nobody is dealt with for being homeless." in "\n".join(texts_of(diss))


def test_every_task_owner_is_one_partner_or_a_police_post() -> None:
    partners = load_partnership("colchester").partners
    for bundle in BUNDLES:
        for task in bundle.tasks:
            owner = task.owner.casefold()
            matches = [p for p in partners if owner in {p.short_name.casefold(), p.kind.casefold()}]
            assert len(matches) == 1 or task.owner in POLICE_OWNERS, (bundle.type.code, task.owner)


def test_texts_cite_no_old_marking_and_no_repealed_order() -> None:
    for text in ALL_TEXTS:
        assert not re.search(r"\b(TOP SECRET|SECRET|RESTRICTED|CONFIDENTIAL|PROTECT|PROTECTIVELY)\b", text), (
            text
        )
        assert not re.search(r"criminal behaviour order|\bCBO\b", text, re.IGNORECASE), text
        assert not re.search(r"(section|s\.) ?22\b(?!A)", text), text


def test_no_legal_limit_or_penalty_is_written_as_a_fact() -> None:
    for bundle in BUNDLES:
        for power in bundle.powers:
            assert not re.search(r"£|\b(48|72|96|24) hours\b|\bmonths\b|\byears\b", power.text), power.text
    dated = [
        p.text
        for b in BUNDLES
        for p in b.powers
        if "sections 59 to 75" in p.text or "sections 34 to 42" in p.text
    ]
    assert dated
    assert all("as last checked in the plan" in text for text in dated)


@each_brief
def test_a_power_begins_with_its_short_name(bundle: TypeBundle) -> None:
    """The order prints the words before the colon as the name of the power."""
    names = [power.text.partition(": ") for power in bundle.powers]
    assert all(name and len(name) <= 60 and words.endswith(".") for name, _, words in names)
    assert all(words[0].isupper() for _, _, words in names), names
    assert len({name for name, _, _ in names}) == len(names)


def test_searches_arrests_and_tickets_have_no_target() -> None:
    counted = re.compile(r"search|arrest|ticket|penalt|notice|charge", re.IGNORECASE)
    for bundle in BUNDLES:
        for measure in bundle.measures:
            assert not re.search(r"\b(target|at least|more than|minimum|goal of)\b", measure.text), (
                measure.text
            )
            if counted.search(measure.text):
                assert not re.search(r"\d", measure.text), measure.text
        for brief in bundle.briefs:
            found = re.search(
                r"\d+ (stop|search|arrest|ticket|notice|penalt)|arrest target|quota of", brief.text
            )
            assert not found, brief.text


def test_braces_are_documented_plan_fields() -> None:
    plan_fields = set(Plan.__dataclass_fields__)
    assert set(BRACE_FIELDS) <= plan_fields
    used = {name for text in ALL_TEXTS for name in re.findall(r"\{([^}]*)\}", text)}
    assert used == set(BRACE_FIELDS)
    assert not any("[" in text or "]" in text for text in ALL_TEXTS)


def test_partnership_fills_every_brace() -> None:
    values = load_partnership("colchester").plan_fields
    for bundle in BUNDLES:
        for brief in bundle.briefs:
            assert "{" not in fill(brief.text, values)


def test_fill_leaves_unknown_and_odd_braces_alone() -> None:
    assert fill("at {custody}, {ward}, {}, {0}, {{custody}} {", {"custody": "C {ward}"}) == (
        "at C {ward}, {ward}, {}, {0}, {C {ward}} {"
    )


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def lab(colour: str) -> tuple[float, float, float]:
    """CIE L*a*b* of an sRGB colour, D65."""
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    )
    x, y, z = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@each_type
def test_white_text_on_the_colour_has_contrast(bundle: TypeBundle) -> None:
    assert 1.05 / (luminance(bundle.type.colour) + 0.05) >= 4.5


def test_colours_symbols_and_labels_tell_types_apart() -> None:
    for one in BUNDLES:
        for other in BUNDLES[: BUNDLES.index(one)]:
            pairs = zip(lab(one.type.colour), lab(other.type.colour), strict=True)
            distance = sum((a - b) ** 2 for a, b in pairs) ** 0.5
            assert distance >= 15, (one.type.code, other.type.code, distance)
    assert len({b.type.symbol for b in BUNDLES}) == len(BUNDLES)
    assert len({b.type.short_label for b in BUNDLES}) == len(BUNDLES)
    assert all(len(b.type.short_label) <= 12 for b in BUNDLES)


def test_spelling_is_british_and_plain() -> None:
    american = re.compile(
        r"\b(behavior|organiz\w+|authoriz\w+|recogniz\w+|neighbor\w*|center|color|program(?!me)\b|license(?!d|es)|"
        r"cozy|offense|precinct|sidewalk|apartment|cop|cops|perpetrator|utili[sz]e|leverage|stakeholder\w*|"
        r"robust|going forward|in order to|a variety of)\b",
        re.IGNORECASE,
    )
    for text in ALL_TEXTS:
        found = american.search(text)
        assert not found, (found and found[0], text)
        assert "  " not in text
        assert " ," not in text
        assert "—" not in text
        assert not re.search(r"\b(\w+) \1\b", text), text


def test_need_to_know_names_occur_nowhere_else() -> None:
    hidden = {"OG": "gallery", "OR": "raptor"}
    for bundle in BUNDLES:
        for code, word in hidden.items():
            if bundle.type.code != code:
                assert word not in "\n".join(texts_of(bundle)).casefold(), bundle.type.code
    assert not any(word in text.casefold() for text in partnership_texts() for word in hidden.values())
    shared = resource_path("operation_types/shared/lines.json").read_text(encoding="utf-8").casefold()
    assert not any(word in shared for word in hidden.values())


def test_partnership_has_its_members_priorities_and_teams() -> None:
    data = load_partnership("colchester")
    assert data.partnership.name == "Safer Colchester Partnership"
    assert [p.title for p in data.priorities] == [
        "Protect vulnerable people and hidden harms (county lines, modern slavery)",
        "Stop gang activity",
        "Reduce violent crime",
        "Tackle repeat anti-social behaviour and hate crime",
    ]
    assert {m.partner_id for m in data.members} == {p.id for p in data.partners}
    assert {b.type.priority_id for b in BUNDLES} <= {p.id for p in data.priorities}
    teams = [r.label for r in data.resources if r.kind is ResourceKind.TEAM]
    assert teams == [
        "Town Centre", "North CPT", "East CPT", "Rural", "Licensing", "Roads policing", "Specials",
        "Council wardens",
    ]  # fmt: skip


def test_people_are_numbers_with_rank_team_and_call_sign() -> None:
    data = load_partnership("colchester")
    people = [r for r in data.resources if r.kind is ResourceKind.PERSON]
    assert sorted(p.collar_number for p in people) == [f"X{n}" for n in range(101, 101 + len(people))]
    assert len(people) >= 45
    assert all(re.fullmatch(r"CO\d\d", p.call_sign) and p.post_kind and p.rank for p in people)
    signs = [r.call_sign for r in data.resources if r.call_sign]
    assert len(signs) == len(set(signs))
    assert len({r.sort for r in data.resources}) == len(data.resources)
    teams = {r.id: r for r in data.resources if r.kind is ResourceKind.TEAM}
    assert all(p.team_id in teams for p in people if p.collar_number not in {"X101", "X102"})
    council = next(p for p in data.partners if p.kind == "Council")
    wardens = [p for p in people if p.team_id and teams[p.team_id].label == "Council wardens"]
    assert wardens
    assert all(p.partner_id == council.id for p in wardens)


def test_partners_have_desks_not_people_and_no_invented_numbers() -> None:
    for partner in load_partnership("colchester").partners:
        assert partner.contact
        assert partner.powers.endswith(".")
        assert not re.search(r"\b(Mr|Mrs|Ms|Dr|PC \d)\b|@|\d{5}", partner.contact)
        assert partner.email == partner.phone == ""


def test_x103_and_x107_are_in_the_east_team() -> None:
    resources = {r.collar_number or r.label: r for r in load_partnership("colchester").resources}
    east: Resource = resources["East CPT"]
    assert resources["X103"].team_id == resources["X107"].team_id == east.id
    assert resources["X103"].label == "PC X103"


def test_unknown_partnership_names_the_known_one() -> None:
    with pytest.raises(NotFound, match=r"no partnership “atlantis” here: choose one of colchester\."):
        load_partnership("atlantis")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one sound type in it, to be spoilt."""
    source = resource_path("operation_types")
    shutil.copytree(source / "shared", tmp_path / "shared")
    shutil.copy(source / "NT.json", tmp_path / "NT.json")
    return tmp_path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "red"}, "“colour” is “red”, not a colour such as #0f6b4f"),
        ({"weight": "heavy"}, "“weight” is “heavy”, not one of light, standard, full"),
        ({"marking": "SECRET"}, "“marking” is “SECRET”, not one of OFFICIAL, OFFICIAL-SENSITIVE"),
        ({"symbol": "NTP"}, "“symbol” is longer than two letters"),
        ({"name": ""}, "“name” is not a text"),
        ({"name": None}, "“name” is missing"),
        ({"sort": "1"}, "“sort” is not a whole number"),
        ({"pinned": 1}, "“pinned” is not true or false"),
        ({"colur": "#000000"}, "“colur” is not a known field"),
        ({"reservation": True}, "a reservation must be need-to-know"),
        ({"reservation": True, "need_to_know": True}, "a reservation holds dates, wards and a desk only"),
        ({"brief": {"method": ["{ward} first"]}}, "{ward} is not one of the fields briefing_place"),
        ({"brief": {"method": ["@nothing"]}}, "“@nothing” is not in shared/lines.json"),
        ({"brief": {"methods": ["x"]}}, "“methods” is not a known field"),
        ({"measures": "one"}, "“measures” is not a list of texts"),
        ({"tasks": {}}, "“tasks” is not a list"),
        ({"tasks": ["x"]}, "NT.json, tasks 1: not a JSON object in braces"),
        ({"tasks": [{"title": "x", "owner": "y"}]}, "NT.json, tasks 1: “due_offset” is missing"),
        ({"deployments": [{"start": "8 pm", "end": "9", "theme": "x"}]}, "“start” is not a time such as"),
        (
            {"risks": [{"hazard": "h", "who": "w", "likelihood": 6, "impact": 1, "likelihood_after": 1,
                        "impact_after": 1, "control": "c", "owner": "o"}]},
            "likelihood and impact go from 1 to 5",
        ),
    ],
)  # fmt: skip
def test_a_bad_file_is_named_with_its_fault(folder: Path, change: dict[str, object], words: str) -> None:
    path = folder / "NT.json"
    data = json.loads(path.read_text(encoding="utf-8")) | change
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_types(folder)
    message = str(caught.value)
    assert words in message
    assert message.startswith("NT.json")
    assert message.endswith("correct the file or install Wardplan again.")


def test_a_file_that_is_not_json_is_named(folder: Path) -> None:
    (folder / "NT.json").write_text("{", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"^NT\.json: the file cannot be read as JSON;"):
        load_types(folder)


def test_two_types_with_one_code_are_refused(folder: Path) -> None:
    data = json.loads((folder / "NT.json").read_text(encoding="utf-8"))
    (folder / "N2.json").write_text(json.dumps(data | {"name": "Other patrol"}), encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"Other patrol and Night-time patrol have the same code, NT;"):
        load_types(folder)


def test_the_library_loads_nothing_heavy() -> None:
    code = (
        "import sys, planner.exchange.type_library as t; t.load_types(); t.load_partnership('colchester'); "
        "print(sorted({'shapely','numpy','pyproj','reportlab','PySide6','sqlite3'} & set(sys.modules)))"
    )
    root = resource_path("operation_types").parent.parent
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert ran.stdout.strip() == "[]"
