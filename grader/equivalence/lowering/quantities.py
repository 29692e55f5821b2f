"""The meaning of a name: a free symbol, an array of them, or an intermediate quantity with its definition.

A quantity is lowered once for each index and then shared. An index that is not a number (``alpha_k`` where ``k`` counts
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

__all__ = ["format_atom_name", "format_index", "lower_symbol", "lower_quantity", "sizes_of"]

WHOLE = Domain(kind="integer")


@lowers(Symbol)
def lower_symbol(scope: Scope, node: Symbol, env: Env) -> Value:
    # The commonest case first: a plain name whose value is known. A parameter or index letter in ``env`` may hide it.
    if not env and not node.indices and node.iterate is None:
        known = scope.memo.get((node.name, ()))
        if known is not None:
            return known
    if env:
        bound = env.get(
            node.name if not node.indices else format_atom_name(node.name, tuple(map(text_of_index, node.indices)))
        )
        if bound is not None and node.iterate is None:
            return bound
    # A name without an entry can still be a size, such as m in 1/m.
    entry = scope.notation.entries.get(node.name)
    if entry is None or (node.name in scope.sizes and not node.indices):
        return lower_size(scope, node)
    if not entry.axes and not node.indices and node.iterate is None:
        return lower_quantity(scope, entry, ())
    indices = [resolve_index(scope, index, env) for index in node.indices] if node.indices else []
    if node.iterate is not None:
        return lower_iterate(scope, entry, indices, format_index(scope, node.iterate, env))
    # alpha_k, where k counts iterations, is a number that is not known: an atom named by its index.
    if any(type(index) is str for index in indices) or len(indices) > len(entry.axes):
        return scope.graph.atom(format_atom_name(entry.name, tuple(map(str, indices))), entry.domain)
    return lower_part(scope, entry, tuple(indices))  # type: ignore[arg-type]


def text_of_index(index: Node) -> str:
    """Return a literal index as text (for parameters such as ``x_1``)."""
    value = getattr(index, "value", None)
    return str(value) if value is not None else getattr(index, "name", "?")


def lower_size(scope: Scope, node: Symbol) -> Value:
    """Lower a symbolic size to its number; refuse an unknown name."""
    size = scope.sizes.get(node.name) or scope.notation.ranges.get(node.name)
    if size is None:
        raise complaint(
            "unknown-name", f"The name '{node.name}' is not known here.", help="use the names of the exercise."
        )
    return scope.graph.number(size)


def resolve_index(scope: Scope, index: Node, env: Env) -> int | str:
    """Return an index as a whole number, or as canonical text where it stays symbolic."""
    if type(index) is Number and index.value.denominator == 1:
        return index.value.numerator
    if type(index) is Symbol and not index.indices and index.iterate is None:
        bound = env.get(index.name)
        if type(bound) is int and scope.graph.kind[bound] == NUMBER and type(scope.graph.data[bound]) is int:
            return scope.graph.data[bound]  # type: ignore[no-any-return]
    # An index such as k+1 may come out as a number once k has one.
    key = format_index(scope, index, env)
    return int(key) if key.lstrip("-").isdigit() else key


def format_index(scope: Scope, index: Node, env: Env) -> str:
    """Return the canonical text of an index expression such as ``k+1``."""
    if type(index) is Symbol and not index.indices:
        bound = env.get(index.name)
        if bound is None:
            return index.name
    # By way of the graph, so that k+1 and 1+k are one index.
    counters = {symbol: scope.graph.atom(symbol, WHOLE) for symbol in sorted(find_counters(scope, index, env))}
    return format_index_node(scope.graph, scope.lower_scalar(index, {**env, **counters}))


def find_counters(scope: Scope, index: Node, env: Env) -> set[str]:
    """Return the names in an index that have no value: counters of iterations."""
    names = {node.name for node in walk(index) if isinstance(node, Symbol)}
    return {
        name for name in names if name not in env and name not in scope.notation.entries and name not in scope.sizes
    }


def format_index_node(g: Graph, node: int) -> str:
    """Return a node of an index expression as canonical text."""
    kind, data = g.kind[node], g.data[node]
    if kind == NUMBER:
        return str(data)
    if kind == ATOM:
        return str(data[0])
    if kind == SUM:
        terms = [
            format_index_node(g, term) if factor == 1 else f"{factor}{format_index_node(g, term)}"
            for term, factor in data[1]
        ]
        return "+".join([*sorted(terms), *([str(data[0])] if data[0] else [])]).replace("+-", "-")
    if kind == PRODUCT:
        return "*".join(
            sorted(
                format_index_node(g, factor) if power == 1 else f"{format_index_node(g, factor)}^{power}"
                for factor, power in data
            )
        )
    # An index that is neither a sum nor a product, such as 2^k: the number of its node is as good a name as any.
    return f"?{node}"


def format_atom_name(name: str, indices: tuple[str, ...]) -> str:
    """Return the name of an indexed symbol: ``w_1``, ``v_12``, ``v_{1,10}``."""
    if not indices:
        return name
    # v_12 is v_{1,2}. With a longer index that would be ambiguous: v_{1,10} and v_{11,0}.
    short = all(len(index) == 1 for index in indices)
    return f"{name}_{''.join(indices)}" if short else f"{name}_{{{','.join(indices)}}}"


def lower_iterate(scope: Scope, entry: Entry, indices: list[int | str], count: str) -> Value:
    """Return an iterate, ``x^{(k)}``, as symbols of its own."""
    g, name = scope.graph, f"{entry.name}^({count})"
    if indices or not entry.axes:
        return g.atom(format_atom_name(name, tuple(map(str, indices))), entry.domain)
    shape = sizes_of(scope, entry)
    return Array(
        shape, [g.atom(format_atom_name(name, tuple(map(str, key))), entry.domain) for key in list_keys(shape)]
    )


def list_keys(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """List all indices within a shape, counted from 1."""
    return list(tuples(*(range(1, size + 1) for size in shape)))


def sizes_of(scope: Scope, entry: Entry) -> tuple[int, ...]:
    """Return the lengths of an entry's axes."""
    sizes = []
    for axis in entry.axes:
        size = scope.notation.size(axis)
        if size is None:
            size = scope.sizes.setdefault(str(axis), 3)  # a size that nobody chose; any small one does
        sizes.append(size)
    count = 1
    for size in sizes:
        count *= size
    # Counted before the array is built: 999 × 999 would be a million entries.
    if count > limits.MAX_ENTRIES:
        raise LimitError(
            Diagnostic(
                slug="array-too-large",
                what=f"'{entry.name}' has more than {limits.MAX_ENTRIES} entries.",
                why="The limit MAX_ENTRIES keeps the work for one answer bounded.",
            )
        )
    return tuple(sizes)


def lower_part(scope: Scope, entry: Entry, indices: tuple[int, ...]) -> Value:
    """Return an entry of an array, or the array (or row) over the axes that were left open."""
    if len(indices) == len(entry.axes):
        return lower_quantity(scope, entry, indices)
    known = scope.memo.get((entry.name, indices))
    if known is None:
        shape = sizes_of(scope, entry)[len(indices) :]
        entries = [require_scalar(lower_quantity(scope, entry, indices + key)) for key in list_keys(shape)]
        known = scope.memo[(entry.name, indices)] = Array(shape, entries)
    return known


def require_scalar(value: Value) -> int:
    if isinstance(value, Array):
        raise complaint("number-expected", "An entry of an array is itself an array here.")
    return value


def lower_quantity(scope: Scope, entry: Entry, indices: tuple[int, ...]) -> Value:
    """Return one fully indexed quantity: a free symbol, or the value of its definition."""
    key = (entry.name, indices)
    known = scope.memo.get(key)
    if known is None:
        known = scope.memo[key] = work_out_quantity(scope, entry, indices)
    return known


def work_out_quantity(scope: Scope, entry: Entry, indices: tuple[int, ...]) -> Value:
    for index, size in zip(indices, sizes_of(scope, entry), strict=True):
        if not 1 <= index <= size:
            raise complaint(
                "no-such-entry",
                f"'{format_atom_name(entry.name, tuple(map(str, indices)))}' does not exist.",
                f"The index {index} is not between 1 and {size}.",
            )
    # An overridden quantity is an independent variable here, with a prefix in its name: another atom than outside.
    prefix = scope.overrides.get(entry.name)
    if entry.definition is None or prefix is not None:
        return scope.graph.atom((prefix or "") + format_atom_name(entry.name, tuple(map(str, indices))), entry.domain)
    # Definitions follow each other by recursion, which would end in Python's own limit otherwise.
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
        return lower_definition(scope, entry, indices)
    finally:
        scope.depth -= 1


def lower_definition(scope: Scope, entry: Entry, indices: tuple[int, ...]) -> Value:
    assert entry.definition is not None
    letters = {axis: scope.graph.number(index) for axis, index in zip(entry.axes, indices, strict=True)
               if isinstance(axis, str) and axis in scope.notation.ranges}  # fmt: skip
    # An axis that is a number has no letter: the definition gives the whole array at once.
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
        return value.entry_at(indices)
    return value
