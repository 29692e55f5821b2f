"""The student's page: strict HTML that loads nothing, says what the Markdown says, and shows hostile text as text."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import escape_unprintable
from grader.expr.printing.mathml import to_mathml
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports.formats.html import render
from grader.reports.markup import escape_text
from grader.reports.pages.item import render_item
from grader.reports.pages.mathml import keep_own_mathml
from grader.reports.pages.page import make_anchor, read_sheet, render_page
from tests.expr.trees import answers

from .pages import faults, parsed, shape, words
from .samples import (
    ALICE,
    BLANK,
    BOB,
    CAROL,
    CORRECT,
    FAULT,
    FILE,
    INCORRECT,
    PARTIAL,
    UNDECIDED,
    UNREADABLE,
    hostile,
)

ATTACKS = yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text(encoding="utf-8"))
HOSTILE = sorted({*ATTACKS["html"], *ATTACKS["markdown"], *ATTACKS["terminal"]})
SAMPLES = {"alice": ALICE, "bob": BOB, "carol": CAROL}


@pytest.mark.parametrize("graded", SAMPLES.values(), ids=SAMPLES)
def test_page_is_strict_html_that_loads_nothing(graded: GradedSubmission) -> None:
    assert faults(render(graded)) == []


@pytest.mark.parametrize("attack", HOSTILE, ids=ascii)
def test_hostile_text_is_shown_as_text(attack: str) -> None:
    shown = render(hostile(attack))
    assert faults(shown) == []
    assert " ".join(escape_unprintable(attack).split()) in words(shown)


@pytest.mark.parametrize("attack", [attack for attack in HOSTILE if "\n" not in attack], ids=ascii)
def test_hostile_text_adds_no_element(attack: str) -> None:
    assert shape(render(hostile(attack))) == shape(render(hostile("x")))


@given(st.text(max_size=40))
def test_any_text_is_shown_as_text(written: str) -> None:
    root = parsed(
        render_page(
            title=written, body=[f'<main><h1 title="{escape_text(written)}">{escape_text(written)}</h1></main>']
        )
    )
    heading = root.find(".//h1")
    assert heading is not None
    assert (heading.text or "") == escape_unprintable(written)
    assert heading.get("title") == escape_unprintable(written)


def test_page_says_what_each_outcome_is_in_words() -> None:
    shown = words(render(ALICE))
    for said in (
        "3.67 of 12.5 points so far A person still has to judge 5.5 points.",
        "correct, 3 of 3 points",
        "Partly correct, 0.67 of 2 points",
        "Not correct, 0 of 1 point",
        "Blank, 0 of 1 point",
        "Not judged yet, 2 points pending",
        "A person decides, 2 points pending",
        "Our mistake, 1.5 points pending",
    ):
        assert said in shown


def test_page_begins_with_what_to_look_at_again_and_folds_what_is_right() -> None:
    root = parsed(render(ALICE))
    assert [text(heading) for heading in root.iter("h2")] == [
        "Look at these again", "Could not be read", "Left blank", "A person decides",
        "Your answers in the network", "Right answers",
    ]  # fmt: skip
    assert [text(heading) for heading in root.iter("h3")] == [
        item.title for item in (PARTIAL, INCORRECT, UNREADABLE, BLANK, UNDECIDED, FAULT)
    ]
    assert [text(summary) for summary in root.iter("summary")] == [f"✓ {CORRECT.title} correct, 3 of 3 points"]
    assert [fold.get("open") for fold in root.iter("details")] == [None]


def test_counts_at_the_top_lead_to_every_section() -> None:
    links = [(a.get("href"), text(a)) for a in parsed(render(ALICE)).findall(".//nav//a")]
    assert links == [
        ("#again", "2 to look at again"), ("#unread", "1 not read"), ("#blank", "1 blank"),
        ("#waiting", "2 waiting for a person"), ("#right", "1 right"),
    ]  # fmt: skip


def test_answer_whose_outcome_is_not_shown_is_in_a_section_of_its_own() -> None:
    hidden = replace(BLANK, outcome=Outcome.WITHHELD, credit=None)
    shown = render(replace(ALICE, items=(CORRECT, hidden)))
    assert "1 not shown yet 1 right" in words(shown)
    assert "3 of 4 points so far 1 point is for answers whose result is not shown yet." in words(shown)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (UNREADABLE, "Nothing is judged here yet: a person will look at these answers."),
        (replace(UNREADABLE, is_uncounted=True), "nothing is lost yet: write them as shown, and check again."),
        (replace(UNREADABLE, credit=Fraction(0)), "These answers could not be read, and earned no points."),
    ],
)
def test_answer_that_cannot_be_read_has_no_verdict(item: ItemResult, said: str) -> None:
    shown = render(replace(ALICE, items=(item,), networks=()))
    assert said in words(shown)
    (article,) = parsed(shown).iter("article")
    assert ("Not judged yet" in text(article)) == (item.credit is None)
    assert ([each for each in article.iter() if each.get("class") == "mark"] == []) == (item.credit is None)


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_student_sees_neither_paths_nor_names_of_messages_and_items() -> None:
    place = replace(FILE, name="/srv/courses/week3/alice.yaml")
    (complaint,) = UNREADABLE.diagnostics
    assert complaint.span
    moved = replace(complaint, span=replace(complaint.span, source=place))
    item = replace(UNREADABLE, diagnostics=(moved,))
    page = render(replace(ALICE, file="week3/alice.yaml", items=(item, PARTIAL, CORRECT), diagnostics=(moved,)))
    for hidden in ("/srv", "week3", complaint.slug, "vector("):
        assert hidden not in words(page)
    ids = {PARTIAL.id, CORRECT.id}  # that of the unreadable item is in the line of the student's file, which is shown
    assert [text(element) for element in parsed(page).iter() if text(element) in ids] == []


def test_place_of_a_complaint_is_marked_and_has_its_caret() -> None:
    root = parsed(item_html_page(UNREADABLE))
    (marked,) = root.iter("mark")
    assert marked.text == "("
    line, carets = "".join(next(root.iter("pre")).itertext()).split("\n")
    assert line[carets.index("^")] == "("


def item_html_page(item) -> str:  # type: ignore[no-untyped-def]
    return render_page(title="x", body=["<main><h1>x</h1><h2>x</h2>", render_item(item), "</main>"])


def test_markup_of_an_item_follows_from_its_record_alone() -> None:
    assert render_item(INCORRECT) == render_item(replace(INCORRECT))
    assert render_item(INCORRECT) in render(ALICE)
    assert render_item(INCORRECT) in render(replace(BOB, items=(CORRECT, INCORRECT)))


def test_items_without_a_part_have_a_heading_above_them() -> None:
    assert faults(render(replace(ALICE, items=(replace(BLANK, part=""),)))) == []


def test_expected_answer_and_evidence_are_where_the_record_has_them() -> None:
    with_key = replace(PARTIAL, expected=CORRECT.read)
    assert "Expected((9, 3), (8, 4), (8, 4))" in words(item_html_page(with_key))
    assert "expected is [4.428571429 +/- 5e-10]." in words(item_html_page(PARTIAL))


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_colour_beside_its_word(outcome: Outcome) -> None:
    assert re.search(rf"\.{outcome.value} \{{ --outcome:", read_sheet("page"))


@given(answers())
def test_all_that_our_printer_writes_is_known(tree) -> None:  # type: ignore[no-untyped-def]
    assert keep_own_mathml(to_mathml(tree)) == to_mathml(tree)


@pytest.mark.parametrize(
    "mathml",
    [
        "",
        "x",
        "<math>",
        "<math></mi></math>",
        "<math><mi>x</math>",
        "<math></math><mi>x</mi>",
        "<math><mi>x</mi></math>x",
        "<math><mi>a & b</mi></math>",
        "<math><mi>\u202e</mi></math>",
        "<math><script>x</script></math>",
        '<math><mi style="x">x</mi></math>',
        "<math><mi>x</mi><!-- --></math>",
        "<math><annotation-xml>x</annotation-xml></math>",
    ],
)
def test_mathematics_that_is_not_our_printers_is_not_shown(mathml: str) -> None:
    assert keep_own_mathml(mathml) == ""


@given(st.text(max_size=6), st.text(max_size=6))
def test_different_identifiers_have_different_anchors(one: str, other: str) -> None:
    assert (make_anchor("item", one) == make_anchor("item", other)) == (one == other)
    assert not re.search(r"\s", make_anchor("item", one))


@pytest.mark.parametrize(
    ("mistake", "fault"),
    [
        ("<img src=x>", "<img> has src."),
        ("<p onclick='f()'>x</p>", "<p> has onclick."),
        ("<p style='color: red'>x</p>", "<p> has style."),
        ("<a href='https://evil.example'>x</a>", "<a> points outside with href='https://evil.example'."),
        ("<script>1</script>", "The policy does not allow exactly the script of the page."),
        ("<h4>x</h4>", "A heading h4 follows h1."),
        ("<h1>x</h1>", "There is more than one h1."),
        ("<svg></svg>", "A picture does not say what it shows."),
        ("<p id=x>a</p><p id=x>b</p>", "The id 'x' occurs twice."),
        ("<a href='#gone'>x</a>", "Nothing has the id 'gone'."),
        ("<table><tr><th>x</th></tr></table>", "A table's header does not say what it heads."),
        ("<form></form>", "<form> is on the page."),
    ],
)
def test_check_of_pages_sees(mistake: str, fault: str) -> None:
    assert faults(render_page(title="x", body=["<main><h1>x</h1>", mistake, "</main>"])) == [fault]


# Contrast


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_colour_of_text_can_be_read_on_every_ground(place: int) -> None:
    block = re.findall(r":root \{(.*?)\}", read_sheet("page"))[place]
    colours = dict(re.findall(r"--(\w+): (#\w+)", block))
    grounds = [colours.pop(name) for name in ("paper", "card", "wash")]
    del colours["line"]
    assert {name: colour for name, colour in colours.items() if min(contrast(colour, g) for g in grounds) < 4.5} == {}


def test_headings_get_smaller() -> None:
    sizes = [float(size) for size in re.findall(r"h[123] \{[^}]*font-size: ([\d.]+)rem", read_sheet("page"))[:3]]
    assert all(one > other for one, other in pairwise(sizes))
