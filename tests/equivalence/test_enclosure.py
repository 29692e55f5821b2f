"""A ball holds the exact value at the edges, too; the result is ``None`` only where nothing around has a value."""

import pytest
from flint import arb, fmpq

from grader.equivalence.values import enclosure
from grader.equivalence.values.enclosure import NAN, asin, factorial, log, power, sign, whole_power

HALF, THIRD = fmpq(1, 2), fmpq(1, 3)


def test_a_logarithm_is_undefined_for_negative_numbers_and_open_at_zero() -> None:
    assert log(arb(-1)) is None
    assert log(arb(0)) is not None
    assert not log(arb(0)).is_finite()
    assert log(arb(1)) == 0


def test_an_inverse_sine_is_undefined_outside_its_range_and_exact_at_its_ends() -> None:
    assert asin(arb(fmpq(3, 2))) is None
    assert asin(arb(fmpq(-3, 2))) is None
    assert (asin(arb(1)) * 2).overlaps(arb.pi())
    assert (asin(arb(-1)) * -2).overlaps(arb.pi())


@pytest.mark.parametrize(
    ("base", "exponent", "value"),
    [(0, HALF, 0), (0, THIRD, 0), (fmpq(1, 4), HALF, HALF), (fmpq(1, 27), THIRD, THIRD), (4, HALF, 2),
     (8, THIRD, 2), (1, HALF, 1)],
)  # fmt: skip
def test_a_root_holds_the_exact_value(base: fmpq, exponent: fmpq, value: fmpq) -> None:
    assert power(arb(base), arb(exponent), exponent).overlaps(arb(value))


def test_a_root_of_a_negative_number_is_undefined_and_one_across_zero_is_open() -> None:
    assert power(arb(-1), arb(HALF), HALF) is None
    assert power(arb(-1), arb(THIRD), THIRD) is None
    assert power(arb(0, 1), arb(HALF), HALF) is not None
    assert power(arb(0, 1), arb(THIRD), THIRD) is not None


@pytest.mark.parametrize(("base", "exponent"), [(-2, 3), (-2, -3), (HALF, 5), (0, 2), (-1, 0), (3, 63)])
def test_a_power_with_a_whole_exponent_holds_the_exact_value(base: fmpq, exponent: int) -> None:
    assert power(arb(base), arb(exponent), None).contains(fmpq(base) ** exponent)
    assert whole_power(arb(base), exponent).contains(fmpq(base) ** exponent)


def test_a_power_with_another_exponent_is_defined_for_a_positive_base_alone() -> None:
    assert power(arb(4), arb(HALF), None).contains(2)
    assert power(arb(HALF), arb(-1), None).contains(2)
    assert power(arb(-4), arb(HALF), None) is None
    assert not power(arb(-4), arb(HALF, 1), None).is_finite()
    assert not power(arb(0), arb(HALF), None).is_finite()
    assert not power(arb(0, 1), arb(HALF), None).is_finite()


def test_a_power_of_or_to_what_is_undefined_is_undefined() -> None:
    assert power(None, arb(2), None) is None
    assert power(arb(2), None, None) is None
    assert power(None, arb(HALF), HALF) is None


def test_a_factorial_goes_through_the_gamma_function() -> None:
    assert factorial(arb(0)).contains(1)
    assert factorial(arb(5)).contains(120)
    assert (factorial(arb(-HALF)) ** 2).overlaps(arb.pi())
    assert not factorial(arb(-1)).is_finite()
    assert not factorial(arb(fmpq(-3, 2))).is_finite()


def test_a_sign_that_is_open_may_be_any() -> None:
    assert all(sign(NAN).contains(value) for value in (-1, 0, 1))
    assert sign(arb(3)) == 1
    assert sign(arb(-3)) == -1
    assert sign(arb(0)) == 0


def test_a_function_without_definition_has_one_value_for_the_same_arguments_and_depends_on_each() -> None:
    arguments = [[arb(x), arb(y)] for x in (0, 1, 2) for y in (0, 1, 2)]
    values = [enclosure.evaluate_without_definition(0, "@f", pair) for pair in arguments]
    assert all(
        enclosure.evaluate_without_definition(0, "@f", pair).overlaps(a)
        for pair, a in zip(arguments, values, strict=True)
    )
    assert not any(a.overlaps(b) for place, a in enumerate(values) for b in values[:place])
    assert not enclosure.evaluate_without_definition(0, "@g", arguments[0]).overlaps(values[0])
