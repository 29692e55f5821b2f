"""What is shown, to whom and when: nothing of the key ever reaches a student before it is released."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import parse_yaml
from grader.grading import GradedSubmission, ItemResult, ReadBack, grade
from grader.grading.visibility.hidden import seal_rubric
from grader.grading.visibility.remarks import MAX_REMARKS, ORDER, select_remarks
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.records import ComponentResult, Decision, Equality, Outcome, Remark, Witness
from grader.reports import REPORT_FORMATS
from grader.rubric import Rubric, parse_rubric
from grader.rubric.visibility import Audience, Phase

HEAD = "rubric: small\ntitle: Small\n"
ITEMS = """
parts:
  - id: one
    title: One
    notation: {symbols: {x: real, y: real}}
    items:
      - id: sum
        type: expression
        points: 2
        prompt: What is the sum?
        expected: 617283*x
        hints: [Add them., Add all of them., Add all of them once more.]
      - {id: point, type: vector, points: 1, prompt: Which point?, expected: "(617283, 617284)"}
      - {id: why, type: text, points: 1, prompt: Why?, key_points: [{id: reason, any: [because]}]}
      - {id: secret, type: number, points: 4, prompt: Which number?, expected: 617285, hidden: "yes"}
"""
ANSWERS = "student: ada\nexercise: small\nanswers: {sum: 3*x, point: '(617283, 5)', why: because, secret: '617285'}\n"
STUDENTS = [View(phase=phase, is_check=check) for phase in Phase for check in (False, True)]
DURING_CHECK = View(is_check=True)
GRADER = View(audience=Audience.GRADER)


def small(visibility: str = "") -> Rubric:
    return parse_rubric(parse_yaml(HEAD + visibility + ITEMS, "small.yaml"))


def graded(rubric: Rubric, text: str = ANSWERS) -> GradedSubmission:
    return grade(parse_yaml(text, "ada.yaml"), rubric)


def item(graded: GradedSubmission, name: str) -> ItemResult:
    (found,) = (item for item in graded.items if item.id == name)
    return found


# Levels


@pytest.mark.parametrize(
    ("level", "outcome", "has_reasons", "has_key"),
    [
        ("none", Outcome.WITHHELD, False, False),
        ("verdict", Outcome.PARTIAL, False, False),
        ("why", Outcome.PARTIAL, True, False),
        ("everything", Outcome.PARTIAL, True, True),
    ],
)
def test_each_level_shows_more_than_the_one_before(
    level: str, outcome: Outcome, has_reasons: bool, has_key: bool
) -> None:
    rubric = small(f"visibility: {{student: {{released: {level}}}}}\n")
    shown = item(restrict_to_view(graded(rubric), rubric, View(phase=Phase.RELEASED)), "point")
    assert shown.outcome is outcome
    assert (shown.credit is None) == (level == "none")
    assert bool(shown.components) == bool(shown.remarks) == has_reasons
    assert bool(shown.expected) == bool(shown.decision) == has_key
    assert shown.read is not None


def test_an_item_may_differ_from_its_rubric() -> None:
    text = HEAD + ITEMS.replace("prompt: Which point?", "prompt: Which point?, visibility: {student: verdict}")
    rubric = parse_rubric(parse_yaml(text, "small.yaml"))
    shown = restrict_to_view(graded(rubric), rubric, View())
    assert item(shown, "point").components == ()
    assert item(shown, "why").remarks != ()


def test_a_score_that_is_not_shown_does_not_count() -> None:
    rubric = small("visibility: {student: none}\n")
    shown = restrict_to_view(graded(rubric), rubric, View())
    assert (shown.score, shown.withheld, shown.pending) == (0, shown.points, 0)


def test_what_the_student_knows_anyway_is_shown_at_every_level() -> None:
    rubric = small("visibility: {student: none}\n")
    text = "student: ada\nexercise: small\nanswers: {sum: '2*(', why: because}\n"
    shown = restrict_to_view(graded(rubric, text), rubric, View())
    assert [result.outcome.value for result in shown.items] == ["unreadable", "blank", "withheld", "withheld"]
    assert item(shown, "sum").diagnostics


def test_check_shows_no_expected_answer_whatever_the_level() -> None:
    rubric = small("visibility: {student: everything}\n")
    shown = restrict_to_view(graded(rubric), rubric, DURING_CHECK)
    assert all(result.expected is None and result.decision is None for result in shown.items)
    assert item(restrict_to_view(graded(rubric), rubric, View()), "sum").expected is not None


def test_graders_see_everything_always() -> None:
    rubric = small()
    assert restrict_to_view(graded(rubric), rubric, GRADER) == graded(rubric)


# Unreadable is not wrong


def test_what_cannot_be_read_costs_nothing_in_a_check_and_says_what_to_change() -> None:
    rubric = small()
    text = "student: ada\nexercise: small\nanswers: {sum: '2*(', point: '(617283, 617284)'}\n"
    checked = restrict_to_view(graded(rubric, text), rubric, DURING_CHECK)
    assert item(checked, "sum").credit is None
    assert (checked.score, checked.uncounted) == (1, 2)
    page = REPORT_FORMATS["terminal"].render(checked)
    assert "? sum: cannot be read, 2 points not counted\n" in page
    assert "help:" in page
    assert (checked.pending, item(checked, "sum").is_pending) == (0, False)


def test_what_cannot_be_read_waits_for_a_person_after_grading_and_says_so() -> None:
    rubric = small()
    text = "student: ada\nexercise: small\nanswers: {sum: '2*(', point: '(617283, 617284)', secret: '617285'}\n"
    shown = restrict_to_view(graded(rubric, text), rubric, View(phase=Phase.RELEASED))
    assert (item(shown, "sum").credit, shown.score, shown.pending, shown.uncounted) == (None, 5, 2, 0)
    page = " ".join(REPORT_FORMATS["terminal"].render(shown).split())
    assert "Score so far: 5 of 8 points; a person still has to judge 2 points." in page
    assert "? sum: cannot be read, 2 points pending" in page
    assert "This answer could not be read, so a person will look at it; it has no score yet." in page
    assert "help:" in page


def test_a_rubric_may_give_no_points_for_what_cannot_be_read() -> None:
    rubric = small("unreadable: zero\n")
    text = "student: ada\nexercise: small\nanswers: {sum: '2*('}\n"
    assert graded(rubric, text).pending == 0
    assert item(graded(rubric, text), "sum").credit == 0
    assert item(restrict_to_view(graded(rubric, text), rubric, DURING_CHECK), "sum").is_uncounted


# Hidden items


class Untouchable:
    """An answer type that nobody may use."""

    kind, summary, example, needs_expected = "number", "", "", True
    options: dict[str, Any] = {}
    answer_schema: dict[str, Any] = {"type": "string"}

    def read(self, *_: object) -> Any:
        raise AssertionError("a hidden answer was read")

    judge = read


def with_untouchable(rubric: Rubric) -> Rubric:
    parts = tuple(
        replace(part, items=tuple(replace(i, answer_type=Untouchable()) if i.hidden else i for i in part.items))
        for part in rubric.parts
    )
    return replace(rubric, parts=parts)


@pytest.mark.parametrize("answer", ["'617285'", "'1'", "'2*('", "[[1], 2]", "{a: b}", "", "~"])
def test_a_hidden_item_is_not_evaluated_and_looks_the_same_whatever_was_answered(answer: str) -> None:
    rubric = with_untouchable(small())
    text = f"student: ada\nexercise: small\nanswers: {{sum: 3*x, secret: {answer}}}\n"
    shown = restrict_to_view(graded(seal_rubric(rubric), text), rubric, DURING_CHECK)
    assert shown.is_readable
    secret = item(shown, "secret")
    assert secret == item(
        restrict_to_view(graded(rubric, "student: ada\nanswers: {}\n"), rubric, DURING_CHECK), "secret"
    )
    assert (secret.outcome, secret.given, secret.read, secret.diagnostics) == (Outcome.WITHHELD, "", None, ())


def test_a_sealed_rubric_holds_no_key_for_hidden_items() -> None:
    assert [item.key is None for item in seal_rubric(small()).items] == [False, False, True, True]


def test_a_hidden_item_is_graded_and_shown_after_the_release() -> None:
    rubric = small()
    whole = graded(rubric)
    assert item(whole, "secret").outcome is Outcome.CORRECT
    for phase in (Phase.BEFORE_DEADLINE, Phase.AFTER_DEADLINE):
        assert item(restrict_to_view(whole, rubric, View(phase=phase)), "secret").outcome is Outcome.WITHHELD
    assert item(restrict_to_view(whole, rubric, View(phase=Phase.RELEASED)), "secret").outcome is Outcome.CORRECT


# Key points


@pytest.mark.parametrize("view", [DURING_CHECK, View()], ids=["check", "report"])
def test_which_key_points_a_text_has_is_not_shown_before_the_deadline(view: View) -> None:
    rubric = small()
    right, wrong = (
        item(restrict_to_view(graded(rubric, ANSWERS.replace("because", words)), rubric, view), "why")
        for words in ("because", "whatever")
    )
    assert [remark.text for remark in right.remarks] == ["A person reads this answer and decides."]
    assert (right.remarks, right.components) == (wrong.remarks, ())
    assert right.outcome is wrong.outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("view", [View(phase=Phase.AFTER_DEADLINE), GRADER], ids=["after the deadline", "grader"])
def test_which_key_points_a_text_has_is_shown_to_graders_and_after_the_deadline(view: View) -> None:
    rubric = small()
    (remark,) = item(restrict_to_view(graded(rubric), rubric, view), "why").remarks
    assert remark.text == "1 of 1 key points were found. A person reads this answer and decides."


# Remarks and hints


def test_at_most_three_remarks_and_the_most_important_first() -> None:
    remarks = [Remark(id=kind, text=kind) for kind in reversed((*ORDER, "unheard-of"))]
    assert [remark.id for remark in select_remarks(remarks)] == [*ORDER[: MAX_REMARKS - 1], "author"]
    others = [remark for remark in remarks if remark.id != "author"]
    assert [remark.id for remark in select_remarks(others)] == list(ORDER[:MAX_REMARKS])


def test_what_is_said_of_this_very_answer_comes_before_what_the_author_says_of_every_wrong_one() -> None:
    exact = ("misconception", "follow-through", "step", "resemblance", "rounded", "components", "structure")
    for kind in exact:
        remarks = (Remark(id="author", text="Look again."), Remark(id=kind, text="Component 2 is not right."))
        assert [remark.id for remark in select_remarks(remarks)] == [kind, "author"]


def test_what_to_do_is_said_before_what_is_so() -> None:
    remarks = (Remark(id="text-suggestion", text="1 of 2."), Remark(id="key-point", text="Say how."))
    assert [remark.id for remark in select_remarks(remarks)] == ["key-point", "text-suggestion"]


@given(st.lists(st.sampled_from([*ORDER, "x", "y"]), max_size=8))
def test_remarks_are_a_sorted_part_of_what_was_said(kinds: list[str]) -> None:
    reported = select_remarks(Remark(id=kind, text=kind) for kind in kinds)
    assert len(reported) == min(MAX_REMARKS, len(kinds))
    ranks = [ORDER.index(remark.id) if remark.id in ORDER else len(ORDER) for remark in reported]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, ""),
        (1, "Hint 1 of 3: Add them."),
        (2, "Hint 1 of 3: Add them. Hint 2 of 3: Add all of them."),
        (9, "Hint 1 of 3: Add them. Hint 2 of 3: Add all of them. Hint 3 of 3: Add all of them once more."),
    ],
)
def test_hints_come_in_rungs(count: int, text: str) -> None:
    rubric = small()
    shown = restrict_to_view(graded(rubric), rubric, View(hints=count, is_check=True))
    assert "".join(remark.text for remark in item(shown, "sum").remarks if remark.id == "hint") == text


def test_a_right_answer_gets_no_hint() -> None:
    rubric = small()
    shown = restrict_to_view(
        graded(rubric, "student: ada\nanswers: {sum: 617283*x}\n"), rubric, View(hints=3, is_check=True)
    )
    assert item(shown, "sum").remarks == ()


def test_a_misconception_supplies_the_last_rung() -> None:
    rubric = small()
    mistake = Remark(id="misconception", text="You added once.", parameters=(("hint", "Count the summands."),))
    whole = graded(rubric)
    whole = replace(whole, items=(replace(whole.items[0], remarks=(mistake,)), *whole.items[1:]))
    first, second = item(restrict_to_view(whole, rubric, View(hints=4, is_check=True)), "sum").remarks
    assert first.text.endswith("Hint 4 of 4: Count the summands.")
    assert second == replace(mistake, parameters=())


def test_a_hint_that_nobody_asked_for_is_not_in_the_record() -> None:
    rubric = small()
    mistake = Remark(id="misconception", text="You added once.", parameters=(("mistake", "once"), ("hint", "Count.")))
    whole = graded(rubric)
    whole = replace(whole, items=(replace(whole.items[0], remarks=(mistake,)), *whole.items[1:]))
    assert item(restrict_to_view(whole, rubric, DURING_CHECK), "sum").remarks == (
        replace(mistake, parameters=(("mistake", "once"),)),
    )


def test_a_remark_does_not_mention_another_item_whose_outcome_is_withheld() -> None:
    rubric = small()
    whole = graded(rubric)
    remarks = tuple(
        Remark(id="follow-through", text=f"This is consistent with your {name}.", parameters=(("item", name),))
        for name in ("secret", "point")
    )
    whole = replace(whole, items=(replace(whole.items[0], remarks=remarks), *whole.items[1:]))
    assert item(restrict_to_view(whole, rubric, View()), "sum").remarks == remarks[1:]
    assert item(restrict_to_view(whole, rubric, GRADER), "sum").remarks == remarks


# Nothing of the key reaches a student


def test_what_a_student_sees_does_not_depend_on_expected_answers_and_evidence() -> None:
    rubric = small()
    whole = graded(rubric)
    other = replace(
        whole,
        items=tuple(
            replace(
                result,
                expected=ReadBack(text="something else", latex="s"),
                decision=Decision(result=Equality.UNKNOWN, by="limit"),
            )
            for result in whole.items
        ),
    )
    for view in STUDENTS:
        if view.is_check or view.phase is not Phase.RELEASED:
            assert restrict_to_view(whole, rubric, view) == restrict_to_view(other, rubric, view)


@pytest.mark.parametrize(
    ("said", "is_shown"),
    [
        ("The answer is a vector of 2, but a matrix is expected.", True),
        ("y = 3/7 satisfies what is expected but not the answer.", False),
        ("It should be 617283 * x.", False),
        ("Compare with 3*x.", True),
    ],
)
def test_a_remark_that_gives_the_answer_away_is_not_shown(said: str, is_shown: bool) -> None:
    rubric = small()
    whole = graded(rubric)
    witness = Witness(reason=said, point=(("y", "3/7"),), expected="true")
    result = replace(
        item(whole, "sum"),
        remarks=(Remark(id="structure", text=said),),
        decision=Decision(result=Equality.DIFFERENT, by="exact", witness=witness),
    )
    shown = restrict_to_view(replace(whole, items=(result,)), rubric, View())
    assert bool(shown.items[0].remarks) is is_shown


@pytest.mark.parametrize(
    ("prompt", "is_shown"), [("What is the sum?", False), ("What is it at (617283, 617284)?", True)]
)
def test_a_remark_that_names_the_expected_point_of_another_item_is_not_shown(prompt: str, is_shown: bool) -> None:
    rubric = small()
    whole = graded(rubric)
    remark = Remark(id="follow-through", text="This is consistent with your grad f(617283, 617284).")
    whole = replace(whole, items=(replace(whole.items[0], prompt=prompt, remarks=(remark,)), *whole.items[1:]))
    assert bool(item(restrict_to_view(whole, rubric, View()), "sum").remarks) is is_shown


def test_the_names_of_our_modules_are_for_graders() -> None:
    rubric = small()
    whole = graded(rubric)
    fault = Remark(id="fault", text="Our mistake.", parameters=(("error", "KeyError"),))
    whole = replace(whole, items=(replace(whole.items[0], outcome=Outcome.FAULT, credit=None, remarks=(fault,)),))
    assert restrict_to_view(whole, rubric, View()).items[0].remarks == (Remark(id="fault", text="Our mistake."),)
    assert restrict_to_view(whole, rubric, GRADER).items[0].remarks == (fault,)


@pytest.mark.parametrize("credit", [Fraction(0), Fraction(1, 3), Fraction(1)])
def test_levels_never_change_a_credit_that_they_show(credit: Fraction) -> None:
    rubric = small()
    whole = graded(rubric)
    part = ComponentResult(label="component 1", outcome=Outcome.CORRECT, credit=credit)
    whole = replace(whole, items=(replace(whole.items[0], credit=credit, components=(part,)),))
    for view in STUDENTS:
        assert restrict_to_view(whole, rubric, view).items[0].credit == credit
