"""Answers that follow from a student's own earlier wrong answer, with what they earn by the rules of follow-through.

A mistake in one iterate may be carried on to the later ones; a gradient may be taken at the student's own point, a
derivative of the student's own loss. The solver, or substitution of the earlier answer, gives the answer; the credit,
the cap and the conditions of the rubric give what it earns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.answers.members import enumerate_members, find_index_letters
from grader.answers.reading import rows_of
from grader.errors import GraderError
from grader.expr.calculation.simplify import unroll
from grader.expr.nodes import Matrix, Node, Number, Symbol, Vector
from grader.expr.notation import Entry
from grader.expr.traverse import substitute, transform, walk
from grader.grading.diagnosis.predictions import predictions_of
from grader.grading.following.conditions import Brought, Recomputed, are_usable, find_names
from grader.rubric import Item
from grader.rubric.keys import solve_again
from grader.rubric.records import Follow
from grader.rubric.references import entry_of
from grader.simulation.planted import Kind
from grader.simulation.wrong.difference import is_different
from grader.simulation.wrong.worth import (
    find_next_point,
    find_right_entries,
    is_equal,
    is_method,
    is_open,
    may_repeat,
    worth_of,
)
from grader.simulation.wrong.wrong_answers import MOST_NAMED, Wrong, is_readable

__all__ = ["Chain", "carry_on", "make_chain"]

Items = dict[str, Item]
Root = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A wrong answer to ``item`` and the answers that follow from it, by item, each with what it earns."""

    item: Item
    wrong: Wrong
    followers: dict[str, Wrong]


@dataclass(frozen=True, kw_only=True)
class Follower:
    """An answer that follows from the entry ``root`` of an earlier one: what it earns by itself, and by following."""

    item: Item
    tree: Node
    root: Root
    alone: Fraction
    gained: Fraction


def carry_on(item: Item, wrong: Wrong) -> tuple[Wrong, int] | None:
    """Return iterates of which one is wrong and the later ones follow from it, and the place of that one, from 0.

    None if the answer is not of that kind, or if its later iterates would be right or may not be followed.
    """
    rows = rows_of(wrong.tree) if wrong.tree else None
    expected = rows_of(item.key.answer.tree) if item.key and item.key.answer.tree else None
    right = find_right_entries(wrong.tree, item) if wrong.tree and is_method(item) else None
    if rows is None or expected is None or right is None or right.count(False) != 1 or len(rows) != len(right):
        return None
    place = right.index(False)
    points = list(rows[: place + 1])
    for later in range(place + 1, len(rows)):
        after = find_next_point(points, item)
        if after is None or not is_open(points, item) or is_equal(after, expected[later], item.notation) is not False:
            return None
        result = Recomputed(own=after, key=expected[later], notation=item.notation, base=item.notation)
        brought = [Brought(own=points[-1], key=expected[later - 1], notation=item.notation)]
        if not are_usable(brought, result, item.follow_through.conditions):
            return None
        points.append(after)
    if len(points) == place + 1:
        return None
    share = item.follow_through.credit
    following = len(rows) - place - 1
    credit = (place + share * following) / Fraction(len(rows))
    words = f"{wrong.mistake} in iterate {place + 1}, and the later ones taken from it"
    named = list_names_at(place, points[place], item) if wrong.named else ()
    return replace(wrong, mistake=words, tree=Vector(tuple(points)), credit=credit, named=named), place


def list_names_at(place: int, point: Node, item: Item) -> tuple[str, ...]:
    """Return the mistakes that lead to a point in one step; none where there are more than a report names."""
    names = [
        one.id
        for one in predictions_of(item).singles
        if not any(mistake.of_run for mistake, _ in one.mistakes)
        and place < len(rows := rows_of(one.answer) or ())
        and is_equal(rows[place], point, item.notation) is not False
    ]
    found = tuple(dict.fromkeys(names))
    return found if len(found) <= MOST_NAMED else ()


def make_chain(item: Item, wrong: Wrong, items: Items) -> Chain | None:
    """Return a wrong answer with everything that follows from it directly; None if nothing does.

    A wrong iterate is carried on to the later ones if that is possible.
    """
    carried = carry_on(item, wrong)
    source, place = carried if carried else (wrong, None)
    if source.tree is None or source.credit is None or item.follow_through.credit == 0:
        return None
    right = find_right_entries(source.tree, item) if is_method(item) and carried is None else None
    if right and may_repeat(source.tree, item, right):  # where the error began is not certain
        return None
    followers = [
        found
        for other in items.values()
        if any(reference.item == item.id for reference in other.references)
        if (found := make_follower(other, item, source, place, items)) is not None
    ]
    if not followers and carried is None:
        return None
    own: dict[Root, Fraction] = {}
    if place is not None:
        own = {(place + 1,): source.credit - Fraction(place, len(rows_of(source.tree) or ()))}
    factors = {
        root: find_kept_share(root, item, source, own, followers) for root in {*own, *(one.root for one in followers)}
    }
    credit = source.credit - sum((gain * (1 - factors[root]) for root, gain in own.items()), Fraction(0))
    return Chain(
        item=item,
        wrong=replace(source, credit=credit),
        followers={one.item.id: as_wrong_answer(one, factors[one.root], item) for one in followers},
    )


def as_wrong_answer(one: Follower, share: Fraction, source: Item) -> Wrong:
    """Return an answer that follows, with the share of its gain that the cap leaves."""
    return Wrong(
        kind=Kind.FOLLOW_THROUGH,
        mistake=f"from the answer to {source.id}",
        tree=one.tree,
        credit=one.alone + one.gained * share,
    )


def find_kept_share(
    root: Root, item: Item, source: Wrong, own: dict[Root, Fraction], followers: Sequence[Follower]
) -> Fraction:
    """Return the share of its gain that a chain keeps under the cap on all that follows from its first wrong answer."""
    earned = sum((one.gained * one.item.points for one in followers if one.root == root), Fraction(0))
    earned += own.get(root, Fraction(0)) * item.points
    assert source.tree is not None
    share = Fraction(1, len(rows_of(source.tree) or (1,))) if root else 1 - (worth_of(source.tree, item) or 0)
    lost = item.points * share
    return min(Fraction(1), item.follow_through.cap * (earned + lost) / earned) if earned else Fraction(1)


def make_follower(other: Item, item: Item, source: Wrong, place: int | None, items: Items) -> Follower | None:
    """Return the answer to another item that follows from a wrong one; None if none certainly does."""
    root = find_root(other, item, source, place)
    share = other.follow_through.credit
    if root is None or share == 0 or other.key is None:
        return None
    for tree in list_following_answers(other, item, source, items):
        alone = worth_of(tree, other)
        if alone is not None and alone < share and is_different(tree, other) and is_readable(tree, other):
            return Follower(item=other, tree=tree, root=root, alone=alone, gained=share - alone)
    return None


def find_root(other: Item, item: Item, source: Wrong, place: int | None) -> Root | None:
    """Return the entry where the source of another item first went wrong; None if that is not certain."""
    entries = {reference.entry for reference in other.references if reference.item == item.id}
    if len(entries) != 1 or source.tree is None:
        return None
    (entry,) = entries
    if not entry:
        return () if not is_method(item) else None
    right = find_right_entries(source.tree, item) if is_method(item) and len(entry) == 1 else None
    if not right or entry[0] > len(right) or right[entry[0] - 1]:
        return None
    rows = rows_of(source.tree) or ()
    if not all(is_open(rows[:number], item) for number in range(1, entry[0] + 1)):
        return None
    return entry if place is None or entry[0] <= place else (place + 1,)


def list_following_answers(other: Item, item: Item, source: Wrong, items: Items) -> Iterator[Node]:
    """Yield the answers to an item that follow from a wrong answer to another one, and right answers to the rest."""
    key = other.key
    assert key is not None
    if any(reference.item == item.id for reference in key.references):
        answers = {
            reference.symbol: entry_of(find_answer(reference.item, item, source, items), reference.entry)
            for reference in key.references
        }
        known = {name: tree for name, tree in answers.items() if tree is not None}
        try:
            found = solve_again(key, known, other.notation).answer.tree if len(known) == len(answers) else None
        except GraderError:
            found = None
        changed = [(known[reference.symbol], reference) for reference in key.references if reference.item == item.id]
        if found is not None and may_be_followed(changed[0][0], found, other, items, changed[0][1].entry, item):
            yield found
    for way in other.follow:
        if any(reference.item == item.id for _, reference in way.quantities):
            yield from list_answers_by_way(way, other, item, source, items)


def find_answer(name: str, item: Item, source: Wrong, items: Items) -> Node:
    """Return the answer to an item: the wrong one, or the expected one."""
    if name == item.id:
        assert source.tree is not None
        return source.tree
    key = items[name].key
    assert key is not None
    assert key.answer.tree is not None
    return key.answer.tree


def may_be_followed(own: Node, found: Node, other: Item, items: Items, entry: tuple[int, ...], item: Item) -> bool:
    """Whether the conditions of the rubric allow an answer that was solved again."""
    key, expected = other.key, item.key
    assert key is not None
    assert expected is not None
    assert expected.answer.tree is not None
    before = entry_of(expected.answer.tree, entry)
    if before is None or key.answer.tree is None:
        return False
    result = Recomputed(own=found, key=key.answer.tree, notation=other.notation, base=other.notation)
    return are_usable([Brought(own=own, key=before, notation=item.notation)], result, other.follow_through.conditions)


def list_answers_by_way(way: Follow, other: Item, item: Item, source: Wrong, items: Items) -> Iterator[Node]:
    """Yield the answers to an item with the wrong answer in place of a quantity."""
    key = other.key
    assert key is not None
    own = {entry.name: entry_of(find_answer(r.item, item, source, items), r.entry) for entry, r in way.quantities}
    if key.answer.tree is None or None in own.values():
        return
    defined = {entry.name: replace(entry, definition=own[entry.name]) for entry, _ in way.quantities}
    notation = other.notation.extended(defined.values())
    wanted = way.expected or key.answer.tree
    try:
        if way.expected is None and not set(defined) & find_names(wanted):
            found: Node | None = solve_again(key, {}, notation).answer.tree
            wanted = found or wanted
        else:
            found = substitute_own_answers(
                wanted, {name: tree for name, tree in own.items() if tree is not None}, other, defined
            )
    except GraderError:
        return
    brought = [
        Brought(own=tree, key=before, notation=item.notation)
        for entry, reference in way.quantities
        if reference.item == item.id
        and (tree := own[entry.name]) is not None
        and item.key is not None
        and item.key.answer.tree is not None
        and (before := entry_of(item.key.answer.tree, reference.entry)) is not None
    ]
    result = Recomputed(own=wanted, key=key.answer.tree, notation=notation, base=other.notation)
    if found is not None and are_usable(brought, result, other.follow_through.conditions):
        yield found


def substitute_own_answers(tree: Node, own: dict[str, Node], other: Item, entries: Mapping[str, Entry]) -> Node | None:
    """Replace quantities in a formula by the student's own answers, entry by entry."""
    tree = unroll(tree, other.notation.ranges, 4)
    asked = other.task.symbols[0] if other.task.symbols else None
    is_written = all(isinstance(answer, Vector | Matrix) for answer in own.values())
    if other.type == "index_family" and is_written and asked is not None and find_index_letters(asked, other.notation):
        tree = enumerate_members(tree, asked, other.notation)

    def change(node: Node) -> Node:
        if not isinstance(node, Symbol) or node.name not in own:
            return node
        return entry_at(own[node.name], node, entries[node.name].axes) or node

    changed = transform(tree, change)
    return None if any(isinstance(node, Symbol) and node.name in own for node in walk(changed)) else changed


def entry_at(own: Node, name: Symbol, axes: Sequence[str | int]) -> Node | None:
    """Return the entry of the student's own answer that a name with its indices means."""
    if len(name.indices) != len(axes):
        return None
    if not isinstance(own, Vector | Matrix):
        letters = {Symbol(axis): index for axis, index in zip(axes, name.indices, strict=True) if isinstance(axis, str)}
        return substitute(own, letters) if len(letters) == len(axes) else None
    if not all(isinstance(index, Number) for index in name.indices):
        return None
    return entry_of(own, tuple(int(index.value) for index in name.indices if isinstance(index, Number)))
