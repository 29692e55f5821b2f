"""Follow-through in a rubric: which quantities an item takes from other answers, and what credit that gives.

``follow: {g: g_components}`` says that the item is built on the quantity g, and that a student's own g is the answer to
the item ``g_components``. A quantity that the notation does not have may be named too (``d_k``), with the expected
answer in terms of it; it is kept under a name that nobody can type. Several such ways are tried in order.
"""

from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import replace
from fractions import Fraction

from grader.documents import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import AnswerError, Diagnostic
from grader.expr import parse
from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import transform
from grader.rubric.family import ItemError
from grader.rubric.fields import field, located, scalar_texts
from grader.rubric.notation import base_and_axes
from grader.rubric.records import Follow, FollowThrough, Item
from grader.rubric.references import Reference

__all__ = ["read_follow", "read_follow_through"]


def read_follow_through(node: DocumentNode | None, given: FollowThrough) -> FollowThrough:
    """Return what an item, part or rubric says of follow-through; what it leaves out is ``given`` from above."""
    section = field(node, "follow_through")
    if section is None:
        return given
    if isinstance(section, Scalar):
        return replace(given, credit=Fraction(0))
    return FollowThrough(
        credit=share(section, "credit", given.credit),
        cap=share(section, "cap", given.cap),
        conditions=scalar_texts(section, "conditions") if field(section, "conditions") else given.conditions,
    )


def share(section: DocumentNode, key: str, given: Fraction) -> Fraction:
    """Read a share, which is at most the whole."""
    said = field(section, key)
    if not isinstance(said, Scalar):
        return given
    if Fraction(said.text) > 1:
        raise AnswerError(more_than_all(key, said))
    return Fraction(said.text)


def more_than_all(key: str, said: Scalar) -> Diagnostic:
    """Complain about a share that is more than the whole."""
    return Diagnostic(
        slug="more-than-all",
        what=f"The {key} of follow-through is {said.text}.",
        why="It is a share, and no share is more than 1.",
        help="Write a number from 0 to 1, such as 1/2.",
        span=said.span,
        audience="author",
    )


def read_follow(node: DocumentNode, notation: Notation, items: Map[str, Item]) -> tuple[Follow, ...]:
    """Read the ways in which an item may follow from other answers."""
    section = field(node, "follow")
    ways = section.items if isinstance(section, Sequence) else (section,) if section else ()
    return tuple(read_way(way, notation, items) for way in ways)


def read_way(way: DocumentNode, notation: Notation, items: Map[str, Item]) -> Follow:
    """Read one way: quantities with the items they are answered in, and what is expected in terms of them."""
    assert isinstance(way, Mapping)
    found = tuple(quantities(way, notation, items))
    expected = read_expected(way, notation.extended(entry for entry, _ in found))
    held = {entry.name: held_by(reference) for entry, reference in found if entry.name not in notation.entries}
    renamed = tuple((replace(entry, name=held.get(entry.name, entry.name)), reference) for entry, reference in found)
    return Follow(quantities=renamed, expected=None if expected is None else with_names(expected, held))


def held_by(reference: Reference) -> str:
    """Return the name under which a way keeps a quantity of its own; a student may define the one that is typed."""
    return reference.symbol.name


def with_names(tree: Node, names: Map[str, str]) -> Node:
    """Return a formula with names exchanged."""

    def change(node: Node) -> Node:
        return replace(node, name=names.get(node.name, node.name)) if isinstance(node, Symbol) else node

    return transform(tree, change)


def quantities(way: Mapping, notation: Notation, items: Map[str, Item]) -> Iterator[tuple[Entry, Reference]]:
    """Yield each quantity with the answer that it is taken from."""
    for key, value in way.entries:
        if key.text == "expected":
            continue
        assert isinstance(value, Scalar)
        item = items.get(value.text)
        if item is None:  # it has a fault of its own, which is told there
            raise ItemError
        if item.key is None or item.key.answer.tree is None:
            raise ItemError(not_mathematics(value, item))
        name, axes = base_and_axes(key.text, dict(notation.ranges))
        entry = notation.entries.get(notation.aliases.get(name, name)) or Entry(name=name, axes=axes)
        yield entry, Reference(item.id, (), value.span)


def read_expected(way: Mapping, notation: Notation) -> Node | None:
    """Read what is expected in terms of the quantities."""
    scalar = way.get("expected")
    if not isinstance(scalar, Scalar):
        return None
    try:
        return parse(scalar.text, notation).tree
    except AnswerError as error:
        raise ItemError(*located(error, scalar)) from None


def not_mathematics(scalar: Scalar, item: Item) -> Diagnostic:
    """Complain about an item that no quantity can be taken from."""
    return Diagnostic(
        slug="no-such-answer",
        what=f"The item '{item.id}' has no formula as expected answer.",
        why=f"It is an item of type '{item.type}'.",
        help="Name an item whose answer is a formula or a number.",
        span=scalar.span,
        audience="author",
    )
