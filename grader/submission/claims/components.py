"""What the name and the value of a statement are like: a number, a single component, a point, a value from before."""

from grader.expr.nodes import Gradient, Matrix, Node, Symbol, Vector
from grader.expr.shapes.columns import as_point
from grader.expr.traverse import walk
from grader.submission.claims.equal import are_equal_numbers, number_of
from grader.submission.claims.names import ReadClaim
from grader.submission.claims.targets import Target, is_point

__all__ = [
    "is_at_point", "is_lone_member", "is_numbers_only", "is_recursive", "is_same_point", "is_trivial",
    "is_without_names", "open_point",
]  # fmt: skip


def is_without_names(value: Node | None) -> bool:
    return value is not None and not any(isinstance(each, Symbol) for each in walk(value))


def is_numbers_only(claim: ReadClaim, target: Target) -> bool:
    """Whether a statement gives a number where the question asks for a formula, for every value of an index."""
    return target.is_for_all and is_without_names(claim.value)


def is_lone_member(claim: ReadClaim, target: Target) -> bool:
    """Whether a name with a number, such as ``g_2``, is worked out from single members, as one component of g is."""
    name = claim.names[0]
    if not isinstance(name, Symbol) or not name.indices or target.is_general(name) or claim.value is None:
        return False
    whole = Symbol(name.name)
    if whole not in target.symbols or isinstance(claim.value, Vector | Matrix):
        return False
    nodes = list(walk(claim.value))
    if any(isinstance(each, Vector | Matrix) for each in nodes):
        return False
    entries = target.notation.entries
    return any(
        isinstance(each, Symbol) and each.name in entries and len(each.indices) == len(entries[each.name].axes) > 0
        for each in nodes
    )


def is_same_point(left: Node, right: Node) -> bool:
    """Whether two points are the same numbers; also one that is not given as numbers may be the same."""
    sides = [open_point((each,)) for each in (left, right)]
    is_known = all(number_of(each) is not None for side in sides for each in side)
    return not is_known or are_equal_numbers(*sides)


def is_trivial(claim: ReadClaim) -> bool:
    """Whether ``f = (f_1, f_2)^T`` only says which entries an array has."""
    if claim.value is None:
        return False
    own, *_ = list_symbols(claim.names[0])
    names = {symbol.name for symbol in list_symbols(claim.value)} & set(claim.notation.entries)
    return names == {own.name}


def list_symbols(node: Node) -> list[Symbol]:
    return [each for each in walk(node) if isinstance(each, Symbol)]


def is_recursive(claim: ReadClaim) -> bool:
    """Whether a name is given by itself, as in ``w = w - …`` or ``x^(k) = x^(k-1) - …``; not at a numbered point."""
    name = claim.names[0] if claim.names else None
    if not isinstance(name, Symbol) or claim.value is None or is_point(name):
        return False
    return any(symbol.name == name.name and symbol.indices == name.indices for symbol in list_symbols(claim.value))


def is_at_point(node: Node) -> bool:
    """Whether a name is that of a value at some point, and not of a function."""
    if not isinstance(node, Gradient):
        return False
    return bool(node.at) and not any(isinstance(each, Symbol) and each.indices for each in node.at)


def open_point(at: tuple[Node, ...]) -> tuple[Node, ...]:
    """The coordinates of a point, with or without brackets of its own."""
    point = as_point(at[0]) if len(at) == 1 else None
    return point.items if isinstance(point, Vector) else at
