"""A hash-consed graph of scalars: expressions that are equal after rearranging become the same node.

Nodes are small whole numbers. The constructors keep a canonical form, so that building is already the first rung of
the ladder: exact numbers are folded (their size is estimated first), sums are linear combinations with collected
terms, products are power products with collected exponents, and both are ordered. An operand always has a smaller
number than what is built from it, so one pass from left to right evaluates everything.

A term that may be undefined is never cancelled away: ``log(x) - log(x)`` keeps ``0 * log(x)``, which is still undefined
for negative x.

>>> g = Graph()
>>> x, y = g.atom("x"), g.atom("y")
>>> g.add([x, y, x]) == g.add([g.scale(x, 2), y])
True
>>> g.mul([x, g.power(x, -1)]) == ONE
True
"""

from collections.abc import Callable, Iterable
from typing import Any

from flint import fmpq

from grader import limits
from grader.equivalence.graph import facts
from grader.equivalence.graph.kinds import ATOM, CALL, NOTHING, NUMBER, ONE, POWER, PRODUCT, SUM, UNDEFINED, ZERO
from grader.equivalence.graph.numbers import (
    Coefficient,
    build_size_error,
    coefficient_of,
    is_power_short,
    raise_number,
    tidy,
)
from grader.equivalence.graph.variation import is_almost_never_zero
from grader.equivalence.graph.work import LONG, Work
from grader.errors import Diagnostic, LimitError
from grader.expr.notation import Domain

__all__ = ["Coefficient", "Graph", "coefficient_of", "is_power_short", "raise_number", "build_size_error", "tidy"]


class Graph:
    """The nodes of one comparison: student and expected in the same graph."""

    __slots__ = ("data", "kind", "limit", "made", "memo", "notes", "over_complex", "strict", "work")

    def __init__(
        self, *, strict: bool = False, limit: int = limits.MAX_GRAPH_NODES, over_complex: bool = False
    ) -> None:
        self.strict = strict  # whether a difference on a set of measure zero counts
        # Whether roots and logarithms of negative numbers are principal complex values, and not undefined.
        self.over_complex = over_complex
        self.kind: list[int] = [NOTHING, NUMBER, NUMBER]
        self.data: list[Any] = [None, 0, 1]
        # What each node is found by, in the order of the nodes.
        self.memo: dict[Any, int] = {(NOTHING, None): UNDEFINED, (NUMBER, 0): ZERO, (NUMBER, 1): ONE}
        self.notes: list[dict[str, Any] | None] = [None, None, None]  # what ``facts`` has found out about each node
        self.made: dict[Any, tuple[int, int]] = {}  # what was built before, and how many nodes there were then
        self.limit = limit
        self.work = Work()

    def __len__(self) -> int:
        return len(self.kind)

    def copy(self) -> "Graph":
        """Return a graph with the same nodes that can grow on its own."""
        copy = Graph.__new__(Graph)
        copy.strict, copy.limit, copy.over_complex = self.strict, self.limit, self.over_complex
        copy.kind, copy.data, copy.memo, copy.made = self.kind[:], self.data[:], self.memo.copy(), self.made.copy()
        copy.work = Work()
        # Notes are copied one by one: facts are added to them as they are asked for.
        copy.notes = [None if notes is None else notes.copy() for notes in self.notes]
        return copy

    def intern(self, kind: int, data: Any, key: Any = None) -> int:
        """Return the node for ``data``, which is new only if nothing like it was built before."""
        new = len(self.kind)
        node = self.memo.setdefault((kind, data if key is None else key), new)
        if node == new:
            if node >= self.limit:
                self.memo.popitem()  # the key that was just added, so that the graph is as it was
                raise self.build_node_limit_error()
            self.notes.append(None)
            self.kind.append(kind)
            self.data.append(data)
        return node

    def build_once(self, build: Callable[..., int], *operands: int) -> int:
        """Return ``build(graph, *operands)``, built once: a long answer repeats its parts, say a sigmoid."""
        key = (build, *operands)
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = (build(self, *operands), len(self.kind))
        return found[0]

    def build_node_limit_error(self) -> LimitError:
        return LimitError(
            Diagnostic(
                slug="answer-too-large",
                what=f"This answer unrolls into more than {limits.MAX_GRAPH_NODES} operations.",
                why="The limit MAX_GRAPH_NODES keeps the work for one answer bounded.",
                help="Write a shorter answer, or use the quantities that the exercise names.",
            )
        )

    def rewind(self, mark: int) -> None:
        """Forget every node from ``mark`` on, so that the next answer starts from the same graph."""
        # Dictionaries keep their order, and each node adds one key: the last keys belong to the last nodes.
        for _ in range(mark, len(self.kind)):
            self.memo.popitem()
        # What was built when there were at most ``mark`` nodes holds none of those that go.
        while self.made and next(reversed(self.made.values()))[1] > mark:
            self.made.popitem()
        del self.kind[mark:], self.data[mark:], self.notes[mark:]
        self.work.rewind(mark)

    # Leaves

    def number(self, value: Coefficient) -> int:
        if type(value) is int:
            return self.intern(NUMBER, value if -LONG < value < LONG else self.work.check_number(value))
        value = tidy(self.work.check_number(value))
        return self.intern(NUMBER, value, None if type(value) is int else (int(value.p), int(value.q)))

    def atom(self, name: str, domain: Domain = Domain()) -> int:
        return self.intern(ATOM, (name, domain))

    def call(self, name: str, *arguments: int) -> int:
        """Apply a function to arguments, as it is; ``functions.FUNCTIONS`` knows the rules of each function."""
        return UNDEFINED if UNDEFINED in arguments else self.intern(CALL, (name, arguments))

    # Sums

    def add(self, terms: Iterable[int]) -> int:
        return self.combine([(term, 1) for term in terms])

    def scale(self, node: int, factor: Coefficient) -> int:
        return node if factor == 1 else self.combine([(node, factor)])

    def combine(self, pairs: Iterable[tuple[int, Coefficient]]) -> int:
        """Return the linear combination of nodes with exact coefficients."""
        kind, data = self.kind, self.data
        constant: Coefficient = 0
        terms: dict[int, Coefficient] = {}
        for node, factor in pairs:
            what = kind[node]
            # A sum of whole numbers is hardly longer than they are, and ``linear`` looks at it; the common denominator
            # of fractions grows with each of them, so it is looked at each time.
            if what == SUM:
                inner, collected = data[node]
                constant += inner * factor
                for term, coefficient in collected:
                    terms[term] = total = terms.get(term, 0) + coefficient * factor
                    if type(total) is not int:
                        self.work.check_number(total)
                if type(constant) is not int:
                    self.work.check_number(constant)
            elif what == NUMBER:
                constant += data[node] * factor
                if type(constant) is not int:
                    self.work.check_number(constant)
            elif node == UNDEFINED:
                return UNDEFINED
            else:
                terms[node] = terms.get(node, 0) + factor
        return self.linear(constant, terms)

    def linear(self, constant: Coefficient, terms: dict[int, Coefficient]) -> int:
        """Return the canonical sum; a vanished term stays as a mark of where the sum is undefined."""
        kept = [
            (
                term,
                (coefficient if -LONG < coefficient < LONG else self.work.check_number(coefficient))
                if type(coefficient) is int
                else tidy(self.work.check_number(coefficient)),
            )
            for term, coefficient in sorted(terms.items())
            # log(x) - log(x) is not 0: it is undefined for negative x. Its term stays, with the factor 0.
            if coefficient != 0 or not facts.is_total(self, term)
        ]
        if not kept:
            return self.number(constant)
        if type(constant) is not int:
            constant = tidy(self.work.check_number(constant))
        elif not -LONG < constant < LONG:
            self.work.check_number(constant)
        if constant == 0 and len(kept) == 1 and kept[0][1] == 1:
            return kept[0][0]
        data = (constant, tuple(kept))
        return self.intern(SUM, data, key_of_sum(constant, kept))

    def sub(self, left: int, right: int) -> int:
        return self.combine([(left, 1), (right, -1)])

    def neg(self, node: int) -> int:
        return self.combine([(node, -1)])

    # Products

    def mul(self, factors: Iterable[int]) -> int:
        return self.product([(factor, 1) for factor in factors])

    def div(self, left: int, right: int) -> int:
        return self.product([(left, 1), (right, -1)])

    def power(self, node: int, exponent: int) -> int:
        """Raise a node to a whole number; to the power 0 it is 1 wherever it is defined."""
        if exponent == 0:
            return self.combine([(ONE, 1), (node, 0)])
        if not -LONG < exponent < LONG:  # powers of powers multiply their exponents
            self.work.check_number(exponent)
        return node if exponent == 1 else self.product([(node, exponent)])

    def product(self, pairs: Iterable[tuple[int, int]]) -> int:
        """Return the power product of nodes with whole exponents."""
        kind, data = self.kind, self.data
        coefficient: Coefficient = 1
        powers: dict[int, int] = {}
        todo = list(pairs)
        vanished: list[int] = []
        while todo:
            node, exponent = todo.pop()
            what = kind[node]
            if what == PRODUCT:
                todo += [(factor, inner * exponent) for factor, inner in data[node]]
                if exponent < 0:  # a/(b/c) is ac/b, but undefined where c is zero
                    vanished += [
                        self.intern(PRODUCT, ((factor, -1),))
                        for factor, inner in data[node]
                        if inner < 0 and not facts.is_safe_divisor(self, factor)
                    ]
            elif what in (NUMBER, SUM):
                if node == ZERO and exponent < 0:
                    return UNDEFINED
                value, rest = self.monic(node) if what == SUM else (data[node], ONE)
                coefficient = self.times(coefficient, value, exponent, powers)
                if rest != ONE:
                    if kind[rest] == PRODUCT:
                        todo.append((rest, exponent))
                    else:
                        self.collect(powers, vanished, rest, exponent)
            elif node == UNDEFINED:
                return UNDEFINED
            elif node in powers:
                self.collect(powers, vanished, node, exponent)
            else:
                powers[node] = exponent
        return self.finish(coefficient, powers, vanished)

    def collect(self, powers: dict[int, int], vanished: list[int], node: int, exponent: int) -> None:
        """Add an exponent, remembering a factor that cancels although it may be zero or undefined."""
        before = powers.get(node, 0)
        powers[node] = after = before + exponent
        # x/x is 1, because a single point does not count; log(x)/log(x) is not, because it is undefined for x < 0. If a
        # power of the factor is left, so is where it is undefined, and only its zeros matter: relu(x)^2/relu(x) is not
        # relu(x), because relu(x) is zero, and the quotient undefined, for all x < 0. This takes a factor with steps.
        is_cancelled = min(before, exponent) < 0 <= after and (after == 0 or facts.has_steps(self, node))
        if is_cancelled and not facts.is_safe_divisor(self, node):
            vanished.append(self.intern(PRODUCT, ((node, -1),)))

    def times(self, coefficient: Coefficient, value: Coefficient, exponent: int, powers: dict[int, int]) -> Coefficient:
        """Multiply a coefficient by a power; a power that is too large to write out goes among the factors."""
        if value == 1:
            return coefficient
        if exponent == 1 or is_power_short(value, exponent):
            result = coefficient * (value if exponent == 1 else raise_number(value, exponent))
            return result if type(result) is int and -LONG < result < LONG else self.work.check_number(result)
        long = self.number(value)
        powers[long] = powers.get(long, 0) + exponent
        return coefficient

    def monic(self, node: int) -> tuple[Coefficient, int]:
        """Return a sum's leading coefficient and the sum divided by it."""
        constant, terms = self.data[node]
        # A factor of 0 only marks where the sum is undefined; it cannot be divided by.
        leading = terms[0][1] or next((coefficient for _, coefficient in terms if coefficient != 0), 1)
        if leading == 1:
            return 1, node
        inverse = -1 if leading == -1 else tidy(1 / fmpq(leading))
        return leading, self.linear(constant * inverse, {term: factor * inverse for term, factor in terms})

    def finish(self, coefficient: Coefficient, powers: dict[int, int], vanished: list[int]) -> int:
        kind, data = self.kind, self.data
        if self.has_rules(powers):
            vanished += [
                self.intern(PRODUCT, ((node, -1),))
                for node, exponent in powers.items()
                if exponent < 0 and self.is_sign_with_gaps(node)
            ]
            coefficient, powers = self.reduce(coefficient, powers)
        kept = [(node, exponent) for node, exponent in sorted(powers.items()) if exponent]
        is_small = type(coefficient) is int and -LONG < coefficient < LONG
        if not is_small and not is_power_short(coefficient, 1):
            raise build_size_error()
        for node in dict.fromkeys(vanished):
            # The mark of a cancelled factor f: 1 + 0/f, which is 1 wherever 1/f is defined (``node`` is 1/f).
            kept.append((self.intern(SUM, (1, ((node, 0),))), 1))
        if not kept:
            return self.number(coefficient)
        node = kept[0][0] if len(kept) == 1 and kept[0][1] == 1 else self.intern(PRODUCT, tuple(kept))
        if coefficient == 1:
            return node
        if kind[node] == SUM:
            constant, terms = data[node]
            return self.linear(constant * coefficient, {term: factor * coefficient for term, factor in terms})
        return self.linear(0, {node: coefficient})

    def has_rules(self, powers: dict[int, int]) -> bool:
        """Whether a product holds powers that may obey a rule: of roots of numbers, signs, or i."""
        kind, data = self.kind, self.data
        for node, exponent in powers.items():
            if exponent != 1:
                what = kind[node]
                if what == POWER or (what == CALL and data[node][0] in ("sign", "i")):
                    return True
        return False

    def is_sign_with_gaps(self, node: int) -> bool:
        """Whether a node is the sign of something that may be zero on a whole region, where 1/sign has no value."""
        if self.kind[node] != CALL or self.data[node][0] != "sign":
            return False
        return facts.has_steps(self, self.data[node][1][0])

    def reduce(self, coefficient: Coefficient, powers: dict[int, int]) -> tuple[Coefficient, dict[int, int]]:
        """Carry out such powers: ``sqrt(2)^3 = 2 sqrt(2)``, ``sign(t)^3 = sign(t)``, ``i^2 = -1``."""
        reduced = {}
        for node, exponent in powers.items():
            if self.kind[node] == POWER:
                factor, exponent = self.reduce_root(node, exponent)
                coefficient = coefficient * factor
            elif self.kind[node] == CALL and self.data[node][0] == "sign":
                # sign(t)^2 is 1 only where t is not zero; where it may be zero on a region, the square stays. It also
                # stays where t may be undefined, because 1 would not be.
                t = self.data[node][1][0]
                may_vanish = not (is_almost_never_zero(self, t) and facts.is_total(self, t))
                exponent = exponent % 2 or (2 if exponent and may_vanish else 0)
            elif self.kind[node] == CALL and self.data[node][0] == "i":
                # Powers of i repeat after four: 1, i, -1, -i.
                coefficient = -coefficient if exponent % 4 > 1 else coefficient
                exponent %= 2
            reduced[node] = exponent
        return coefficient, reduced

    def reduce_root(self, node: int, exponent: int) -> tuple[Coefficient, int]:
        """Return the whole part of a power of the root of a positive number, and the exponent that is left."""
        below = self.data[node]
        if self.kind[below[0]] != NUMBER or self.kind[below[1]] != NUMBER:
            return 1, exponent
        base, root = (self.data[operand] for operand in below)  # the root is 1 over its index
        # sqrt(-2) has no real value, so its square must not become -2.
        if base < 0:
            return 1, exponent
        whole, rest = divmod(exponent, int(root.q))
        return (raise_number(base, whole), rest) if is_power_short(base, whole) else (1, exponent)


def key_of_sum(constant: Coefficient, terms: list[tuple[int, Coefficient]]) -> Any:
    """Return the key under which a sum is found; flint's fractions hash slowly, so they enter as pairs of ints."""
    if type(constant) is int:
        for _, factor in terms:
            if type(factor) is not int:
                break
        else:
            return None
    return make_hashable(constant), tuple([(term, make_hashable(factor)) for term, factor in terms])


def make_hashable(value: Coefficient) -> Any:
    return value if type(value) is int else (int(value.p), int(value.q))
