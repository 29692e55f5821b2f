"""Facts about a node that need no evaluation: its possible signs, where it is defined, whether it is analytic.

All three are conservative: ``True`` is a proof from the structure of the node, ``False`` means "not known".

- A *sign* is a set of bits: the node may be negative, zero, positive, or not real.
- A node is *total* when it is defined almost everywhere on the domain of its symbols.
- A node is *entire* when it is real-analytic on the domain of its symbols. For a symbol that must not be zero, zero is
  added, so that the domain is connected. A node is *meromorphic* when it is a quotient of such nodes or an entire
  function of one. Either kind is zero almost nowhere, unless it is zero everywhere (identity theorem).
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Protocol, TypeVar

from flint import fmpq

from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM
from grader.equivalence.graph.ranges import range_of_node, range_of_sum
from grader.equivalence.graph.sign_masks import (
    ANY,
    COMPLEX,
    NEGATIVE,
    NULL,
    POSITIVE,
    multiply_signs,
    negate_signs,
    signs_of_domain,
)
from grader.expr.notation import Domain

__all__ = [
    "ANY", "COMPLEX", "NEGATIVE", "NULL", "Nodes", "POSITIVE", "find_conditions", "has_steps", "is_continuous",
    "is_entire", "is_meromorphic", "is_monomial", "is_safe_divisor", "is_split", "is_step", "is_total",
    "is_unassumed", "is_whole", "negate_signs", "operands_of", "range_of_sum", "remember_fact", "find_signs",
    "signs_of_domain",
]  # fmt: skip


class Nodes(Protocol):
    """The part of a graph that facts need: its nodes, and the notes about each of them."""

    kind: list[int]
    data: list[Any]
    notes: list[dict[str, Any] | None]
    strict: bool
    over_complex: bool


Found = TypeVar("Found", bound=Nodes)
Fact = TypeVar("Fact", int, bool, frozenset[tuple[Any, ...]], tuple[int, int, int])
# Defined for every argument, so that a call is total if its arguments are. A logarithm is not: log(-1).
EVERYWHERE = frozenset({"exp", "sin", "cos", "atan", "sign", "floor", "pi", "i", "abs"})
# Analytic on the whole complex plane, so that a pole of the argument leaves them single-valued around it. atan is
# analytic for real arguments only: atan(x) + atan(1/x) is pi/2 for x > 0 and -pi/2 for x < 0.
ENTIRE = frozenset({"exp", "sin", "cos", "pi"})


def operands_of(graph: Nodes, node: int) -> Sequence[int]:
    kind, data = graph.kind[node], graph.data[node]
    if kind == SUM:
        return [term for term, _ in data[1]]
    if kind == PRODUCT:
        return [factor for factor, _ in data]
    if kind == POWER:
        return data  # type: ignore[no-any-return]
    return data[1] if kind == CALL else ()


def is_step(graph: Nodes, node: int) -> bool:
    return graph.kind[node] == CALL and graph.data[node][0] in ("sign", "floor")


def remember_fact(fact: Callable[[Found, int], Fact]) -> Callable[[Found, int], Fact]:
    """Work a fact out once for each node; the graph keeps it beside the node."""
    name = fact.__name__

    @wraps(fact)
    def recall(graph: Found, node: int) -> Fact:
        notes = graph.notes[node]
        if notes is None:
            notes = graph.notes[node] = {}
        if name not in notes:
            notes[name] = fact(graph, node)
        found: Fact = notes[name]
        return found

    return recall


@remember_fact
def find_signs(graph: Nodes, node: int) -> int:
    """Return the signs that a node may have where it is defined, as bits."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == NUMBER:
        return POSITIVE if data > 0 else NEGATIVE if data < 0 else NULL
    if kind == ATOM:
        return signs_of_domain(data[1])
    if kind == SUM:
        return signs_of_sum(graph, data)
    if kind == PRODUCT:
        return signs_of_product(graph, data)
    if kind == POWER:
        base = find_signs(graph, data[0])
        if (base | find_signs(graph, data[1])) & COMPLEX:
            return ANY | COMPLEX
        # Over the complex numbers a root of what may be negative may be anything: sqrt(-4) is 2i.
        if graph.over_complex and base & NEGATIVE and not is_whole(graph, data[1]):
            return ANY | COMPLEX
        # A principal root is never negative. A power with a symbol in the exponent may be: (-1)^n.
        return POSITIVE if base == POSITIVE else POSITIVE | NULL if graph.kind[data[1]] == NUMBER else ANY
    return signs_of_call(graph, *data) if kind == CALL else ANY


def signs_of_sum(graph: Nodes, data: tuple[object, tuple[tuple[int, object], ...]]) -> int:
    """Return the signs of a sum: known where all its terms pull the same way."""
    constant, terms = data
    masks = [POSITIVE if constant > 0 else NEGATIVE if constant < 0 else NULL]  # type: ignore[operator]
    for term, factor in terms:
        mask = find_signs(graph, term)
        # A factor of 0 marks a vanished term that may be undefined (``Graph.linear``); where it is defined, it is zero.
        masks.append(mask if factor > 0 else negate_signs(mask) if factor < 0 else NULL | (mask & COMPLEX))  # type: ignore[operator]
    joined = 0
    for mask in masks:
        joined |= mask
    if joined & COMPLEX:
        return ANY | COMPLEX
    if joined & NEGATIVE and joined & POSITIVE:
        # The terms pull in both directions. Only the ranges of the symbols can still settle it, as in 1 - p.
        return signs_within_ranges(graph, data)
    # If all pull the same way, one term that is never zero is enough: x^2 + 1.
    return joined & ~NULL if any(not mask & NULL for mask in masks) else joined


def signs_of_product(graph: Nodes, factors: tuple[tuple[int, int], ...]) -> int:
    """Return the signs of a power product; ``t sign(t)`` is never negative."""
    powers = dict(factors)
    result = POSITIVE
    for node, exponent in factors:
        if graph.kind[node] == CALL and graph.data[node][0] == "sign" and exponent % 2:
            inner = graph.data[node][1][0]
            if powers.get(inner, 0) % 2:
                # t sign(t) is |t|: both factors count as even powers, which are never negative.
                powers[inner] = powers[node] = 2
    for node, exponent in powers.items():
        mask = find_signs(graph, node)
        if mask & COMPLEX:
            return ANY | COMPLEX
        if exponent % 2 == 0:
            mask = (mask & NULL) | (POSITIVE if mask & (NEGATIVE | POSITIVE) else 0)
        result = multiply_signs(result, mask)
    return result


def signs_of_call(graph: Nodes, name: str, arguments: tuple[int, ...]) -> int:
    if name == "i":
        return ANY | COMPLEX
    if any(find_signs(graph, argument) & COMPLEX for argument in arguments):
        return NULL | POSITIVE if name == "abs" else ANY | COMPLEX
    # Over the complex numbers ln(-1) is i pi, and asin(2) is no real number either.
    if graph.over_complex and may_leave_reals(graph, name, arguments):
        return ANY | COMPLEX
    if name in ("exp", "pi"):
        return POSITIVE
    if name in ("sin", "cos", "log"):
        return signs_within_range(graph, name, arguments[0])
    return find_signs(graph, arguments[0]) if name in ("sign", "atan", "asin") else ANY


def signs_within_range(graph: Nodes, name: str, argument: int) -> int:
    """Return the signs of a sine, cosine or logarithm, as far as the range of its argument decides them."""
    ends = range_of_node(graph, argument)
    if ends is None:
        return ANY
    low, high = ends
    if name == "log":
        return NULL | POSITIVE if low >= 1 else NULL | NEGATIVE if high <= 1 else ANY
    # Just below pi/2 and pi, where a cosine is positive and a sine has the sign of its argument.
    if name == "cos":
        return POSITIVE if max(-low, high) <= fmpq(157, 100) else ANY
    return find_signs(graph, argument) if max(-low, high) <= fmpq(314, 100) else ANY


def may_leave_reals(graph: Nodes, name: str, arguments: tuple[int, ...]) -> bool:
    """Whether a function may have a value that is not real although its arguments are real."""
    if name == "log":
        return bool(find_signs(graph, arguments[0]) & NEGATIVE)
    if name == "asin":
        is_number = graph.kind[arguments[0]] == NUMBER
        return not (is_number and -1 <= graph.data[arguments[0]] <= 1)
    return False


@remember_fact
def is_total(graph: Nodes, node: int) -> bool:
    """Whether a node is known to be defined almost everywhere on its domain."""
    kind, data = graph.kind[node], graph.data[node]
    if kind in (NUMBER, ATOM):
        return True
    if kind == SUM:
        return all(is_total(graph, term) for term, _ in data[1])
    if kind == PRODUCT:
        # A divisor may be zero at single points, as in 1/x, but not on a region, as in 1/relu(x).
        return all(is_total(graph, t) and (e > 0 or is_safe_divisor(graph, t)) for t, e in data)
    if kind == POWER:
        mask = find_signs(graph, data[0])
        if graph.over_complex and is_defined_over_complex(graph, *data):
            return True
        # Where the base is zero, only a positive number as exponent has a value: relu(x)^(-1/2) has none for x < 0.
        tame = mask == POSITIVE or (
            mask == NULL | POSITIVE and graph.kind[data[1]] == NUMBER and graph.data[data[1]] > 0
        )
        return tame and is_total(graph, data[0]) and is_total(graph, data[1])
    if kind == CALL:
        name, arguments = data
        if not all(is_total(graph, argument) for argument in arguments):
            return False
        if graph.over_complex and (name == "asin" or (name == "log" and is_safe_divisor(graph, arguments[0]))):
            return True
        # Over the reals asin is never total: it is undefined beyond -1 and 1, whatever the sign of its argument.
        return name in EVERYWHERE or name[0] == "@" or (name == "log" and find_signs(graph, arguments[0]) == POSITIVE)
    return False


def is_defined_over_complex(graph: Nodes, base: int, exponent: int) -> bool:
    """Whether a power has a principal complex value almost everywhere; only 0 to a power may have none."""
    is_root = graph.kind[exponent] == NUMBER and graph.data[exponent] > 0
    return is_total(graph, exponent) and (is_total(graph, base) if is_root else is_safe_divisor(graph, base))


@remember_fact
def find_conditions(graph: Nodes, node: int) -> frozenset[tuple[Any, ...]]:
    """Return the conditions under which a node is defined, up to measure zero; none where it is total.

    Two nodes with the same conditions are defined at the same points, except for a set of measure zero.
    """
    if is_total(graph, node):
        return frozenset()
    kind, data = graph.kind[node], graph.data[node]
    own: list[tuple[Any, ...]] = []
    if kind == PRODUCT:
        own = [("divisor", factor) for factor, e in data if e < 0 and not is_safe_divisor(graph, factor)]
    elif kind == POWER:
        is_root = graph.kind[data[1]] == NUMBER and graph.data[data[1]] > 0
        own = [("root", data[0])] if is_root else [("power", *data)]
    elif kind == CALL and data[0] not in EVERYWHERE and data[0][0] != "@":
        own = [data]
    return frozenset(own).union(*(find_conditions(graph, operand) for operand in operands_of(graph, node)))


@remember_fact
def is_safe_divisor(graph: Nodes, node: int) -> bool:
    """Whether a node is known to be defined and not zero almost everywhere."""
    if not is_total(graph, node):
        return False
    if not find_signs(graph, node) & NULL:
        return True
    kind, data = graph.kind[node], graph.data[node]
    if kind == PRODUCT:
        return all(is_safe_divisor(graph, factor) for factor, _ in data)
    if kind == SUM:
        # Different monomials are linearly independent, so this is not the zero polynomial, and the zeros of any other
        # polynomial have measure zero.
        # With i among the factors they are independent as well.
        return all(is_monomial(graph, term, "i") for term, _ in data[1]) and any(factor != 0 for _, factor in data[1])
    if kind == CALL:  # of complex numbers too; real ones have a sign
        return data[0] in ("exp", "i") or (data[0] == "abs" and is_safe_divisor(graph, data[1][0]))
    return kind == ATOM or (kind == POWER and is_safe_divisor(graph, data[0]))


@remember_fact
def has_steps(graph: Nodes, node: int) -> bool:
    """Whether a node is made of pieces, so that it may be zero on a whole one."""
    return is_step(graph, node) or any(has_steps(graph, operand) for operand in operands_of(graph, node))


@remember_fact
def is_continuous(graph: Nodes, node: int) -> bool:
    """Whether every symbol below a node ranges over an interval of real numbers."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == ATOM:
        return data[1].kind not in ("integer", "natural", "complex")
    if kind == SUM:
        return all(is_continuous(graph, term) for term, _ in data[1])
    if kind == PRODUCT:
        return all(is_continuous(graph, factor) for factor, _ in data)
    if kind == POWER:
        return is_continuous(graph, data[0]) and is_continuous(graph, data[1])
    return kind == NUMBER or (kind == CALL and all(is_continuous(graph, argument) for argument in data[1]))


def signs_within_ranges(graph: Nodes, data: Any) -> int:
    """Return the signs of a linear combination of symbols with ranges, such as 1 - p for p in [0, 1]."""
    # Ends count as reached: a range is closed (see ``pairs/symbols.py``), so 1 - p may be zero for p in [0, 1].
    ends = range_of_sum(graph, data, are_real=True)
    if ends is None:
        return ANY
    low, high = ends
    return (NEGATIVE if low < 0 else 0) | (POSITIVE if high > 0 else 0) | (NULL if low <= 0 <= high else 0)


@remember_fact
def is_whole(graph: Nodes, node: int) -> bool:
    """Whether a node takes whole values only."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == NUMBER:
        return type(data) is int
    if kind == ATOM:
        return data[1].kind in ("integer", "natural")
    if kind == SUM:
        return type(data[0]) is int and all(type(factor) is int and is_whole(graph, term) for term, factor in data[1])
    if kind == PRODUCT:
        # A quotient of whole numbers is not whole: n/(n + 1).
        return all(exponent > 0 and is_whole(graph, factor) for factor, exponent in data)
    if kind == CALL and data[0] == "factorial":
        return is_whole(graph, data[1][0])
    return kind == CALL and data[0] in ("floor", "sign")


def is_monomial(graph: Nodes, node: int, unit: str = "") -> bool:
    """Whether a node is a power product of free symbols, or with a unit such as ``i``; all are independent."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == PRODUCT:
        return all(graph.kind[factor] == ATOM or (unit and is_unit(graph, factor, unit)) for factor, _ in data)
    return kind == ATOM or (kind == CALL and data[0] == unit)


def is_unit(graph: Nodes, node: int, unit: str) -> bool:
    return bool(graph.kind[node] == CALL and graph.data[node][0] == unit)


@remember_fact
def is_entire(graph: Nodes, node: int) -> bool:
    """Whether a node is known to be real-analytic for all values of its (continuous) symbols.

    A symbol that is not zero has two sides: what is known of a sign there says nothing about zero itself.
    """
    kind, data = graph.kind[node], graph.data[node]
    if kind == ATOM:
        return data[1].kind not in ("integer", "natural", "complex")
    if kind == SUM:
        return all(is_entire(graph, term) for term, _ in data[1])
    if kind == PRODUCT:
        # 1/x is analytic on both sides of zero, but what holds on one side says nothing about the other.
        return all(is_entire(graph, t) and (e > 0 or is_positive(graph, t, NEGATIVE)) for t, e in data)
    if kind == POWER:
        # A root is not analytic where its base is zero: sqrt(x^2) is |x|.
        return is_positive(graph, data[0]) and all(is_entire(graph, operand) for operand in data)
    if kind == CALL:
        name, arguments = data
        tame = name in ENTIRE or name == "atan" or (name == "log" and is_positive(graph, arguments[0]))
        return tame and all(is_entire(graph, argument) for argument in arguments)
    return kind == NUMBER


def is_positive(graph: Nodes, node: int, *others: int) -> bool:
    """Whether a node has one sign throughout a connected domain: it is positive, or has one of ``others``."""
    return find_signs(graph, node) in (POSITIVE, *others) and is_in_one_piece(graph, node)


@remember_fact
def is_in_one_piece(graph: Nodes, node: int) -> bool:
    if graph.kind[node] == ATOM:
        return not is_split(graph.data[node][1])
    return all(is_in_one_piece(graph, operand) for operand in operands_of(graph, node))


@remember_fact
def is_unassumed(graph: Nodes, node: int) -> bool:
    """Whether what is known of a node holds on its whole domain, and not in one case of a proof only."""
    return all(is_unassumed(graph, operand) for operand in operands_of(graph, node))


def is_split(domain: Domain) -> bool:
    """Whether a domain has two sides and a gap at zero between them."""
    return domain.kind == "nonzero" and signs_of_domain(domain) == NEGATIVE | POSITIVE


@remember_fact
def is_meromorphic(graph: Nodes, node: int) -> bool:
    """Whether a node is known to be one analytic function on a connected domain, apart from poles."""
    if is_entire(graph, node):
        return True
    kind, data = graph.kind[node], graph.data[node]
    if kind == SUM:
        return all(is_meromorphic(graph, term) for term, _ in data[1])
    if kind == PRODUCT:
        return all(is_meromorphic(graph, factor) for factor, _ in data)
    # Poles are isolated, so a complex neighbourhood of the line without them is still connected, and an identity
    # carries from one side of a pole to the other (identity theorem). This needs functions that are single-valued
    # around a pole.
    return kind == CALL and data[0] in ENTIRE and all(is_meromorphic(graph, argument) for argument in data[1])
