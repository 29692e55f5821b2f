"""Sizes are estimated before anything is computed, and each limit is refused by its name."""

import pytest

from grader.errors import LimitError
from grader.expr import parse
from tests.expr.notations import NETWORK, PLAIN

BEYOND = {
    "9^9^9^9": "MAX_VALUE_DIGITS",
    "(1/3)^(10^9)": "MAX_VALUE_DIGITS",
    "(1+1)^(2^20)": "MAX_VALUE_DIGITS",
    "sin(10^10^6)": "MAX_VALUE_DIGITS",
    "x^(10^10^6)": "MAX_VALUE_DIGITS",
    "9^999*" * 11 + "1": "MAX_VALUE_DIGITS",
    "max(2, 3)^(10^6)": "MAX_VALUE_DIGITS",
    "(((100!)!)!)!": "MAX_FACTORIAL",
    "1001!": "MAX_FACTORIAL",
    "binomial(10^6, 5*10^5)": "MAX_FACTORIAL",
    "sum(1/n, n, 1, 10^9)": "MAX_SUM_TERMS",
    "sum(sum(k*n, k, 1, 40), n, 1, 40)": "MAX_SUM_TERMS",
    "product(n, n, 1, 1001)": "MAX_SUM_TERMS",
}


@pytest.mark.parametrize(("typed", "name"), BEYOND.items())
def test_what_is_too_large_is_refused_by_name(typed: str, name: str) -> None:
    with pytest.raises(LimitError) as caught:
        parse(typed, PLAIN)
    assert f"The limit {name} keeps" in caught.value.diagnostic.why


@pytest.mark.parametrize(
    "typed",
    ["tan(10^1000)", "0.1^(10^20)", "exp(exp(exp(10)))", "1^(10^9)", "(-1)^(10^9)", "0^(10^9)", "x^(10^9)", "1000!",
     "2^(1/2)", "2^0.5", "sum(n, n, 1, 1000)", "sum(n, n, 5, 1)", "binomial(10^6, 2)", "1/0", "0^(-1)", "(-3)!"],
)  # fmt: skip
def test_what_is_not_computed_exactly_or_is_small_is_read(typed: str) -> None:
    assert parse(typed, PLAIN)


def test_a_sum_over_a_declared_range_is_not_counted() -> None:
    assert parse("sum(sum(z_k*v_kj, k), j)", NETWORK)
