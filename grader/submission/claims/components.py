"""What the name and the value of a statement are like: a number, a single component, a point, a value from before.

Points of an iteration belong to runs. A run begins elsewhere where an earlier point is given another value than in the
question, where the words say that it starts at another point, or where the gradient is worked out at a point that is
none of it.
"""

from collections.abc import Iterable, Sequence

from grader.expr.nodes import Gradient, Matrix, Node, Symbol, Vector
from grader.expr.shapes.columns import as_point
from grader.expr.traverse import walk
from grader.patterns import regex
from grader.submission.claims.equal import are_equal_numbers, list_distinct, number_of
from grader.submission.claims.names import Claim, ReadClaim, count_of
from grader.submission.claims.targets import Target, is_point

__all__ = [
    "find_elsewhere", "is_at_point", "is_lone_member", "is_mixed", "is_numbers_only", "is_recursive", "is_same_point",
    "is_trivial", "is_without_names", "list_tries", "number_in", "open_point",
]  # fmt: skip

STARTS = regex(
    r"\b(?:start|begin|initial|anfang|beginn)\w*(?:\s+(?:point|value|punkt|wert|vector|vektor|guess))?"
    r"(?:\s+(?:at|from|in|with|bei|von|mit|the|dem|den|der|a|ein|einem|point|punkt|value|wert|is|ist)){0,3}\s*[\s$\\(`:=]*$"
)
MAX_POINTS = 100  # of an iteration, each compared with each gradient; nobody writes more by hand
MAX_BEFORE = 60  # characters in front of a point that say it is a start


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


def number_in(claim: ReadClaim, name: str) -> int | None:
    """The number of the point that a statement gives; None if it gives none."""
    head = claim.names[0] if claim.names else None
    return count_of(head.iterate) if isinstance(head, Symbol) and head.name == name else None


def find_elsewhere(claims: Iterable[ReadClaim], name: str, start: Node, first: int) -> set[Claim]:
    """The statements, which are in order, that belong to a run which does not begin at ``start``.

    ``first`` is the number of the first point after the start.
    """
    reads = list(claims)
    points = [each.value for each in reads if number_in(each, name) is not None and not each.meaning.only_names]
    is_known = (
        None not in points and len(points) <= MAX_POINTS
    )  # with a point that cannot be read, nobody knows which gradients are at none
    found: set[Claim] = set()
    is_elsewhere = False
    for claim in reads:
        count = number_in(claim, name)
        if is_start(claim) or (count is not None and count < first and not claim.meaning.only_names):
            is_elsewhere = claim.value is not None and not is_same_point(start, claim.value)
        elif (place := place_of(claim)) is not None:
            if is_same_point(start, place):
                is_elsewhere = False
            elif is_known and not any(each is not None and is_same_point(each, place) for each in points):
                is_elsewhere = True
        if is_elsewhere and claim.names:
            found.add(claim.claim)
    return found


def is_start(claim: ReadClaim) -> bool:
    """Whether a formula that is a point or a number alone is what the words in front of it start at."""
    formula = claim.claim.statement.formula
    before = formula.body.source.text[max(0, formula.start - MAX_BEFORE) : formula.start]
    if len(claim.claim.wording.sides) != 1 or STARTS.search(before.lower()) is None or claim.value is None:
        return False
    return isinstance(as_point(claim.value), Vector) or number_of(claim.value) is not None


def place_of(claim: ReadClaim) -> Vector | None:
    """The numbers at which a statement gives a gradient; None if it gives none, or not at numbers."""
    head = claim.names[0] if claim.names else None
    if not isinstance(head, Gradient) or not head.at:
        return None
    items = open_point(head.at)
    return Vector(tuple(items)) if all(number_of(each) is not None for each in items) else None


def list_tries(claims: Sequence[ReadClaim], name: str, first: int, elsewhere: set[Claim]) -> list[list[ReadClaim]]:
    """The points of each try, in the order of the text: another one begins where an earlier point is given anew."""
    tries: list[list[ReadClaim]] = [[]]
    last = -1
    for claim in claims:
        count = number_in(claim, name)
        if count is None or claim.meaning.only_names or claim.claim.is_supposed:
            continue
        if tries[-1] and (count <= last or count < first):
            tries.append([])
        if count >= first and claim.claim not in elsewhere:
            tries[-1].append(claim)
        last = count
    return tries


def is_mixed(points: Sequence[ReadClaim], tries: Sequence[Sequence[ReadClaim]]) -> bool:
    """Whether points were taken from several tries that differ, or from one that begins elsewhere."""
    chosen = [{id(claim) for claim in each} for each in tries]
    if any({id(point) for point in points} <= each for each in chosen):
        return False
    if not all(any(id(point) in each for each in chosen) for point in points):
        return True
    by_name: dict[Node, list[ReadClaim]] = {}
    for claim in (claim for each in tries for claim in each):
        by_name.setdefault(claim.names[0], []).append(claim)
    return any(len(list_distinct(claims)) > 1 for claims in by_name.values())
