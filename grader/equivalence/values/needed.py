"""What the residues of a node depend on: its operands, and what is only noted or looked up beside them."""

from collections.abc import Iterable, Sequence
from typing import Any

from grader.equivalence.graph import facts
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER, PRODUCT, SUM

__all__ = ["find_half_turn_count", "find_noted_root", "find_turned_term", "list_needed", "list_parts"]


def list_needed(graph: Graph, roots: Iterable[int]) -> list[int]:
    """List every node on which residues of the roots depend, in order: also roots inside the sine of an inverse."""
    imaginary = graph.memo.get((CALL, ("i", ())))
    # A constant in an exponent or angle is a multiple of the node 1.
    todo, found = [ONE, *roots], set[int]()
    kinds, contents = graph.kind, graph.data
    while todo:
        node = todo.pop()
        if node in found:
            continue
        found.add(node)
        kind, data = kinds[node], contents[node]
        if kind == SUM:
            todo += [term for term, _ in data[1]]
        elif kind == PRODUCT:
            todo += [factor for factor, _ in data]
            if imaginary is not None:
                todo += find_turned_term(graph, node)
        elif kind == CALL:
            todo += data[1]
            if data[0] in ("asin", "atan"):
                todo += find_noted_root(graph, node)
        elif kind == POWER:
            todo += data
    return sorted(found)


def find_noted_root(graph: Graph, inverse: int) -> Sequence[int]:
    """Return the root through which the sine and cosine of an inverse function are algebraic, if it is noted."""
    root = (graph.notes[inverse] or {}).get("root")
    return () if root is None else (root,)


def find_turned_term(graph: Graph, term: int) -> Sequence[int]:
    """Return t where the term is ``i t``, if it has been built: such exponentials share their residue with sines."""
    kind, data = graph.kind[term], graph.data[term]
    if kind == CALL and data[0] == "i":
        return (ONE,)
    imaginary = graph.memo.get((CALL, ("i", ())))
    if kind != PRODUCT or imaginary is None or (imaginary, 1) not in data:
        return ()
    rest = tuple([pair for pair in data if pair[0] != imaginary])
    found = rest[0][0] if len(rest) == 1 and rest[0][1] == 1 else graph.memo.get((PRODUCT, rest))
    return () if found is None else (found,)


def find_half_turn_count(graph: Graph, term: int) -> Sequence[tuple[int, int]] | None:
    """Return the factors of n where a term is ``n pi`` for a whole n with symbols."""
    half_turn = graph.memo.get((CALL, ("pi", ())))
    if graph.kind[term] != PRODUCT or (half_turn, 1) not in graph.data[term]:
        return None
    rest = [pair for pair in graph.data[term] if pair[0] != half_turn]
    return rest if all(step > 0 and facts.is_whole(graph, factor) for factor, step in rest) else None


def list_parts(graph: Graph, node: int) -> list[tuple[int, Any]]:
    """Return the terms of a sum with their coefficients, the constant among them."""
    if graph.kind[node] == SUM:
        constant, terms = graph.data[node]
        return [*terms, (ONE, constant)] if constant else list(terms)
    return [(ONE, graph.data[node])] if graph.kind[node] == NUMBER else [(node, 1)]
