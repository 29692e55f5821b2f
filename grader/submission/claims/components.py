"""Which statements give a number or a single component where the question asks for a formula or a whole."""

from grader.expr.nodes import Matrix, Node, Symbol, Vector
from grader.expr.traverse import walk
from grader.submission.claims.names import ReadClaim
from grader.submission.claims.targets import Target

__all__ = ["is_lone_member", "is_numbers_only", "is_without_names"]


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
