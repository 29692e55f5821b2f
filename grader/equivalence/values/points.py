"""Drawing points of a domain: the same on every run, and nobody can guess them without the rubric's seed.

Coordinates are exact rationals with odd denominators, so that no sine of a whole multiple of pi vanishes at all of
them, and of every size: the first few near one, then small, large and very large, of both signs where the domain
allows.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from random import Random

from flint import fmpq

from grader.expr.notation import Domain

__all__ = ["draw_complex_coordinate", "draw_coordinate", "find_ends", "list_whole_numbers_beside"]

# The power of ten of a coordinate's size, point by point; from the end on again from the start.
SIZES = (0, 0, 0, 1, 0, 1, -1, 2, 0, 1, -2, 3, 1, 0, 5, 1, -4, 0, 2, 7, 1, 0, 12, -8)
FOUR_AT_ONCE = 3  # the bits that points of one group differ in; but the first point decides most comparisons alone
# The largest absolute value of a whole number without a range, point by point.
WHOLE_SIZES = (3, 5, 9, 12, 2, 20, 4, 40, 1, 7, 100, 6, 0, 15, 1000, 8)


def draw_coordinate(seed: int, name: str, domain: Domain, number: int) -> fmpq:
    return draw_coordinates(seed, name, domain, number | FOUR_AT_ONCE if number else 0)[number]


@lru_cache(maxsize=4096)
def draw_coordinates(seed: int, name: str, domain: Domain, last: int) -> tuple[fmpq, ...]:
    """Draw the coordinates of a symbol from the first on. They are the same however many are drawn."""
    source = Random(f"{seed}/{name}/{domain.kind}")
    return tuple(draw_number(source, domain, number) for number in range(last + 1))


def draw_complex_coordinate(seed: int, name: str, domain: Domain, number: int) -> tuple[fmpq, fmpq]:
    """Return the real and the imaginary part of a symbol at a point; the latter is 0 unless its domain is complex."""
    real = draw_coordinate(seed, name, domain, number)
    return real, draw_coordinate(seed, f"{name} imaginary", domain, number) if domain.kind == "complex" else fmpq(0)


def draw_number(source: Random, domain: Domain, number: int) -> fmpq:
    if domain.kind in ("integer", "natural"):
        return fmpq(draw_whole(source, domain, number))
    if domain.lower is not None or domain.upper is not None:
        return draw_within(source, *find_ends(domain), number)
    # Odd and large, so a coordinate is hardly ever a number with special values, such as 1/2, or equal to another one.
    denominator = 2 * source.randrange(300, 5000) + 1
    size = (
        fmpq(source.randrange(denominator // 3, 3 * denominator), denominator) * fmpq(10) ** SIZES[number % len(SIZES)]
    )
    if domain.kind in ("positive", "nonnegative"):
        return size
    return -size if domain.kind == "negative" or source.random() < 0.5 else size


def find_ends(domain: Domain) -> tuple[Fraction | None, Fraction | None]:
    """Return the range of a domain, narrowed by its kind: a natural number between -2 and 2 is not below 0."""
    lower, upper = domain.lower, domain.upper
    if domain.kind in ("positive", "nonnegative", "natural"):
        lower = max(lower or Fraction(0), Fraction(0))
    elif domain.kind == "negative":
        upper = min(upper or Fraction(0), Fraction(0))
    return lower, upper


def list_whole_numbers_beside(domain: Domain, numbers: Sequence[fmpq]) -> list[fmpq]:
    """Return the whole numbers of a domain that are next to given numbers: at least one in each gap that has any."""
    lower, upper = find_ends(domain)
    # One more on each side: a number may be whole itself, and then its neighbours are in the gaps.
    near = {
        whole for number in numbers or [fmpq(0)] for whole in range(int(number.floor()) - 1, int(number.ceil()) + 2)
    }
    return [fmpq(n) for n in sorted(near) if (lower is None or n >= lower) and (upper is None or n <= upper)]


def draw_whole(source: Random, domain: Domain, number: int) -> int:
    """Draw a whole number; small ones, zero among them, come often."""
    bound = WHOLE_SIZES[number % len(WHOLE_SIZES)]
    lower, upper = find_ends(domain)
    low = -bound if lower is None else -(-lower.numerator // lower.denominator)  # rounds up
    high = max(low, 0) + bound if upper is None else upper.numerator // upper.denominator
    # Without a lower end the numbers reach from the upper end downwards, also where that is below -bound.
    if upper is not None and lower is None:
        low = min(low, high - bound)
    return source.randint(low, max(low, high))


def draw_within(source: Random, lower: Fraction | None, upper: Fraction | None, number: int) -> fmpq:
    """Draw a number inside a range; if the range is open on one side, at growing distances from its end."""
    # 9973 is a prime, so no share is 1/2 or 1/3; and never 0 or 1, where functions may be undefined.
    share = Fraction(source.randrange(1, 9973), 9973)
    if lower is not None and upper is not None:
        value = lower + share * (upper - lower)
    else:
        distance = 3 * share * Fraction(10) ** SIZES[number % len(SIZES)]
        value = lower + distance if lower is not None else (upper or Fraction(0)) - distance
    return fmpq(value.numerator, value.denominator)
