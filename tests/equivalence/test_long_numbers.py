"""What is worked out exactly is bounded before it is worked out: numbers, sums within sums, roots and powers."""

from time import process_time

import pytest

from grader import compare
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.number_roots import factor_number, find_perfect_root
from grader.equivalence.pairs.symbols import parse_declaration
from grader.errors import UsageError

TOO_LARGE = [
    "prod(k^3000, k, 1, 1000)",
    "x*prod(k^3000, k, 1, 1000)",
    "sum(1/k^3000, k, 1, 1000)",
    "sum(x/k^3000, k, 1, 1000)",
    "sum(x^k/k^3000, k, 1, 1000)",
    "sum(1/(7^k+k), k, 1, 1000)",
    "prod(k!, k, 1, 1000)",
    "prod(1/k!, k, 1, 1000)",
    "prod(1+1/3^k, k, 1, 1000)",
    "sum(sum(1/(j*k+1)^100, j, 1, 30), k, 1, 30)",
    "x*(2/3)^5000*(5/7)^5000*(11/13)^5000",
    "((2/3)^5000*x + (5/7)^5000)*(11/13)^5000*(17/19)^5000",
    "[[9^500, 1], [1, 7^300]]^64",
    "[[1/3^500, 1], [1, 7^300]]^(-40)",
    "prod([[k, 1], [1, 1]], k, 1, 1000)",
    "sum(binomial(10^300, k), k, 0, 60)",
    "((((2^(1/3^5000))^(1/7^5000))^(1/11^5000))^(1/13^5000))^(1/17^5000)",
]


@pytest.mark.parametrize("student", TOO_LARGE)
@pytest.mark.parametrize("turned", [False, True])
def test_a_number_that_is_too_long_is_refused_before_it_is_worked_out(student: str, turned: bool) -> None:
    begun = process_time()
    pair = ("x", student) if turned else (student, "x")
    found = compare(*pair, symbols={"x": "real"})
    assert found.result == "unreadable"
    assert [one.slug for one in found.diagnostics] == ["number-too-large"]
    assert process_time() - begun < 1


@pytest.mark.parametrize(
    "student",
    [
        "sum(sum(k*j, j, 1, k), k, 1, 1000)",
        "sum(sum(sum(1, i, 1, j), j, 1, k), k, 1, 1000)",
        f"sum({'+'.join(['k'] * 400)}, k, 1, 1000)",
    ],
)
def test_all_terms_of_all_sums_are_counted_before_they_are_written_out(student: str) -> None:
    found = compare(student, "1")
    assert [one.slug for one in found.diagnostics] == ["sum-too-long"]


def test_the_work_for_one_answer_does_not_count_for_the_next() -> None:
    for _ in range(20):
        assert compare("sum(1/k^20, k, 1, 1000)", "sum(1/k^20, k, 1, 999)").result == "different"


def test_the_roots_of_long_numbers_take_few_steps() -> None:
    begun = process_time()
    for exponent in range(30_000, 31_000):
        factor_number.__wrapped__(1 << exponent)
        factor_number.__wrapped__(3 * 5**7 << exponent)
    assert factor_number(3 * 5**7 << 1000) == ((2, 1000), (3, 1), (5, 7))
    assert process_time() - begun < 5


def test_a_perfect_root_is_found_for_every_index() -> None:
    assert [find_perfect_root(101**6, index) for index in (2, 3, 4, 6, 7)] == [101**3, 101**2, None, 101, None]
    assert find_perfect_root(101, 10**30) is None


def test_long_numbers_are_counted_by_their_bits() -> None:
    graph = Graph()
    graph.number(1 << 1000)
    assert graph.work.long_bits == 0
    graph.number(1 << 10_000)
    assert graph.work.long_bits == 10_001
    graph.work.begin(0)
    assert graph.work.long_bits == 0


@pytest.mark.parametrize(
    ("domain", "what"),
    [
        ("[1/0, 2]", "An end of the range '[1/0, 2]' of 'x' divides by zero."),
        ("[0, 2/00)", "An end of the range '[0, 2/00)' of 'x' divides by zero."),
        ("natural [-6, -2]", "No natural number lies in the range of 'x', 'natural [-6, -2]'."),
        ("integer [1/3, 2/3]", "No whole number lies in the range of 'x', 'integer [1/3, 2/3]'."),
        ("positive [-2, 0]", "No positive number lies in the range of 'x', 'positive [-2, 0]'."),
        ("negative [0, oo]", "No negative number lies in the range of 'x', 'negative [0, oo]'."),
        ("negative [0, 1]", "No negative number lies in the range of 'x', 'negative [0, 1]'."),
        ("natural [-3, 0]", None),
        ("positive [-1, 1]", None),
    ],
)
def test_a_range_without_numbers_of_its_kind_is_refused(domain: str, what: str | None) -> None:
    if what is None:
        parse_declaration("x", domain)
        return
    with pytest.raises(UsageError) as raised:
        parse_declaration("x", domain)
    assert raised.value.diagnostic.what == what
    assert raised.value.diagnostic.help
