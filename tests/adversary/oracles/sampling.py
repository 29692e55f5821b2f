"""Points at which both sides of a pair are evaluated: exact fractions from the declared domain of each symbol."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random

__all__ = ["Point", "draw_points", "is_whole", "parse_range"]

Point = dict[str, Fraction]
WHOLE = ("integer", "natural")
PRIMES = (9973, 10007, 10009, 99991)  # denominators that no formula here has, so that no point is a special one


def is_whole(domain: str) -> bool:
    return domain.split(" ")[0] in WHOLE


def parse_range(domain: str) -> tuple[Fraction | None, Fraction | None]:
    """Return the ends of a declared domain, None for an infinite one."""
    if found := re.search(r"[\[(]\s*([^,]+),\s*([^\])]+)[\])]", domain):
        lower, upper = (None if "oo" in end else Fraction(end.strip()) for end in found.groups())
        return lower, upper
    if domain in ("positive", "nonnegative", "natural"):
        return Fraction(0), None
    return None, Fraction(0) if domain == "negative" else None


def draw_number(domain: str, rng: Random) -> Fraction:
    lower, upper = parse_range(domain)
    if is_whole(domain):
        least = int(lower) if lower is not None else (int(upper) - 12 if upper is not None else -12)
        return Fraction(rng.randint(least, int(upper) if upper is not None else least + rng.choice((6, 24, 60))))
    if lower is not None and upper is not None:
        return lower + (upper - lower) * Fraction(rng.randint(1, 9972), 9973)
    size = draw_size(rng)
    if lower is not None:
        return lower + size
    if upper is not None:
        return upper - size
    return size if rng.random() < 0.5 else -size


def draw_size(rng: Random) -> Fraction:
    """Return a positive number: mostly of usual size, sometimes close to 0 or large."""
    below = rng.choice(PRIMES)
    way = rng.random()
    if way < 0.55:
        return Fraction(rng.randint(1, 3 * below), below)
    if way < 0.8:
        return Fraction(rng.randint(1, below), below)
    if way < 0.92:
        return Fraction(rng.randint(1, 40 * below), below)
    return Fraction(rng.randint(1, below), below) / rng.choice((10, 100, 1000))


def draw_points(symbols: Mapping[str, str], rng: Random, count: int) -> Iterator[Point]:
    """Yield points; of whole numbers alone, the smallest ones come first."""
    for _ in range(count):
        yield {name: draw_number(domain, rng) for name, domain in symbols.items()}


def draw_neighbour(point: Mapping[str, Fraction], symbols: Mapping[str, str], rng: Random) -> Point:
    """Return a point close by, and still in the domain: for each symbol of whole numbers the same number."""
    near = {}
    for name, value in point.items():
        lower, upper = parse_range(symbols.get(name, "real"))
        # Closer than any small number that a mutation adds, and farther than what rounding may hide.
        step = Fraction(rng.randint(1, 9972) * rng.choice((1, -1)), 9973 * 10**18)
        moved = value + step
        if is_whole(symbols.get(name, "real")):
            moved = value
        elif (lower is not None and moved <= lower) or (upper is not None and moved >= upper):
            moved = value - step
        near[name] = moved
    return near
