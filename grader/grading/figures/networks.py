"""The network of a part: which quantity is computed from which, and where each requested derivative belongs.

It is read from the notation (the forward pass) and from the names that the items ask for, once for each rubric. A part
has a network if an item asks for the derivative of one quantity with respect to another name.
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

MAX_QUANTITIES = 40  # a larger network cannot be read as a picture


@by_identity
def networks_of(rubric: Rubric) -> tuple[NetworkFigure, ...]:
    found = (draw_network(part) for part in rubric.parts)
    return tuple(figure for figure in found if figure is not None)


def draw_network(part: Part) -> NetworkFigure | None:
    uses = dict(list_quantities(part.notation))
    asked = {item.id: find_asked(item, uses) for item in part.items}
    if not any(isinstance(name, Derivative) for name in asked.values()):
        return None
    wanted = find_connected({base_of(name) for name in asked.values() if name is not None}, uses)
    names = [name for name in part.notation.entries if name in wanted]
    if len(names) > MAX_QUANTITIES:
        return None
    layers = layers_of(names, uses)
    nodes = tuple(draw_node(name, part, layers, uses, asked) for name in names)
    edges = tuple(
        (names.index(used), place) for place, name in enumerate(names) for used in names if used in uses.get(name, ())
    )
    return NetworkFigure(part=part.title, nodes=nodes, edges=edges)


def list_quantities(notation: Notation) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every quantity with the names it is computed from, except those that are names for derivatives."""
    for entry in notation.entries.values():
        if entry.definition is not None and entry.parameters is None and not is_adjoint(entry):
            yield entry.name, frozenset(symbol.name for symbol in free_symbols(entry.definition))


def is_adjoint(entry: Entry) -> bool:
    """Whether a quantity is another name for derivatives."""
    parts = walk(entry.definition) if entry.definition is not None else ()
    return any(isinstance(part, Derivative | Gradient) for part in parts)


def find_asked(item: Item, uses: dict[str, frozenset[str]]) -> Derivative | Symbol | None:
    """The quantity, or the derivative of one, that an item asks for."""
    symbols = [name for symbol in item.task.symbols for name in (symbol, look_up_derivative(symbol, item.notation))]
    for name in symbols:
        match name:
            case Derivative(of=Symbol(name=of), by=(Symbol(name=by),)) if of in uses and by in item.notation.entries:
                return name
    return next((name for name in symbols if isinstance(name, Symbol) and name.name in uses), None)


def look_up_derivative(symbol: Node, notation: Notation) -> Node:
    """The derivative that a name is defined as; any other name is returned as it is."""
    entry = notation.entries.get(symbol.name) if isinstance(symbol, Symbol) else None
    return entry.definition if entry is not None and isinstance(entry.definition, Derivative) else symbol


def base_of(name: Derivative | Symbol) -> str:
    """The node of a quantity or a derivative; a derivative belongs to the name it is taken with respect to."""
    by = name.by[0] if isinstance(name, Derivative) else name
    assert isinstance(by, Symbol)
    return by.name


def find_connected(names: set[str], uses: dict[str, frozenset[str]]) -> frozenset[str]:
    """The names, everything they are computed from, and the quantities that use any of these."""
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += uses.get(name, ())
            waiting += [later for later, used in uses.items() if name in used]
    return frozenset(found)


def layers_of(names: list[str], uses: dict[str, frozenset[str]]) -> dict[str, int]:
    """How far each name is from what is given; a given name is placed just before the first quantity that uses it."""
    known = frozenset(names)

    @cache
    def depth(name: str) -> int:
        return 1 + max((depth(used) for used in uses.get(name, frozenset()) & known), default=-1)

    deep = {name: depth(name) for name in names}
    first = {name: [deep[later] for later in names if name in uses.get(later, ())] for name in names}
    return {name: min(first[name]) - 1 if name not in uses and first[name] else deep[name] for name in names}


def draw_node(
    name: str,
    part: Part,
    layers: dict[str, int],
    uses: dict[str, frozenset[str]],
    asked: dict[str, Derivative | Symbol | None],
) -> NetworkNode:
    entry = part.notation.entries[name]
    whole = Symbol(name, tuple(Symbol(axis) for axis in entry.axes if isinstance(axis, str)))
    partials: dict[str, tuple[str, ...]] = {}
    for item, one in asked.items():
        if isinstance(one, Derivative) and base_of(one) == name:
            partials[to_text(one)] = (*partials.get(to_text(one), ()), item)
    return NetworkNode(
        name=to_text(whole),
        layer=layers[name],
        is_given=name not in uses,
        asked=tuple(item for item, one in asked.items() if isinstance(one, Symbol) and one.name == name),
        partials=tuple(partials.items()),
    )
