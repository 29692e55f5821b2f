"""Working that gives names of its own their values before the result: ``ω = √(k/m), T = 2π/ω = 2π√(m/k)``.

With these values, every step has to be equal to the result.

>>> from grader.expr.notation import Entry
>>> task = Task(notation=Notation(entries={name: Entry(name=name) for name in "km"}))
>>> [split_at_definitions(text, task)[-1] for text in (
...     "w = k/m, T = 2/w = 2m/k", "w = k/m, T = 2/w = 2k/m", "k = 1, T = 2/k = 2",
... )]
['2m/k', 'w = k/m, T = 2/w = 2k/m', 'k = 1, T = 2/k = 2']
"""

import re
from typing import Final

from grader.answers.conclusions.endings import split_members
from grader.answers.protocol import Task
from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.shapes.splitting import split_statements
from grader.patterns import regex
from grader.records import Equality

__all__ = ["split_at_definitions"]

_DEFINITION: Final = regex(r"\s*(?P<name>\\?[^\W\d_](?:_?\w{1,3})?)\s*=\s*(?P<value>[^=]+)")
_LABEL: Final = regex(r"\s*\\?[^\W\d_](?:_?\w{1,4})?\s*")
_MOST: Final = 4  # definitions


def split_at_definitions(text: str, task: Task) -> tuple[str, ...]:
    """Return definitions, steps and result of a text; the text alone where it is anything else."""
    if text.count("=") < 3 or (task.asked.shape != "value" and task.asked.shape != "any"):
        return (text,)
    *before, last = (statement.text.strip() for statement in split_statements(text))
    label, *members = split_members(last)
    if not 1 <= len(before) <= _MOST or len(members) < 2 or not _LABEL.fullmatch(label):
        return (text,)
    own: dict[str, str] = {}
    for statement in before:
        match = _DEFINITION.fullmatch(statement)
        if match is None or match["name"] in own or parse_or_none(match["name"], task.notation) is not None:
            return (text,)
        own[match["name"]] = put_in(match["value"].strip(), own)
    result = parse_or_none(members[-1], task.notation)
    steps = [put_in(member, own) for member in members[:-1]]
    is_used = any(step != member for step, member in zip(steps, members, strict=False))
    if result is None or not is_used or not all(is_same(step, result, task.notation) for step in steps):
        return (text,)
    return (*before, "=".join((label, *members[:-1])).strip(), members[-1].strip())


def put_in(text: str, own: dict[str, str]) -> str:
    """Return a formula with the values of the names that were defined before it."""
    for name, value in own.items():
        pieces = re.split(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z_])", text)
        text = f"({value})".join(pieces)
    return text


def is_same(step: str, result: Node, notation: Notation) -> bool:
    tree = parse_or_none(step, notation)
    try:
        return tree is not None and decide(tree, result, notation).result is Equality.EQUAL
    except AnswerError:
        return False
