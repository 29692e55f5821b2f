"""The answers of a class, counted by wording and joined by what they say."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import parse_yaml
from grader.grading import grade
from grader.grading.course.answer_counts import AnswerCounts
from grader.grading.course.summand import Summand, summand_of
from grader.grading.result import ItemResult
from grader.records import Outcome, Remark
from grader.rubric import Item, Rubric, parse_rubric

RUBRIC = """
rubric: small
title: Small
parts:
  - id: one
    title: One
    notation: {symbols: {x: real, y: positive}}
    items:
      - {id: sum, type: expression, points: 2, prompt: What is x plus x?, expected: 2*x}
      - {id: line, type: equation, points: 1, prompt: Which line?, expected: y = 2*x}
      - {id: why, type: text, points: 1, prompt: Why?, key_points: [{id: reason, any: [because]}]}
  - id: two
    title: Two
    notation:
      ranges: {i: 2}
      symbols: {s_i: real, t_i: real}
    items:
      - {id: family, type: index_family, symbol: t_i, points: 1, prompt: Which family?, expected: 2*s_i}
  - id: three
    title: Three
    notation:
      symbols: {u: {domain: real, iterates: "yes"}, k: natural}
    items:
      - {id: rule, type: update_rule, points: 1, prompt: Which rule?, expected: u^(k+1) = u^(k)/2}
"""
SMALL: Rubric = parse_rubric(parse_yaml(RUBRIC, "small.yaml"))
ITEMS: dict[str, Item] = {item.id: item for item in SMALL.items}
FORMS = {
    "3x": ["3*x", "x + x + x", r"'\frac{6x}{2}'", "3(x + 1) - 3"],
    "x^2": ["x^2", "x*x", "(x^3 + x)*x/(x^2 + 1)"],
    "sin x": ["sin(x)", "cos(x - pi/2)"],
    "y": ["y", "sqrt(y^2)", "exp(log(y))"],
}


def result(answer: str, item: str = "sum", more: str = "") -> ItemResult:
    """Return what is graded of one answer."""
    whole = grade(parse_yaml(f"student: s\n{more}answers: {{{item}: {answer}}}\n", "s.yaml"), SMALL)
    return next(each for each in whole.items if each.id == item)


RESULTS = {form: result(form) for forms in FORMS.values() for form in forms}


def wrong(graded: ItemResult, mistake: str = "") -> Summand:
    """Return what an answer adds that is not right, whatever it is."""
    remark = Remark(id="misconception", text="", parameters=(("mistake", mistake),))
    return summand_of(replace(graded, outcome=Outcome.INCORRECT, remarks=(remark,)))


def counted(*answers: str, item: str = "sum", more: str = "") -> AnswerCounts:
    """Count answers by students 0, 1, …"""
    counts = AnswerCounts()
    for student, answer in enumerate(answers):
        graded = RESULTS[answer] if answer in RESULTS and not more else result(answer, item, more)
        counts.add(wrong(graded), [student])
    return counts


@given(st.lists(st.tuples(st.sampled_from(sorted(FORMS)), st.integers(0, 3)), max_size=25))
def test_groups_are_those_of_equal_answers_however_they_are_written(given: list[tuple[str, int]]) -> None:
    answers = [(meaning, FORMS[meaning][place % len(FORMS[meaning])]) for meaning, place in given]
    groups = counted(*(form for _, form in answers)).groups(ITEMS["sum"])
    assert sorted(group.count for group in groups) == sorted(Counter(meaning for meaning, _ in answers).values())
    assert [group.count for group in groups] == sorted((group.count for group in groups), reverse=True)
    for group in groups:
        meaning = answers[group.students[0]][0]
        assert all(answers[student][0] == meaning for student in group.students)
        assert group.wordings == len({RESULTS[form].read.text for name, form in answers if name == meaning})


def test_a_group_is_reported_in_its_commonest_wording_with_its_first_students() -> None:
    answers = ["3*x", *["x + x + x"] * 4, "3*x", *["x + x + x"] * 3]
    (group,) = counted(*answers).groups(ITEMS["sum"])
    assert (group.given, group.read.text, group.type) == ("x + x + x", "x + x + x", "expression")
    assert (group.count, group.wordings, group.students) == (9, 2, (0, 1, 2, 3, 4))


def test_equations_are_joined_too_though_they_have_no_value() -> None:
    groups = counted("y = 3x", "y - 3x = 0", "y = 4x", item="line").groups(ITEMS["line"])
    assert [group.count for group in groups] == [2, 1]


def test_a_family_is_joined_with_the_list_of_its_members() -> None:
    groups = counted("s_i + 1", "'[s_1 + 1, 1 + s_2]'", "s_i", item="family").groups(ITEMS["family"])
    assert [(group.count, group.wordings) for group in groups] == [(2, 2), (1, 1)]


def test_rules_that_count_their_steps_otherwise_are_joined() -> None:
    rules = ("u^(k+1) = 3*u^(k)", "u^(k) = 2*u^(k-1) + u^(k-1)", "u^(k+1) = 4*u^(k)")
    groups = counted(*(f"'{rule}'" for rule in rules), item="rule").groups(ITEMS["rule"])
    assert [(group.count, group.wordings) for group in groups] == [(2, 2), (1, 1)]


def test_an_answer_that_fails_to_be_compared_stays_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    counts = counted("3*x", "x + x + x")
    monkeypatch.setattr("grader.grading.course.answer_counts.is_same", broken)
    assert [group.count for group in counts.groups(ITEMS["sum"])] == [1, 1]


def test_what_was_a_fault_is_not_evaluated_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    counts = AnswerCounts()
    for place, form in enumerate(FORMS["3x"][:2]):
        counts.add(replace(summand_of(RESULTS[form]), outcome=Outcome.FAULT, wording=form), [place])
    monkeypatch.setattr("grader.grading.course.answer_counts.read_meaning", refuse)
    monkeypatch.setattr("grader.grading.course.answer_counts.fingerprint_of", refuse)
    assert [group.count for group in counts.groups(ITEMS["sum"])] == [1, 1]


def test_texts_are_joined_by_their_wording() -> None:
    groups = counted("'I think so.'", "i think so", "no", item="why").groups(ITEMS["why"])
    assert [(group.given, group.count) for group in groups] == [("I think so.", 2), ("no", 1)]


def test_without_the_rubric_only_the_same_wording_is_joined() -> None:
    groups = counted("3*x", "3x", "x + x + x").groups(None)
    assert [(group.read.text, group.count) for group in groups] == [("3*x", 2), ("x + x + x", 1)]


def test_an_answer_in_names_of_the_students_own_is_not_joined_with_another() -> None:
    counts = counted("3*q", "q + q + q", more="definitions: {q: x}\n")
    assert [group.count for group in counts.groups(ITEMS["sum"])] == [1, 1]


def test_the_first_mistake_that_was_reported_explains_the_group() -> None:
    counts = AnswerCounts()
    for student, mistake in enumerate(["", "You added.", "You multiplied."]):
        counts.add(wrong(RESULTS["x + x + x" if student else "3*x"], mistake), [student])
    (group,) = counts.groups(ITEMS["sum"])
    assert group.mistake == "You added."


def test_rare_wordings_are_forgotten_and_the_common_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.limits.MAX_WORDINGS", 6)
    counts = AnswerCounts()
    for place in range(20):
        counts.add(wrong(RESULTS["3*x"]), [place])
        counts.add(wrong(result(f"{place + 4}*x")), [place])
        assert len(counts.known) <= 6
    groups = counts.groups(ITEMS["sum"])
    assert (groups[0].given, groups[0].count) == ("3*x", 20)
    assert counts.forgotten + sum(group.count for group in groups) == counts.total == 40


def test_beyond_the_comparisons_that_may_be_made_nothing_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.limits.MAX_JOINING_COMPARISONS", 1)
    groups = counted(*FORMS["3x"]).groups(ITEMS["sum"])
    assert [group.count for group in groups] == [2, 1, 1]


def test_only_the_commonest_wordings_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.limits.MAX_JOINED_WORDINGS", 2)
    groups = counted("3*x", "3*x", "x*x", "x*x", "x + x + x").groups(ITEMS["sum"])
    assert [(group.given, group.count) for group in groups] == [("3*x", 2), ("x*x", 2), ("x + x + x", 1)]
