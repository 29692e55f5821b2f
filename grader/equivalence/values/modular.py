"""Proving identities modulo a large prime.

Both sides are rational functions over Q in the free symbols and in *kernels*: exponentials, logarithms, roots, signs.
A kernel becomes an independent random residue, except where a true relation is built in: ``exp(a + b/2)`` is a
product of powers, sines and cosines come from ``exp(i t)``, roots of unity replace rational angles, ``sin(atan t)`` is
algebraic. So a difference that vanishes is an identity wherever both sides are defined; one that does not vanish may
still be one.

By the Schwartz-Zippel lemma, two different rational functions of degree d agree at a random point with probability at
most ``2d / P``, if their coefficients are not multiples of the prime P. Both is bounded in ``rungs/salted.py``. (J. T.
Schwartz, Journal of the ACM 27, 1980; G. H. Gonnet, "Determining equivalence of expressions in random polynomial time",
STOC 1984.)

Only what the compared nodes need is evaluated (``values/needed.py``). So every root that was *used* is among the
radicals afterwards, wherever it occurs: as an operand, or only inside the sine of an inverse function. Whoever proves
something must vary all of them.
"""

from collections.abc import Mapping, Sequence
from math import gcd, lcm, prod
from typing import Any

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, POWER, PRODUCT, SUM
from grader.equivalence.graph.work import FEW
from grader.equivalence.values.fields import (
    UNITY,
    Field,
    Residue,
    count_units,
    find_root,
    has_free_roots,
    residue_root_of_number,
)
from grader.equivalence.values.needed import find_half_turn_count, find_noted_root, find_turned_term, list_parts
from grader.equivalence.values.remainders import Powers, Remainders

__all__ = ["RootsNeededError", "Residues"]

# The bound on the error grows with the order of these roots, and so does the work.
MAX_DENOMINATOR = 1_000_000
WEIGHT = 3  # residues take so many times as long as balls of 64 bits


class RootsNeededError(Exception):
    """The exponents need roots of the base exponentials of higher order than so far."""

    def __init__(self, order: int) -> None:
        self.order = order


class Residues:
    """The values of nodes modulo the prime at one random point; ``nodes`` holds all that they need, in order."""

    def __init__(
        self, graph: Graph, where: Field, nodes: Sequence[int], *, point: int = 0, order: int = 1,
        signs: Mapping[int, int] | None = None, branches: Mapping[int, int] | None = None, all_conjugates: bool = False,
        principal: bool = False,
    ) -> None:  # fmt: skip
        self.graph = graph
        self.field = where
        self.nodes = nodes
        self.point = point
        self.order = order  # every exponential is this power of a random residue, so that its roots exist
        self.signs = signs or {}
        self.branches = branches or {}
        self.all_conjugates = all_conjugates  # whether roots of numbers, too, are a matter of choice
        self.principal = principal  # whether the logarithm of a negative number is complex, and not undefined
        self.values: dict[int, Residue] = {}
        self.turns: dict[int, tuple[Residue, Residue] | None] = {}
        self.is_missing_root = False  # whether another point or prime may do better
        self.is_missing_constant = False  # whether only another prime may, because it is a root of a number
        # What is a matter of choice modulo the prime, with the number of choices: roots, and remainders of whole nodes.
        self.radicals: dict[int, int] = {}
        # Roots of numbers that were used, by number, and roots of unity, by 1: each with its index or order.
        self.constants: dict[int, int] = {}
        self.remainders = Remainders(graph, self.branches, self.radicals)

    def evaluate(self) -> dict[int, Residue]:
        """Return the values of all nodes."""
        values, kind, data = self.values, self.graph.kind, self.graph.data
        if values:
            return values
        if len(self.nodes) > FEW:
            self.graph.work.evaluate_nodes(self.graph, self.nodes, WEIGHT)
        for node in self.nodes:
            what = kind[node]
            if what == SUM:
                values[node] = self.sum(data[node])
            elif what == PRODUCT:
                values[node] = self.product(data[node])
            elif what == ATOM:
                values[node] = self.draw_atom(node, data[node][0])
            elif what == NUMBER:
                values[node] = self.field.reduce(data[node])
            elif what == CALL:
                values[node] = self.call(node, *data[node])
            else:
                values[node] = self.power(node, *data[node]) if what == POWER else None
        return values

    def bound_constants(self) -> int:
        """Return a bound on the degree over Q of the field of all roots of numbers and of unity that were used."""
        if not self.constants:
            return 1
        return prod(count_units(index) if number == 1 else index for number, index in self.constants.items())

    def use_constant(self, number: int, index: int) -> None:
        """Note that a root of a number, or for 1 one of unity, was used."""
        known = self.constants.get(number, 1)
        if known % index:
            self.constants[number] = lcm(known, index)

    def join_turns(self, parts: list[tuple[int, Any]]) -> Residue:
        """Return the product of ``exp(i factor term)`` over terms that are evaluated."""
        result = self.field.ring(1)
        for term, factor in parts:
            power = self.power_of_turn(term, factor)
            if power is None:
                return None
            result *= power
        return result

    def draw_atom(self, node: int, name: str) -> Residue:
        """Return a free symbol's residue, a perfect power so that its small roots exist."""
        return self.field.atom(name, self.point) ** 12

    def sum(self, data: Any) -> Residue:
        constant, terms = data
        values = self.values
        total = self.field.ring(constant) if type(constant) is int else self.field.reduce(constant)
        for term, factor in terms:
            value = values[term]
            if value is None or total is None:
                return None
            if factor == 1:
                total += value
            elif factor == -1:
                total -= value
            elif type(factor) is int:
                total += value * factor
            else:
                scale = self.field.reduce(factor)
                total = None if scale is None else total + value * scale
        return total

    def product(self, data: Any) -> Residue:
        result = None
        values = self.values
        for factor, exponent in data:
            value = values[factor]
            # What is 0 modulo the prime need not be 0, but it cannot be divided by here.
            if value is None or (exponent < 0 and value == 0):
                return None
            if exponent != 1:
                value = value**exponent
            result = value if result is None else result * value
        return result

    # Kernels

    def call(self, node: int, name: str, arguments: tuple[int, ...]) -> Residue:
        """Return the residue of a function's value."""
        for argument in arguments:
            if self.values[argument] is None:
                return None
        if name == "exp":
            return self.exponential(arguments[0])
        if name in ("sin", "cos"):
            return self.circular(name, arguments[0])
        if name == "log":
            return self.logarithm(arguments[0])
        if name == "i":
            self.use_constant(1, 4)
            return self.field.i
        # In a region the sign is known; otherwise it is a kernel of its own, and a proof holds for all signs at once.
        if name == "sign" and node in self.signs:
            return self.field.ring(self.signs[node])
        if name in ("sign", "atan", "asin"):
            return self.make_odd_kernel(name, self.values[arguments[0]])
        # The key is the residues of the arguments, not their nodes. So f((x + 1)^2) and f(x^2 + 2x + 1) are one kernel,
        # and f has no other rule.
        return self.field.random(name, self.point, *(int(self.values[argument]) for argument in arguments))

    def make_odd_kernel(self, name: str, value: Residue) -> Residue:
        """Return a kernel for which ``f(-t) = -f(t)``."""
        residue = int(value)
        if residue == 0:
            return value
        mirrored = self.field.prime - residue
        # One of t and -t names the kernel, the other gets its negative. The prime is odd, so they differ unless t is 0.
        kernel = self.field.random(name, self.point, min(residue, mirrored))
        return kernel if residue < mirrored else -kernel

    def exponential(self, node: int) -> Residue:
        """Return ``exp`` of a sum as a product of powers of one random residue for each term."""
        result = self.field.ring(1)
        for term, factor in list_parts(self.graph, node):
            turned = find_turned_term(self.graph, term)
            if turned and turned[0] in self.values:
                value = self.power_of_turn(turned[0], factor)
            else:
                base = self.root_of_exponential(term)
                value = self.raise_base(base, factor, term) if base is not None else None
            if value is None:
                return None
            result *= value
        return result

    def root_of_exponential(self, term: int) -> Residue:
        """Return a root of ``exp(term)``."""
        if self.graph.kind[term] == CALL and self.graph.data[term][0] == "log":
            # exp(log t) is t.
            return self.values[self.graph.data[term][1][0]]
        value = self.values[term]
        if value is None or value == 0:
            return value if value is None else self.field.ring(1)  # exp(0) is 1
        return self.field.random("exp", self.point, int(value))

    def raise_base(self, base: Residue, factor: Any, term: int) -> Residue:
        """Return a rational power of ``exp(term)``, given a root of it as the base."""
        plain = self.graph.kind[term] == CALL and self.graph.data[term][0] == "log"
        # The base of an exponential is its root of this order, so a fractional exponent may become whole. A plain base
        # is t itself, from exp(log t); its roots are not known, and nothing is claimed.
        if type(factor) is int:
            return None if base == 0 else base ** (factor if plain else factor * self.order)
        exponent = fmpq(factor) * (1 if plain else self.order)
        if exponent.q != 1:
            if plain or self.order * int(exponent.q) > MAX_DENOMINATOR:
                return None
            raise RootsNeededError(self.order * int(exponent.q))
        return None if base == 0 else base ** int(exponent.p)

    def logarithm(self, node: int) -> Residue:
        """Return ``log |t|``, the sum over the factors of t; for complex t a kernel without rules."""
        sign = facts.find_signs(self.graph, node)
        # Where t may be complex, or negative on the principal branch, log(xy) = log x + log y is wrong: log((-1)(-1))
        # is 0, and log(-1) + log(-1) is 2 pi i.
        if sign & facts.COMPLEX or (self.principal and sign != facts.POSITIVE):
            return self.field.random("complex log", self.point, int(self.values[node]))
        kind, data = self.graph.kind[node], self.graph.data[node]
        total = self.field.ring(0)
        for factor, exponent in data if kind == PRODUCT else ((node, 1),):
            # The absolute value of a sign is 1, and the logarithm of 1 is 0.
            if self.graph.kind[factor] == CALL and self.graph.data[factor][0] == "sign":
                continue
            residue = int(self.values[factor])
            # The same for t and -t, because this is the logarithm of the absolute value.
            smaller = min(residue, self.field.prime - residue)
            if smaller == 0:
                return None
            if smaller != 1:
                total += self.field.random("log", self.point, smaller) * exponent
        return total

    # Angles

    def circular(self, name: str, node: int) -> Residue:
        """Return a sine or cosine from ``w = exp(i t)``."""
        turns = self.turn(node)
        if turns is None:
            return None
        self.use_constant(1, 4)
        w, back = turns
        return (w + back) * self.field.half if name == "cos" else (w - back) * self.field.half_over_i

    def turn(self, node: int) -> tuple[Residue, Residue] | None:
        """Return ``exp(i t)`` and ``exp(-i t)``, remembered for the sine and cosine of the same angle."""
        if node not in self.turns:
            w = self.join_turns(list_parts(self.graph, node))
            self.turns[node] = None if w is None or w == 0 else (w, w**-1)
        return self.turns[node]

    def power_of_turn(self, term: int, factor: Any) -> Residue:
        """Return ``exp(i factor term)``."""
        if self.graph.kind[term] == CALL and self.graph.data[term][0] == "pi":
            # exp(i pi r) is a root of unity of this order only if 5040 r is whole.
            steps = fmpq(factor) * (UNITY // 2)
            return self.root_of_unity(int(steps.p)) if steps.q == 1 else None
        counted = find_half_turn_count(self.graph, term)
        if counted is not None:
            return self.parity(counted, factor)
        if self.graph.kind[term] == CALL and self.graph.data[term][0] in ("asin", "atan"):
            inverse = self.turn_of_inverse(term)
            # exp(i asin t) is sqrt(1 - t^2) + i t. Half of that angle would need a further root, so only whole
            # multiples are covered.
            return None if inverse is None or fmpq(factor).q != 1 else inverse ** int(factor)
        inner = find_turned_term(self.graph, term)
        if inner and inner[0] in self.values:
            base = self.root_of_exponential(inner[0])  # exp(i (i u)) is exp(-u), so cos(i u) is cosh u
            return None if base is None else self.raise_base(base, -factor, inner[0])
        return self.raise_base(self.find_root_of_turn(term), factor, term)

    def root_of_unity(self, steps: int) -> Residue:
        """Return the turn by a number of steps, of which ``UNITY`` are a full turn."""
        self.use_constant(1, UNITY // gcd(UNITY, steps))
        return self.field.unity ** (steps % UNITY)

    def find_root_of_turn(self, term: int) -> Residue:
        """Return a root of ``exp(i term)``."""
        if self.values[term] is None:
            return None
        residue = int(self.values[term])
        if residue == 0:
            return self.field.ring(1)
        mirrored = self.field.prime - residue
        kernel = self.field.random("turn", self.point, min(residue, mirrored))
        return kernel if residue < mirrored else kernel**-1

    def turn_of_inverse(self, term: int) -> Residue:
        """Return ``exp(i asin t)`` or ``exp(i atan t)``, which are algebraic in t."""
        name, (argument,) = self.graph.data[term]
        t, i = self.values[argument], self.field.i
        root = next((self.values.get(noted) for noted in find_noted_root(self.graph, term)), None)
        if root is None or t is None or (root == 0 and name == "atan"):
            return None
        self.use_constant(1, 4)
        return root + i * t if name == "asin" else (1 + i * t) / root

    # Roots

    def power(self, node: int, base: int, exponent: int) -> Residue:
        """Return a root. If the prime leaves open which of several it is, the node is noted among the radicals."""
        graph = self.graph
        value = self.values[base]
        if value is None or self.values[exponent] is None:
            return None
        if graph.kind[exponent] != NUMBER:
            return self.symbolic_power(base, exponent)
        # The numerator does not matter: an exponent that stays a power in the graph is 1/q.
        index = int(graph.data[exponent].q)
        # A symbol's residue is a twelfth power, so its roots fit each other without any choice: (x^(1/2))^2 is x, and
        # x^(1/6) squared is x^(1/3).
        if graph.kind[base] == ATOM and 12 % index == 0:
            return self.field.atom(graph.data[base][0], self.point) ** (12 // index)
        # The roots of one prime may be taken at will: any choice is a conjugate of any other.
        if not self.all_conjugates and graph.kind[base] == NUMBER and has_free_roots(graph.data[base]):
            root = residue_root_of_number(self.field, graph.data[base], index)
            self.is_missing_root = self.is_missing_root or root is None
            self.is_missing_constant = self.is_missing_constant or root is None
            self.use_constant(int(graph.data[base]), index)
            return root
        return self.radical(node, value, index)

    def symbolic_power(self, base: int, exponent: int) -> Residue:
        """Return a power whose exponent holds symbols: one kernel for each term of the exponent."""
        graph, value, result = self.graph, self.values[base], self.field.ring(1)
        if graph.kind[base] == NUMBER and graph.data[base] == -1 and facts.is_whole(graph, exponent):
            return self.parity([(exponent, 1)], 1)
        for term, factor in list_parts(self.graph, exponent):
            if term == ONE:
                power = value ** int(factor) if type(factor) is int and value != 0 else None
            else:
                # b^n has one kernel for each pair of b and n, so b^(n+2) is b^n b^2. A relation such as (ab)^n = a^n
                # b^n is not built in.
                kernel = self.field.random("power", self.point, int(value), int(self.values[term]))
                power = self.raise_base(kernel, factor, term)
            if power is None:
                return None
            result *= power
        return result

    def parity(self, count: Powers, factor: Any) -> Residue:
        """Return ``exp(i pi factor n)`` for a whole n: every remainder of what n is made of is a branch of its own."""
        share = fmpq(factor)
        period = 2 * int(share.q)
        # Not all branches exist: without them the proof would miss a remainder of n.
        if UNITY % period:
            return None
        return self.root_of_unity(UNITY // period * (int(share.p) * self.remainders.of_product(count, period) % period))

    def radical(self, node: int, value: Residue, index: int) -> Residue:
        """Return a root modulo the prime, if one exists, on the branch that was asked for."""
        # The other roots are this one times roots of unity. Without a root of unity of this order they could not be
        # tried, and an identity must hold for all of them.
        if UNITY % index:
            self.is_missing_root = True
            return None
        # Noted in any case: what is 0 or 1 here may not be once other roots are taken on another branch.
        self.radicals[node] = index
        # What is 1 at a random point is 1 everywhere, and so is its principal root.
        if value == 0 or (value == 1 and not self.all_conjugates):
            return value
        root = find_root(self.field, int(value), index)
        if root is None:
            self.is_missing_root = True
            self.is_missing_constant = self.is_missing_constant or self.graph.kind[self.graph.data[node][0]] == NUMBER
            return None
        branch = self.branches.get(node, 0)
        return root * self.field.unity ** (UNITY // index * branch) if branch else root
