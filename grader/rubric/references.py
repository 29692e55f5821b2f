"""Answers that refer to answers: ``{answer: iterates, entry: 1}`` in the key of another item.

The key of an item may be solved from the key of another one, and an answer that is wrong may then be judged again from
the student's own. In the options of a solver a reference is held by a name that nobody can type, so that putting one
answer or another in its place is ordinary substitution.

>>> Reference(item="iterates", entry=(1,)).symbol.name
'answer to iterates[1]'
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from grader.documents import DocumentNode, Scalar, Sequence
from grader.documents import Mapping as MappingNode
from grader.errors import AnswerError, Diagnostic, suggestion
from grader.expr.nodes import Matrix, Node, Symbol, Vector
from grader.expr.traverse import substitute
from grader.rubric.fields import entries, scalar_texts
from grader.rubric.fields import field as field_of
from grader.source import Span

__all__ = [
    "Dependency", "Reference", "dependencies", "entry_of", "filled", "in_order", "is_reference", "read_reference",
    "references_in", "without_references",
]  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """The answer to another item, or one entry of it (several numbers reach into entries of entries, from 1)."""

    item: str
    entry: tuple[int, ...] = ()
    span: Span | None = field(default=None, compare=False)

    @property
    def symbol(self) -> Symbol:
        """The name that holds its place in a formula."""
        place = f"[{', '.join(map(str, self.entry))}]" if self.entry else ""
        return Symbol(f"answer to {self.item}{place}")


@dataclass(frozen=True)
class Dependency:
    """An item that another one is built on, and where the rubric says so."""

    item: str
    span: Span


def is_reference(node: DocumentNode) -> bool:
    """Tell whether a node of a rubric refers to an answer."""
    return isinstance(node, MappingNode) and node.get("answer") is not None


def read_reference(node: DocumentNode) -> Reference:
    """Read a reference; complain about anything else in it."""
    assert isinstance(node, MappingNode)
    item, numbers = node.get("answer"), scalar_texts(node, "entry")
    is_plain = all(number.isdigit() and number != "0" for number in numbers)
    if not isinstance(item, Scalar) or not is_plain or {key.text for key, _ in node.entries} - {"answer", "entry"}:
        raise AnswerError(not_a_reference(node))
    return Reference(item.text, tuple(map(int, numbers)), item.span)


def references_in(node: DocumentNode | None) -> Iterator[DocumentNode]:
    """Yield every reference below a node."""
    if node is None or isinstance(node, Scalar):
        return
    if is_reference(node):
        yield node
        return
    below = node.items if isinstance(node, Sequence) else tuple(value for _, value in node.entries)
    for part in below:
        yield from references_in(part)


def without_references(node: DocumentNode) -> DocumentNode:
    """Return a node with the word ``answer`` in the place of each reference, for a schema that knows only values."""
    if isinstance(node, Scalar):
        return node
    if isinstance(node, MappingNode):
        if is_reference(node):
            return node.key("answer") or node.entries[0][0]
        changed = tuple((key, without_references(value)) for key, value in node.entries)
        return MappingNode(changed, node.source, node.start, node.end, node.is_flow)
    items = tuple(map(without_references, node.items))
    return Sequence(items, node.source, node.start, node.end, node.is_flow)


def filled(value: Any, answers: Mapping[Symbol, Node]) -> Any:
    """Return options with answers put in the place of references."""
    if isinstance(value, Node):
        return substitute(value, answers)
    if isinstance(value, Mapping):
        return {key: filled(item, answers) for key, item in value.items()}
    return tuple(filled(item, answers) for item in value) if isinstance(value, tuple) else value


def entry_of(tree: Node, entry: tuple[int, ...]) -> Node | None:
    """Return an entry of a list, vector or matrix, counted from 1; None where there is none."""
    for number in entry:
        if isinstance(tree, Matrix):
            tree = Vector(tuple(map(Vector, tree.rows)))
        if not isinstance(tree, Vector) or number > len(tree.items):
            return None
        tree = tree.items[number - 1]
    return tree


def dependencies(item: DocumentNode) -> Iterator[Dependency]:
    """Yield the items that one item of a rubric is built on, by its expected answer or by what it follows from."""
    for node in references_in(field_of(item, "expected")):
        assert isinstance(node, MappingNode)
        target = node.get("answer")
        if isinstance(target, Scalar):
            yield Dependency(target.text, target.span)
    follow = field_of(item, "follow")
    for way in follow.items if isinstance(follow, Sequence) else (follow,):
        for key, value in entries(way):
            if isinstance(value, Scalar) and key.text != "expected":
                yield Dependency(value.text, value.span)


def in_order(items: Mapping[str, tuple[Dependency, ...]]) -> tuple[list[str], list[Diagnostic]]:
    """Return the ids of items so that each comes behind those it is built on, and what is wrong with the rest.

    An item that is built on itself, in however many steps, or on one that does not exist, is left out.
    """
    faults = [unknown_item(need, items) for needs in items.values() for need in needs if need.item not in items]
    graph = {name: [need.item for need in needs if need.item in items] for name, needs in items.items()}
    circular: set[str] = set()
    while True:
        try:
            order = list(TopologicalSorter(graph).static_order())
            return [name for name in order if name not in circular], faults
        except CycleError as error:
            circle = from_first(list(reversed(error.args[1]))[1:], list(items))
            faults.append(circle_fault(circle, items))
            circular |= set(circle)
            graph.update({name: [] for name in circle})


def from_first(circle: list[str], written: Iterable[str]) -> list[str]:
    """Return a circle of ids from the one that is written first."""
    start = circle.index(next(name for name in written if name in circle))
    return circle[start:] + circle[:start]


def not_a_reference(node: DocumentNode) -> Diagnostic:
    """Explain how an answer is referred to."""
    return Diagnostic(
        slug="reference-unreadable",
        what="This reference to an answer cannot be read.",
        why="It holds the id of an item under 'answer' and, for one entry of its answer, a number under 'entry'.",
        help="Write '{answer: iterates, entry: 1}', say.",
        span=node.span,
        audience="author",
    )


def unknown_item(need: Dependency, items: Iterable[str]) -> Diagnostic:
    """Complain about an item that does not exist."""
    return Diagnostic(
        slug="unknown-item",
        what=f"There is no item '{need.item}' in this rubric.",
        why="An answer can only be built on the answer to another item.",
        help=suggestion(need.item, items, "Write the id of an item."),
        span=need.span,
        audience="author",
    )


def circle_fault(circle: list[str], items: Mapping[str, tuple[Dependency, ...]]) -> Diagnostic:
    """Complain about items that are built on each other."""
    following = circle[1] if len(circle) > 1 else circle[0]
    places = {need.item: need.span for need in items[circle[0]]}
    if len(circle) == 1:
        what = f"The item '{circle[0]}' is built on its own answer."
    else:
        what = f"These items are built on each other in a circle: {', '.join(circle)}."
    return Diagnostic(
        slug="circular-items",
        what=what,
        why="None of them could be solved first.",
        help="Give one of them an expected answer of its own.",
        span=places.get(following),
        audience="author",
    )
