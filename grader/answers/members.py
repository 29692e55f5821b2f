"""Answers given member by member: ``g_1 = …`` and ``g_2 = …`` as a list instead of one vector or one formula.

The question, ``g`` or ``∂L/∂v_kj``, has one name for each value of its indices. A list of equations with exactly these
names on the left, in any order, is read as the vector (one index) or matrix (two indices) of their right-hand sides.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"g": Entry(name="g", axes=("j",))}, ranges={"j": 2})
>>> [to_text(name) for name in map_member_names(parse("g", notation).tree, notation).values()]
['g_1', 'g_2']
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from grader.expr.names import names_of
from grader.expr.nodes import Call, Derivative, Gradient, Matrix, Mul, Node, Number, Relation, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import substitute, walk

__all__ = ["assemble_members", "enumerate_members", "find_index_letters", "map_member_names", "read_as_partial"]

Indices = tuple[int, ...]


def map_member_names(symbol: Node, notation: Notation) -> dict[Indices, Node]:
    """Return the names of all members by their indices, in order; empty for a scalar."""
    if isinstance(symbol, Gradient):
        return map_partial_derivatives(symbol, notation)
    places: list[tuple[Symbol, int]] = []
    general = add_places(symbol, notation, places)
    if not places:
        places = [(Symbol(letter), notation.ranges[letter]) for letter in find_index_letters(general, notation)]
    ranges = [range(1, size + 1) for _, size in places]
    return {
        indices: substitute(general, {place: number(index) for (place, _), index in zip(places, indices, strict=True)})
        for indices in product(*ranges)
        if places
    }


def map_partial_derivatives(gradient: Gradient, notation: Notation) -> dict[Indices, Node]:
    """Return the names of the components of ``∇f``: its partial derivatives, in the order of its variables."""
    entry = notation.entries.get(gradient.of.name) if isinstance(gradient.of, Symbol) else None
    if entry is None or entry.parameters is None or gradient.by is not None or gradient.prime:
        return {}
    of = Call(entry.name, gradient.at) if gradient.at else gradient.of
    found = [names_of(notation).resolve(name) for name in entry.parameters]
    return {
        (place,): Derivative(of, (Symbol(meaning.name, meaning.indices),))
        for place, meaning in enumerate(found, start=1)
    }


def add_places(node: Node, notation: Notation, places: list[tuple[Symbol, int]]) -> Node:
    """Give every bare array name a placeholder for each index, and add each placeholder with its size to ``places``."""
    if isinstance(node, Derivative):
        of = add_places(node.of, notation, places)
        return Derivative(of, tuple(add_places(by, notation, places) for by in node.by))
    if not isinstance(node, Symbol) or node.indices or node.name not in notation.entries:
        return node
    sizes = [notation.size(axis) for axis in notation.entries[node.name].axes]
    if None in sizes:
        return node
    indices = tuple(Symbol(f"#{len(places) + offset}") for offset in range(len(sizes)))
    places += [(index, size) for index, size in zip(indices, sizes, strict=True) if size is not None]
    return Symbol(node.name, indices)


def find_index_letters(node: Node, notation: Notation) -> tuple[str, ...]:
    """Return the index letters that occur in subscripts, in order of appearance."""
    letters = (
        index.name for index in list_subscripts(node) if isinstance(index, Symbol) and index.name in notation.ranges
    )
    return tuple(dict.fromkeys(letters))


def list_subscripts(node: Node) -> Iterator[Node]:
    for part in walk(node):
        if isinstance(part, Symbol):
            yield from part.indices


def assemble_members(equations: Sequence[Node], symbols: Sequence[Node], notation: Notation) -> Node | None:
    """Return the vector or matrix that a list of equations gives member by member; None for any other list."""
    values: dict[Node, Node] = {}
    for equation in equations:
        if isinstance(equation, Relation) and set(equation.operators) == {"="}:
            # A member may be given by those before it: g_2 = -g_1
            known = {name: value for name, value in values.items() if isinstance(name, Symbol)}
            value = equation.operands[-1]
            values[read_as_partial(equation.operands[0], notation)] = substitute(value, known) if known else value
    if len(values) != len(equations):
        return None
    of = dict.fromkeys(name.of for name in values if isinstance(name, Derivative))
    for symbol in symbols or map(Gradient, of):
        names = map_member_names(symbol, notation)
        if len(values) == len(names) and set(values) == set(names.values()):
            return shape_values({indices: values[name] for indices, name in names.items()})
    return None


def read_as_partial(name: Node, notation: Notation) -> Node:
    """Return ``fx``, which is read as a product, as the derivative of the function f; any other name as it is."""
    if not isinstance(name, Mul) or len(name.factors) != 2:
        return name
    of, by = name.factors
    if not isinstance(of, Symbol) or not isinstance(by, Symbol):
        return name
    entry = notation.entries.get(of.name)
    is_partial = entry is not None and entry.parameters is not None and by.name in entry.parameters
    return Derivative(of, (by,)) if is_partial else name


def shape_values(values: dict[Indices, Node]) -> Node:
    """Return values by indices as a vector (one index) or a matrix (two)."""
    if len(next(iter(values))) == 1:
        return Vector(tuple(values.values()))
    rows = sorted({indices[0] for indices in values})
    return Matrix(tuple(tuple(value for indices, value in values.items() if indices[0] == row) for row in rows))


def enumerate_members(formula: Node, symbol: Node, notation: Notation) -> Node:
    """Return the members of the index family ``formula``, as a vector or matrix in the order of ``symbol``."""
    letters = find_index_letters(symbol, notation)
    ranges = [range(1, notation.ranges[letter] + 1) for letter in letters]
    return shape_values(
        {
            indices: substitute(
                formula, {Symbol(letter): number(index) for letter, index in zip(letters, indices, strict=True)}
            )
            for indices in product(*ranges)
        }
    )


def number(value: int) -> Number:
    return Number(Fraction(value))
