"""Answers that refer to answers: ``{answer: iterates, entry: 1}`` in the key of another item.

The key of an item may be solved from the key of another one, and a wrong answer may then be judged again from the
student's own. In a solver's options a reference is a name that nobody can type, so ordinary substitution can replace it
by one answer or another.

>>> Reference(item="iterates", entry=(1,)).symbol.name
'answer to iterates[1]'
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from grader.documents import DocumentNode, Scalar, Sequence
from grader.documents import Mapping as MappingNode
from grader.errors import AnswerError, Diagnostic, suggest_nearest
from grader.expr.nodes import Matrix, Node, Symbol, Vector
from grader.expr.traverse import substitute
from grader.rubric.fields import find_entry, get_texts, list_entries
from grader.source import Span

__all__ = [
    "Dependency", "Reference", "entry_of", "fill_references", "find_references", "is_reference", "list_dependencies",
    "mask_references", "read_reference", "sort_items",
]  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """The answer to another item, or one entry of it (several numbers reach into nested entries, counted from 1)."""

    item: str
    entry: tuple[int, ...] = ()
    span: Span | None = field(default=None, compare=False)

    @property
    def symbol(self) -> Symbol:
        """The name that takes its place in a formula."""
        place = f"[{', '.join(map(str, self.entry))}]" if self.entry else ""
        return Symbol(f"answer to {self.item}{place}")


@dataclass(frozen=True)
class Dependency:
    """An item that another one is built on, and where the rubric says so."""

    item: str
    span: Span


def is_reference(node: DocumentNode) -> bool:
    """Whether a node of a rubric refers to an answer."""
    return isinstance(node, MappingNode) and node.get("answer") is not None


def read_reference(node: DocumentNode) -> Reference:
    """Read a reference; anything else in it is an error."""
    assert isinstance(node, MappingNode)
    item, numbers = node.get("answer"), get_texts(node, "entry")
    is_plain = all(number.isdigit() and number != "0" for number in numbers)
    if not isinstance(item, Scalar) or not is_plain or {key.text for key, _ in node.entries} - {"answer", "entry"}:
        raise AnswerError(describe_unreadable_reference(node))
    return Reference(item.text, tuple(map(int, numbers)), item.span)


def find_references(node: DocumentNode | None) -> Iterator[DocumentNode]:
    if node is None or isinstance(node, Scalar):
        return
    if is_reference(node):
        yield node
        return
    below = node.items if isinstance(node, Sequence) else tuple(value for _, value in node.entries)
    for part in below:
        yield from find_references(part)


def mask_references(node: DocumentNode) -> DocumentNode:
    """Replace each reference by the word ``answer``, for a schema that knows only values."""
    if isinstance(node, Scalar):
        return node
    if isinstance(node, MappingNode):
        if is_reference(node):
            return node.key("answer") or node.entries[0][0]
        changed = tuple((key, mask_references(value)) for key, value in node.entries)
        return MappingNode(changed, node.source, node.start, node.end, node.is_flow)
    items = tuple(map(mask_references, node.items))
    return Sequence(items, node.source, node.start, node.end, node.is_flow)


def fill_references(value: Any, answers: Mapping[Symbol, Node]) -> Any:
    """Replace references in options by answers."""
    if isinstance(value, Node):
        return substitute(value, answers)
    if isinstance(value, Mapping):
        return {key: fill_references(item, answers) for key, item in value.items()}
    return tuple(fill_references(item, answers) for item in value) if isinstance(value, tuple) else value


def entry_of(tree: Node, entry: tuple[int, ...]) -> Node | None:
    """An entry of a list, vector or matrix, counted from 1; None if it does not exist."""
    for number in entry:
        if isinstance(tree, Matrix):
            tree = Vector(tuple(map(Vector, tree.rows)))
        if not isinstance(tree, Vector) or number > len(tree.items):
            return None
        tree = tree.items[number - 1]
    return tree


def list_dependencies(item: DocumentNode) -> Iterator[Dependency]:
    """Yield the items that an item is built on, through its expected answer or what it follows from."""
    for node in find_references(find_entry(item, "expected")):
        assert isinstance(node, MappingNode)
        target = node.get("answer")
        if isinstance(target, Scalar):
            yield Dependency(target.text, target.span)
    follow = find_entry(item, "follow")
    for way in follow.items if isinstance(follow, Sequence) else (follow,):
        for key, value in list_entries(way):
            if isinstance(value, Scalar) and key.text != "expected":
                yield Dependency(value.text, value.span)


def sort_items(items: Mapping[str, tuple[Dependency, ...]]) -> tuple[list[str], list[Diagnostic]]:
    """Sort the ids of items so that each comes after those it is built on, and report what is wrong with the rest.

    An item that is built on itself, directly or through others, or on one that does not exist, is left out.
    """
    faults = [
        describe_unknown_item(need, items) for needs in items.values() for need in needs if need.item not in items
    ]
    graph = {name: [need.item for need in needs if need.item in items] for name, needs in items.items()}
    circular: set[str] = set()
    while True:
        try:
            order = list(TopologicalSorter(graph).static_order())
            return [name for name in order if name not in circular], faults
        except CycleError as error:
            circle = rotate_circle(list(reversed(error.args[1]))[1:], list(items))
            faults.append(describe_circle(circle, items))
            circular |= set(circle)
            graph.update({name: [] for name in circle})


def rotate_circle(circle: list[str], written: Iterable[str]) -> list[str]:
    """A circle of ids, starting with the one that is written first."""
    start = circle.index(next(name for name in written if name in circle))
    return circle[start:] + circle[:start]


def describe_unreadable_reference(node: DocumentNode) -> Diagnostic:
    return Diagnostic(
        slug="reference-unreadable",
        what="This reference to an answer cannot be read.",
        why="It holds the id of an item under 'answer' and, for one entry of its answer, a number under 'entry'.",
        help="Write for example '{answer: iterates, entry: 1}'.",
        span=node.span,
        audience="author",
    )


def describe_unknown_item(need: Dependency, items: Iterable[str]) -> Diagnostic:
    return Diagnostic(
        slug="unknown-item",
        what=f"There is no item '{need.item}' in this rubric.",
        why="An answer can only be built on the answer to another item.",
        help=suggest_nearest(need.item, items, "Write the id of an item."),
        span=need.span,
        audience="author",
    )


def describe_circle(circle: list[str], items: Mapping[str, tuple[Dependency, ...]]) -> Diagnostic:
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
