"""Answers with decimal commas: what each is read as, what is said, and that no verdict depends on the sign."""

import json
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.answers.proposals import put_proposal
from grader.documents import DocumentNode, Scalar, load, parse_yaml
from grader.documents.loading import parse_named
from grader.expr.decimal_comma import (
    read_with_points,
    write_latex_with_commas,
    write_mathml_with_commas,
    write_prose_with_commas,
    write_with_commas,
)
from grader.grading import GradedSubmission, ItemResult, grade, grade_item
from grader.grading.course.answer_counts import AnswerCounts
from grader.grading.course.summand import summand_of
from grader.grading.practice import read_for_practice
from grader.grading.sameness import read_meaning
from grader.records import Outcome
from grader.reports.record.record import from_data, to_data
from grader.rubric import Item, Rubric, parse_rubric
from grader.rubric.fields import get_text
from grader.rubric.public import load_exercise, publish_document
from grader.service.typed.preview import preview, publish
from grader.simulation.classroom import simulate_class
from grader.simulation.proportions import Proportions
from grader.simulation.trial import try_rubric
from grader.submission import Submission, make_template, submission_schema
from grader.submission.decimals import read_decimals, rewrite
from tests.answers.tables import FOLDER, Row, name_row, rows, rows_of

TABLE = list(rows_of(load(FOLDER.parent / "grading" / "decimal_comma.yaml").root))
POINTED = [row for path in sorted(FOLDER.glob("*.yaml")) for row in rows(path)]
PAGE = (Path(__file__).parents[2] / "docs" / "decimal-comma.md").read_text(encoding="utf-8")
RUBRIC = """\
rubric: rates
title: Rates
decimal: comma
parts:
  - id: p
    title: Rates
    notation: {symbols: {x: real}}
    items:
      - {id: rate, type: number, points: 1, prompt: Which rate?, expected: "1.5",
         feedback: {incorrect: "It is near 1.4."}}
      - {id: place, type: vector, points: 2, prompt: Where?, expected: "(1.5, 2)", example: "(0.5, 7)"}
      - {id: why, type: text, points: 1, prompt: Why?}
"""


def submit(item: Item, given: DocumentNode, *, commas: bool) -> Submission:
    answers = {item.id: given}
    found = read_decimals(answers, SimpleNamespace(items=(item,)))
    return Submission(
        student="a",
        exercise="",
        file="",
        sha256="",
        answers=found.answers if commas else answers,
        misfits=found.questions if commas else {},
        has_commas=commas,
        typed=found.typed if commas else {},
        separated=found.separated if commas else {},
    )


def judge(item: Item, given: DocumentNode, *, commas: bool = True) -> ItemResult:
    return grade_item(item, submit(item, given, commas=commas))


@pytest.mark.parametrize("row", TABLE, ids=name_row)
def test_the_table_says_how_an_answer_with_commas_is_read(row: Row) -> None:
    result = judge(row.item(), row.given)
    if help := get_text(row.node, "help"):
        assert result.outcome is Outcome.UNREADABLE
        assert [each.help for each in result.diagnostics] == [help]
        return
    assert result.read is not None
    assert (result.outcome.value, result.read.text) == (get_text(row.node, "outcome"), get_text(row.node, "read"))
    is_separated = any("this has a decimal in it" in remark.text for remark in result.remarks)
    assert is_separated is (get_text(row.node, "separated") == "yes")


@pytest.mark.parametrize("row", [*TABLE, *POINTED], ids=lambda row: f"{row.kind}: {row.about or name_row(row)}")
def test_what_a_message_proposes_is_read_at_once(row: Row) -> None:
    item = row.item()
    typed = row.given if row in TABLE else rewrite(row.given, write_with_commas)
    for diagnostic in judge(item, typed).diagnostics:
        for proposal in diagnostic.proposals:
            again = judge(item, put_proposal(typed, diagnostic, proposal.answer))
            assert again.outcome is not Outcome.UNREADABLE, (proposal.answer, again.diagnostics)


@pytest.mark.parametrize("row", POINTED, ids=lambda row: f"{row.kind}: {row.about}")
def test_every_answer_of_the_tables_has_the_same_verdict_with_commas(row: Row) -> None:
    item = row.item()
    with_points = judge(item, row.given, commas=False)
    is_of_words = getattr(item.answer_type, "is_of_words", False)
    with_commas = judge(item, row.given if is_of_words else rewrite(row.given, write_with_commas))
    assert (with_commas.outcome, with_commas.credit) == (with_points.outcome, with_points.credit)


@given(st.text(alphabet="0123456789.,;:()[]{}\\_ xabln\n^-+/'", max_size=30))
def test_a_text_keeps_its_length_and_is_written_back(text: str) -> None:
    try:
        read = read_with_points(text)
    except Exception as error:
        assert type(error).__name__ == "AnswerError"
        return
    assert len(read) == len(text)
    if re.search(r"[,;]\s*[,;]", read):  # nothing is between two of them
        return
    again = read_with_points(write_with_commas(read))
    assert again.replace(" ", "") == read.replace(" ", "")


def read_file(answers: str, head: str = "", name: str = "ann.yaml", rubric: str = RUBRIC) -> GradedSubmission:
    text = f"student: ann\nexercise: rates\n{head}answers:\n{answers}"
    return grade(parse_named(text.encode, name, answers=("rate", "place", "why")), load_text(rubric))


@cache
def load_text(rubric: str = RUBRIC) -> Rubric:
    return parse_rubric(parse_yaml(rubric, "r.yaml"))


def test_a_record_has_what_was_typed_and_a_reading_with_commas() -> None:
    graded = read_file("  rate: 1,6\n  place: [1,5; 2]\n  why: From 1.5, by 2,5; so.\n")
    rate, place, why = graded.items
    assert [item.given for item in graded.items] == ["1,6", "[1,5; 2]", "From 1.5, by 2,5; so."]
    assert rate.read is not None
    assert (rate.read.text, rate.read.latex) == ("1,6", "1{,}6")
    assert rate.read.mathml == "<math><mn>1,6</mn></math>"
    assert place.read is not None
    assert (place.read.text, place.read.latex) == ("(1,5; 2)", r"\left(1{,}5; 2\right)")
    assert place.expected is not None
    assert place.expected.text == "(1,5; 2)"
    assert [remark.text for remark in rate.remarks] == ["It is near 1.4."]  # the author's own words
    assert why.read is not None
    assert why.read.text == "From 1.5, by 2,5; so."
    assert from_data(to_data(graded)) == graded


def test_two_notations_of_the_same_answer_mean_the_same() -> None:
    place = load_text().by_id["place"]
    found = [read_file("  place: (3,5; 2)\n"), read_file("  place: (3.5, 2)\n", "decimal: point\n")]
    meanings = {read_meaning(graded.items[1], place).text for graded in found}
    assert meanings == {"(3.5, 2)"}


def test_answers_of_a_class_are_joined_whatever_their_sign() -> None:
    graded = [read_file("  place: (3,5; 2)\n"), read_file("  place: (7/2, 2)\n", "decimal: point\n")]
    counts = AnswerCounts()
    for place, one in enumerate(graded):
        counts.add(summand_of(one.items[1]), [place])
    (group,) = counts.groups(load_text().by_id["place"])
    assert (group.count, group.wordings) == (2, 2)


def test_a_student_says_what_the_sign_is() -> None:
    with_points = RUBRIC.replace("decimal: comma\n", "")
    assert read_file("  rate: 1,5\n", "decimal: comma\n", rubric=with_points).items[0].outcome is Outcome.CORRECT
    assert read_file("  rate: 1,5\n", rubric=with_points).items[0].outcome is Outcome.UNREADABLE
    assert read_file("  rate: 1.5\n", "decimal: point\n").items[0].outcome is Outcome.CORRECT
    refused = read_file("  rate: 1,5\n", "decimal: dot\n")
    assert [each.slug for each in refused.diagnostics] == ["not-a-choice"]
    assert read_file("  rate: 1,5\n", "decimal:\n").items[0].outcome is Outcome.CORRECT


def test_a_message_points_at_what_was_typed() -> None:
    rate, place, _ = read_file('  rate: "1,5 + q"\n  place: (1,5; 2.5)\n').items
    assert str(rate.diagnostics[0]).splitlines()[:3] == [
        "ann.yaml:4:16: error[unknown-name]: 'q' is not a name of this exercise.",
        '    4 |   rate: "1,5 + q"',
        "      |                ^",
    ]
    assert str(place.diagnostics[0]).splitlines() == [
        "ann.yaml:5:16: error[point-in-number]: '2.5' can be read in several ways.",
        "    5 |   place: (1,5; 2.5)",
        "      |                ^^^",
        "   why:   Here a decimal has a comma, so a point may separate thousands, or be meant as the decimal comma.",
        "   help:  write '(1,5; 2,5)' for a decimal.",
    ]


def test_numbers_of_json_have_points_and_its_texts_have_commas() -> None:
    text = '{"student": "ann", "exercise": "rates", "answers": {"rate": 1.5, "place": ["1,5", "2"]}}'
    graded = grade(parse_named(text.encode, "a.json", answers=("rate", "place")), load_text())
    assert [item.outcome for item in graded.items[:2]] == [Outcome.CORRECT, Outcome.CORRECT]
    text = text.replace('["1,5", "2"]', "[1.5, 2]")
    graded = grade(parse_named(text.encode, "a.json", answers=("rate", "place")), load_text())
    assert graded.items[1].outcome is Outcome.CORRECT


def test_quantities_of_a_student_have_commas() -> None:
    graded = read_file("  rate: 3*s\n", "definitions:\n  s: 0,5\n")
    assert graded.items[0].outcome is Outcome.CORRECT
    graded = read_file("  rate: 3*s\n", "definitions:\n  s: 0.5\n")
    assert [each.help for each in graded.diagnostics] == ["write '0,5' for a decimal."]


def test_a_worked_document_has_points() -> None:
    text = "---\nexercise: rates\nstudent: ann\n---\n# rate\n$1.5$\n"
    graded = grade(parse_named(text.encode, "a.md", answers=()), load_text())
    assert graded.items[0].read is None or graded.items[0].read.text == "1.5"


def test_templates_and_schemas_show_commas() -> None:
    rubric = load_text()
    template = make_template(rubric)
    assert "# A decimal has a comma: 1,5. A semicolon is between values: (1,5; 2), {0,5; 1}, max(1,5; 2).\n" in template
    assert "  # Such as: (0,5; 7)\n" in template
    schema = submission_schema(rubric)["properties"]
    assert schema["decimal"]["default"] == "comma"
    assert schema["answers"]["properties"]["place"]["examples"] == ["(0,5; 7)"]


def test_practice_reads_commas_from_the_public_exercise(tmp_path: Path) -> None:
    (tmp_path / "exercise.yaml").write_text(publish_document(parse_yaml(RUBRIC, "r.yaml")), encoding="utf-8")
    (tmp_path / "ann.yaml").write_text("student: ann\nexercise: rates\nanswers:\n  rate: 1.5\n  place: (1,5; 2)\n")
    rate, place, _ = read_for_practice(tmp_path / "ann.yaml", load_exercise(tmp_path / "exercise.yaml")).items
    assert [each.help for each in rate.diagnostics] == ["write '1,5' for a decimal."]
    assert (place.given, place.read and place.read.text) == ("(1,5; 2)", "(1,5; 2)")


def test_the_page_reads_commas_while_somebody_types() -> None:
    exercise = publish(RUBRIC.encode())
    shown = preview(exercise, exercise.items[1], "(s; 2)", "s = 1,5")
    assert shown.read is not None
    assert (shown.given, shown.read.text) == ("(s; 2)", "(s; 2)")
    asked = preview(exercise, exercise.items[0], "1.500")
    assert [each.help for each in asked.diagnostics] == ["write '1,500' for a decimal, or '1500' for thousands."]


def test_a_rubric_with_commas_passes_its_own_test_and_a_simulated_class_is_judged_as_planted() -> None:
    rubric = load_text()
    assert [item.misjudged for item in try_rubric(rubric).items if item.item != "why"] == [(), ()]
    for sheet in simulate_class(rubric, 12, shares=Proportions(malformed=0)):
        graded = grade(parse_named(lambda content=sheet.content: content, sheet.file, answers=rubric.by_id), rubric)
        planted = json.loads(sheet.truth)["items"]
        for item in graded.items:
            assert planted[item.id]["outcome"] in (None, item.outcome.value), (item.id, item.given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write '(1.5, 2)', or 0.5.", "Write '(1,5; 2)', or 0,5."),
        ("Put commas between 1.5 and 2.5.", "Put semicolons between 1,5 and 2,5."),
        ("As a set: {1.5, 2}, and x, y.", "As a set: {1,5; 2}, and x, y."),
        ("Look at the decimal point of 0.75.", "Look at the decimal comma of 0,75."),
        ("'that is, as was said 1.5 times'", "'that is, as was said 1,5 times'"),
    ],
)
def test_sentences_are_written_with_commas(text: str, expected: str) -> None:
    assert write_prose_with_commas(text) == expected


def list_rows(heading: str) -> list[tuple[str, ...]]:
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \| `([^`]+)` \| (.+?) \|$", section, re.MULTILINE)


EXAMPLES = list_rows("How an answer is read") + list_rows("What is asked back")


@pytest.mark.parametrize(("name", "typed", "shown"), EXAMPLES)
def test_the_page_shows_what_happens(name: str, typed: str, shown: str) -> None:
    rubric = load_text(PAGE.partition("```yaml\n")[2].partition("```")[0])
    found = judge(rubric.by_id[name], Scalar.typed(typed))
    assert (f"`{found.read.text}`" if found.read else found.diagnostics[0].help) == shown
    assert found.outcome is (Outcome.CORRECT if found.read else Outcome.UNREADABLE)


def test_subscripts_keep_their_commas() -> None:
    assert write_with_commas("x_(1,2) + (1.5, w_{1,2})") == "x_(1,2) + (1,5; w_{1,2})"
    assert write_latex_with_commas(r"\left(1.5\, x, w_{1,2}\right)") == r"\left(1{,}5\, x; w_{1,2}\right)"
    below = "<msub><mi>w</mi><mrow><mn>1</mn><mo>,</mo><mn>2</mn></mrow></msub>"
    assert write_mathml_with_commas(f"<math>{below}<mo>,</mo><mn>1.5</mn></math>") == (
        f"<math>{below}<mo>;</mo><mn>1,5</mn></math>"
    )


def test_the_template_says_with_commas_how_a_measured_value_is_written() -> None:
    item = "      - {id: length, type: measurement, points: 1, prompt: How long?, expected: 5.2 +- 0.3 km}\n"
    template = make_template(load_text(RUBRIC + item))
    assert "  # How to write it: with its uncertainty, as in 5,1 ± 0,2\n" in template
    assert "  # Such as: (7,3 ± 0,4) kg\n" in template
