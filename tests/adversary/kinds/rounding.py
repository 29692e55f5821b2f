"""Numbers that a student rounded, for items with ``digits``, ``rtol`` or ``atol``."""

from fractions import Fraction
from random import Random
from typing import Any

from tests.adversary.kinds.growing import Soil, grow
from tests.adversary.oracles.evaluation import COMPLEX, EXACT, MP, Arithmetic, UndefinedError, UnsureError, evaluate
from tests.adversary.pairs import Pair
from tests.adversary.tree import Node, add, call, const, div, mul, num, pow_

__all__ = ["generate", "generate_complex", "to_decimal"]

SOIL = Soil(("sqrt", "ln", "exp"), 0.25)
NOISE = (0, 0, 0, 0, 1, -1, 2, Fraction(1, 2), Fraction(-1, 2), Fraction(49, 100), Fraction(51, 100), 10)


def value_of(tree: Node, using: Arithmetic = EXACT) -> Any:
    try:
        return evaluate(tree, {}, using)
    except (UndefinedError, UnsureError):
        return None


def draw_expected(rng: Random) -> Node:
    if rng.random() < 0.45:
        return rng.choice(
            (
                lambda: div(num(rng.randint(1, 999)), num(rng.randint(2, 30))),
                lambda: call("sqrt", num(rng.randint(2, 99))),
                lambda: pow_(const("e"), rng.randint(1, 8)),
                lambda: mul(num(rng.randint(2, 9)), const("pi")),
                lambda: Node("dec", (), f"{rng.randint(0, 999)}.{rng.randint(1, 99999):05d}"),
                lambda: num(rng.randint(10, 99999)),
            )
        )()
    return grow(rng, SOIL, [], 2)


def exponent_of(value: Fraction) -> int:
    """Return the place of the first significant digit: 0 for 3.2, 2 for 320, -1 for 0.32."""
    place = 0
    size = abs(value)
    while size >= 10:
        size, place = size / 10, place + 1
    while size < 1:
        size, place = size * 10, place - 1
    return place


def to_decimal(value: Fraction, place: int) -> str:
    """Return a value rounded to a place after the point as a decimal; a negative place rounds before the point."""
    scaled = round(value * Fraction(10) ** place)
    if place <= 0:
        return str(scaled * 10**-place)
    digits = f"{abs(scaled):0{place + 1}d}"
    return f"{'-' if scaled < 0 else ''}{digits[:-place]}.{digits[-place:]}"


def to_fraction(value: Any) -> Fraction:
    """Return a number of 60 digits as the fraction that it is."""
    mantissa = Fraction(int(value.man) * (-1 if value < 0 and value.man > 0 else 1))
    return mantissa * Fraction(2) ** int(value.exp)


def generate(rng: Random) -> Pair:
    """Return a decimal beside the number that it rounds, well or badly."""
    expected = draw_expected(rng)
    value = value_of(expected)
    while value is None or not MP.mpf(10) ** -6 < abs(value) < 10**8:
        expected = draw_expected(rng)
        value = value_of(expected)
    exact = to_fraction(value)
    way = rng.choice(("digits", "digits", "rtol", "atol"))
    asked = rng.randint(1, 6)
    if way == "digits":
        shown = max(1, asked + rng.choice((0, 0, 0, 1, 2, -1, 4)))
        place = shown - 1 - exponent_of(exact)
        text = to_decimal(exact + Fraction(rng.choice(NOISE)) * Fraction(10) ** -place, place)
        options: dict[str, Any] = {"digits": asked}
    else:
        limit = Fraction(rng.choice((1, 2, 5)), 10 ** rng.randint(1, 4))
        size = limit if way == "atol" else limit * abs(exact)
        off = size * Fraction(
            rng.choice((0, 1, -1, 2, -2, 9, -9, 11, -11, 99, 101, 20)), 10 if rng.random() < 0.8 else 100
        )
        text = to_decimal(exact + off, rng.randint(3, 7))
        options = {way: str(limit)}
    if rng.random() < 0.15:
        return Pair("decimals", expected, expected, {}, options, oracle="decimals", data="exact", is_equal=True)
    student = Node("dec", (), text)
    if rng.random() < 0.1:
        other = num(rng.randint(2, 9))
        return Pair(
            "decimals",
            Node("vector", (student, other)),
            Node("vector", (expected, other)),
            {},
            options,
            oracle="decimals",
            data=text,
        )
    return Pair("decimals", student, expected, {}, options, oracle="decimals", data=text)


def generate_complex(rng: Random) -> Pair:
    """Return a rounded complex number beside the exact one."""
    i = const("i")

    def gaussian() -> Node:
        return add(num(rng.randint(-5, 5)), mul(num(rng.randint(2, 5)), i))

    expected = rng.choice(
        (
            lambda: add(call("sqrt", num(rng.randint(2, 9))), mul(call("sqrt", num(rng.randint(2, 9))), i)),
            lambda: pow_(const("e"), mul(i, num(rng.randint(1, 6)))),
            lambda: div(gaussian(), gaussian()),
            lambda: pow_(gaussian(), rng.randint(2, 3)),
            lambda: mul(gaussian(), call("ln", num(rng.randint(2, 9)))),
        )
    )()
    value = evaluate(expected, {}, COMPLEX)
    options = dict([rng.choice((("rtol", "1/100"), ("atol", "1/100"), ("rtol", "1/1000"), ("atol", "1/20")))])
    place, share = rng.randint(1, 5), rng.choice((0, 0, 0, 3, 8, 12, 40))
    size = Fraction(next(iter(options.values()))) * (1 if "atol" in options else to_fraction(abs(value)))
    parts = [
        to_decimal(to_fraction(part) + size * Fraction(share * rng.choice((1, -1)), 14), place)
        for part in (value.real, value.imag)
    ]
    student = add(Node("dec", (), parts[0]), mul(Node("dec", (), parts[1]), i))
    return Pair("complex", student, expected, {}, options, oracle="complex tolerance")
