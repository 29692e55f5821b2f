"""Which values formulas take as their constants vary: the factors of the basis functions in a family of solutions.

Factors that are linear in their constants take all values of the space that their directions span. Others are linear in
a *feature* of a constant: in ``e^C``, which is only positive, or in ``ln C``, which is everything. An amplitude and a
phase, ``A cos(φ)`` and ``A sin(φ)``, are polar coordinates, which reach every point of the plane. The engine decides
whether the factors are such a sum of features; what is none of them is not known.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={name: Entry(name=name, is_arbitrary=True) for name in ("A", "C")})
>>> factors = tuple(parse(text, notation).tree for text in ("2*A + 1", "e^C"))
>>> taken = find_taken(factors, ("A", "C"), Task(notation=notation))
>>> len(taken.whole), [to_text(feature) for feature, _ in taken.parts]
(1, ['exp(C)'])
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from grader.answers.leaving_open.columns import Column
from grader.answers.leaving_open.values import ZERO, are_equal, is_never_zero
from grader.answers.protocol import Task
from grader.expr.calculation.building import ONE, number, product, total
from grader.expr.calculation.differentiate import differentiate
from grader.expr.nodes import Call, Constant, Div, Mul, Neg, Node, Power, Symbol, Vector
from grader.expr.traverse import free_symbols, substitute, walk

__all__ = ["Taken", "find_taken", "substitute_each"]

E_: Final = Constant("e")
HALF: Final = number(Fraction(1, 2))
RIGHT_ANGLE: Final = Div(Constant("pi"), number(2))


@dataclass(frozen=True, slots=True)
class Taken:
    """The values that factors take: one of them plus all combinations of ``whole``, and some multiples of ``parts``.

    Each part has the feature that its multiples are: of e^C, the positive numbers.
    """

    whole: tuple[Column, ...]
    parts: tuple[tuple[Node, Column], ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """A function of one constant, two constants between whose values there is 1, and whether it takes every value."""

    of: Callable[[Node], Node]
    low: Node
    high: Node
    takes_all: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A feature of the constants in an answer, what it is at the base, and the direction that it is multiplied by."""

    feature: Node
    at_base: Node
    direction: Column
    takes_all: bool


def exponential(letter: Node) -> Node:
    return Call("exp", (letter,))


def logarithm(letter: Node) -> Node:
    return Call("log", (letter,))


# The linear one first: it is the usual one, and every other feature of it is a different function.
FEATURES: Final = (
    Feature(lambda c: c, ONE, number(2), True),
    Feature(logarithm, ONE, E_, True),
    Feature(lambda c: logarithm(Call("abs", (c,))), ONE, E_, True),
    Feature(lambda c: Power(c, number(3)), ZERO, ONE, True),
    Feature(exponential, ZERO, logarithm(number(2)), False),
    Feature(lambda c: exponential(Neg(c)), ZERO, Neg(logarithm(number(2))), False),
    Feature(lambda c: Div(ONE, c), ONE, HALF, False),
    Feature(lambda c: Power(c, number(2)), ZERO, ONE, False),
    Feature(lambda c: Call("sqrt", (c,)), ZERO, ONE, False),
    Feature(lambda c: Call("abs", (c,)), ZERO, ONE, False),
)


def find_taken(factors: Column, letters: Sequence[str], task: Task) -> Taken | None:
    """Return which values factors take; None if that is not known."""
    features = {letter: find_feature(factors, Symbol(letter), task) for letter in letters}
    known = {letter: feature for letter, feature in features.items() if feature is not None}
    others = [Symbol(letter) for letter in letters if letter not in known]
    if len(others) > 1 or (others and is_complex(task)):
        return None
    base: dict[Symbol, Node] = {Symbol(letter): feature.low for letter, feature in known.items()}
    if not others:
        return confirm(factors, base, [make_term(factors, letter, known, base) for letter in known], task)
    base[others[0]] = ZERO
    for letter, feature in known.items():  # which of them is the amplitude of the phase
        rest = [make_term(factors, other, known, base) for other in known if other != letter]
        for speed in list_speeds(factors, others[0], task) if feature is FEATURES[0] else ():
            polar = make_polar_terms(factors, letter, others[0], speed, base)
            if found := confirm(factors, {**base, Symbol(letter): ZERO}, [*rest, *polar], task):
                return found
    return None


def is_complex(task: Task) -> bool:
    """Whether constants may be complex: then e^C takes every value but 0, and there are no polar coordinates."""
    return any(entry.domain.kind == "complex" for entry in task.notation.entries.values())


def list_speeds(factors: Column, angle: Symbol, task: Task) -> list[Node]:
    """List how fast the arguments of sines and cosines grow with an angle: 2 of ``sin(2 (x + B))``, and never 0."""
    arguments = [
        part.arguments[0]
        for factor in factors
        for part in walk(factor)
        if isinstance(part, Call) and part.function in ("sin", "cos") and angle in free_symbols(part)
    ]
    slopes = dict.fromkeys(differentiate(argument, angle, task.notation) for argument in arguments)
    return [slope for slope in slopes if angle not in free_symbols(slope) and is_never_zero(slope, task)]


def find_feature(factors: Column, letter: Symbol, task: Task) -> Feature | None:
    """Return a feature of a letter in which factors are linear, whatever the other letters are."""
    for feature in FEATURES[:1] if is_complex(task) else FEATURES:
        low, high = (substitute_each(factors, {letter: value}) for value in (feature.low, feature.high))
        share = total([feature.of(letter), Neg(feature.of(feature.low))])
        model = tuple(
            total([first, product([share, total([second, Neg(first)])])])
            for first, second in zip(low, high, strict=True)
        )
        if are_equal(Vector(factors), Vector(model), task.notation, task.policy.seed):
            return feature
    return None


def make_term(factors: Column, letter: str, known: dict[str, Feature], base: dict[Symbol, Node]) -> Term:
    """Return what a letter adds to factors when its feature grows by 1, from the base."""
    feature = known[letter]
    low, high = substitute_each(factors, base), substitute_each(factors, {**base, Symbol(letter): feature.high})
    return Term(feature.of(Symbol(letter)), feature.of(feature.low), subtract(high, low), feature.takes_all)


def make_polar_terms(
    factors: Column, letter: str, angle: Symbol, speed: Node, base: dict[Symbol, Node]
) -> Iterator[Term]:
    """Yield what an amplitude adds at the phase 0, and at a right angle."""
    center = substitute_each(factors, {**base, Symbol(letter): ZERO})
    for name, value in (("cos", ZERO), ("sin", RIGHT_ANGLE)):
        edge = substitute_each(factors, {**base, Symbol(letter): ONE, angle: Div(value, speed)})
        feature = Mul((Symbol(letter), Call(name, (product([speed, angle]),))))
        yield Term(feature, ZERO, subtract(edge, center), True)


def confirm(factors: Column, base: dict[Symbol, Node], terms: Sequence[Term], task: Task) -> Taken | None:
    """Return the directions of terms if factors are proved to be their sum."""
    model = [[start] for start in substitute_each(factors, base)]
    for term in terms:
        share = total([term.feature, Neg(term.at_base)])
        for found, direction in zip(model, term.direction, strict=True):
            found.append(product([share, direction]))
    if not are_equal(Vector(factors), Vector(tuple(map(total, model))), task.notation, task.policy.seed):
        return None
    return Taken(
        tuple(term.direction for term in terms if term.takes_all),
        tuple((term.feature, term.direction) for term in terms if not term.takes_all),
    )


def substitute_each(entries: Column, values: dict[Symbol, Node]) -> Column:
    return tuple(substitute(entry, values) for entry in entries)


def subtract(one: Column, other: Column) -> Column:
    return tuple(total([left, Neg(right)]) for left, right in zip(one, other, strict=True))
