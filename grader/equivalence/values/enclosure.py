"""Values in ball arithmetic: what is computed *contains* the exact value.

A ``Sample`` is one point of the domain at one precision. It evaluates the graph in one pass, and only what was built
since the last time, so the expected side of a comparison is evaluated once for many answers. A value is a ball, or
``None`` where it is undefined for certain *and around the point*: the root or logarithm of a negative number, or a
quotient by something that is zero on a whole region, such as ``1/relu(x)`` for negative x. A value that could not be
enclosed at this precision is a ball that is not finite. Balls that do not meet prove two expressions different.

(F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE Transactions on
Computers, 2017.)
"""

from collections.abc import Callable, Mapping
from typing import Any

from flint import arb, fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM, ZERO
from grader.equivalence.graph.work import FEW
from grader.equivalence.precision import compute_at_precision
from grader.equivalence.values.points import draw_coordinate
from grader.expr.notation import Domain

__all__ = ["PRECISIONS", "Ball", "Sample", "whole_power"]

Ball = Any  # flint's arb, or None where the value is undefined
LONG_EXPONENT = 1 << 10  # from here on the logarithm is as fast as squaring
LONGEST_INDEX = 1 << 62  # of a root or power that flint takes as a number of the machine
NAN = arb("nan")  # not finite: leaves the question open at this precision
PRECISIONS = (64, 256, 1024, 4000)  # bits; each is tried where the one before leaves a question open
FIRST_VALUES: list[Ball] = [None, arb(0), arb(1)]  # of the three nodes that every graph begins with


class Sample:
    """The values of a graph's nodes at one point."""

    __slots__ = ("chosen", "graph", "is_kept", "number", "precision", "seed", "steps", "values")

    def __init__(
        self, graph: Graph, seed: int, number: int, precision: int, chosen: Mapping[str, fmpq] | None = None
    ) -> None:
        self.graph = graph
        self.seed = seed
        self.number = number
        self.precision = precision
        self.chosen = chosen or {}
        self.is_kept = False  # whether it serves many answers; then what they share is not the work of one of them
        self.values: list[Ball] = FIRST_VALUES.copy()
        self.steps: dict[int, bool] = {}  # which steps are between their jumps, as far as it was asked

    def rewind(self, mark: int) -> None:
        """Forget the values of nodes that the graph has forgotten."""
        del self.values[mark:]
        self.steps.clear()

    def coordinate(self, name: str, domain: Any) -> fmpq:
        """Return the exact value of a free symbol here."""
        return self.chosen[name] if name in self.chosen else draw_coordinate(self.seed, name, domain, self.number)

    def evaluate(self) -> list[Ball]:
        """Return the values of all nodes, in order."""
        # Nothing new to compute: then neither flint's lock nor its precision is needed.
        if len(self.values) == len(self.graph.kind):
            return self.values
        return compute_at_precision(self.precision, self.evaluate_new)

    def evaluate_up_to(self, node: int) -> list[Ball]:
        """Return the values of all nodes up to one, where many points are tried and many nodes were built since."""
        return compute_at_precision(self.precision, lambda: self.evaluate_new(node + 1))

    def evaluate_new(self, end: int | None = None) -> list[Ball]:
        """Evaluate the nodes that have been built since the last time, at the precision that is set."""
        values, kind, data = self.values, self.graph.kind, self.graph.data
        end = len(kind) if end is None else end
        if end - len(values) > FEW:
            weight = 1 + self.precision // 256  # roughly how the time grows with the bits
            self.graph.work.evaluate(self.graph, len(values), end, weight=weight, is_kept=self.is_kept)
        for node in range(len(values), end):
            what = kind[node]
            if what == SUM:
                values.append(self.sum(data[node]))
            elif what == PRODUCT:
                values.append(self.product(data[node]))
            elif what == ATOM:
                values.append(arb(self.coordinate(*data[node])))
            elif what == NUMBER:
                values.append(arb(data[node]))
            elif what == CALL:
                values.append(self.call(*data[node]))
            else:
                values.append(self.power(*data[node]) if what == POWER else None)
        return values

    def power(self, base: int, exponent: int) -> Ball:
        value = power(self.values[base], self.values[exponent], self.exact(exponent))
        if value is NAN:
            # (-2)^(|4 - x| + x) is (-2)^4 for all x below 4.
            fixed = self.fix_steps(exponent)
            number = self.graph.data[fixed] if fixed is not None and self.graph.kind[fixed] == NUMBER else None
            if type(number) is int and abs(number) < LONGEST_INDEX:
                return whole_power(self.values[base], number)
        return value

    def exact(self, node: int) -> Any:
        return self.graph.data[node] if self.graph.kind[node] == NUMBER else None

    def sum(self, data: Any) -> Ball:
        constant, terms = data
        total = constant
        values = self.values
        for term, factor in terms:
            value = values[term]
            if value is None:
                return None
            total = value + total if factor == 1 else total - value if factor == -1 else value * factor + total
        return total

    def product(self, data: Any) -> Ball:
        result = None
        values = self.values
        for factor, exponent in data:
            value = values[factor]
            if value is None:
                return None
            if exponent != 1:
                # 1/0 at a single point says nothing about the neighbourhood: (x^2 - 1)/(x - 1) is x + 1 beside 1, and
                # removable points do not count. So it stays open (the ball is not finite), unless the divisor is zero
                # all around, as relu(x) is for x < 0.
                if exponent < 0 and value.contains(0) and self.is_zero_around(factor):
                    return None
                value = (
                    value * value
                    if exponent == 2
                    else whole_power(value, exponent)
                    if -LONG_EXPONENT < exponent < LONG_EXPONENT
                    else self.raise_far(factor, exponent)
                )
            result = value if result is None else result * value
        return result

    def raise_far(self, node: int, exponent: int) -> Ball:
        """Return a high power of a node by its logarithm; of a root with a long index, as one power."""
        kind, data, value = self.graph.kind, self.graph.data, self.values[node]
        power = fmpq(exponent)
        # x^0.3333333333 is the power 3333333333 of the root of index 10^10. Taken one after the other, the digits
        # that the root has lost would be multiplied by the exponent.
        if kind[node] == POWER and kind[data[node][1]] == NUMBER:
            power *= data[data[node][1]]
            value = self.values[data[node][0]]
        if value > 0:
            return (value.log() * power).exp()
        if value < 0 and power.q == 1:
            size = ((-value).log() * power).exp()
            return -size if exponent % 2 else size
        # The ball holds 0, or a root of it is taken.
        return whole_power(self.values[node], exponent)

    def is_zero_around(self, node: int) -> bool:
        """Whether a node that is exactly zero here is zero all around: with its steps fixed, it is the node 0."""
        values = self.read_steps(node)
        return values is not None and is_zero_with(self.graph, node, values)

    def fix_steps(self, node: int) -> int | None:
        """Return a node as it is all around this point, with its steps as numbers; None where that is not known."""
        values = self.read_steps(node)
        if values is None:
            return None
        return substitute(self.graph, [node], {step: self.graph.number(value) for step, value in values.items()})[0]

    def read_steps(self, node: int) -> dict[int, int] | None:
        """Return the value of each step below a node, where all of them keep it all around; None otherwise."""
        # Only steps can make a node constant on a region and not everywhere. None is always safe: it leaves the value
        # open.
        if not facts.has_steps(self.graph, node):
            return None
        steps = list_steps(self.graph, node)
        if not all(self.is_between_jumps(step) for step in steps):
            return None
        # Between jumps every step is constant, so the node equals, all around, what it is with the steps as numbers.
        return {step: int(self.values[step].unique_fmpz()) for step in steps}

    def is_between_jumps(self, step: int) -> bool:
        """Whether a sign or floor is known here and keeps its value around the point."""
        found = self.steps.get(step)  # a step within a step within a step would be asked about again and again
        if found is None:
            found = self.steps[step] = self.keeps_value_around(step)
        return found

    def keeps_value_around(self, step: int) -> bool:
        value, (argument,) = self.values[step], self.graph.data[step][1]
        if value is None or not value.is_exact():
            return False
        # A floor jumps at whole numbers, a sign at 0. A sign of something that is zero all around stays 0 there.
        if self.graph.data[step][0] == "floor":
            return not self.values[argument].contains_integer()
        return bool(value != 0) or self.is_zero_around(argument)

    def call(self, name: str, arguments: tuple[int, ...]) -> Ball:
        balls = [self.values[argument] for argument in arguments]
        if any(ball is None for ball in balls):
            return None
        # The logarithm of 0 is not finite, so a single such point stays open. Of a region of zeros it is certain.
        if name == "log" and balls[0].contains(0) and self.is_zero_around(arguments[0]):
            return None
        if name[0] == "@":
            return evaluate_without_definition(self.seed, name, balls)
        return CALLS[name](*balls)


def list_steps(graph: Graph, node: int) -> list[int]:
    """Return the signs and floors in a node, innermost first; kept beside it, as many points ask for them."""
    notes = graph.notes[node] = graph.notes[node] or {}
    if "steps" not in notes:
        notes["steps"] = [below for below in list_reachable(graph, [node]) if facts.is_step(graph, below)]
    found: list[int] = notes["steps"]
    return found


def is_zero_with(graph: Graph, node: int, values: Mapping[int, int]) -> bool:
    """Whether a node is the node 0 with numbers for the steps in it; kept beside the node, as many points ask it."""
    notes = graph.notes[node] = graph.notes[node] or {}
    known: dict[tuple[int, ...], bool] = notes.setdefault("zero with steps", {})
    key = tuple(values.values())
    if key not in known:
        fixed = {step: graph.number(value) for step, value in values.items()}
        known[key] = substitute(graph, [node], fixed) == [ZERO]
    return known[key]


def whole_power(base: Ball, exponent: int) -> Ball:
    """Return a whole power by repeated squaring, which also holds for balls that reach zero."""
    if exponent < 0:
        return 1 / whole_power(base, -exponent)
    result = None
    while exponent:
        if exponent & 1:
            result = base if result is None else result * base
        exponent >>= 1
        # Multiplying works for balls that hold zero or negative numbers. A logarithm would not.
        base = base * base if exponent else base
    return arb(1) if result is None else result


def power(base: Ball, exponent: Ball, exact: Any) -> Ball:
    """Return a principal power. Of a negative base it is defined for whole exponents alone; ``exact`` is 1/q."""
    if base is None or exponent is None:
        return None
    # An exact exponent that is still a power in the graph is 1/q: whole parts have become products.
    if exact is not None:
        if base < 0:
            return None
        if exact.q == 2:
            return base.sqrt()
        if exact.q < LONGEST_INDEX:
            return base.root(int(exact.q))
        # The root of 0 is 0, which the logarithm would not find.
        return base if base == 0 else (base.log() * exponent).exp() if base > 0 else NAN
    if exponent == 0 and base.contains(0):
        return NAN  # 0^0 has no value
    # Squaring takes one step for each bit, here at most 64. Longer exponents go through the logarithm below; their
    # size is looked at first, because the digits of 2^(10^15) have no room in memory.
    if exponent.is_exact() and abs(exponent) < LONGEST_INDEX and exponent.is_integer():
        return whole_power(base, int(exponent.unique_fmpz()))
    if base < 0:
        # A ball that holds a whole number leaves open whether the power is real: (-1)^2 is, (-1)^2.1 is not.
        return None if not exponent.contains_integer() else NAN
    return (exponent * base.log()).exp() if base > 0 else NAN


def log(t: Ball) -> Ball:
    return None if t < 0 else t.log()


def asin(t: Ball) -> Ball:
    return None if t > 1 or t < -1 else t.asin()


def floor(t: Ball) -> Ball:
    """Return the greatest whole number that is not larger; a ball across a step cannot be decided."""
    value = t.floor()
    return value if value.is_exact() else NAN


def sign(t: Ball) -> Ball:
    # Of what is not enclosed nothing is known, not even whether it has a value: no ball from -1 to 1 would be right.
    return t.sgn() if t.is_finite() else NAN


def factorial(t: Ball) -> Ball:
    return (t + 1).gamma() if t > -1 else NAN


CALLS: Mapping[str, Callable[..., Ball]] = {
    "exp": lambda t: t.exp(),
    "log": log,
    "sin": lambda t: t.sin(),
    "cos": lambda t: t.cos(),
    "atan": lambda t: t.atan(),
    "asin": asin,
    "sign": sign,
    "floor": floor,
    "abs": lambda t: abs(t),
    "factorial": factorial,
    "pi": lambda: arb.pi(),
    "i": lambda: NAN,  # not a real number: complex_enclosure compares it
}


def evaluate_without_definition(seed: int, name: str, balls: list[Ball]) -> Ball:
    """Return a value for a function without rules: some smooth function, the same one wherever the name occurs."""
    weights = [draw_coordinate(seed, f"{name}/{place}", Domain(), 0) for place in range(2 * len(balls) + 1)]
    # The function must obey no rule that holds for all values. A linear one would: f(x + y) = f(x) + f(y) - f(0). Hence
    # a sine on top. The weights depend on the seed and the name only, never on the point.
    linear = sum((ball * weight for ball, weight in zip(balls, weights[1:], strict=False)), arb(weights[0]))
    bent = sum((ball * weight for ball, weight in zip(balls, weights[len(balls) + 1 :], strict=True)), arb(weights[0]))
    return linear + bent.sin()
