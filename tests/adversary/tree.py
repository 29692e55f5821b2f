"""The adversary's own trees. They share nothing with grader's: a tree is made here, printed as text, and evaluated.

``op`` says what a node is, and ``value`` what it holds besides its arguments:

====================  ==========================================  =========================================
op                    arguments                                   value
====================  ==========================================  =========================================
num, dec              none                                        a fraction; the text of a decimal
sym, const            none                                        a name; ``pi``, ``e`` or ``i``
add, mul              two or more                                 none
neg, div, pow, ind    one, two, two, a condition                  none
call                  the arguments of the function               its name
rel                   two sides                                   the sign between them
and, or               conditions                                  none
set, union            members, intervals                          none
interval              two ends, None for an infinite one          its two brackets
vector, matrix        entries, rows                               none
sum                   what is added, first and last index         the name of the index
entry                 its indices                                 the name of its family
====================  ==========================================  =========================================
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

__all__ = [
    "INFINITY", "Node", "abs_", "add", "call", "const", "div", "ind", "is_number", "list_places", "mul", "names_in",
    "neg", "node_count", "num", "number_of", "pow_", "rel", "replace_at", "sub", "subtrees", "sym", "transform",
]  # fmt: skip

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One operation with its operands; see the table of the module."""

    op: str
    args: tuple["Node", ...] = ()
    value: Fraction | str | None = None


INFINITY = Node("infinity")


def num(value: int | Fraction, below: int = 1) -> Node:
    return Node("num", (), Fraction(value, below))


def sym(name: str) -> Node:
    return Node("sym", (), name)


def const(name: str) -> Node:
    return Node("const", (), name)


def add(*terms: Node) -> Node:
    flat = [part for term in terms for part in (term.args if term.op == "add" else (term,))]
    kept = [term for term in flat if term != num(0)]
    return Node("add", tuple(kept)) if len(kept) > 1 else (kept[0] if kept else num(0))


def mul(*factors: Node) -> Node:
    flat = [part for factor in factors for part in (factor.args if factor.op == "mul" else (factor,))]
    kept = [factor for factor in flat if factor != num(1)]
    return Node("mul", tuple(kept)) if len(kept) > 1 else (kept[0] if kept else num(1))


def neg(term: Node) -> Node:
    if term.op == "num":
        return num(-number_of(term))
    return term.args[0] if term.op == "neg" else Node("neg", (term,))


def sub(left: Node, right: Node) -> Node:
    return add(left, neg(right))


def div(top: Node, bottom: Node) -> Node:
    return Node("div", (top, bottom))


def pow_(base: Node, exponent: Node | int | Fraction) -> Node:
    return Node("pow", (base, exponent if isinstance(exponent, Node) else num(exponent)))


def call(name: str, *args: Node) -> Node:
    return Node("call", args, name)


def abs_(term: Node) -> Node:
    return call("abs", term)


def rel(left: Node, sign: str, right: Node) -> Node:
    return Node("rel", (left, right), sign)


def ind(condition: Node) -> Node:
    return Node("ind", (condition,))


def number_of(node: Node) -> Fraction:
    assert isinstance(node.value, Fraction)
    return node.value


def is_number(node: Node, value: int | None = None) -> bool:
    return node.op == "num" and (value is None or node.value == value)


def subtrees(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every node with the path that leads to it, from the root down."""
    yield path, node
    for place, arg in enumerate(node.args):
        yield from subtrees(arg, (*path, place))


def list_places(node: Node) -> list[tuple[Path, Node]]:
    """Return the nodes that may be written in another form, with their paths: all but indices and bounds of sums."""
    found: list[tuple[Path, Node]] = []
    waiting: list[tuple[Path, Node]] = [((), node)]
    while waiting:
        path, part = waiting.pop()
        if part.op == "infinity":
            continue
        found.append((path, part))
        inner = {"entry": 0, "sum": 1}.get(part.op, len(part.args))
        waiting += [((*path, place), arg) for place, arg in enumerate(part.args[:inner])]
    return found


def replace_at(node: Node, path: Path, new: Node) -> Node:
    """Return the tree with another node at a path."""
    if not path:
        return new
    args = list(node.args)
    args[path[0]] = replace_at(args[path[0]], path[1:], new)
    return Node(node.op, tuple(args), node.value)


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the tree with every node changed, from the leaves up."""
    return change(Node(node.op, tuple(transform(arg, change) for arg in node.args), node.value))


def node_count(node: Node) -> int:
    return 1 + sum(map(node_count, node.args))


def names_in(node: Node) -> set[str]:
    """Return the names of the symbols, families and indices in a tree."""
    return {str(part.value) for _, part in subtrees(node) if part.op in ("sym", "entry")}
