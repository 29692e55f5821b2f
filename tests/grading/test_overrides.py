"""What people decided wins, is shown with its reason, and is flagged when it grows old."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import parse_yaml
from grader.errors import DocumentError, UsageError
from grader.grading import GradedSubmission, ItemResult, grade
from grader.grading.people.override_file import parse_overrides
from grader.grading.people.override_log import append_decisions
from grader.grading.people.overrides import Automatic, Override, Overrides, apply_overrides, automatic_of, is_outdated
from grader.grading.sameness import normalize_wording
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.records import Outcome, Remark
from grader.reports.formats.json import from_json, to_json
from grader.rubric import Rubric, parse_rubric
from grader.rubric.visibility import Audience

RUBRIC = """
rubric: small
title: Small
parts:
  - id: one
    title: One
    notation: {symbols: {x: real, y: real}}
    items:
      - {id: sum, type: expression, points: 2, prompt: What is x plus x?, expected: 2*x, feedback: {incorrect: Add.}}
      - {id: why, type: text, points: 1, prompt: Why?, key_points: [{id: reason, any: [because]}]}
      - {id: way, type: choice, points: 1, prompt: Where?, choices: {up: up, down: down}, expected: up}
      - {id: note, type: text, points: 0, prompt: A note?}
"""
HEAD = "rubric: small\noverrides:\n"
WHO = "reason: Fair enough., author: J. Doe, date: 2026-11-20"


def rubric() -> Rubric:
    return parse_rubric(parse_yaml(RUBRIC, "small.yaml"))


SMALL = rubric()


def overrides(*entries: str) -> Overrides:
    return parse_overrides(parse_yaml(HEAD + "".join(f"  - {{{e}, {WHO}}}\n" for e in entries), "o.yaml"), SMALL)


def faults(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        parse_overrides(parse_yaml(text, "o.yaml"), SMALL)
    return str(caught.value)


def graded(answers: str, student: str = "ada", more: str = "") -> GradedSubmission:
    return grade(parse_yaml(f"student: {student}\n{more}answers: {answers}\n", f"{student}.yaml"), SMALL)


def item(graded: GradedSubmission, name: str) -> ItemResult:
    (found,) = (item for item in graded.items if item.id == name)
    return found


def decided_item(name: str, answers: str, *entries: str, student: str = "ada", more: str = "") -> ItemResult:
    return item(apply_overrides(graded(answers, student, more), SMALL, overrides(*entries)), name)


# What wins


@pytest.mark.parametrize(
    ("points", "outcome", "score"), [("0", "incorrect", 0), ("1/2", "partial", Fraction(1, 2)), ("2", "correct", 2)]
)
def test_a_decision_wins_over_the_automatic_score(points: str, outcome: str, score: Fraction) -> None:
    result = decided_item("sum", "{sum: 3*x}", f"item: sum, student: ada, points: {points}")
    assert (result.outcome.value, result.score) == (outcome, score)


def test_a_decision_settles_what_waited_for_a_person() -> None:
    before = graded("{why: I think so.}")
    after = apply_overrides(before, SMALL, overrides("item: why, student: ada, points: 1/3"))
    assert (before.pending, after.pending) == (1, 0)
    assert after.score == before.score + Fraction(1, 3)


@pytest.mark.parametrize("answer", ["3*x", "3x", "x + 2*x", "(6*x)/2", r"'\frac{9x}{3}'"])
def test_one_decision_serves_every_equivalent_answer(answer: str) -> None:
    result = decided_item("sum", f"{{sum: {answer}}}", "item: sum, answer: x + x + x, points: 1")
    assert result.score == 1


@pytest.mark.parametrize("answer", ["3*y", "3*x + 1", "'3*x + 1e-9'", "2*x", "'3*('", "''"])
def test_a_decision_serves_no_other_answer(answer: str) -> None:
    plain = item(graded(f"{{sum: {answer}}}"), "sum")
    result = decided_item("sum", f"{{sum: {answer}}}", "item: sum, answer: x + x + x, points: 1")
    assert (result.score, result.outcome, result.remarks) == (plain.score, plain.outcome, plain.remarks)


def test_the_tolerance_of_an_item_does_not_join_answers() -> None:
    text = RUBRIC.replace("expected: 2*x,", "expected: 2*x, rtol: 1/10,")
    tolerant = parse_rubric(parse_yaml(text.replace("2*x", "2").replace("x plus x", "1 + 1"), "t.yaml"))
    entry = f"{HEAD}  - {{item: sum, answer: '3', points: 1, {WHO}}}\n"
    book = parse_overrides(parse_yaml(entry, "o.yaml"), tolerant)
    near = grade(parse_yaml("student: ada\nanswers: {sum: 3.01}\n", "ada.yaml"), tolerant)
    assert apply_overrides(near, tolerant, book).items[0].score == near.items[0].score


def test_answers_in_own_definitions_are_joined_with_nobody_elses() -> None:
    more = "definitions: {s: x + y}\n"
    plain = item(graded("{sum: 2*s}", more=more), "sum")
    assert decided_item("sum", "{sum: 2*s}", "item: sum, answer: 2*x + 2*y, points: 1", more=more) == plain
    assert decided_item("sum", "{sum: 2*s}", "item: sum, student: ada, points: 1", more=more).score == 1


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("The samples are drawn at random.", "the  samples are drawn, at random", True),
        ("Mini-batch", "mini batch", True),
        ("„Zufällig“", "zufällig", True),
        ("a < b", "a > b", False),
        ("n! steps", "n steps", False),
        ("0.5", "05", False),
        (".5", "5", False),
        ("x^2", "x2", False),
        ("x²", "x2", False),
        ("it is", "it is not", False),
        ("f'", "f", False),
        ("-1", "1", False),
        ("(a+b)c", "a+bc", False),
    ],
)
def test_texts_are_joined_by_their_wording(one: str, other: str, is_same: bool) -> None:
    assert (normalize_wording(one) == normalize_wording(other)) is is_same


@given(st.text())
def test_wording_is_a_normal_form(text: str) -> None:
    assert normalize_wording(normalize_wording(text)) == normalize_wording(text)


def test_choices_are_joined_by_what_was_chosen() -> None:
    assert decided_item("way", "{way: DOWN}", "item: way, answer: down, points: 1/2").score == Fraction(1, 2)


def test_a_decision_on_a_student_wins_over_one_on_an_answer_and_the_later_over_the_earlier() -> None:
    entries = (
        "item: sum, student: ada, points: 1/4",
        "item: sum, student: ada, points: 1/2",
        "item: sum, answer: 3*x, points: 1",
        "item: sum, answer: 3x, points: 3/2",
    )
    assert decided_item("sum", "{sum: 3*x}", *entries).score == Fraction(1, 2)
    assert decided_item("sum", "{sum: 3*x}", *entries, student="bob").score == Fraction(3, 2)


@given(st.fractions(min_value=0, max_value=2, max_denominator=1000))
def test_points_stay_exact_and_the_total_is_their_sum(points: Fraction) -> None:
    entry = Override(item="sum", points=points, reason="r", author="a", date="2026-11-20", student="ada")
    after = apply_overrides(ADA, SMALL, Overrides(entries=(entry,)))
    assert item(after, "sum").score == points
    assert after.score == ADA.score - (item(ADA, "sum").score or 0) + points


ADA = graded("{sum: 3*x, way: up, why: because}")


# What is shown


def test_the_report_says_who_decided_what_and_why() -> None:
    first, *rest = decided_item("sum", "{sum: 3*x}", "item: sum, student: ada, points: 1").remarks
    assert first == Remark(
        id="override",
        text="Fair enough. (decided by J. Doe, 2026-11-20)",
        parameters=(
            ("points", "1"), ("reason", "Fair enough."), ("author", "J. Doe"), ("date", "2026-11-20"), ("for", "ada"),
            ("automatic", "incorrect"),
        ),
    )  # fmt: skip
    assert rest == []


def test_what_the_machine_said_of_waiting_for_a_person_is_no_longer_said() -> None:
    result = decided_item("why", "{why: I think so.}", "item: why, student: ada, points: 1/2")
    assert [remark.id for remark in result.remarks] == ["override"]
    assert result.components == ()


def test_no_remark_says_that_a_person_will_look_once_one_has_decided() -> None:
    remarks = tuple(Remark(id=id, text="A person will look.") for id in ("reach", "other-reading", "other-letter"))
    waiting = replace(item(ADA, "sum"), outcome=Outcome.UNDECIDED, credit=None, remarks=remarks)
    before = replace(ADA, items=tuple(waiting if each.id == "sum" else each for each in ADA.items))
    decided = item(apply_overrides(before, SMALL, overrides("item: sum, student: ada, points: 1")), "sum")
    assert [remark.id for remark in decided.remarks] == ["override"]


def test_a_decided_record_goes_to_json_and_back() -> None:
    after = apply_overrides(ADA, SMALL, overrides("item: sum, student: ada, points: 1"))
    assert from_json(to_json(after)) == after
    assert len(after.provenance.overrides) == 64


def test_without_decisions_nothing_changes() -> None:
    assert apply_overrides(ADA, SMALL, Overrides()) is ADA


# What grows old


@pytest.mark.parametrize(
    ("automatic", "flag"),
    [
        ("[incorrect]", ""),
        ("[undecided, incorrect]", ""),
        ("[]", ""),
        ("[undecided]", "The automatic verdict was 'undecided' when this was decided, and is 'incorrect' now."),
        (
            "[partial 1/2, fault]",
            "The automatic verdict was 'partial 1/2' or 'fault' when this was decided, and is 'incorrect' now.",
        ),
    ],
)
def test_a_verdict_that_changed_since_is_flagged_and_the_decision_still_counts(automatic: str, flag: str) -> None:
    result = decided_item("sum", "{sum: 3*x}", f"item: sum, student: ada, points: 1, automatic: {automatic}")
    assert result.score == 1
    assert is_outdated(result) is bool(flag)
    assert [remark.text for remark in result.remarks if remark.id == "override-outdated"] == ([flag] if flag else [])


def test_an_answer_that_changed_since_is_flagged() -> None:
    entry = "item: sum, student: ada, answer: 3*x, points: 1"
    assert not is_outdated(decided_item("sum", "{sum: x + 2x}", entry))
    assert is_outdated(decided_item("sum", "{sum: 4*x}", entry))


def test_flags_are_for_graders() -> None:
    whole = apply_overrides(ADA, SMALL, overrides("item: sum, student: ada, points: 1, automatic: [undecided]"))
    assert not is_outdated(item(restrict_to_view(whole, SMALL, View()), "sum"))
    assert is_outdated(item(restrict_to_view(whole, SMALL, View(audience=Audience.GRADER)), "sum"))


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.WITHHELD])
def test_what_the_machine_said_is_read_back_from_a_report(outcome: Outcome) -> None:
    credit = {"correct": Fraction(1), "partial": Fraction(1, 3), "undecided": None, "unreadable": None, "fault": None}
    before = Automatic(outcome=outcome, credit=credit.get(outcome.value, Fraction(0)))
    assert Automatic.parse(str(before)) == before
    result = replace(ADA.items[0], outcome=outcome, credit=before.credit)
    whole = apply_overrides(replace(ADA, items=(result,)), SMALL, overrides("item: sum, student: ada, points: 1"))
    assert automatic_of(whole.items[0]) == automatic_of(result) == before


# The file


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "item: smu, student: ada, points: 1",
            "o.yaml:3:12: error[unknown-item]: 'smu' is not an item of this exercise.\n{line}"
            "      |            ^^^\n   help:  Write 'sum'.",
        ),
        (
            "item: sum, points: 1",
            "o.yaml:3:12: error[decision-on-nobody]: This decision does not say whose answer it is about.\n{line}"
            "      |            ^^^\n   why:   A decision holds for one student, or for everyone with one answer.\n"
            "   help:  Add 'student' or 'answer'.",
        ),
        (
            "item: sum, student: ada, points: 5/2",
            "o.yaml:3:39: error[too-many-points]: 5/2 is more than 'sum' is worth.\n{line}"
            "      |                                       ^^^\n"
            "   why:   It is worth 2; points above that are a bonus.\n"
            "   help:  Give fewer points, or add 'bonus: yes'.",
        ),
        (
            "item: note, student: ada, points: 0",
            "o.yaml:3:40: error[no-points]: The item 'note' is worth no points.\n{line}"
            "      |                                        ^\n"
            "   why:   There is nothing to decide.\n   help:  Remove this decision.",
        ),
        (
            "item: sum, answer: 2*q, points: 1",
            "o.yaml:3:25: error[unreadable-decision]: '2*q' cannot be read as an answer to 'sum'.\n{line}"
            "      |                         ^^^\n"
            "   why:   A decision for everyone needs an answer that uses only the names of the exercise.\n"
            "   help:  Write it as the report shows it, or name the student. For what was typed, add 'automatic: "
            "[unreadable]'.",
        ),
    ],
)
def test_a_decision_that_cannot_count_is_reported_at_its_place(entry: str, message: str) -> None:
    line = f"  - {{{entry}, {WHO}}}"
    assert faults(f"{HEAD}{line}\n") == message.format(line=f"    3 | {line}\n")


@pytest.mark.parametrize(
    "entry",
    ["item: sum, student: ada, points: -1", "item: sum, student: ada, points: 1e9",
     "item: sum, student: a/b, points: 1", "item: sum, student: ada, points: 1/0",
     "item: sum, student: ada, points: ''", "item: sum, student: ada",
     "item: sum, student: ada, points: 1, automatic: [withheld]", "item: sum, student: ada, points: 1, x: y"],
)  # fmt: skip
def test_a_decision_of_another_form_is_refused(entry: str) -> None:
    assert faults(f"{HEAD}  - {{{entry}, {WHO}}}\n").startswith("o.yaml:3:")


def test_a_day_that_does_not_exist_is_refused() -> None:
    text = f"{HEAD}  - {{item: sum, student: ada, points: 1, {WHO}}}\n".replace("11-20", "02-30")
    assert "error[no-such-day]: There is no day '2026-02-30'." in faults(text)


def test_decisions_on_another_exercise_are_refused() -> None:
    text = "rubric: large\noverrides: []\n"
    assert "error[other-rubric]: These are decisions on 'large'." in faults(text)


def test_points_above_what_an_item_is_worth_are_a_bonus_that_is_called_one() -> None:
    result = decided_item("sum", "{sum: 3*x}", 'item: sum, student: ada, points: 5/2, bonus: "yes"')
    assert (result.outcome, result.score) == (Outcome.CORRECT, Fraction(5, 2))


# Adding to the file

# Control characters and the like never get here: no document may hold them.
NASTY = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Zl", "Zp"], include_characters="\n\t", exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=40,
).filter(str.strip)


@given(st.lists(st.tuples(NASTY, NASTY, NASTY), min_size=1, max_size=3))
def test_whatever_people_type_is_read_back_as_it_was(texts: list[tuple[str, str, str]]) -> None:
    new = [
        Override(item="why", points=Fraction(1, 3), reason=reason, author=author, date="2026-11-20", answer=answer)
        for reason, author, answer in texts
    ]
    whole = append_decisions("", "o.yaml", SMALL, new)
    assert parse_overrides(parse_yaml(whole, "o.yaml"), SMALL).entries == tuple(new)


def test_what_was_there_stays_letter_by_letter() -> None:
    text = f"# my notes\n{HEAD}  # ada came to my office\n  - {{item: sum, student: ada, points: 1, {WHO}}}"
    new = Override(item="why", points=Fraction(1), reason="r", author="a", date="2026-11-20", answer="b")
    assert append_decisions(text, "o.yaml", SMALL, [new]).startswith(text + "\n  - item: why\n")


@pytest.mark.parametrize("text", ["rubric: small\noverrides: []\n", "overrides: []\nrubric: small\n"])
def test_a_file_to_which_nothing_can_be_added_is_left_alone(text: str) -> None:
    new = Override(item="why", points=Fraction(1), reason="r", author="a", date="2026-11-20", answer="b")
    with pytest.raises(UsageError) as caught:
        append_decisions(text, "o.yaml", SMALL, [new])
    assert str(caught.value).splitlines()[0] == "error[cannot-add]: No decision can be added at the end of 'o.yaml'."


def test_an_answer_that_breaks_the_comparison_joins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    book = overrides("item: sum, answer: x + x + x, points: 1")
    monkeypatch.setattr("grader.grading.sameness.decide", broken)
    assert apply_overrides(ADA, SMALL, book).items == ADA.items
