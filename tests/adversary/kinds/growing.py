"""Random base trees, and the usual way from a base tree to a pair: rewritings on both sides, mutations on some."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from tests.adversary.pairs import Pair
from tests.adversary.rewriting.mutations import mutate
from tests.adversary.rewriting.rule import Facts, Rule, rewrite
from tests.adversary.tree import Node, add, call, const, div, mul, neg, num, pow_, sub, sym

__all__ = ["Soil", "draw_names", "grow", "make_pair"]

LETTERS = ("x", "y", "t", "u", "v", "s", "a", "b", "w", "r")
SHARE_OF_MUTATED = 0.45


@dataclass(frozen=True)
class Soil:
    """What a kind grows its trees from: functions of one argument, with their share among the inner nodes."""

    functions: Sequence[str]
    share: float = 0.4
    can_divide: bool = True
    special: Callable[[Random, Callable[[], Node]], Node] | None = None
    special_share: float = 0.0


def draw_names(rng: Random, most: int) -> list[str]:
    return rng.sample(LETTERS, rng.choices(range(1, most + 1), weights=[6, 3, 2, 1, 1][:most])[0])


def draw_number(rng: Random) -> Node:
    if rng.random() < 0.2:
        return num(Fraction(rng.randint(1, 9), rng.randint(2, 6)))
    return num(rng.choice((1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 9)))


def draw_leaf(rng: Random, names: Sequence[str]) -> Node:
    if names and rng.random() < 0.7:
        return sym(rng.choice(names))
    return const(rng.choice(("pi", "e"))) if rng.random() < 0.08 else draw_number(rng)


def grow(rng: Random, soil: Soil, names: Sequence[str], depth: int) -> Node:
    """Return a random tree of at most this depth."""

    def branch() -> Node:
        return grow(rng, soil, names, depth - 1)

    if depth <= 0 or rng.random() < 0.1:
        return draw_leaf(rng, names)
    if soil.special and rng.random() < soil.special_share:
        return soil.special(rng, branch)
    if soil.functions and rng.random() < soil.share:
        return call(rng.choice(soil.functions), branch())
    way = rng.randrange(10)
    if way < 3:
        return add(branch(), branch())
    if way < 5:
        return sub(branch(), branch())
    if way < 7:
        return mul(branch(), branch())
    if way == 7 and soil.can_divide:
        return div(branch(), add(branch(), num(rng.randint(1, 4))) if rng.random() < 0.5 else branch())
    if way == 8:
        return pow_(branch(), rng.choice((2, 2, 3, -1) if soil.can_divide else (2, 2, 3)))
    return neg(branch()) if rng.random() < 0.3 else mul(draw_number(rng), branch())


def make_pair(
    kind: str,
    base: Node,
    rng: Random,
    rules: Sequence[Rule],
    symbols: Mapping[str, str],
    *,
    names: Sequence[str] = (),
    changes: Sequence[str] = ("exact", "almost", "wider"),
    changes_expected: Sequence[str] = ("exact", "almost", "narrower"),
    steps: int = 3,
    **more: object,
) -> Pair:
    """Return a pair made from a base tree: some rewritings on both sides, and a mutation in some pairs."""
    facts = Facts(symbols)
    student, first = rewrite(base, rng, rules, facts, rng.randint(1, steps), changes)
    expected, second = rewrite(base, rng, rules, facts, rng.randint(0, 1), changes_expected)
    is_equal = rng.random() >= SHARE_OF_MUTATED
    if not is_equal:
        side = rng.random() < 0.5
        changed, third = mutate(student if side else expected, rng, list(names))
        student, expected = (changed, expected) if side else (student, changed)
        first = (*first, f"mutation: {third}")
    if rng.random() < 0.1 and not any(step in ("wider", "narrower") for step in changes):
        student, expected = expected, student
    return Pair(kind, student, expected, dict(symbols), is_equal=is_equal, steps=(*first, *second), **more)  # type: ignore[arg-type]
