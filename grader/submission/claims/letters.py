r"""A general statement in the index letters of the question: ``∂L/∂v_jk = z_j g_k`` answers what is asked as ``v_kj``.

The letters of the statement's name and those of the question are exchanged throughout. The result is used only if it
means exactly that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from grader.answers.members import find_index_letters
from grader.documents.traced import Traced
from grader.expr.nodes import BigOperator, Node, Symbol
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.traverse import transform
from grader.submission.claims.names import Claim
from grader.submission.claims.targets import Target
from grader.submission.stated.commands import NAMES, TEXTS
from grader.submission.stated.typography import split_signs

__all__ = ["write_in_letters_of"]


def write_in_letters_of(target: Target, claim: Claim) -> list[Traced] | None:
    """The sides of a statement in the letters of a question; None if they are the same, or cannot be exchanged."""
    read = claim.wording.read(target.notation)
    if not read.names:
        return None
    for symbol, general in zip(target.symbols, target.general, strict=True):
        if read.general_names[0] == general:
            own, asked = (find_index_letters(each, target.notation) for each in (read.names[0], symbol))
            exchanged = make_exchange(own, asked)
            if exchanged:
                sides = [exchange_in(side, exchanged, target.notation) for side in claim.sides]
                return None if None in sides else [side for side in sides if side is not None]
    return None


def make_exchange(own: tuple[str, ...], asked: tuple[str, ...]) -> dict[str, str]:
    """What each letter becomes; a letter that is in the way becomes one that is free."""
    exchanged = {one: other for one, other in zip(own, asked, strict=True) if one != other}
    free = [letter for letter in exchanged if letter not in exchanged.values()]
    in_the_way = [letter for letter in exchanged.values() if letter not in own]
    return exchanged | dict(zip(in_the_way, free, strict=True)) if exchanged else {}


def exchange_in(side: Traced, exchanged: Mapping[str, str], notation: Notation) -> Traced | None:
    """One side with its letters exchanged; None if it cannot be read, or would mean something else."""
    tree = parse_or_none(side.text, notation)
    written = side.join(list(list_parts(side, exchanged)))
    if tree is None or parse_or_none(written.text, notation) != exchange(tree, exchanged):
        return None
    return written


def list_parts(side: Traced, exchanged: Mapping[str, str]) -> Iterator[Traced]:
    """The signs of a side, letters exchanged, those of names and words left alone."""
    place = depth = 0
    is_name = False
    for sign in split_signs(side.text):
        part = side[place : place + len(sign)]
        place += len(sign)
        is_name = depth > 0 or sign in NAMES | TEXTS or (is_name and (sign.isspace() or sign == "{"))
        depth += (sign == "{") - (sign == "}") if is_name else 0
        yield part.write(exchanged[sign], part) if sign in exchanged and not is_name else part


def exchange(tree: Node, exchanged: Mapping[str, str]) -> Node:
    """A formula with its letters exchanged, those of sums included."""

    def change(node: Node) -> Node:
        if isinstance(node, Symbol) and node.name in exchanged and not node.indices:
            return Symbol(exchanged[node.name], (), node.iterate)
        if isinstance(node, BigOperator) and node.index in exchanged:
            return replace(node, index=exchanged[node.index])
        return node

    return transform(tree, change)
