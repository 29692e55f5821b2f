"""A formula in letters that the exercise does not declare, beside the same formula with its values put in.

>>> from grader.expr.notation import Entry
>>> from grader.expr.reading import parse_or_none
>>> notation = Notation(entries={"t": Entry(name="t")})
>>> [is_worked_out(left, parse_or_none(right, notation), notation)
...  for left, right in (("A cos(w t)", "3 cos(5t)"), ("1 - 300K/500K", "40%"), ("2q", "14"))]
[True, True, False]
"""

from typing import Final

from grader.answers.conclusions.endings import split_members
from grader.answers.protocol import Task
from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Domain, Entry, Notation
from grader.expr.reading import parse_or_none, read_or_explain
from grader.expr.traverse import children, rebuild, walk
from grader.patterns import regex
from grader.records import Equality

__all__ = ["drop_formulas", "is_worked_out"]

_CALLED: Final = regex(r"(?<![A-Za-z\\])([A-Za-z])['’′]?\s*\(\s*[-−]?[\w.]+\s*\)")
MAX_NAMES: Final = 6  # in one formula; each takes one more reading
_LONGEST_RUN: Final = 3  # letters that may be a product of names: ωt


def is_worked_out(text: str, value: Node | None, notation: Notation) -> bool:
    """Whether a formula in letters of its own is equal to a value, or becomes it with numbers for these letters."""
    read = read_with_own_names(text, notation)
    if read is None or value is None:
        return False
    tree, wide = read
    own = frozenset(wide.entries) - frozenset(notation.entries)
    if not own:
        return False
    if match_values(tree, value, own, {}):
        return True
    try:
        return decide(value, tree, wide).result is Equality.EQUAL
    except AnswerError:
        return False


def read_with_own_names(text: str, notation: Notation) -> tuple[Node, Notation] | None:
    """Return a formula with the notation in which each of its unknown names is declared; None if it is no formula."""
    for _ in range(MAX_NAMES):
        try:
            return read_or_explain(text, notation).tree, notation
        except AnswerError as error:
            fault = error.diagnostic
            if fault.slug == "ambiguous-quotient" and fault.proposals:
                text = fault.proposals[0].answer  # 300K/500K: a unit belongs to its number
                continue
            if fault.slug != "unknown-name" or fault.span is None or not fault.span.text.strip():
                return None
            name = fault.span.text.strip()
            names = [letter for letter in name if letter.isalpha()] if len(name) <= _LONGEST_RUN else [name]
            new = [
                Entry(name=each, domain=Domain(kind="positive"))  # as most quantities are; a unit is not zero
                for each in dict.fromkeys(names)
                if each not in notation.entries
            ]
            if not new:
                return None
            notation = notation.extended(new)
    return None


def match_values(pattern: Node, tree: Node, own: frozenset[str], values: dict[str, Node]) -> bool:
    """Whether a tree is the pattern with one number for each of its ``own`` names; ``values`` collects them."""
    if isinstance(pattern, Symbol) and pattern.name in own:
        is_constant = not any(isinstance(node, Symbol) for node in walk(tree))
        return is_constant and values.setdefault(pattern.name, tree) == tree
    parts, others = children(pattern), children(tree)
    if type(pattern) is not type(tree) or len(parts) != len(others):
        return False
    if not parts:
        return pattern == tree
    is_same_operation = rebuild(pattern, list(others)) == tree
    return is_same_operation and all(
        match_values(part, other, own, values) for part, other in zip(parts, others, strict=True)
    )


def drop_formulas(text: str, task: Task) -> tuple[str, str] | None:
    """Return ``y = x - 2`` and what was left out of ``y = f(1) + f'(1)(x - 1) = x - 2``; None for any other text.

    A formula is left out that calls a function of its own, or becomes the end with numbers for its letters.
    """
    members = split_members(text)
    if len(members) < 3 or "\n" in text.strip():
        return None
    trees = [parse_or_none(member, task.notation) for member in members]
    if not isinstance(trees[0], Symbol) or trees[-1] is None:
        return None
    trees = [None if calls_own_function(member, task) else tree for member, tree in zip(members, trees, strict=True)]
    dropped = [member for member, tree in zip(members, trees, strict=True) if tree is None]
    if not dropped or not all(
        calls_own_function(member, task) or is_worked_out(member, trees[-1], task.notation) for member in dropped
    ):
        return None
    kept = [member.strip() for member, tree in zip(members, trees, strict=True) if tree is not None]
    return " = ".join(kept), " = ".join(member.strip() for member in dropped)


def calls_own_function(member: str, task: Task) -> bool:
    """Whether a member is a tangent of a function that the exercise does not have: ``f(1) + f'(1)(x - 1)``."""
    called = _CALLED.findall(member)
    return (
        bool(called)
        and "'" in member.replace("’", "'").replace("′", "'")
        and not {name for name in called if name in task.notation.entries and f"{name}(" in task.asked.question}
    )
