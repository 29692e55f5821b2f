"""The page about a class: what it says, what it leaves out for a small class, and that text is always only text."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader.cli import main
from grader.errors import escape_unprintable
from grader.grading.course.cohort import Cohort
from grader.grading.course.correlation import Correlation
from grader.grading.lateness.lateness import set_lateness
from grader.grading.result import GradedSubmission, ItemResult, Lateness, Provenance
from grader.records import Outcome, Remark
from grader.reports.formats.dashboard import render_class
from grader.reports.pages.class_items import AGAINST, render_against_remark
from grader.reports.write import name_reports
from grader.rubric.late.policy import Cost, LatePolicy, PerPeriod

from .pages import SVG, faults, parsed, shape, words
from .samples import ALICE, BLANK, BOB, CAROL, CORRECT, FAULT, INCORRECT, UNDECIDED, UNREADABLE, hostile

ATTACKS = yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text(encoding="utf-8"))
HOSTILE = sorted({*ATTACKS["html"], *ATTACKS["markdown"], *ATTACKS["terminal"]})
FACTOR = Remark(id="misconception", text="You lost the factor.", parameters=(("mistake", "factor-lost"),))
WRONG = replace(INCORRECT, remarks=(FACTOR,))
REFUSED = replace(UNREADABLE, credit=Fraction(0))
MISSED = replace(CORRECT, outcome=Outcome.INCORRECT, credit=Fraction(0))
LATE = Lateness(submitted="2026-11-02T00:00:00+00:00", due="2026-11-01T00:00:00+00:00", days=2, share=Fraction(1, 4))


def page(submissions: Iterable[GradedSubmission]) -> str:
    return "".join(render_class(Cohort(submissions=list(submissions))))


def student(number: int, *items: object, **changes: object) -> GradedSubmission:
    return replace(BOB, student=f"s{number}", file=f"s{number}.yaml", items=items, **changes)  # type: ignore[arg-type]


def both(count: int) -> list[GradedSubmission]:
    """Every second student has both items right, or both wrong."""
    right = replace(WRONG, outcome=Outcome.CORRECT, credit=Fraction(1), remarks=())
    return [student(n, *((CORRECT, right) if n % 2 else (MISSED, WRONG))) for n in range(count)]


CLASSES = {
    "nobody": [],
    "one": [ALICE],
    "samples": [ALICE, BOB, CAROL],
    "twelve": both(12),
    "unreadable": [CAROL] * 6,
    "same-name": [ALICE, replace(ALICE, file="again.yaml")],
    "without-points": [student(n, replace(CORRECT, points=Fraction(0))) for n in range(6)],
    "bonus": [student(n, replace(CORRECT, credit=Fraction(3, 2))) for n in range(6)],
    "waiting": [student(n, UNDECIDED) for n in range(6)],
}


@pytest.mark.parametrize("submissions", CLASSES.values(), ids=CLASSES)
def test_page_is_strict_html_that_loads_nothing(submissions: list[GradedSubmission]) -> None:
    assert faults(page(submissions)) == []


@pytest.mark.parametrize("attack", HOSTILE, ids=ascii)
def test_hostile_text_is_shown_as_text(attack: str) -> None:
    wrong = replace(hostile(attack).items[0], outcome=Outcome.INCORRECT, type="expression")
    waiting = replace(wrong, id=attack, title=attack, outcome=Outcome.UNDECIDED, credit=None)
    shown = page([replace(hostile(attack), items=(wrong, waiting), title=attack, rubric=attack)])
    assert faults(shown) == []
    assert " ".join(escape_unprintable(attack).split()) in words(shown)


@pytest.mark.parametrize("attack", HOSTILE, ids=ascii)
def test_hostile_text_adds_no_element(attack: str) -> None:
    assert shape(page([hostile(attack)] * 6)) == shape(page([hostile("x")] * 6))


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_a_row_leads_to_the_report_of_its_student_whatever_they_are_called(names: list[str]) -> None:
    graded = [replace(BOB, student=name, file=f"{place}.yaml") for place, name in enumerate(names)]
    links = [a.get("href") for a in parsed(page(graded)).findall(".//table[@class='students']//a")]
    assert links == [f"{name}.html" for name in name_reports([(each.student, each.file) for each in graded])]


def test_first_screen_says_how_it_went() -> None:
    graded = both(12)
    graded[0] = student(0, MISSED, UNDECIDED)
    text = words(page(graded))
    assert "12 submissions · 3 items · 5 points" in text
    assert "How did it go? 2 of 5 is the median" in text
    middle = "Mean 2 (40 %); the middle half of the class is from 0 to 4."
    assert f"{middle} 1 of 12 still waits for a person and can only rise" in text


def test_histogram_is_described_in_words() -> None:
    (picture,) = (each for each in parsed(page(both(12))).iter(f"{{{SVG}}}svg") if each.get("class") == "histogram")
    assert picture[0].text == "Submissions by their share of the points. 0 to 10 %: 6; 90 to 100 %: 6."


def test_first_screen_says_who_needs_a_person() -> None:
    graded = [
        *both(6),
        student(10, CORRECT, FAULT),
        student(11, CORRECT, UNDECIDED),
        student(12, MISSED, UNREADABLE, lateness=LATE),
        replace(CAROL, student="carol"),
        replace(CAROL, student="Carol", file="two.yaml"),
    ]
    needs = parsed(page(graded)).findall(".//ul[@class='needs']/li")
    assert [" ".join("".join(each.itertext()).split()) for each in needs] == [
        "1 answer on which the grader made a mistake",
        "1 answer that waits for a person, by 1 student",
        "2 files that cannot be read: carol (carol.yaml), Carol (two.yaml)",
        "1 answer that cannot be read, and waits for a person",
        "1 submission that came late",
        "The lowest scores: s0 (0), s2 (0), s4 (0)",
        "1 student with more than one submission: carol (carol.yaml)",
    ]
    assert "Nobody: everything could be read and is graded" in words(page(both(4)))


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        ([UNREADABLE, UNREADABLE], "2 answers that cannot be read, and wait for a person"),
        ([UNREADABLE, REFUSED], "2 answers that cannot be read, 1 of which waits for a person"),
        ([REFUSED], "1 answer that cannot be read"),
    ],
)
def test_an_answer_that_cannot_be_read_is_listed_once(refused: list[ItemResult], said: str) -> None:
    graded = [student(place, CORRECT, answer) for place, answer in enumerate(refused)]
    needs = parsed(page(graded)).findall(".//ul[@class='needs']/li")
    assert ["".join(each.itertext()) for each in needs] == [said]


def test_reports_of_different_rubrics_or_engines_are_pointed_out() -> None:
    other = Provenance(submission="0" * 64, rubric="1" * 64, engine="0.2.0")
    assert "2 versions of the rubric or of grader are mixed here" in words(page([BOB, replace(BOB, provenance=other)]))


def test_submissions_with_no_known_time_are_pointed_out() -> None:
    policy = LatePolicy(
        deadline=datetime.fromisoformat("2026-11-30T23:59:00+01:00"), price=PerPeriod(each=Cost(share=Fraction(1, 10)))
    )
    unknown = [set_lateness(each, policy, None) for each in both(2)]
    assert "2 submissions with no known time of handing in: nothing was taken off" in words(page(unknown))


def rows(shown: str) -> list[list[str]]:
    """Return the cells of the table of items."""
    table = parsed(shown).findall(".//table[@class='items']/tbody/tr")
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in table]


def test_items_are_in_the_order_of_their_difficulty_with_the_reason() -> None:
    graded = [*both(11), student(11, CORRECT, WRONG)]
    loss, iterates = rows(page(graded))
    assert loss[0] == "The loss loss"
    assert loss[1].endswith("42 %")
    assert loss[2].endswith("✓\u20605 ✗\u20607")
    assert loss[4] == "7 × You lost the factor."
    assert iterates[0] == "The first three iterates iterates"
    assert iterates[4] == "6 × ((9, 3), (8, 4), (8, 4))"


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ([UNREADABLE] * 4 + [BLANK] * 2, "4 × cannot be read: " + UNREADABLE.given),
        ([UNREADABLE] * 2 + [BLANK] * 3, "3 × left blank"),
        ([WRONG] * 2 + [BLANK], "2 × You lost the factor."),
        ([WRONG] * 2 + [BLANK] * 2, "2 × left blank · 2 × You lost the factor."),
        ([MISSED] * 2 + [WRONG], "2 × ((9, 3), (8, 4), (8, 4))"),
        ([CORRECT], ""),
    ],
)
def test_reason_is_what_most_wrong_answers_have_in_common(items: list[ItemResult], why: str) -> None:
    graded = [student(n, replace(item, id="one", title="One")) for n, item in enumerate(items)]
    assert [row[4] for row in rows(page(graded))] == [why]


def test_correlation_is_there_with_its_interval() -> None:
    graded = [*both(11), student(11, CORRECT, WRONG)]
    assert [row[3] for row in rows(page(graded))] == ["On a line from −1 to 1 0.85 0.53 to 0.96"] * 2


def test_an_item_that_goes_against_the_rest_is_pointed_out() -> None:
    turned = replace(WRONG, outcome=Outcome.CORRECT, credit=Fraction(1))
    graded = [student(n, *((CORRECT, WRONG) if n % 2 else (MISSED, turned))) for n in range(11)]
    graded.append(student(11, CORRECT, turned))
    text = "−0.85 −0.96 to −0.53 against the rest: check its wording and its key"
    assert rows(page(graded))[0][3].endswith(text)


def test_an_item_that_may_hardly_go_against_the_rest_is_not() -> None:
    found = [render_against_remark(Correlation(n=40, r=-0.4, low=-0.6, high=high)) for high in (None, 0.2, -0.1, -0.11)]
    assert found == ["", "", "", f' <span class="small">{AGAINST}</span>']


def test_figures_of_items_are_explained_if_there_are_any_and_the_page_says_that_it_is_private() -> None:
    shown = [words(page(graded)) for graded in (both(11), [student(0, CORRECT)])]
    assert ["whether students who did well in the other items" in each for each in shown] == [True, False]
    assert all("For graders only: this page shows every name" in each for each in shown)


@pytest.mark.parametrize(("count", "has_figures"), [(4, False), (5, True)])
def test_few_submissions_have_counts_and_no_figures(count: int, has_figures: bool) -> None:
    shown = page(both(count))
    assert ("is the median" in words(shown)) == has_figures
    assert ('<svg class="histogram"' in shown) == has_figures
    assert ("%" in rows(shown)[0][1]) == has_figures
    assert ("The lowest scores" in words(shown)) == has_figures
    assert "✓\u20602" in rows(shown)[0][2]


def test_wrong_answers_are_mathematics_with_their_mistake_and_their_students() -> None:
    shown = page(both(14))
    assert f"<li><b>7 ×</b> {WRONG.read.mathml} " in shown  # type: ignore[union-attr]
    assert "factor-lost s0, s2, s4, s6, s8 and 2 more" in words(shown)


def test_answers_for_a_person_are_there_each_once() -> None:
    graded = [student(n, UNDECIDED if n else replace(UNDECIDED, given="Something else.")) for n in range(6)]
    shown = words(page(graded))
    assert (
        "6 answers, 2 different5 × The samples are drawn at random. s1, s2, s3, s4, s51 × Something else. s0" in shown
    )


def test_a_row_is_light() -> None:
    small, large = (len(page(both(count))) for count in (1_000, 2_000))
    assert (large - small) / 1_000 < 100


def test_script_inserts_no_markup_and_asks_for_nothing() -> None:
    script = page([]).rpartition("<script>")[2]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|fetch|XMLHttp|import|eval|http", script)


def test_every_link_of_a_graded_folder_leads_to_a_report(tmp_path: Path) -> None:
    folder, rubric, out = (str(tmp_path / "class"), "rubrics/logistic_newton.yaml", tmp_path / "reports")
    assert main(["simulate", rubric, "--students", "12", "--malformed", "0.2", "--out", folder]) == 0
    main(["grade", folder, "--rubric", rubric, "--format", "html", "--out", str(out)])
    links = {a.get("href") or "" for a in parsed((out / "index.html").read_text(encoding="utf-8")).iter("a")}
    reports = {path.name for path in out.glob("*.html")} - {"index.html"}
    assert len(reports) == 12
    assert {link for link in links if not link.startswith("#")} == reports
