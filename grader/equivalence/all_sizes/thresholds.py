"""Indicators of comparisons of arrays whose sizes stay symbolic: ``>`` and ``>=``, and where they are the same.

With the sign s of t, and with z, which is 1 where t is 0 and elsewhere 0, the indicator of ``t > 0`` is (1 + s - z)/2,
that of ``t >= 0`` is (1 + s + z)/2. What is 0 everywhere has z = 1; otherwise z is a function without relations
(``kernels``), so that nothing is claimed that needs it. Only where t is known to be 0 almost nowhere, as an entry of
``W x + b`` is, may z be ignored, and with ``strict`` not even there. What is zero at these places may be zero for
one size alone, so that t may not be just any polynomial: it must be one in the entries at its own indices, or hold a
name once, by which it is no constant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from grader.equivalence.all_sizes.evaluation import Env, Evaluation, evaluates
from grader.equivalence.all_sizes.tensors import NotCoveredError, Tensor
from grader.equivalence.all_sizes.written_out import find_definition, write_out
from grader.expr import nodes
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.expr.traverse import children

__all__ = ["indicator", "step"]

# Domains in which a single value has measure zero; whole numbers are not among them.
CONTINUOUS = frozenset({"real", "positive", "nonnegative", "negative", "nonzero"})
LINEAR = frozenset({"transpose", "tr", "dot"})  # functions that are linear in each argument


@evaluates(nodes.Indicator)
def indicator(evaluation: Evaluation, tree: nodes.Indicator, env: Env) -> Tensor:
    condition = tree.condition
    if not isinstance(condition, nodes.Relation) or len(condition.operators) != 1:
        raise NotCoveredError
    operator, (left, right) = condition.operators[0], condition.operands
    # a < b is b > a, so that two operators are enough.
    if operator in ("<", "<="):
        left, right = right, left
    elif operator not in (">", ">="):
        raise NotCoveredError
    space = evaluation.space
    value = space.plus(evaluation.value(left, env), space.minus(evaluation.value(right, env)))
    zero = evaluation.kernels.zero(
        value, may_zeros_be_ignored(evaluation, nodes.Add((left, nodes.Neg(right))), value, env)
    )
    half = space.times(evaluation.number(Fraction(1, 2)), zero)
    return space.plus(step(evaluation, value), half if "=" in operator else space.minus(half))


def step(evaluation: Evaluation, value: Tensor) -> Tensor:
    """Return what is 1 where a value is positive, 0 where it is negative, and 1/2 where it is 0."""
    space = evaluation.space
    half = evaluation.number(Fraction(1, 2))
    # (1 + sign t)/2
    return space.times(half, space.plus(space.scalar(1), evaluation.kernels.of_odd("sign", value)))


def may_zeros_be_ignored(evaluation: Evaluation, tree: Node, value: Tensor, env: Env) -> bool:
    """Whether the points may be left aside at which a tree that is not 0 everywhere is 0, whatever the sizes."""
    notation = evaluation.notation
    # An index letter is a whole number: t = i - 2 is zero at a whole place, not at a single point.
    if evaluation.is_strict or any(name in env for name in list_value_names(tree)):
        return False
    # A polynomial that is not zero at these places is not zero everywhere at any size, as its entries occur at every
    # size; its zeros then have measure zero.
    if value.extent.is_local and all(is_polynomial(node, notation) for node in walk_values(tree)):
        return True
    # Linear in a name that occurs once: the tree is zero on the graph of a function of the other names, which has
    # measure zero.
    counts = Counter(list_free_names(tree, notation))
    return any(
        counts[name] == 1 and is_continuous(name, notation) and is_linear(tree, name, notation, counts)
        for name in counts
    )


def list_value_names(tree: Node) -> Iterator[str]:
    """Yield the names that occur as numbers, and not as an index."""
    return (node.name for node in walk_values(tree) if isinstance(node, nodes.Symbol) and not node.indices)


def walk_values(tree: Node) -> Iterator[Node]:
    """Yield all nodes of a tree but for indices and bounds."""
    yield tree
    if isinstance(tree, nodes.Symbol):
        return
    for child in (tree.body,) if isinstance(tree, nodes.BigOperator) else children(tree):
        yield from walk_values(child)


def is_polynomial(node: Node, notation: Notation) -> bool:
    """Whether a node builds a polynomial in names of any real value."""
    if isinstance(node, nodes.Symbol):
        return is_continuous(node.name, notation)
    if isinstance(node, nodes.Power):
        return isinstance(node.exponent, nodes.Number) and node.exponent.value.denominator == 1
    return isinstance(node, nodes.Number | nodes.Add | nodes.Neg | nodes.Mul)


def is_continuous(name: str, notation: Notation) -> bool:
    """Whether a name is a quantity of its own that takes all values of an interval."""
    entry = notation.entries.get(name)
    return (
        entry is not None
        and entry.definition is None
        and entry.parameters is None
        and entry.domain.kind in CONTINUOUS
        and (entry.domain.lower is None or entry.domain.lower != entry.domain.upper)
    )


def list_free_names(tree: Node, notation: Notation) -> Iterator[str]:
    """Yield all names without a definition in a tree, definitions written out, each as often as it occurs."""
    for node in write_out(tree, notation):
        if isinstance(node, nodes.Symbol | nodes.Call) and find_definition(node, notation) is None:
            yield node.name if isinstance(node, nodes.Symbol) else node.function


def is_linear(tree: Node, name: str, notation: Notation, counts: Counter[str]) -> bool:
    """Whether a tree that holds a name once is linear in it, with factors that are 0 almost nowhere."""
    if isinstance(tree, nodes.Symbol):
        inner = find_definition(tree, notation)
        return tree.name == name if inner is None else is_linear(inner, name, notation, counts)
    holding = [child for child in children(tree) if name in list_free_names(child, notation)]
    others = [child for child in children(tree) if child not in holding]
    # Where the name occurs once, exactly one child holds it.
    if len(holding) != 1:
        return False
    if isinstance(tree, nodes.BigOperator):
        # A product of names over an index may be zero as soon as one of them is, and a sum that starts late may be
        # empty at small sizes.
        return tree.kind == "sum" and is_whole(tree) and is_linear(tree.body, name, notation, counts)
    if isinstance(tree, nodes.Call) and tree.function not in LINEAR:
        return False
    if isinstance(tree, nodes.Mul | nodes.Call) and not all(is_factor(other, notation) for other in others):
        return False
    if isinstance(tree, nodes.Div) and holding[0] is not tree.numerator:
        return False
    if not isinstance(tree, nodes.Add | nodes.Neg | nodes.Mul | nodes.Div | nodes.Call):
        return False
    return is_linear(holding[0], name, notation, counts)


def is_whole(tree: nodes.BigOperator) -> bool:
    """Whether a sum has terms at every size, and all of one sign if its body is a product of names."""
    is_from_first = tree.lower is None or (isinstance(tree.lower, nodes.Number) and tree.lower.value == 1)
    return is_from_first and (tree.upper is None or isinstance(tree.upper, nodes.Symbol))


def is_factor(tree: Node, notation: Notation) -> bool:
    """Whether a tree is a number or a name, no entry of which is 0 but at single points."""
    if isinstance(tree, nodes.Neg):
        return is_factor(tree.operand, notation)
    if isinstance(tree, nodes.Call) and tree.function == "transpose":
        return is_factor(tree.arguments[0], notation)
    if isinstance(tree, nodes.Number):
        return tree.value != 0
    return isinstance(tree, nodes.Symbol) and is_continuous(tree.name, notation)
