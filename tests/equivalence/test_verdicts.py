"""Each rung of the ladder settles what it is for, and says so."""

from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq

from grader.equivalence import Policy, decide
from grader.equivalence.graph import powers
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.values.exact_roots import find_simplest
from grader.equivalence.values.measure import measure
from grader.equivalence.values.needed import list_needed
from grader.errors import AnswerError, UsageError
from grader.expr import parse
from grader.records import Agreement
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


@pytest.mark.parametrize(
    ("student", "expected", "degrees"),
    [("(x+1)^2", "x^2+2x+1", 2 + 3), ("(x+1)^20", "(x+1)^18 (x^2+2x+1)", 20 + 18 + 3)],
)
def test_the_bound_on_the_error_follows_from_the_degrees(student: str, expected: str, degrees: int) -> None:
    order_of_roots, least_prime = 12, 2**125
    decision = decided({"student": student, "expected": expected})
    assert decision.error_bound_log2 is not None
    assert 2 * order_of_roots * degrees / least_prime <= 2.0**decision.error_bound_log2
    # The slack is for the pairs of nodes that are compared, and for attempts that failed.
    assert 2 * order_of_roots * degrees / least_prime > 2.0 ** (decision.error_bound_log2 - 10)


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("(x+1)^1000", "(x+1)^998 (x^2+2x+1)"),  # the coefficients are as long as 1000 bits
        ("(x + 2^200)^2", "x^2 + 2^201 x + 2^400"),
        ("x (sqrt(2) + sqrt(3) + sqrt(5))^2", "x (10 + 2 sqrt(6) + 2 sqrt(10) + 2 sqrt(15))"),
    ],
)
def test_where_coefficients_may_be_longer_than_the_prime_the_bound_counts_the_primes(
    student: str, expected: str
) -> None:
    decision = decided({"student": student, "expected": expected})
    assert decision.result == "equal"
    assert decision.error_bound_log2 is not None
    assert decision.error_bound_log2 <= -80


def test_the_bound_on_the_error_grows_with_the_roots_of_exponentials() -> None:
    answer = {"student": "exp(x/7)^3 (x + 1)", "expected": "exp(3x/7) + x exp(3x/7)"}
    plain = {"student": "exp(x)^3 (x + 1)", "expected": "exp(3x) + x exp(3x)"}
    bounds = [decided(row).error_bound_log2 for row in (answer, plain)]
    assert None not in bounds
    assert bounds[0] >= bounds[1] + 2  # type: ignore[operator]


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
    decision = decided({"student": "floor(floor(x)/2)", "expected": "floor(x/2)", "deadline_s": 0})
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


def test_only_arrays_and_families_have_parts() -> None:
    assert decided({"student": "x", "expected": "y"}).parts == ()
    assert decided({"student": "x + x", "expected": "2x"}).parts == ()
    assert [key for key, _ in decided({"student": "(x, 1)", "expected": "(x, 1)"}).parts] == [(1,), (2,)]


def test_what_has_no_value_is_within_no_tolerance_and_is_not_said_to_agree_anywhere() -> None:
    decision = decided({"student": "log(-1)", "expected": "2", "rtol": "1/100"})
    assert decision.witness is not None
    assert (decision.result, decision.by) == ("different", "structure")
    assert decision.witness.reason == "The answer is undefined, and a number is expected."
    decision = decided({"student": "2", "expected": "log(-1)", "rtol": "1/100"})
    # Over the reals nothing is expected here, so the principal complex values are compared.
    assert decision.witness is not None
    assert (decision.result, decision.by) == ("different", "tolerance")
    assert decision.witness.expected.endswith("j") and "3.14" in decision.witness.expected
    decision = decided({"student": "2", "expected": "1/log(1)", "rtol": "1/100"})
    assert (decision.result, decision.by, decision.agreement) == ("unknown", "limit", Agreement(points=0, digits=0))


def test_numbers_too_long_to_write_out_differ_by_their_remainders() -> None:
    graph = Graph()
    long = graph.power(graph.number(9), 10**10)
    decision = Ladder(graph, Policy()).decide(long, graph.add([long, ONE]))
    assert (decision.result, decision.by) == ("different", "modular")
    assert decision.witness is not None
    assert decision.witness.student != decision.witness.expected


def test_the_degree_of_a_root_is_at_least_that_of_what_is_below_it() -> None:
    graph = Graph()
    radicand = graph.add([graph.power(graph.atom("x"), 5), ONE])
    root = powers.sqrt(graph, radicand)
    sizes = measure(graph, list_needed(graph, [root]))
    assert sizes[radicand][0] == 5
    assert sizes[root][0] >= 5


def test_the_shortest_number_between_two_others_is_found() -> None:
    assert find_simplest(fmpq(0), fmpq(1)) == fmpq(1, 2)
    assert find_simplest(fmpq(-7, 2), fmpq(-5, 2)) == -3
    assert find_simplest(fmpq(1, 3), fmpq(1, 2)) == fmpq(2, 5)
    assert find_simplest(fmpq(10**40), fmpq(10**40) + fmpq(1, 10**40)) == 10**40 + fmpq(1, 10**40 + 1)


def test_a_relative_tolerance_for_an_expected_zero_is_the_authors_error() -> None:
    notation = notation_of({})
    zero = parse("0", notation).tree
    with pytest.raises(UsageError) as caught:
        decide(zero, zero, notation, Policy(rtol=Fraction(1, 1000)))
    assert str(caught.value) == (
        "error[relative-tolerance-at-zero]: The expected value is 0, but only a relative tolerance is given.\n"
        "   why:   A relative tolerance of 0 accepts nothing but 0 itself.\n"
        "   help:  give an absolute tolerance 'atol' as well."
    )


def test_zero_to_a_symbolic_power_is_refused() -> None:
    with pytest.raises(AnswerError) as caught:
        decided({"student": "x + 0^abs(x - 1)", "expected": "x"})
    assert str(caught.value) == (
        "error[power-of-zero]: Zero is raised to a power that is not a number here.\n"
        "   why:   Its value would jump where the exponent is zero.\n"
        "   help:  write an indicator for a value at a single point."
    )
