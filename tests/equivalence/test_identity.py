"""What the modular rung claims nothing about: numbers made so that they vanish modulo a prime that is known."""

import pytest

from grader.equivalence.values.fields import get_field
from tests.equivalence.tables import decided

PRIME = get_field(0).prime  # that of the seed with which these rows are decided


@pytest.mark.parametrize(
    "answer",
    [
        f"x + 0.5^({2 * (PRIME - 1)}) - 0.5^({PRIME - 1})",
        f"x + exp(-{2 * (PRIME - 1)}) - exp(-{PRIME - 1})",
        f"x + {PRIME}*10^(-3000)",
        f"x + sqrt(3 + 2 sqrt(2)) - sqrt(2) - 1 + {PRIME}*10^(-3000)",
    ],
    ids=["a power", "an exponential", "a multiple of the prime", "the same beside nested roots"],
)
def test_what_vanishes_modulo_the_known_prime_is_not_equal_to_zero(answer: str) -> None:
    assert decided({"student": answer, "expected": "x"}).result != "equal"


def test_powers_of_numbers_that_are_written_out_and_shorter_ones_of_roots_are_still_proved() -> None:
    for student, expected in (
        ("0.5^1000 * 2^1000 x", "x"),
        ("(1 + sqrt(2))^40*x", "(3 + 2 sqrt(2))^20*x"),
        ("x exp(1000)^1000 + x", "x + exp(10^6)*x"),
    ):
        assert decided({"student": student, "expected": expected}).result == "equal"


def test_the_sides_of_a_symbol_that_is_not_zero_are_told_apart() -> None:
    row = {"symbols": {"x": "nonzero"}, "expected": "0"}
    assert decided({**row, "student": "1[sqrt(x^4 + x^2) = x sqrt(x^2 + 1)]"}).result != "equal"
    assert decided({**row, "student": "sqrt(x^4 + x^2) - x sqrt(x^2 + 1)"}).result == "different"
    assert decided({**row, "student": "sqrt(x^4 + x^2) - |x| sqrt(x^2 + 1)"}).result == "equal"
    roots = "sqrt(3x^2 + 2 sqrt(2) x^2)"
    assert decided({**row, "student": f"{roots} - x (1 + sqrt(2))"}).result == "different"
    assert decided({**row, "student": f"{roots} - |x| (1 + sqrt(2))"}).result == "equal"


def test_numbers_longer_than_python_writes_in_decimals_can_be_salted() -> None:
    for long in ("10^4500", "7^5200", "3^9200/2^9200"):
        row = {"student": f"(x + {long})(x - {long})", "expected": f"x^2 - ({long})^2"}
        assert decided(row).result == "equal"
        assert decided({**row, "expected": f"x^2 - ({long})^2 + 10^(-4000)"}).result != "equal"
