"""Ways to write a function, an indicator or a name of the notation differently, and back.

A quantity equals its definition, at any indices; a sum over a letter equals the sum over another letter of the same
range, or its terms one by one. A rule never brings in a name that is asked for, or a derivative or function that the
student should compute.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from grader.expr.calculation.building import ONE, ZERO, number
from grader.expr.calculation.simplify import unroll
from grader.expr.nodes import (
    Add,
    Assignment,
    BigOperator,
    Call,
    Constant,
    Derivative,
    Div,
    Gradient,
    Indicator,
    Mul,
    Neg,
    Node,
    Power,
    Relation,
    Symbol,
)
from grader.expr.notation import Entry
from grader.expr.traverse import children, free_symbols, length_of, substitute, walk
from grader.simulation.forms.algebra import TWO, Rule, Site, build_sum

__all__ = ["FUNCTIONS_AND_NAMES", "unfold_definition"]

MIRRORED: Final[Mapping[str, str]] = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "=", "!=": "!="}
HALF: Final = Div(ONE, TWO)


def find_relu_argument(node: Node) -> Node | None:
    """Return t if a formula is ``relu(t)`` or ``max(0, t)``."""
    match node:
        case Call(function="relu", arguments=(inner,)):
            return inner
        case Call(function="max", arguments=(first, second)) if ZERO in (first, second):
            return second if first == ZERO else first
    return None


def rewrite_relu(node: Node, site: Site) -> Node | None:
    """``relu(t)``, ``max(0, t)``, ``max(t, 0)``, ``t 1[t > 0]`` and ``(t + |t|)/2`` are the same, for a number."""
    inner = find_relu_argument(node)
    if inner is None or not site.is_scalar(inner):
        return None
    ways: list[Node] = [
        Call("relu", (inner,)), Call("max", (ZERO, inner)), Call("max", (inner, ZERO)),
        Mul((inner, Indicator(Relation((inner, ZERO), (">",))))),
        Div(Add((inner, Call("abs", (inner,)))), TWO),
    ]  # fmt: skip
    return site.random.choice([way for way in ways if way != node])


def commute_maximum(node: Node, site: Site) -> Node | None:
    """``max(a, b)`` is ``max(b, a)``."""
    if isinstance(node, Call) and node.function in ("max", "min") and len(node.arguments) > 1:
        return Call(node.function, node.arguments[::-1])
    return None


def rewrite_indicator(node: Node, site: Site) -> Node | None:
    """``1[a > b]`` is ``1[b < a]`` and ``1[a - b > 0]``."""
    match node:
        case Indicator(condition=Relation(operands=(left, right), operators=(operator,))):
            if operator == "=" or right == ZERO or not site.is_scalar(left, right) or site.random.random() < 1 / 2:
                return Indicator(Relation((right, left), (MIRRORED[operator],)))  # type: ignore[arg-type]
            return Indicator(Relation((Add((left, Neg(right))), ZERO), (operator,)))
    return None


def rewrite_exponential(node: Node, site: Site) -> Node | None:
    """``exp(t)`` is ``e^t``, and ``exp(a + b)`` is ``exp(a) exp(b)``, for numbers."""
    match node:
        case Call(function="exp", arguments=(inner,)) if site.is_scalar(inner):
            if isinstance(inner, Add) and site.random.random() < 1 / 2:
                return Mul(tuple(Call("exp", (term,)) for term in inner.terms))
            has_e = "e" in site.notation.entries or "e" in site.notation.aliases
            return None if has_e else Power(Constant("e"), inner)
        case Power(base=Constant(name="e"), exponent=inner):
            return Call("exp", (inner,))
    return None


def rewrite_root(node: Node, site: Site) -> Node | None:
    """``sqrt(t)`` is ``t^(1/2)``, for a number."""
    match node:
        case Call(function="sqrt", arguments=(inner,)) if site.is_scalar(inner):
            return Power(inner, HALF)
        case Power(base=base, exponent=exponent) if exponent in (HALF, number(Fraction(1, 2))) and site.is_scalar(base):
            return Call("sqrt", (base,))
    return None


def rewrite_activation(node: Node, site: Site) -> Node | None:
    """``sigmoid(t)`` is ``1/(1 + exp(-t))`` and ``1 - sigmoid(-t)``; ``tanh(t)`` is a quotient of exponentials."""
    if not isinstance(node, Call) or not site.is_scalar(node):
        return None
    if node.function == "sigmoid":
        (inner,) = node.arguments
        plain = Div(ONE, Add((ONE, Call("exp", (Neg(inner),)))))
        return site.random.choice([plain, Add((ONE, Neg(Call("sigmoid", (Neg(inner),)))))])
    if node.function == "tanh":
        (inner,) = node.arguments
        up, down = Call("exp", (inner,)), Call("exp", (Neg(inner),))
        return Div(Add((up, Neg(down))), Add((up, down)))
    return None


def unfold_definition(node: Node, site: Site) -> Node | None:
    """A quantity equals its definition, at its indices."""
    if not isinstance(node, Symbol) or node.iterate is not None:
        return None
    entry = site.notation.entries.get(node.name)
    definition = definition_at(entry, node.indices, site) if entry else None
    return definition if definition is not None and is_allowed_in_answer(definition, site) else None


def definition_at(entry: Entry, indices: tuple[Node, ...], site: Site) -> Node | None:
    letters = [axis for axis in entry.axes if isinstance(axis, str) and axis in site.notation.ranges]
    if entry.definition is None or entry.parameters is not None or len(letters) != len(entry.axes) != len(indices):
        return None
    if len(indices) != len(letters):
        return None
    values = {Symbol(letter): index for letter, index in zip(letters, indices, strict=True)}
    return substitute(entry.definition, values, site.notation.ranges)


def is_allowed_in_answer(tree: Node, site: Site) -> bool:
    """Whether a formula may be in an answer: it names nothing that the student should work out."""
    for part in walk(tree):
        if isinstance(part, Derivative | Gradient | Assignment):
            return False
        if isinstance(part, Symbol) and (part.name in site.avoid or "′" in part.name):
            return False
        if isinstance(part, Call) and part.function in site.notation.entries:
            return False
    return True


def fold_definition(node: Node, site: Site) -> Node | None:
    """The definition of a quantity equals that quantity."""
    if isinstance(node, Symbol):
        return None
    found = [
        named
        for entry in site.notation.entries.values()
        if entry.name not in site.avoid and (named := quantity_at(entry, node, site)) is not None
    ]
    return site.random.choice(found) if found else None


def quantity_at(entry: Entry, node: Node, site: Site) -> Symbol | None:
    """Return a quantity at the indices where its definition is this formula; None if there are no such indices."""
    if entry.definition is None or entry.parameters is not None or type(entry.definition) is not type(node):
        return None
    letters = [axis for axis in entry.axes if isinstance(axis, str)]
    if len(letters) != len(entry.axes) or len(letters) > 1:
        return None
    for index in list_indices(node) if letters else [None]:
        indices = () if index is None else (index,)
        if definition_at(entry, indices, site) == node:
            return Symbol(entry.name, indices)
    return None


def list_indices(node: Node) -> list[Node]:
    found = [index for part in walk(node) if isinstance(part, Symbol) for index in part.indices]
    return list(dict.fromkeys(found))


def unroll_sum(node: Node, site: Site) -> Node | None:
    """A short sum equals the sum of its terms."""
    if not isinstance(node, BigOperator):
        return None
    written = unroll(node, site.notation.ranges, 4)
    return None if isinstance(written, BigOperator) else written


def rename_sum_letter(node: Node, site: Site) -> Node | None:
    """A sum over a letter equals the sum over another letter of the same range."""
    if not isinstance(node, BigOperator) or node.lower is not None:
        return None
    ranges, used = site.notation.ranges, {symbol.name for symbol in free_symbols(node.body)}
    used |= {part.name for part in walk(node.body) if isinstance(part, Symbol)}
    used |= {part.index for part in walk(node.body) if isinstance(part, BigOperator)}
    size = length_of(node.index, ranges)
    others = [letter for letter in ranges if ranges[letter] == size and letter not in used | site.avoid]
    if not others:
        return None
    letter = site.random.choice(others)
    return BigOperator(node.kind, substitute(node.body, {Symbol(node.index): Symbol(letter)}, ranges), letter)


def rewrite_equation(node: Node, site: Site) -> Node | None:
    """``a = b`` is ``b = a``, ``a - b = 0`` and ``2 a = 2 b``."""
    match node:
        case Relation(operands=(left, right), operators=("=",)) if site.is_scalar(left, right) and site.is_value:
            ways = [
                Relation((right, left), ("=",)),
                Relation((Add((left, Neg(right))), ZERO), ("=",)),
                Relation((Mul((TWO, left)), Mul((TWO, right))), ("=",)),
            ]
            return site.random.choice(ways)
    return None


def transpose_sum(node: Node, site: Site) -> Node | None:
    """``(A + B)^T`` is ``A^T + B^T``."""
    match node:
        case Call(function="transpose", arguments=(Add(terms=terms),)):
            return build_sum(
                [Neg(Call("transpose", children(t))) if isinstance(t, Neg) else Call("transpose", (t,)) for t in terms]
            )
    return None


FUNCTIONS_AND_NAMES: tuple[Rule, ...] = (
    rewrite_relu, commute_maximum, rewrite_indicator, rewrite_exponential, rewrite_root, rewrite_activation,
    unfold_definition, fold_definition, unroll_sum, rename_sum_letter, rewrite_equation, transpose_sum,
)  # fmt: skip
