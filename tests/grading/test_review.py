"""Answers for a person come once each; one decision serves all who gave them, now and after a regrade."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import Document, parse_yaml
from grader.documents.decoding import decode
from grader.errors import DocumentError
from grader.grading import GradedSubmission, ReadBack, grade
from grader.grading.people.overrides import Automatic, Overrides, apply_overrides
from grader.grading.people.review import Comparisons, Group, list_for_review
from grader.grading.people.review_csv import parse_csv
from grader.grading.people.review_file import FilledReview, read_filled_review
from grader.grading.sameness import Meaning
from grader.records import Outcome, Remark
from grader.reports.author.review_list import review_as_csv, review_as_yaml
from grader.rubric import Rubric, parse_rubric

RUBRIC = """
rubric: small
title: Small
parts:
  - id: one
    title: One
    notation: {symbols: {x: real, y: real}}
    items:
      - {id: sum, type: expression, points: 2, prompt: What is x plus x?, expected: 2*x}
      - {id: why, type: text, points: 1, prompt: Why?, key_points: [{id: reason, any: [because]}]}
"""
SMALL: Rubric = parse_rubric(parse_yaml(RUBRIC, "small.yaml"))
UNDECIDED = Automatic(outcome=Outcome.UNDECIDED)


def graded(student: str, answers: str, more: str = "", outcome: Outcome | None = None) -> GradedSubmission:
    """Grade answers; ``outcome`` pretends that the machine could not decide the sum."""
    whole = grade(parse_yaml(f"student: {student}\n{more}answers: {answers}\n", f"{student}.yaml"), SMALL)
    first, *rest = whole.items
    if outcome is not None:
        first = replace(first, outcome=outcome, credit=None, decision=None)
    return replace(whole, items=(first, *rest))


def unsure(student: str, answer: str, more: str = "") -> GradedSubmission:
    return graded(student, f"{{sum: {answer}}}", more, Outcome.UNDECIDED)


def texts(*answers: str) -> list[GradedSubmission]:
    return [graded(f"s{number}", f"{{why: '{answer}'}}") for number, answer in enumerate(answers)]


def students(groups: tuple[Group, ...]) -> list[tuple[str, ...]]:
    return [group.students for group in groups]


# Groups


def test_of_faults_only_the_wording_is_compared() -> None:
    faults = [graded(name, f"{{sum: {answer}}}", "", Outcome.FAULT) for name, answer in
              {"ann": "3*x", "ben": "x + x + x", "cem": "3*x"}.items()]  # fmt: skip
    assert students(list_for_review(faults, SMALL)) == [("ann", "cem"), ("ben",)]


def test_equivalent_answers_form_one_group() -> None:
    answers = {"ann": "3*x", "ben": "x + x + x", "cem": "3*y", "dan": r"'\frac{6x}{2}'", "eve": "3y"}
    groups = list_for_review([unsure(*each) for each in answers.items()], SMALL)
    assert students(groups) == [("ann", "ben", "dan"), ("cem", "eve")]
    assert groups[0].answer == "3*x"
    assert groups[0].automatic == (UNDECIDED,)
    assert groups[0].is_shared


def test_texts_of_one_wording_form_one_group_with_a_suggestion() -> None:
    groups = list_for_review(texts("Because.", "because", "I think so"), SMALL)
    assert [(group.students, group.suggested) for group in groups] == [(("s0", "s1"), 1), (("s2",), 0)]


def test_what_has_a_score_is_not_on_the_list() -> None:
    assert list_for_review([graded("ann", "{sum: 3*x}"), graded("ben", "{sum: '?'}")], SMALL) == ()


def test_faults_are_on_the_list_and_in_the_group_of_their_answer() -> None:
    (group,) = list_for_review([unsure("ann", "3*x"), graded("ben", "{sum: 3*x}", outcome=Outcome.FAULT)], SMALL)
    assert group.students == ("ann", "ben")
    assert group.automatic == (UNDECIDED, Automatic(outcome=Outcome.FAULT))


def test_an_answer_in_own_definitions_is_by_itself() -> None:
    more = "definitions: {s: x + y}\n"
    groups = list_for_review([unsure("ann", "3*s", more), unsure("ben", "3*s", more), unsure("cem", "3*x+3*y")], SMALL)
    assert [(group.students, group.is_shared) for group in groups] == [
        (("ann",), False),
        (("ben",), False),
        (("cem",), True),
    ]


def test_without_a_rubric_formulas_stay_apart_and_texts_do_not() -> None:
    records = [unsure("ann", "3*x"), unsure("ben", "3*x"), *texts("Because.", "because")]
    assert students(list_for_review(records, None)) == [("ann",), ("ben",), ("s0", "s1")]


def test_a_decision_that_grew_old_is_on_the_list_with_what_the_machine_says_now() -> None:
    entry = f"  - {{item: sum, student: ann, points: 1, automatic: [undecided], {WHO}}}\n"
    old = apply_overrides(graded("ann", "{sum: 3*x}"), SMALL, load(entry))
    (group,) = list_for_review([old], SMALL)
    assert group.automatic == (Automatic(outcome=Outcome.INCORRECT, credit=Fraction(0)),)


def test_beyond_the_limit_only_answers_that_read_the_same_are_joined() -> None:
    from grader.expr import parse

    notation = SMALL.items[0].notation
    one, other = (Meaning(text=text, tree=parse(text, notation).tree) for text in ("3*x", "x + 2*x"))
    comparisons = Comparisons(1)
    assert comparisons.same(one, other, SMALL.items[0])
    assert not comparisons.same(one, other, SMALL.items[0])
    assert comparisons.same(one, replace(one, tree=None), SMALL.items[0])


def test_the_order_of_the_records_does_not_matter() -> None:
    records = [unsure("ann", "3*x"), unsure("ben", "3*y"), unsure("cem", "2x + x"), *texts("Because.", "So.")]
    assert list_for_review(records, SMALL) == list_for_review(records[::-1], SMALL)


# The list, filled in and read back

WHO = "reason: Fair., author: J. Doe, date: 2026-11-20"


def load(entries: str) -> Overrides:
    from grader.grading.people.override_file import parse_overrides

    return parse_overrides(parse_yaml(f"rubric: small\noverrides:\n{entries}", "o.yaml"), SMALL)


def yaml_list(groups: tuple[Group, ...], points: str, comment: str) -> Document:
    text = review_as_yaml("small", groups)
    filled = text.replace("points:\n", f"points: {points}\n").replace("comment:\n", f"comment: {comment}\n")
    return parse_yaml(filled, "review.yaml")


def csv_list(groups: tuple[Group, ...], points: str, comment: str, separator: str = ",") -> Document:
    text = review_as_csv("small", groups)
    filled = "\r\n".join(
        line[: -len(",,,")] + f",{points},,{comment}" if line.endswith(",,,") else line for line in text.split("\r\n")
    )
    return parse_csv(decode(filled.replace(",", separator) if separator != "," else filled, "review.csv"))


def fill(document: Document) -> FilledReview:
    return read_filled_review(document, SMALL, "J. Doe", "2026-11-20")


@pytest.mark.parametrize("form", [yaml_list, csv_list], ids=["YAML", "CSV"])
def test_one_decision_serves_every_student_in_the_group_now_and_after_a_regrade(form: Any) -> None:
    records = texts("Because.", "because", "No idea")
    groups = list_for_review(records, SMALL)
    filled = fill(form(groups, "1/2", "Half."))
    assert [(each.student, each.answer, each.points, each.reason) for each in filled.overrides] == [
        ("", "Because.", Fraction(1, 2), "Half."),
        ("", "No idea", Fraction(1, 2), "Half."),
    ]
    later = [*records, *texts("BECAUSE!", "„because“")[1:]]
    book = Overrides(entries=filled.overrides)
    assert {apply_overrides(record, SMALL, book).items[1].score for record in later} == {Fraction(1, 2)}
    assert list_for_review([apply_overrides(record, SMALL, book) for record in records], SMALL) == ()


@pytest.mark.parametrize("form", [yaml_list, csv_list], ids=["YAML", "CSV"])
def test_a_decision_on_an_answer_that_is_somebodys_own_is_for_that_student(form: Any) -> None:
    groups = list_for_review([unsure("ann", "3*s", "definitions: {s: x + y}\n")], SMALL)
    (override,) = fill(form(groups, "2", "Fine.")).overrides
    assert (override.student, override.answer, override.points) == ("ann", "3*s", 2)


@pytest.mark.parametrize("form", [yaml_list, csv_list], ids=["YAML", "CSV"])
def test_what_is_left_blank_stays_open(form: Any) -> None:
    assert fill(form(list_for_review(texts("So.", "Yes."), SMALL), "", "")) == FilledReview(overrides=(), open_count=2)


def test_a_spreadsheet_may_save_with_semicolons() -> None:
    groups = list_for_review(texts("So"), SMALL)
    (override,) = fill(csv_list(groups, "1", "Fine.", ";")).overrides
    assert (override.answer, override.points, override.reason) == ("So", 1, "Fine.")


def faults(document: Document) -> str:
    with pytest.raises(DocumentError) as caught:
        fill(document)
    return str(caught.value)


@pytest.mark.parametrize("form", [yaml_list, csv_list], ids=["YAML", "CSV"])
def test_all_points_need_no_reason(form: Any) -> None:
    (override,) = fill(form(list_for_review(texts("So."), SMALL), "1", "")).overrides
    assert (override.points, override.reason) == (1, "All points.")


def test_fewer_points_need_a_reason() -> None:
    reported = faults(yaml_list(list_for_review(texts("So."), SMALL), "1/2", ""))
    assert reported.splitlines()[0] == (
        "review.yaml:12:11: error[decision-without-reason]: The decision on 'why' has no comment."
    )


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ("5", "error[too-many-points]: 5 is more than 'why' is worth."),
        ("1. Feb", "a number of points such as 1, 1/2 or 0.5, or nothing"),
        ("-1", "a number of points such as 1, 1/2 or 0.5, or nothing"),
        ("1/0", "a number of points such as 1, 1/2 or 0.5, or nothing"),
    ],
)
@pytest.mark.parametrize("form", [yaml_list, csv_list], ids=["YAML", "CSV"])
def test_points_that_cannot_be_are_reported(points: str, message: str, form: Any) -> None:
    reported = faults(form(list_for_review(texts("So."), SMALL), points, "Fine."))
    assert reported.startswith("review.")
    assert message in reported


def test_a_list_for_another_exercise_is_refused() -> None:
    text = review_as_yaml("large", list_for_review(texts("So."), SMALL))
    assert "error[other-rubric]" in faults(parse_yaml(text, "review.yaml"))


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("", "The first row does not name the columns."),
        ("a,b\r\n1,2\r\n", "The first row does not name the columns."),
        ("rubric,item,points,comment\r\nsmall,why\r\n", "This row has 2 cells, but there are 4 columns."),
        ('rubric,item,points,comment\r\nsmall,"w"hy,1,x\r\n', "A cell goes on after its closing quotation mark."),
    ],
)
def test_a_table_that_is_no_review_list_is_reported(table: str, why: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_csv(decode(table, "review.csv"))
    assert caught.value.diagnostic.slug == "not-a-review-list"
    assert caught.value.diagnostic.why == why


# Attacks: whatever a record holds is shown and never obeyed, and comes back as it was

HOSTILE = [
    "=cmd|' /C calc'!A0", "+1", "-2*x", "@SUM(A1)", "\t=1", '"=1', "'=1", "a,b;c\td", 'say "x"', "a\nb\r\nc", "\\nabla",
    "a\nnabla", "{x: 1}", "- x", "# x", "&a *a !!python/object:os", "%TAG", "---\n", "points: 9\n    comment: mine",
    "\u202ecba", "\u200b=1", "::error::x", "<script>", "\U0001f9ff\U000e0041", "１", "＝1", " x ", "null", "~", "1/2",
]  # fmt: skip


@pytest.mark.parametrize("answer", HOSTILE)
@pytest.mark.parametrize("form", [yaml_list, csv_list], ids=["YAML", "CSV"])
def test_hostile_answers_come_back_as_they_were_and_decide_nothing(answer: str, form: Any) -> None:
    record = texts("x")[0]
    result = replace(record.items[1], given=answer, title=answer, remarks=(Remark(id="r", text=answer),))
    groups = list_for_review([replace(record, items=(result,))], SMALL)
    assert fill(form(groups, "", "")).overrides == ()
    (override,) = fill(form(groups, "1/4", "Fine.")).overrides
    assert (override.answer, override.points, override.student) == (answer, Fraction(1, 4), "")


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff"), min_size=1)
)
def test_any_answer_comes_back_from_both_forms(answer: str) -> None:
    record = RECORD
    groups = list_for_review([replace(record, items=(replace(record.items[1], given=answer),))], SMALL)
    for form in (yaml_list, csv_list):
        (override,) = fill(form(groups, "1/4", "Fine.")).overrides
        assert override.answer == answer


RECORD = texts("x")[0]


@pytest.mark.parametrize("answer", HOSTILE)
def test_no_cell_is_computed_by_a_spreadsheet(answer: str) -> None:
    record = texts("x")[0]
    result = replace(record.items[1], given=answer, title=answer, remarks=(Remark(id="r", text=answer),))
    table = review_as_csv(answer, list_for_review([replace(record, student=answer, items=(result,))], SMALL))
    import csv
    import io

    for row in csv.reader(io.StringIO(table, newline="")):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for cell in row)


def test_a_student_id_that_is_none_is_refused() -> None:
    record = replace(texts("x")[0], student="../../etc")
    assert "a student id" in faults(yaml_list(list_for_review([record], SMALL), "1", "Fine."))


def test_a_reading_that_was_tampered_with_is_nobodys_answer() -> None:
    record = unsure("ann", "3*x")
    torn = replace(record, items=(replace(record.items[0], read=ReadBack(text="3*(", latex="3")),))
    (group,) = list_for_review([torn], SMALL)
    assert not group.is_shared
