"""Walking and rebuilding syntax trees: children, substitution, free symbols.

Every construct of ``nodes`` is described here once, by the fields that hold its sub-expressions, so code that walks a
tree needs no case for each class. An index letter is an ordinary ``Symbol``, so replacing the letter ``k`` by ``1``
turns the general ``z_k`` into ``z_1``. A sum binds its own letter, and substitution renames it if it has to.

>>> z_k = Symbol("z", (Symbol("k"),))
>>> substitute(Neg(z_k), {Symbol("k"): Symbol("j")}) == Neg(Symbol("z", (Symbol("j"),)))
True
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from grader.expr.nodes import (
    Add,
    Assignment,
    BigOperator,
    Call,
    Constant,
    Derivative,
    Div,
    Entry,
    Factorial,
    Gradient,
    Indicator,
    Interval,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)  # fmt: skip

__all__ = [
    "children", "count_nodes", "count_outside_sums", "free_symbols", "length_of", "rebuild", "substitute", "transform",
    "choose_unused_letter", "walk",
]  # fmt: skip

PRIME = "′"
CHILD_FIELDS: Mapping[type[Node], tuple[str, ...]] = {
    Number: (),
    Constant: (),
    Symbol: ("indices", "iterate"),
    Add: ("terms",),
    Neg: ("operand",),
    Mul: ("factors",),
    Div: ("numerator", "denominator"),
    Power: ("base", "exponent"),
    Factorial: ("operand",),
    Call: ("arguments",),
    Entry: ("of", "indices"),
    Vector: ("items",),
    Matrix: ("rows",),
    SetOf: ("items",),
    Interval: ("lower", "upper"),
    Union: ("parts",),
    Relation: ("operands",),
    Junction: ("parts",),
    Assignment: ("target", "value"),
    Indicator: ("condition",),
    BigOperator: ("body", "lower", "upper"),
    Derivative: ("of", "by"),
    Gradient: ("of", "at", "by"),
}


def children(node: Node) -> tuple[Node, ...]:
    """The sub-expressions of ``node`` in the order in which they are written."""
    return CHILDREN[type(node)](node)


def collect_children(node: Node) -> tuple[Node, ...]:
    """Collect the sub-expressions of any node, field by field."""
    found: list[Node] = []
    for name in CHILD_FIELDS[type(node)]:
        collect_nodes(getattr(node, name), found)
    return tuple(found)


def collect_nodes(value: Any, found: list[Node]) -> None:
    """Append to ``found`` the nodes that a field holds: one, none, a tuple of them, or rows of them."""
    if isinstance(value, tuple):
        for item in value:
            collect_nodes(item, found)
    elif value is not None:
        found.append(value)


# Shortcuts for the most frequent constructs, because every walk through a tree goes through this table.
CHILDREN: Mapping[type[Node], Callable[[Any], tuple[Node, ...]]] = {
    **dict.fromkeys(CHILD_FIELDS, collect_children),
    Number: lambda node: (),
    Constant: lambda node: (),
    Symbol: lambda node: node.indices if node.iterate is None else (*node.indices, node.iterate),
    Add: attrgetter("terms"),
    Neg: lambda node: (node.operand,),
    Mul: attrgetter("factors"),
    Div: attrgetter("numerator", "denominator"),
    Power: attrgetter("base", "exponent"),
    Call: attrgetter("arguments"),
    Vector: attrgetter("items"),
    Relation: attrgetter("operands"),
    Indicator: lambda node: (node.condition,),
}


def rebuild(node: Node, new_children: Sequence[Node]) -> Node:
    """Replace the sub-expressions of ``node``, in the order of ``children``."""
    fields = CHILD_FIELDS[type(node)]
    if not fields:
        return node
    supply = iter(new_children)
    names: tuple[str, ...] = node.__slots__
    values = [(name, getattr(node, name)) for name in names]
    return type(node)(*[refill_field(value, supply) if name in fields else value for name, value in values])


def refill_field(value: Any, supply: Iterator[Node]) -> Any:
    """Rebuild a field's value in its old shape, with nodes taken from ``supply``."""
    if isinstance(value, tuple):
        return tuple(refill_field(item, supply) for item in value)
    return None if value is None else next(supply)


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and everything below it, each before its children."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        below = CHILDREN[type(current)](current)
        if below:
            stack.extend(reversed(below))


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """Apply ``change`` to every node, children first; shared subtrees are changed once."""
    done: dict[int, Node] = {}

    def visit(current: Node) -> Node:
        known = done.get(id(current))
        if known is None:
            old = children(current)
            new = tuple(map(visit, old))
            same = all(a is b for a, b in zip(old, new, strict=True))
            known = done[id(current)] = change(current if same else rebuild(current, new))
        return known

    return visit(node)


def count_outside_sums(node: Node) -> int:
    """Count the nodes of a tree, those of a sum or product over an index as one."""
    count, waiting = 0, [node]
    while waiting:
        current = waiting.pop()
        count += 1
        if not isinstance(current, BigOperator):
            waiting += children(current)
    return count


def count_nodes(node: Node) -> int:
    """Count the nodes of the tree written out in full, in time linear in the number of *distinct* subtrees."""
    sizes: dict[int, int] = {}

    def visit(current: Node) -> int:
        if id(current) not in sizes:
            sizes[id(current)] = 1 + sum(map(visit, children(current)))
        return sizes[id(current)]

    return visit(node)


def free_symbols(node: Node) -> frozenset[Symbol]:
    """Every symbol written in ``node``, index letters included, except the letters that a sum binds.

    ``z_k`` under a sum over ``k`` counts as the symbol ``z_k``: its letter is bound, its name is not.
    """
    if isinstance(node, BigOperator):
        bound = Symbol(node.index)
        ends = free_of([end for end in (node.lower, node.upper) if end is not None])
        return (free_symbols(node.body) - {bound}) | ends
    below = free_of(children(node))
    return below | {node} if isinstance(node, Symbol) else below


def free_of(nodes: Iterable[Node]) -> frozenset[Symbol]:
    """The free symbols of several trees together."""
    return frozenset().union(*map(free_symbols, nodes))


def substitute(node: Node, values: Mapping[Symbol, Node], ranges: Mapping[str, int] | None = None) -> Node:
    """Replace symbols, all at once; a symbol is replaced as a whole before its indices are.

    A sum's own letter is never replaced. It is renamed if it would capture a replacement: to another letter of the
    same length in ``ranges`` if there is one.
    """
    done: dict[int, Node] = {}

    def visit(current: Node) -> Node:
        known = done.get(id(current))
        if known is None:
            known = done[id(current)] = replacement(current)
        return known

    def replacement(current: Node) -> Node:
        if isinstance(current, Symbol) and current in values:
            return values[current]
        if isinstance(current, BigOperator):
            return in_sum(current)
        old = children(current)
        new = tuple(map(visit, old))
        return current if all(a is b for a, b in zip(old, new, strict=True)) else rebuild(current, new)

    def in_sum(current: BigOperator) -> Node:
        letter, body = Symbol(current.index), current.body
        names = free_symbols(body)
        inner = {name: new for name, new in values.items() if name in names and letter not in free_symbols(name)}
        incoming = free_of(inner.values())
        if letter in incoming:
            # Nor a letter that a sum further in binds: that one would have to be renamed again, level by level.
            bound = {Symbol(node.index) for node in walk(body) if isinstance(node, BigOperator)}
            taken = incoming | names | set(values) | bound
            index = choose_unused_letter(current.index, {symbol.name for symbol in taken}, ranges or {})
            body = substitute(body, {letter: Symbol(index)}, ranges)
            letter = Symbol(index)
        lower, upper = (None if end is None else visit(end) for end in (current.lower, current.upper))
        body = substitute(body, inner, ranges) if inner else body
        return BigOperator(current.kind, body, letter.name, lower, upper)

    return visit(node)


def length_of(letter: str, ranges: Mapping[str, int]) -> int | None:
    """How far an index letter runs; a primed letter runs as far as the letter itself."""
    return ranges.get(letter, ranges.get(letter.rstrip(PRIME)))


def choose_unused_letter(letter: str, taken: Iterable[str], ranges: Mapping[str, int]) -> str:
    """Choose a free index letter with the same range as ``letter``; a primed one if there is no other."""
    occupied = set(taken)
    alike = [other for other in ranges if ranges[other] == length_of(letter, ranges)]
    primed = (letter + PRIME * count for count in range(1, len(occupied) + 2))
    return next(name for name in [*alike, *primed] if name not in occupied and name != letter)
