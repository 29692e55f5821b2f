"""The network of a part: which quantity is computed from which, and where each derivative that is asked for belongs.

It is read off the notation (the forward pass) and the names of what the items ask, once for a rubric. A part has a
network where an item asks for the derivative of one quantity by another name.
"""

from collections.abc import Iterator
from functools import cache

from grader.expr import to_text
from grader.expr.nodes import Derivative, Gradient, Node, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import free_symbols, walk
from grader.grading.figure import NetworkFigure, NetworkNode
from grader.memory import by_identity
from grader.rubric import Item, Part, Rubric

__all__ = ["networks_of"]

MAX_QUANTITIES = 40


@by_identity
def networks_of(rubric: Rubric) -> tuple[NetworkFigure, ...]:
    """Return the networks of a rubric, part by part."""
    found = (network(part) for part in rubric.parts)
    return tuple(figure for figure in found if figure is not None)


def network(part: Part) -> NetworkFigure | None:
    """Return the network of a part, if it has one."""
    uses = dict(forward_pass(part.notation))
    asked = {item.id: asked_by(item, uses) for item in part.items}
    if not any(isinstance(name, Derivative) for name in asked.values()):
        return None
    wanted = reached({base(name) for name in asked.values() if name is not None}, uses)
    names = [name for name in part.notation.entries if name in wanted]
    if len(names) > MAX_QUANTITIES:
        return None
    layers = layers_of(names, uses)
    nodes = tuple(node(name, part, layers, uses, asked) for name in names)
    edges = tuple(
        (names.index(used), place) for place, name in enumerate(names) for used in names if used in uses.get(name, ())
    )
    return NetworkFigure(part=part.title, nodes=nodes, edges=edges)


def forward_pass(notation: Notation) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every quantity with the names that it is computed from; not those that stand for a derivative."""
    for entry in notation.entries.values():
        if entry.definition is not None and entry.parameters is None and not is_adjoint(entry):
            yield entry.name, frozenset(symbol.name for symbol in free_symbols(entry.definition))


def is_adjoint(entry: Entry) -> bool:
    """Tell whether a quantity is another name for derivatives."""
    parts = walk(entry.definition) if entry.definition is not None else ()
    return any(isinstance(part, Derivative | Gradient) for part in parts)


def asked_by(item: Item, uses: dict[str, frozenset[str]]) -> Derivative | Symbol | None:
    """Return the quantity, or the derivative of one, that an item asks for."""
    symbols = [said for symbol in item.task.symbols for said in (symbol, meant(symbol, item.notation))]
    for name in symbols:
        match name:
            case Derivative(of=Symbol(name=of), by=(Symbol(name=by),)) if of in uses and by in item.notation.entries:
                return name
    return next((name for name in symbols if isinstance(name, Symbol) and name.name in uses), None)


def meant(symbol: Node, notation: Notation) -> Node:
    """Return the derivative that a name stands for by its definition; any other name as it is."""
    entry = notation.entries.get(symbol.name) if isinstance(symbol, Symbol) else None
    return entry.definition if entry is not None and isinstance(entry.definition, Derivative) else symbol


def base(name: Derivative | Symbol) -> str:
    """Return the name at which a quantity or a derivative stands: a derivative at what it is taken by."""
    by = name.by[0] if isinstance(name, Derivative) else name
    assert isinstance(by, Symbol)
    return by.name


def reached(names: set[str], uses: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the names with all that they are computed from, and the quantities that are computed from these alone."""
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += uses.get(name, ())
            waiting += [later for later, used in uses.items() if name in used]
    return frozenset(found)


def layers_of(names: list[str], uses: dict[str, frozenset[str]]) -> dict[str, int]:
    """Return how far each name is from what is given; what is given stands right before what uses it first."""
    known = frozenset(names)

    @cache
    def depth(name: str) -> int:
        return 1 + max((depth(used) for used in uses.get(name, frozenset()) & known), default=-1)

    deep = {name: depth(name) for name in names}
    first = {name: [deep[later] for later in names if name in uses.get(later, ())] for name in names}
    return {name: min(first[name]) - 1 if name not in uses and first[name] else deep[name] for name in names}


def node(
    name: str,
    part: Part,
    layers: dict[str, int],
    uses: dict[str, frozenset[str]],
    asked: dict[str, Derivative | Symbol | None],
) -> NetworkNode:
    """Return one quantity with what is asked of it."""
    entry = part.notation.entries[name]
    whole = Symbol(name, tuple(Symbol(axis) for axis in entry.axes if isinstance(axis, str)))
    partials: dict[str, tuple[str, ...]] = {}
    for item, one in asked.items():
        if isinstance(one, Derivative) and base(one) == name:
            partials[to_text(one)] = (*partials.get(to_text(one), ()), item)
    return NetworkNode(
        name=to_text(whole),
        layer=layers[name],
        is_given=name not in uses,
        asked=tuple(item for item, one in asked.items() if isinstance(one, Symbol) and one.name == name),
        partials=tuple(partials.items()),
    )
