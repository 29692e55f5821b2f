"""Follow-through in a rubric: which quantities an item takes from other answers, and what credit that gives.

``follow: {g: g_components}`` says that the item is built on the quantity g, and that the student's own g is the answer
to the item ``g_components``. It may also name a quantity that the notation does not have (``d_k``), with the expected
answer in terms of it; that one is kept under a name that nobody can type. Several ways are tried in order.
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
from grader.rubric.fields import find_entry, get_texts, locate_complaints
from grader.rubric.notation import split_name
from grader.rubric.records import Follow, FollowThrough, Item
from grader.rubric.references import Reference

__all__ = ["read_follow", "read_follow_through"]


def read_follow_through(node: DocumentNode | None, given: FollowThrough) -> FollowThrough:
    """What an item, part or rubric says about follow-through; whatever it leaves out is ``given`` from above."""
    section = find_entry(node, "follow_through")
    if section is None:
        return given
    if isinstance(section, Scalar):
        return replace(given, credit=Fraction(0))
    return FollowThrough(
        credit=read_share(section, "credit", given.credit),
        cap=read_share(section, "cap", given.cap),
        conditions=get_texts(section, "conditions") if find_entry(section, "conditions") else given.conditions,
    )


def read_share(section: DocumentNode, key: str, given: Fraction) -> Fraction:
    """Read a share, which is at most 1."""
    scalar = find_entry(section, key)
    if not isinstance(scalar, Scalar):
        return given
    if Fraction(scalar.text) > 1:
        raise AnswerError(describe_share_above_one(key, scalar))
    return Fraction(scalar.text)


def describe_share_above_one(key: str, scalar: Scalar) -> Diagnostic:
    return Diagnostic(
        slug="more-than-all",
        what=f"The {key} of follow-through is {scalar.text}.",
        why="It is a share, and a share is at most 1.",
        help="Write a number from 0 to 1, such as 1/2.",
        span=scalar.span,
        audience="author",
    )


def read_follow(node: DocumentNode, notation: Notation, items: Map[str, Item]) -> tuple[Follow, ...]:
    """Read the ways in which an item may follow from other answers."""
    section = find_entry(node, "follow")
    ways = section.items if isinstance(section, Sequence) else (section,) if section else ()
    return tuple(read_way(way, notation, items) for way in ways)


def read_way(way: DocumentNode, notation: Notation, items: Map[str, Item]) -> Follow:
    """Read one way: quantities, the items they are answered in, and the expected answer in terms of them."""
    assert isinstance(way, Mapping)
    found = tuple(read_quantities(way, notation, items))
    expected = read_expected(way, notation.extended(entry for entry, _ in found))
    held = {entry.name: name_quantity(reference) for entry, reference in found if entry.name not in notation.entries}
    renamed = tuple((replace(entry, name=held.get(entry.name, entry.name)), reference) for entry, reference in found)
    return Follow(quantities=renamed, expected=None if expected is None else rename_symbols(expected, held))


def name_quantity(reference: Reference) -> str:
    """The name under which a way keeps a quantity of its own; a student may define the name that is typed."""
    return reference.symbol.name


def rename_symbols(tree: Node, names: Map[str, str]) -> Node:
    def change(node: Node) -> Node:
        return replace(node, name=names.get(node.name, node.name)) if isinstance(node, Symbol) else node

    return transform(tree, change)


def read_quantities(way: Mapping, notation: Notation, items: Map[str, Item]) -> Iterator[tuple[Entry, Reference]]:
    for key, value in way.entries:
        if key.text == "expected":
            continue
        assert isinstance(value, Scalar)
        item = items.get(value.text)
        if item is None:  # it has a fault of its own, which is reported there
            raise ItemError
        if item.key is None or item.key.answer.tree is None:
            raise ItemError(describe_no_formula(value, item))
        name, axes = split_name(key.text, dict(notation.ranges))
        entry = notation.entries.get(notation.aliases.get(name, name)) or Entry(name=name, axes=axes)
        yield entry, Reference(item.id, (), value.span)


def read_expected(way: Mapping, notation: Notation) -> Node | None:
    scalar = way.get("expected")
    if not isinstance(scalar, Scalar):
        return None
    try:
        return parse(scalar.text, notation).tree
    except AnswerError as error:
        raise ItemError(*locate_complaints(error, scalar)) from None


def describe_no_formula(scalar: Scalar, item: Item) -> Diagnostic:
    return Diagnostic(
        slug="no-such-answer",
        what=f"The expected answer of the item '{item.id}' is not a formula.",
        why=f"It is an item of type '{item.type}'.",
        help="Name an item whose answer is a formula or a number.",
        span=scalar.span,
        audience="author",
    )
