"""A formula for every index is right whatever the index is called: ``p_i - y_i`` where ``p_j - y_j`` is asked for.

A letter is exchanged with the one that is asked for, in sums too; the two count to the same number. Where the question
speaks of both, or the answer has both, they may be two different things. That is for a person, and so is an answer in
which several letters differ.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> entries = {name: Entry(name=name, axes=("j",)) for name in "py"}
>>> notation = Notation(entries=entries, ranges={"i": 3, "j": 3})
>>> given, wanted = (parse(f"p_{letter} - y_{letter}", notation).tree for letter in "ij")
>>> (found,) = rename_letters(given, wanted, notation)
>>> found.typed, found.asked, to_text(found.tree)
('i', 'j', 'p_j - y_j')
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations
from operator import ne
from typing import Final, NamedTuple

from grader.answers.protocol import Answer, Task
from grader.equivalence.lowering.index_letters import find_index_letters
from grader.expr.nodes import BigOperator, Node, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import children, rebuild
from grader.records import Equality, Outcome, Remark, Verdict

__all__ = ["Renamed", "judge_other_letter", "rename_letters"]


MAX_LETTERS: Final = 3  # they are exchanged in every order; no family here has more indices
Judge = Callable[[Node], Verdict]


class Renamed(NamedTuple):
    """A formula with the letters that are asked for in place of those that were typed."""

    typed: str
    asked: str
    tree: Node


def judge_other_letter(verdict: Verdict, answer: Answer, expected: Answer, task: Task, judge: Judge) -> Verdict:
    """Return the verdict on a formula, or on the same one in the letters that are asked for where that is right."""
    if verdict.outcome is not Outcome.INCORRECT or answer.tree is None or expected.tree is None:
        return verdict
    for found in rename_letters(answer.tree, expected.tree, task.notation):
        renamed = judge(found.tree)
        if renamed.credit == 1:
            return accept(renamed, found) if is_certain(found, answer, task) else leave_to_person(renamed, found)
    return verdict


def is_certain(found: Renamed, answer: Answer, task: Task) -> bool:
    """Whether one letter is exchanged, and neither the question nor the answer has both."""
    is_one = len(found.typed) == len(found.asked) == 1
    return is_one and not has_letter(found.typed, task.asked.question) and not has_letter(found.asked, answer.text)


def accept(verdict: Verdict, found: Renamed) -> Verdict:
    text = f"The index '{found.typed}' is read as '{found.asked}', which the question asks for."
    return replace(verdict, remarks=(*verdict.remarks, make_remark(text, found)))


def leave_to_person(verdict: Verdict, found: Renamed) -> Verdict:
    noun = "the index" if len(found.typed) == 1 else "the indices"
    text = f"It would be right with '{found.asked}' for {noun} '{found.typed}', so a person will look at it."
    decision = None if verdict.decision is None else replace(verdict.decision, result=Equality.UNKNOWN, by="reading")
    return Verdict(outcome=Outcome.UNDECIDED, credit=None, remarks=(make_remark(text, found),), decision=decision)


def make_remark(text: str, found: Renamed) -> Remark:
    return Remark(id="other-letter", text=text, parameters=(("typed", found.typed), ("asked", found.asked)))


def rename_letters(tree: Node, expected: Node, notation: Notation) -> Iterator[Renamed]:
    """Yield a formula with its letters exchanged for those that are asked for, the single exchange first.

    With the letters of the question in another order, the formula is another one.
    """
    given, wanted = find_index_letters(tree, notation), find_index_letters(expected, notation)
    if len(given) != len(wanted) or given == wanted or len(given) > MAX_LETTERS:
        return
    typed = sorted(given)
    orders = sorted(permutations(sorted(wanted)), key=lambda order: sum(map(ne, typed, order)))
    for order in orders:
        moved = {old: new for old, new in zip(typed, order, strict=True) if old != new}
        if all(notation.ranges[old] == notation.ranges[new] for old, new in moved.items()):
            # What is asked for and not in the answer may be bound in a sum there; it gets a letter that is free now.
            back = dict(zip(sorted(wanted - given), sorted(given - wanted), strict=True))
            yield Renamed(", ".join(moved), ", ".join(moved.values()), exchange(tree, back | moved))


def exchange(tree: Node, letters: dict[str, str]) -> Node:
    """Return a tree with two index letters exchanged wherever they occur, so that none is caught by a sum."""
    if isinstance(tree, Symbol) and not tree.indices and tree.iterate is None:
        return Symbol(letters[tree.name]) if tree.name in letters else tree
    found = rebuild(tree, [exchange(part, letters) for part in children(tree)])
    return replace(found, index=letters.get(found.index, found.index)) if isinstance(found, BigOperator) else found


def has_letter(letter: str, text: str) -> bool:
    """Whether a letter is by itself or in a subscript of a text.

    >>> [has_letter("i", text) for text in ("dL/dz_i", "for each i", "W_ij", "w_{ji}", "z_k in it", "sin", "p_1i")]
    [True, True, True, True, False, False, True]
    """
    return re.search(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])|_\{{?[0-9A-Za-z,]*{letter}", text) is not None
