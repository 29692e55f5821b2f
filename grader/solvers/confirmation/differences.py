"""Confirming derivatives by central differences of the forward pass itself, with no rule of differentiation.

``∂L/∂q`` of an intermediate quantity ``q`` is computed by its definition: when ``q`` is shifted, everything computed
from ``q`` follows, and nothing that ``q`` is computed from. ``(L(q + h) − L(q − h)) / 2h`` in balls of 600 bits, with
``h = 2^-120``, leaves some seventy right digits.

Source: Burden & Faires, *Numerical Analysis*, §4.1.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product as combinations

from flint import arb

from grader.equivalence.precision import precision
from grader.expr.calculation.building import number
from grader.expr.nodes import Derivative, Matrix, Node, Symbol, Vector
from grader.expr.notation import Domain, Notation
from grader.expr.traverse import free_symbols, substitute
from grader.solvers.confirmation.balls import BALLS, PRECISION, Ball, UndecidedPointError, agree, ball, draw_value
from grader.solvers.protocol import Confirmation
from grader.solvers.scalars.array_algebra import Array
from grader.solvers.scalars.arrays import Interpreter

__all__ = ["Claim", "World", "confirm_array", "confirm_derivatives", "confirm_values", "list_worlds"]

STEP_BITS = 120  # the step is 2^-120
POINTS = 4  # at which both values are compared
ATTEMPTS = 40  # points that are tried, as some are undefined or too close to a kink
METHOD = "central differences"


@dataclass(frozen=True)
class Claim:
    """The claim that ``value`` is the derivative of ``of`` by each of ``by`` in turn, for all values of free letters.

    ``at`` gives names a fixed value, so that a derivative at a point can be claimed.
    """

    value: Node
    of: Node
    by: tuple[Symbol, ...]
    at: Mapping[Symbol, Node] = field(default_factory=dict)


@dataclass
class World:
    """One point: a value for every given name; the forward pass follows from them."""

    notation: Notation
    attempt: int
    sizes: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[Symbol, Node] = field(default_factory=dict)

    def array(self, node: Node, shifts: Mapping[Symbol, Ball] | None = None) -> Array[Ball]:
        """Return the value of a formula, with some names shifted."""
        return self.make_interpreter(shifts or {}).array(node)

    def scalar(self, node: Node, shifts: Mapping[Symbol, Ball] | None = None) -> Ball:
        """Return the value of a scalar formula, with some names shifted."""
        return self.make_interpreter(shifts or {}).scalar(node)

    def make_interpreter(self, shifts: Mapping[Symbol, Ball]) -> Interpreter[Ball]:
        """Return an interpreter in which each name has its value at this point."""

        def leaf(symbol: Symbol) -> Ball | None:
            entry = self.notation.entries.get(symbol.name)
            if symbol in self.given:
                return self.scalar(self.given[symbol]) + shifts.get(symbol, arb(0))
            if entry is not None and isinstance(entry.definition, Derivative):
                return self.evaluate_declared(symbol, entry.axes, entry.definition)
            if entry is not None and entry.definition is not None:
                return interpreter.expand_definition(symbol) + shifts[symbol] if symbol in shifts else None
            return ball(draw_value(symbol, entry.domain if entry else Domain(), self.attempt)) + shifts.get(
                symbol, arb(0)
            )

        interpreter = Interpreter(BALLS, self.notation, leaf, self.sizes)
        return interpreter

    def evaluate_declared(self, symbol: Symbol, axes: Sequence[str | int], definition: Derivative) -> Ball:
        """Return an entry of a quantity that is declared to be a derivative, such as ``g_j = ∂L/∂a_j``."""
        letters = {Symbol(str(axis)): index for axis, index in zip(axes, symbol.indices, strict=False)}
        by = [substitute(name, letters) for name in definition.by]
        whole = [Symbol(n.name, symbol.indices) if isinstance(n, Symbol) and not n.indices else n for n in by]
        return self.difference(definition.of, [name for name in whole if isinstance(name, Symbol)], {})

    def difference(self, of: Node, by: Sequence[Symbol], shifts: Mapping[Symbol, Ball]) -> Ball:
        """Return the central difference of ``of`` by each name in turn."""
        if not by:
            return self.scalar(of, shifts)
        first, *others = by
        step = arb(2) ** -STEP_BITS
        forward, backward = ({**shifts, first: shifts.get(first, arb(0)) + s} for s in (step, -step))
        return (self.difference(of, others, forward) - self.difference(of, others, backward)) / (2 * step)


def list_worlds(notation: Notation, attempts: int = ATTEMPTS) -> Iterator[World]:
    """Yield points; every size that stays symbolic gets a number of its own."""
    axes = {str(axis) for entry in notation.entries.values() for axis in entry.axes if notation.size(axis) is None}
    sizes = {axis: 2 + place % 3 for place, axis in enumerate(sorted(axes))}
    for attempt in range(attempts):
        yield World(notation, attempt, sizes)


def confirm_derivatives(claims: Sequence[Claim], notation: Notation) -> Confirmation:
    """Compare every claim with central differences, at several points at which both are defined."""
    if any(isinstance(claim.value, Vector | Matrix) for claim in claims):
        return Confirmation("shape", False, "An array is here, but a single derivative is expected.")
    orders = max(len(claim.by) for claim in claims)
    return confirm_at_points(METHOD, notation, lambda world: compare_claims(claims, world), orders)


def confirm_array(value: Node, of: Node, by: Symbol, notation: Notation) -> Confirmation:
    """Compare an array with the central differences by every entry of ``by``, in the same shape."""

    def compare(world: World) -> Iterator[tuple[str, bool]]:
        shape = world.make_interpreter({}).shape(by.name)
        ours = world.array(value)
        yield " in shape", ours.shape == shape
        if ours.shape == shape:
            for cell, places in zip(ours.cells, combinations(*(range(1, n + 1) for n in shape)), strict=True):
                entry = Symbol(by.name, tuple(map(number, places)))
                yield "", agree(cell, world.difference(of, [entry], {}))

    return confirm_at_points(METHOD, notation, compare)


def confirm_values(
    values: Sequence[Node], formulas: Sequence[Node], given: Mapping[Symbol, Node], notation: Notation
) -> Confirmation:
    """Compare the entries of values with those of formulas, evaluated in balls at the given point."""

    def compare(world: World) -> Iterator[tuple[str, bool]]:
        there = replace(world, given=given)
        ours = [cell for value in values for cell in there.array(value).cells]
        theirs = [cell for formula in formulas for cell in there.array(formula).cells]
        yield " in its length", len(ours) == len(theirs)
        yield from (("", agree(x, y)) for x, y in zip(ours, theirs, strict=False))

    return confirm_at_points("evaluation in ball arithmetic", notation, compare)


def confirm_at_points(
    method: str, notation: Notation, compare: Callable[[World], Iterable[tuple[str, bool]]], orders: int = 1
) -> Confirmation:
    """Compare at several points, without those where something is not defined or too close to a kink.

    Each order of differentiation loses as many bits as its step has, so that many more are used from the start.
    """
    count = points = 0
    for world in list_worlds(notation):
        try:
            with precision(PRECISION + orders * STEP_BITS):
                results = list(compare(world))
        except UndecidedPointError:
            continue
        count, points = count + len(results), points + 1
        for where, agrees in results:
            if not agrees:
                return Confirmation(method, False, f"The values differ{where}, at point {points}.")
        if points == POINTS:
            break
    if points:
        return Confirmation(method, True, f"{count} values agree, at {points} points.")
    return Confirmation(method, False, "No point was found at which both are defined.")


def compare_claims(claims: Sequence[Claim], world: World) -> Iterator[tuple[str, bool]]:
    """Yield whether each claim holds at a point, for every combination of its letters."""
    for claim in claims:
        for at in list_letter_values(claim, world.notation):
            yield describe_letters(at), is_true_at(claim, at, world)


def describe_letters(at: Mapping[Symbol, int]) -> str:
    """Return in words which combination of letters is meant."""
    return " for " + ", ".join(f"{letter.name} = {place}" for letter, place in at.items()) if at else ""


def list_letter_values(claim: Claim, notation: Notation) -> Iterable[Mapping[Symbol, int]]:
    """Yield every combination of the free index letters of a claim."""
    used = free_symbols(claim.value).union(free_symbols(claim.of), *map(free_symbols, claim.by))
    letters = [Symbol(letter) for letter in notation.ranges if Symbol(letter) in used]
    for places in combinations(*(range(1, notation.ranges[letter.name] + 1) for letter in letters)):
        yield dict(zip(letters, places, strict=True))


def is_true_at(claim: Claim, at: Mapping[Symbol, int], world: World) -> bool:
    """Whether a claim holds at one point, for one combination of its letters."""
    values = {letter: number(place) for letter, place in at.items()}
    value, of = (substitute(node, values, world.notation.ranges) for node in (claim.value, claim.of))
    by = [substitute(name, values) for name in claim.by]
    there, names = replace(world, given=claim.at), [name for name in by if isinstance(name, Symbol)]
    if claim.at and len(names) == 1 and has_kink(of, names[0], there):
        return False
    return agree(there.scalar(value), there.difference(of, names, {}))


def has_kink(of: Node, by: Symbol, world: World) -> bool:
    """Whether the slopes on the two sides of a given point differ, so that there is no derivative there."""
    step = arb(2) ** -STEP_BITS
    here, forward, backward = (world.scalar(of, {by: shift}) for shift in (arb(0), step, -step))
    gap = abs((forward - here) - (here - backward)) / step
    return not bool(gap < arb(2) ** -(STEP_BITS // 2))
