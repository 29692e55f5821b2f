"""What is true for every report format, including those from other packages."""

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.grading.course.cohort import Cohort
from grader.grading.result import ItemResult
from grader.grading.visibility.visibility import restrict_to_level
from grader.records import Outcome
from grader.reports import REPORT_FORMATS, ReportFormat
from grader.reports.choice import choose_format, list_class_formats
from grader.reports.formats.json import from_json, to_json
from grader.reports.formats.summary import format_mean_credit
from grader.reports.wording import OUTCOMES, format_amount, format_score_line
from grader.rubric.visibility import Level

from .samples import ALICE, BLANK, BOB, CAROL, CORRECT, FAULT, PARTIAL, UNDECIDED, UNREADABLE, rendered

FORMATS = list(REPORT_FORMATS)
PER_STUDENT = [kind for kind in FORMATS if REPORT_FORMATS[kind].render]


@pytest.mark.parametrize("kind", FORMATS)
def test_format_describes_itself(kind: str) -> None:
    form = REPORT_FORMATS[kind]
    assert isinstance(form, ReportFormat)
    assert form.kind == kind
    assert form.suffix.startswith(".")
    assert form.summary.endswith(".")
    assert form.render or form.render_class


@pytest.mark.parametrize("kind", FORMATS)
def test_format_gives_the_same_bytes_whatever_the_hash_seed_and_locale(kind: str) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r});"
        "from reports.samples import ALICE, BOB, CAROL, rendered, rendered_class;"
        "from grader.reports import REPORT_FORMATS;"
        f"form = REPORT_FORMATS[{kind!r}];"
        "text = rendered(form.kind, ALICE) if form.render else '';"
        "text += rendered_class(form.kind, [ALICE, BOB, CAROL]) if form.render_class else '';"
        "sys.stdout.buffer.write(text.encode())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-P", "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale},
            capture_output=True,
            check=True,
        ).stdout
        for seed, locale in (("1", "C"), ("2", "C.UTF-8"))
    }
    assert len(outputs) == 1


def test_every_outcome_has_words() -> None:
    assert set(OUTCOMES) == set(Outcome)


def test_unknown_format_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        choose_format("pdf")
    assert str(caught.value) == (
        "error[unknown-format]: 'pdf' is not a format for the report of one submission.\n"
        f"   why:   The formats are {', '.join(kind for kind in PER_STUDENT if not REPORT_FORMATS[kind].needs)}.\n"
        "   help:  Give one of these to --format."
    )


def test_class_formats_are_the_page_the_table_and_the_spreadsheet() -> None:
    assert [form.kind for form in list_class_formats()] == ["csv", "dashboard", "summary"]


@pytest.mark.parametrize("kind", PER_STUDENT)
def test_report_for_a_student_never_holds_the_expected_answer(kind: str) -> None:
    secret = replace(CORRECT, expected=replace(PARTIAL.read, text="4.428571429", latex=r"\secret"))  # type: ignore[type-var]
    graded = replace(ALICE, items=(secret, PARTIAL))
    assert "4.428571429" in to_json(graded)
    shown = rendered(kind, replace(graded, items=tuple(restrict_to_level(item, Level.WHY) for item in graded.items)))
    assert "4.428571429" not in shown
    assert "secret" not in shown


@pytest.mark.parametrize("kind", [kind for kind in PER_STUDENT if kind != "classroom50"])  # which has figures alone
def test_report_for_a_grader_holds_the_expected_answer(kind: str) -> None:
    graded = replace(ALICE, items=(replace(CORRECT, expected=CORRECT.read),))
    assert rendered(kind, graded).lower().count("expected") >= 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0"),
        ("3", "3"),
        ("5/2", "2.5"),
        ("7/3", "2.33"),
        ("1/4", "0.25"),
        ("29999/10000", "3.00"),
        ("-1/3", "-0.33"),
    ],
)
def test_amount_has_two_decimals_at_most(value: str, shown: str) -> None:
    assert format_amount(Fraction(value)) == shown


def test_score_line_says_what_is_still_open() -> None:
    assert [format_score_line(graded) for graded in (ALICE, BOB, CAROL)] == [
        "Score so far: 3.67 of 12.5 points; a person still has to judge 5.5 points.",
        "Score: 5 of 5 points.",
        "This file could not be read, so nothing in it has been graded yet.",
    ]


def test_a_choice_shows_what_there_was_to_choose_from_unless_it_is_right() -> None:
    asked = replace(BLANK, outcome=Outcome.INCORRECT, given="stay", choices=(("moves", "on they go"), ("stays", "no")))
    right = replace(asked, outcome=Outcome.CORRECT, credit=Fraction(1))
    as_text, as_page = REPORT_FORMATS["terminal"].render, REPORT_FORMATS["markdown"].render
    assert as_text is not None
    assert as_page is not None
    assert "\n            moves: on they go\n            stays: no\n" in as_text(replace(ALICE, items=(asked,)))
    assert "moves" not in as_text(replace(ALICE, items=(right,)))
    assert "- `moves`: on they go\n- `stays`: no\n" in as_page(replace(ALICE, items=(asked,)))
    assert from_json(to_json(replace(ALICE, items=(asked,)))).items == (asked,)


def test_blank_items_take_one_line_and_are_not_to_be_looked_at_again() -> None:
    render = REPORT_FORMATS["terminal"].render
    assert render is not None
    items = tuple(replace(BLANK, id=name) for name in ("one", "two"))
    assert render(replace(ALICE, items=items)).splitlines()[2:] == [
        "",
        "Score: 0 of 2 points.",
        "0 of 2 answers are right.",
        "2 items are blank: one, two.",
    ]
    remarked = replace(BLANK, remarks=PARTIAL.remarks)
    assert "There is no answer." in render(replace(ALICE, items=(remarked,)))


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        ((UNDECIDED, BLANK), "–"),
        ((BLANK, BLANK), "0 %"),
        ((UNDECIDED, BLANK, CORRECT), "50 %"),
        ((FAULT,), "–"),
        ((CORRECT,), "100 %"),
    ],
)
def test_mean_credit_is_a_dash_while_every_answer_waits(items: tuple[ItemResult, ...], shown: str) -> None:
    class_ = Cohort(submissions=[replace(ALICE, items=(replace(item, id="a"),)) for item in items])
    assert format_mean_credit(class_.counts.items["a"]) == shown


def test_points_that_are_open_are_reported_with_their_noun() -> None:
    unread = replace(UNREADABLE, is_uncounted=True, points=Fraction(1))
    hidden = replace(BLANK, outcome=Outcome.WITHHELD, credit=None, points=Fraction(2))
    assert format_score_line(replace(ALICE, items=(CORRECT, unread, hidden, replace(FAULT, points=Fraction(1))))) == (
        "Score so far: 3 of 7 points; a person still has to judge 1 point; "
        "1 point is not counted, because an answer cannot be read; "
        "2 points are for answers whose result is not shown yet."
    )
