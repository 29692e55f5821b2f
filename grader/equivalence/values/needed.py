"""What the residues of a node depend on: its operands, and what is only noted or looked up beside them."""

from collections.abc import Iterable, Sequence

from grader.equivalence.graph.facts import operands_of
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, ONE, PRODUCT

__all__ = ["find_noted_root", "find_turned_term", "list_needed"]


def list_needed(graph: Graph, roots: Iterable[int]) -> list[int]:
    """List every node on which residues of the roots depend, in order: also roots inside the sine of an inverse."""
    imaginary = graph.memo.get((CALL, ("i", ())))
    # A constant in an exponent or angle is a multiple of the node 1.
    todo, found = [ONE, *roots], set[int]()
    while todo:
        node = todo.pop()
        if node in found:
            continue
        found.add(node)
        todo += operands_of(graph, node)
        kind, data = graph.kind[node], graph.data[node]
        if kind == CALL and data[0] in ("asin", "atan"):
            todo += find_noted_root(graph, node)
        elif imaginary is not None and (node == imaginary or kind == PRODUCT):
            turned = find_turned_term(graph, node)
            todo += [] if turned is None else [turned]
    return sorted(found)


def find_noted_root(graph: Graph, inverse: int) -> Sequence[int]:
    """Return the root through which the sine and cosine of an inverse function are algebraic, if it is noted."""
    root = (graph.notes[inverse] or {}).get("root")
    return () if root is None else (root,)


def find_turned_term(graph: Graph, term: int) -> int | None:
    """Return t where the term is ``i t``: such exponentials share their residue with sines and cosines."""
    kind, data = graph.kind[term], graph.data[term]
    if kind == CALL and data[0] == "i":
        return ONE
    imaginary = graph.memo.get((CALL, ("i", ())))
    if kind != PRODUCT or imaginary is None or (imaginary, 1) not in data:
        return None
    rest = tuple([pair for pair in data if pair[0] != imaginary])
    return rest[0][0] if len(rest) == 1 and rest[0][1] == 1 else graph.memo.get((PRODUCT, rest))
