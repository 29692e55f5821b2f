"""What a name stands for: a free symbol, an array of them, or an intermediate quantity with its definition.

A quantity is lowered once for each index and then shared. An index that is no number (``alpha_k`` where ``k`` counts
iterations, ``x^{(k+1)}``) makes an atom of its own, named by its canonical index.
"""

from __future__ import annotations

from itertools import product as tuples

from grader import limits
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, NUMBER, PRODUCT, SUM
from grader.equivalence.lowering.arrays import Array, Value, complaint
from grader.equivalence.lowering.scope import Env, Scope, lowers
from grader.errors import Diagnostic, LimitError
from grader.expr.nodes import Node, Number, Symbol
from grader.expr.notation import Domain, Entry
from grader.expr.traverse import walk

__all__ = ["atom_name", "key_of", "lower_symbol", "quantity", "sizes_of"]

WHOLE = Domain(kind="integer")


@lowers(Symbol)
def lower_symbol(scope: Scope, node: Symbol, env: Env) -> Value:
    """Return what a name stands for."""
    if not env and not node.indices and node.iterate is None:
        known = scope.memo.get((node.name, ()))
        if known is not None:
            return known
    if env:
        bound = env.get(
            node.name if not node.indices else atom_name(node.name, tuple(map(text_of_index, node.indices)))
        )
        if bound is not None and node.iterate is None:
            return bound
    entry = scope.notation.entries.get(node.name)
    if entry is None or (node.name in scope.sizes and not node.indices):
        return size_or_unknown(scope, node)
    if not entry.axes and not node.indices and node.iterate is None:
        return quantity(scope, entry, ())
    indices = [index_of(scope, index, env) for index in node.indices] if node.indices else []
    if node.iterate is not None:
        return iterate(scope, entry, indices, key_of(scope, node.iterate, env))
    if any(type(index) is str for index in indices) or len(indices) > len(entry.axes):
        return scope.graph.atom(atom_name(entry.name, tuple(map(str, indices))), entry.domain)
    return part(scope, entry, tuple(indices))  # type: ignore[arg-type]


def text_of_index(index: Node) -> str:
    """Return a literal index as text (for parameters such as ``x_1``)."""
    value = getattr(index, "value", None)
    return str(value) if value is not None else getattr(index, "name", "?")


def size_or_unknown(scope: Scope, node: Symbol) -> Value:
    """Return the number that a symbolic size stands for, or complain about an unknown name."""
    size = scope.sizes.get(node.name) or scope.notation.ranges.get(node.name)
    if size is None:
        raise complaint(
            "unknown-name", f"The name '{node.name}' is not known here.", help="use the names of the exercise."
        )
    return scope.graph.number(size)


def index_of(scope: Scope, index: Node, env: Env) -> int | str:
    """Return an index as a whole number, or as canonical text where it stays symbolic."""
    if type(index) is Number and index.value.denominator == 1:
        return index.value.numerator
    if type(index) is Symbol and not index.indices and index.iterate is None:
        bound = env.get(index.name)
        if type(bound) is int and scope.graph.kind[bound] == NUMBER and type(scope.graph.data[bound]) is int:
            return scope.graph.data[bound]  # type: ignore[no-any-return]
    key = key_of(scope, index, env)
    return int(key) if key.lstrip("-").isdigit() else key


def key_of(scope: Scope, index: Node, env: Env) -> str:
    """Return the canonical text of an index expression such as ``k+1``."""
    if type(index) is Symbol and not index.indices:
        bound = env.get(index.name)
        if bound is None:
            return index.name
    counters = {symbol: scope.graph.atom(symbol, WHOLE) for symbol in sorted(counters_of(scope, index, env))}
    return text_of(scope.graph, scope.scalar(index, {**env, **counters}))


def counters_of(scope: Scope, index: Node, env: Env) -> set[str]:
    """Return the names in an index that stand for no number: counters of iterations."""
    names = {node.name for node in walk(index) if isinstance(node, Symbol)}
    return {
        name for name in names if name not in env and name not in scope.notation.entries and name not in scope.sizes
    }


def text_of(g: Graph, node: int) -> str:
    """Return a node of an index expression as canonical text."""
    kind, data = g.kind[node], g.data[node]
    if kind == NUMBER:
        return str(data)
    if kind == ATOM:
        return str(data[0])
    if kind == SUM:
        terms = [text_of(g, term) if factor == 1 else f"{factor}{text_of(g, term)}" for term, factor in data[1]]
        return "+".join([*sorted(terms), *([str(data[0])] if data[0] else [])]).replace("+-", "-")
    if kind == PRODUCT:
        return "*".join(
            sorted(text_of(g, factor) if power == 1 else f"{text_of(g, factor)}^{power}" for factor, power in data)
        )
    return f"?{node}"


def atom_name(name: str, indices: tuple[str, ...]) -> str:
    """Return the name of an indexed symbol: ``w_1``, ``v_12``, ``v_{1,10}``."""
    if not indices:
        return name
    short = all(len(index) == 1 for index in indices)
    return f"{name}_{''.join(indices)}" if short else f"{name}_{{{','.join(indices)}}}"


def iterate(scope: Scope, entry: Entry, indices: list[int | str], count: str) -> Value:
    """Return an iterate, ``x^{(k)}``, as symbols of its own."""
    g, name = scope.graph, f"{entry.name}^({count})"
    if indices or not entry.axes:
        return g.atom(atom_name(name, tuple(map(str, indices))), entry.domain)
    shape = sizes_of(scope, entry)
    return Array(shape, [g.atom(atom_name(name, tuple(map(str, key))), entry.domain) for key in keys(shape)])


def keys(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return all indices within a shape, counted from 1."""
    return list(tuples(*(range(1, size + 1) for size in shape)))


def sizes_of(scope: Scope, entry: Entry) -> tuple[int, ...]:
    """Return the lengths of an entry's axes."""
    sizes = []
    for axis in entry.axes:
        size = scope.notation.size(axis)
        if size is None:
            size = scope.sizes.setdefault(str(axis), 3)
        sizes.append(size)
    count = 1
    for size in sizes:
        count *= size
    if count > limits.MAX_ENTRIES:
        raise LimitError(
            Diagnostic(
                slug="array-too-large",
                what=f"'{entry.name}' has more than {limits.MAX_ENTRIES} entries.",
                why="The limit MAX_ENTRIES keeps the work for one answer bounded.",
            )
        )
    return tuple(sizes)


def part(scope: Scope, entry: Entry, indices: tuple[int, ...]) -> Value:
    """Return an entry of an array, or the array (or row) over the axes that were left open."""
    if len(indices) == len(entry.axes):
        return quantity(scope, entry, indices)
    known = scope.memo.get((entry.name, indices))
    if known is None:
        shape = sizes_of(scope, entry)[len(indices) :]
        entries = [single(quantity(scope, entry, indices + key)) for key in keys(shape)]
        known = scope.memo[(entry.name, indices)] = Array(shape, entries)
    return known


def single(value: Value) -> int:
    """Return a value that is known to be a scalar."""
    if isinstance(value, Array):
        raise complaint("number-expected", "An entry of an array is itself an array here.")
    return value


def quantity(scope: Scope, entry: Entry, indices: tuple[int, ...]) -> Value:
    """Return one fully indexed quantity: a free symbol, or the value of its definition."""
    key = (entry.name, indices)
    known = scope.memo.get(key)
    if known is None:
        known = scope.memo[key] = worked_out(scope, entry, indices)
    return known


def worked_out(scope: Scope, entry: Entry, indices: tuple[int, ...]) -> Value:
    """Work out a quantity for the first time."""
    for index, size in zip(indices, sizes_of(scope, entry), strict=True):
        if not 1 <= index <= size:
            raise complaint("no-such-entry", f"'{atom_name(entry.name, tuple(map(str, indices)))}' does not exist.",
                            f"The index {index} is not between 1 and {size}.")  # fmt: skip
    prefix = scope.overrides.get(entry.name)
    if entry.definition is None or prefix is not None:
        return scope.graph.atom((prefix or "") + atom_name(entry.name, tuple(map(str, indices))), entry.domain)
    if scope.depth >= limits.MAX_DEFINITION_DEPTH:
        raise LimitError(
            Diagnostic(
                slug="definitions-too-deep",
                what=f"Definitions are nested more than {scope.depth} deep.",
                why="The limit MAX_DEFINITION_DEPTH keeps the work for one answer bounded.",
            )
        )
    scope.depth += 1
    try:
        return of_definition(scope, entry, indices)
    finally:
        scope.depth -= 1


def of_definition(scope: Scope, entry: Entry, indices: tuple[int, ...]) -> Value:
    """Return the value of a definition at given indices."""
    assert entry.definition is not None
    letters = {axis: scope.graph.number(index) for axis, index in zip(entry.axes, indices, strict=True)
               if isinstance(axis, str) and axis in scope.notation.ranges}  # fmt: skip
    if len(letters) < len(indices):
        whole = scope.memo.get((entry.name, "whole"))
        if whole is None:
            whole = scope.memo[(entry.name, "whole")] = scope.lower(entry.definition)
        value = whole
    else:
        value = scope.lower(entry.definition, letters)
    if isinstance(value, Array) and indices:
        if value.shape != sizes_of(scope, entry):
            raise complaint("definition-shape", f"The definition of '{entry.name}' does not have the declared shape.")
        return value.at(indices)
    return value
