"""Lists with blanks for commas that can be read as something else: ``(1 -2)``, which is -1, and ``(x y)``.

The parser refuses ``(9 3)`` itself. Where a sign or a letter comes after the blank, what it reads is no list; if a list
is asked for, it is asked back.
"""

from collections.abc import Callable
from typing import Final

from grader.expr.advice.blanks import SPACED_SIGN, list_separated, space_signs
from grader.expr.advice.rules import replace_all
from grader.expr.asked.asked import Asked
from grader.expr.complaints import complain, shorten_quote
from grader.expr.grammar.ranks import rank
from grader.expr.names import names_of
from grader.expr.nodes import Add, Node, Relation, SetOf, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import substitute, walk
from grader.patterns import regex

__all__ = ["refuse_spaced_entries", "write_out"]

_MOST_LEVELS: Final = 3  # of quantities within quantities; rank needs no more than the arrays among them
_BLANK_INSIDE: Final = regex(r"(?<=\S)\s+(?=\S)")


def refuse_spaced_entries(
    text: str, tree: Node, notation: Notation, asked: Asked, read: Callable[[str], Node | None]
) -> None:
    """Refuse a text that is read as no list, or a shorter one, though it is one with commas for the blanks in it."""
    at = _BLANK_INSIDE.search(text)
    if at is None or asked.tree is None or asked.shape not in ("vector", "matrix", "set"):
        return
    sign = SPACED_SIGN.search(text)
    if has_kind(tree, asked, notation) and not (asked.shape == "set" and sign):
        return
    lists = [
        change
        for change in list_separated(text, names_of(notation))
        if is_longer(read(change.text), tree, asked, notation)
    ]
    if not lists:
        return
    if not sign:
        raise complain(text, at.start(), at.end(), "spaced-list", *lists)
    single = replace_all(text, space_signs(text), "for a sum or difference")
    words = {"listed": shorten_quote(lists[0].text), "joined": shorten_quote(single.text)}
    raise complain(text, sign.start(), sign.end(), "spaced-entries", *lists, single, **words)


def has_kind(tree: Node, asked: Asked, notation: Notation) -> bool:
    """Whether a tree is an array of the kind that is asked for, and adds no number to an array."""
    if isinstance(tree, Relation) and set(tree.operators) == {"="}:  # working, and its result
        return has_kind(tree.operands[-1], asked, notation)
    tree = write_out(tree, notation)
    if asked.tree is None or rank(tree, notation) != rank(asked.tree, notation):
        return False
    return all(len({rank(term, notation) for term in node.terms}) == 1 for node in walk(tree) if isinstance(node, Add))


def write_out(tree: Node, notation: Notation) -> Node:
    """Return a tree with the formulas of the quantities in it, such as a unit vector ``i`` with ``i = (1, 0, 0)``."""
    for _ in range(_MOST_LEVELS):
        names = {node for node in walk(tree) if isinstance(node, Symbol) and not node.indices}
        entries = [(node, notation.entries.get(node.name)) for node in names]
        # The formula of an array with indices is that of one entry, and says nothing about the kind of the array.
        formulas = {
            node: entry.definition
            for node, entry in entries
            if entry is not None and entry.definition and not entry.axes
        }
        if not formulas:
            break
        tree = substitute(tree, formulas)
    return tree


def is_longer(other: Node | None, tree: Node, asked: Asked, notation: Notation) -> bool:
    """Whether another reading is what is asked for, where this one is not, or holds more members."""
    if other is None:
        return False
    if asked.shape == "set":
        return isinstance(other, SetOf) and len(other.items) > count_members(tree)
    if asked.shape == "matrix" and rank(write_out(tree, notation), notation) == 0:  # one row of it
        return rank(write_out(other, notation), notation) > 0
    return has_kind(other, asked, notation)


def count_members(tree: Node) -> int:
    return len(tree.items) if isinstance(tree, SetOf) else 1
