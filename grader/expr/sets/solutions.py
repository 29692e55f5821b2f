"""Solution sets: sets, intervals, inequalities, listed equations and values are spellings of one thing.

Whatever is written, ``find_solutions`` says of which name it gives the values, and which set they are. An item that
asks for a set takes that set; an item that asks for a condition takes the condition that its name is in the set.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x"), "y": Entry(name="y")})
>>> for text in ("x = 3 or x = -3", "x > 1 and x <= 2", "x != 0", "x ∈ ℝ", "x > 1 and y < 2"):
...     found = find_solutions(parse(text, notation).tree)
...     print(to_text(found[1]) if found else None)
{3, -3}
(1, 2]
(-oo, 0) ∪ (0, oo)
(-oo, oo)
None
"""

from collections.abc import Collection, Sequence
from typing import Final, Literal

from grader.expr.grammar.conditions import REALS, intersect, is_empty, subtract, unite
from grader.expr.nodes import (
    Add,
    Assignment,
    Constant,
    Interval,
    Junction,
    Neg,
    Node,
    Relation,
    SetOf,
    Symbol,
    Union,
)  # fmt: skip
from grader.expr.traverse import walk

__all__ = [
    "SETS", "choose_word", "find_interval", "find_solution", "find_solutions", "is_listing", "join_sets",
    "join_solutions", "list_members",
]  # fmt: skip

SETS: Final = (SetOf, Interval, Union)
_INFINITE: Final = Constant("oo")
_TURNED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_LONGEST_CHAIN: Final = 3  # a < x < b

Solutions = tuple[Symbol | None, Node]
"""The name that a set is said of, None where a set is written alone, and the set."""


def find_solutions(tree: Node, taken: Collection[Node] = ()) -> Solutions | None:
    """Return the set that a tree gives, as far as it is written out; None for anything else, such as ``x^2 = 1``.

    ``taken`` are the names that may be in the set, so that they are not the name whose values it gives.
    """
    if isinstance(tree, SETS):
        return None, tree
    if isinstance(tree, Add):
        left = subtract_terms(tree)
        return None if left is None else (None, left)
    if isinstance(tree, Junction):
        return join_solutions(tree.kind, tree.parts, taken)
    solution = find_solution(tree, taken)
    if solution is not None:
        name, value = solution
        return name, as_members(value)
    if isinstance(tree, Relation) and tree.operators == ("!=",):
        if isinstance(tree.operands[0], Symbol) and tree.operands[0] == tree.operands[1]:
            return tree.operands[0], SetOf(())  # x ∈ ∅
        excluded = find_solution(Relation(tree.operands, ("=",)), taken)
        left = subtract(REALS, as_members(excluded[1])) if excluded is not None else None
        return (excluded[0], left) if excluded is not None and left is not None else None
    return find_interval(tree, taken)


def as_members(value: Node) -> Node:
    """Return a set as it is, and a value as the only member of one."""
    return value if isinstance(value, SETS) else SetOf((value,))


def subtract_terms(tree: Add) -> Node | None:
    """Return ``ℝ - {0}`` as the set that is left; None for any other sum."""
    first, *rest = tree.terms
    removed = [term.operand for term in rest if isinstance(term, Neg) and isinstance(term.operand, SETS)]
    if not isinstance(first, SETS) or len(removed) < len(rest):
        return None
    left: Node | None = first
    for other in removed:
        left = None if left is None else subtract(left, other)
    return left


def join_solutions(kind: Literal["and", "or"], trees: Sequence[Node], taken: Collection[Node] = ()) -> Solutions | None:
    """Return the set of conditions on one name that are joined; *and* between equations only lists their values."""
    found = [find_solutions(tree, taken) for tree in trees]
    known = [solutions for solutions in found if solutions is not None]
    names = {name for name, _ in known}
    if not known or len(known) < len(found) or len(names) > 1:
        return None
    sets = [values for _, values in known]
    if kind == "or" or is_listing(trees, taken):
        return known[0][0], unite(sets)
    common: Node | None = sets[0]
    for other in sets[1:]:
        common = None if common is None else intersect(common, other)
    return None if common is None else (known[0][0], common)


def is_listing(trees: Sequence[Node], taken: Collection[Node]) -> bool:
    """Whether statements list values, one by one: ``x = 1``, ``x = -1``, so that *and* cannot mean both at once.

    What ``x = y and x = 0`` says holds together, so a value may hold no other name but those that are ``taken``.
    """
    for tree in trees:
        solution = find_solution(tree)
        if solution is None and not isinstance(tree, SETS):
            return False
        values = tree if solution is None else solution[1]
        if any(isinstance(node, Symbol) and node not in taken for node in walk(values)):
            return False
    return True


def choose_word(trees: Sequence[Node]) -> Literal["and", "or"] | None:
    """Return the word that conditions without one between them need; None where both words, or neither, make sense.

    A reading that holds for every number, or for none, makes no sense: ``x > 1, x <= 2`` is *and*, and
    ``x < 1, x > 2`` is *or*.
    """
    both, either = join_solutions("and", trees), join_solutions("or", trees)
    if both is None or either is None:
        return None
    has_both = not is_empty(both[1])
    rest = subtract(REALS, either[1])
    if rest is None or has_both != is_empty(rest):
        return None
    return "and" if has_both else "or"


def find_solution(tree: Node, taken: Collection[Node] = ()) -> tuple[Symbol, Node] | None:
    """Return the name and the value of ``x = 3``, whichever side the name is on; None for anything else."""
    if isinstance(tree, Assignment) and isinstance(tree.target, Symbol):
        return tree.target, tree.value
    if not isinstance(tree, Relation) or tree.operators != ("=",):
        return None
    left, right = tree.operands
    for name, value in ((left, right), (right, left)):
        if isinstance(name, Symbol) and name not in taken and name not in walk(value):
            return name, value
    return None


def find_interval(tree: Node, taken: Collection[Node] = ()) -> Solutions | None:
    """Return the name and the interval of ``a < x <= b`` or ``x > a``."""
    if not isinstance(tree, Relation) or not set(tree.operators) <= set(_TURNED):
        return None
    operands, operators = tree.operands, tree.operators
    if operators[0] in (">", ">="):  # from the smallest to the largest
        operands, operators = operands[::-1], tuple(_TURNED[sign] for sign in operators[::-1])  # type: ignore[misc]
    if not all(sign in ("<", "<=") for sign in operators) or len(operands) > _LONGEST_CHAIN:
        return None
    places = [place for place, operand in enumerate(operands) if isinstance(operand, Symbol) and operand not in taken]
    at = 1 if len(operands) == _LONGEST_CHAIN else next(iter(places), None)
    if at is None or at not in places:
        return None
    name = operands[at]
    ends = (*operands[:at], *operands[at + 1 :])
    assert isinstance(name, Symbol)
    if any(name in walk(end) for end in ends):
        return None
    lower = operands[at - 1] if at else Neg(_INFINITE)
    upper = operands[at + 1] if at + 1 < len(operands) else _INFINITE
    # Infinite ends belong to no interval, whatever sign is in front of them.
    closed_below = at > 0 and operators[at - 1] == "<=" and lower != REALS.lower
    closed_above = at < len(operators) and operators[at] == "<=" and upper != REALS.upper
    return name, Interval(lower, upper, closed_below, closed_above)


def join_sets(values: Sequence[Node]) -> Node:
    """Return the set of some values; what is a set already gives its members."""
    if any(isinstance(value, Interval | Union) for value in values):
        return unite([value if isinstance(value, SETS) else SetOf((value,)) for value in values])
    members = [item for value in values for item in (value.items if isinstance(value, SetOf) else (value,))]
    return SetOf(tuple(members))


def list_members(tree: Node) -> tuple[Node, ...] | None:
    """Return the members of a set that lists them all; None for a set with an interval in it, and for no set."""
    if isinstance(tree, Union):
        found = [list_members(part) for part in tree.parts]
        return None if None in found else tuple(item for part in found for item in part or ())
    return tree.items if isinstance(tree, SetOf) else None
