"""Each rung of the ladder settles what it is for, and says so."""

from fractions import Fraction
from typing import Any

import pytest

from grader.equivalence import Policy, decide
from grader.errors import AnswerError, UsageError
from grader.expr import parse
from tests.equivalence.tables import decided, notation_of, rows


@pytest.mark.parametrize("row", rows("verdicts.yaml"), ids=lambda row: f"{row['student']} | {row['expected']}")
def test_a_pair_gets_its_verdict_from_the_rung_that_is_meant_for_it(row: dict[str, Any]) -> None:
    decision = decided(row)
    assert (decision.result, decision.by) == (row["result"], row["by"]), decision
    assert bool(decision.remarks) == row.get("remark", False)
    if "reason" in row:
        assert decision.witness is not None
        assert decision.witness.reason == row["reason"]
    if decision.by == "modular" and decision.result == "equal":
        assert decision.error_bound_log2 is not None and decision.error_bound_log2 <= -80


def test_a_witness_names_the_entry_the_point_and_both_values() -> None:
    decision = decided({"student": "[[1, x], [3, 4]]", "expected": "[[1, y], [3, 4]]"})
    assert decision.witness is not None
    assert decision.witness.at == (("row", 1), ("column", 2))
    assert [name for name, _ in decision.witness.point] == ["x", "y"]
    assert decision.witness.student != decision.witness.expected
    assert [(key, part.result) for key, part in decision.parts] == [
        ((1, 1), "equal"), ((1, 2), "different"), ((2, 1), "equal"), ((2, 2), "equal"),
    ]  # fmt: skip


def test_an_undecided_pair_says_at_how_many_points_and_digits_it_agreed() -> None:
    decision = decided({"student": "floor(2x)", "expected": "floor(x) + floor(x + 1/2)", "deadline_s": 0})
    assert decision.agreement is not None
    assert decision.agreement.points == 24
    assert decision.agreement.digits > 15


def test_the_same_seed_draws_the_same_witness_and_another_seed_another() -> None:
    notation = notation_of({})
    student, expected = (parse(text, notation).tree for text in ("x + 1", "x"))
    first, again, other = (decide(student, expected, notation, Policy(seed=seed)) for seed in (5, 5, 6))
    assert first == again
    assert first.witness != other.witness


def test_a_verdict_does_not_depend_on_the_answers_before_it() -> None:
    notation = notation_of({})
    expected = parse("sqrt(x^2 + 1) + exp(x)", notation).tree
    answers = [
        parse(text, notation).tree
        for text in ("exp(x/3)^3 + (x^2+1)^(1/2)", "exp(x)", "x", "log(x) + y", "sqrt(x^2+1)")
    ]
    alone = [decide(answer, parse("sqrt(x^2 + 1) + exp(x)", notation).tree, notation) for answer in answers]
    assert [decide(answer, expected, notation) for answer in answers] == alone
    assert [decide(answer, expected, notation) for answer in reversed(answers)] == alone[::-1]


def test_a_relative_tolerance_for_an_expected_zero_is_the_authors_error() -> None:
    notation = notation_of({})
    zero = parse("0", notation).tree
    with pytest.raises(UsageError) as caught:
        decide(zero, zero, notation, Policy(rtol=Fraction(1, 1000)))
    assert str(caught.value) == (
        "error[relative-tolerance-at-zero]: The expected value is 0, but only a relative tolerance is given.\n"
        "   why:   A relative tolerance of 0 accepts nothing but 0 itself.\n"
        "   mend:  give an absolute tolerance 'atol' as well."
    )


def test_zero_to_a_symbolic_power_is_refused() -> None:
    with pytest.raises(AnswerError) as caught:
        decided({"student": "x + 0^abs(x - 1)", "expected": "x"})
    assert str(caught.value) == (
        "error[power-of-zero]: Zero is raised to a power that is not a number here.\n"
        "   why:   Its value would jump where the exponent is zero.\n"
        "   mend:  write an indicator for a value at a single point."
    )
