"""Working in front of a result, with only a comma between them: ``v^2 = 2gh = 392, v = 19.8``, ``P = 0.8, F1 = 0.73``.

A comma also lists values, so what is before it has to be working: values of other names than the one that the question
has, or equations for the letter that gets its value at the end. With that value, they have to hold.

>>> from grader.expr.asked.asked import Asked
>>> task = Task(notation=Notation(), asked=Asked(shape="value", question="What is its F1 score?"))
>>> [split_at_comma(text, task) for text in (
...     "P = 0.8, F1 = 0.73", "v^2 = 16, v = 4", "v^2 = 16, v = 5", "P = 1, R = 2"
... )]
[('P = 0.8', 'F1 = 0.73'), ('v^2 = 16', 'v = 4'), ('v^2 = 16, v = 5',), ('P = 1, R = 2',)]
"""

import math
import re
from functools import lru_cache
from typing import Final

from grader.answers.conclusions.endings import split_members
from grader.answers.conclusions.given_values import fill_in, is_named_in
from grader.answers.protocol import Task
from grader.expr.calculation.floats import compute_constant
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.shapes.splitting import split_statements
from grader.expr.statements.reasons import is_constant
from grader.expr.words.doubtful import is_doubtful
from grader.patterns import regex

__all__ = ["split_at_comma"]

_SEPARATORS: Final = frozenset({",", ";", "\n"})
_LABEL: Final = regex(r"\s*+(?P<name>\\?[^\W\d_]\w{0,9})\s*+=(?P<value>[^=].*)", re.DOTALL)
# Of a quantity in words: "slope is 1/4", "the y-intercept = 1".
_SAYS: Final = regex(r"\s*+(?P<name>[^\W\d_][\w -]{2,30}?)\s*+(?:=|\b(?:is|equals)\b)(?P<value>[^=]+)")
_VALUE: Final = regex(r"\s*[^\W\d_]['’′]{0,3}\(\s*[-−]?[0-9./]+\s*\)\s*=\s*[-−]?[0-9./]+\s*")
_DENIAL: Final = regex(r"\b(?:not|no|never|nor|except|unless|wrong|false)\b", re.IGNORECASE)
_ROUGH: Final = 0.02  # of a value that is written with two or three digits
_LISTS: Final = frozenset({"set", "interval"})


def split_at_comma(text: str, task: Task) -> tuple[str, ...]:
    """Return the working and the result of a text, between which there is a comma; the text alone for any other."""
    groups = list_groups(text)
    for first in range(1, len(groups)):
        before = tuple(text[start:end].strip(" \t\n,;") for start, end in groups[:first])
        result = [text[start:end] for start, end in groups[first:]]
        if is_result(result, before, task):
            return (*before, text[groups[first][0] :].strip())
    return (text,)


@lru_cache(maxsize=128)  # one text is tried for each kind of thing that may be asked for
def list_groups(text: str) -> tuple[tuple[int, int], ...]:
    """Return where each part between commas or line breaks begins and ends; *x = 1 or x = 3* is one."""
    starts = [statement.start for statement in split_statements(text) if statement.joint in {"", *_SEPARATORS}]
    return tuple(zip(starts, [*starts[1:], len(text)][: len(starts)], strict=True))


def is_result(result: list[str], before: tuple[str, ...], task: Task) -> bool:
    """Whether the end of a text gives what is asked for, and what is before it is working."""
    label = _LABEL.match(result[0])
    if label is None or any(map(_DENIAL.search, before)):
        return False
    name = label["name"]
    if task.asked.shape == "condition":
        return len(result) == 1 and all(is_of_own_name(statement, task) for statement in before)
    if not all(continues(part, name, task) for part in result[1:]):
        return False
    is_asked = is_named_in(name, task.asked.question) or parse_or_none(name, task.notation) in task.symbols
    value = label["value"].strip(" \t\n,;.")
    return all(
        leads_to(statement, name, value, task.notation) or (is_asked and is_of_another(statement, name, task))
        for statement in before
    )


def continues(part: str, name: str, task: Task) -> bool:
    """Whether a part gives one more value of the same name, where several are asked for."""
    label = _LABEL.match(part)
    return task.asked.shape in _LISTS and (label["name"] == name if label else "=" not in part)


def is_of_own_name(statement: str, task: Task) -> bool:
    """Whether a statement only gives a number to something that is no name of the exercise: *slope is 1/4*."""
    if _VALUE.fullmatch(statement):  # f(1) = 0, f'(1) = 2: they are no equation between the names of the exercise
        return True
    match = _SAYS.fullmatch(statement) or _LABEL.fullmatch(statement)
    values = [parse_or_none(member, task.notation) for member in split_members(match["value"])] if match else [None]
    if match is None or is_doubtful(match["name"], task.asked.words):
        return False
    if not all(value is not None and is_constant(value) for value in values):
        return False
    return not any(parse_or_none(word, task.notation) for word in match["name"].split())


def is_of_another(statement: str, name: str, task: Task) -> bool:
    """Whether a statement gives a value to a name that neither is the asked one nor in the question."""
    label = _LABEL.match(statement)
    is_other = label is not None and label["name"] != name and not is_named_in(label["name"], task.asked.question)
    # One that the exercise has may be another answer: y = 7, x = 2.
    return is_other and label is not None and parse_or_none(label["name"], task.notation) is None


def leads_to(statement: str, name: str, value: str, notation: Notation) -> bool:
    """Whether a statement is an equation for a name, and holds with its value; a part that cannot be read passes."""
    members = split_members(statement)
    label = _LABEL.match(statement)
    letter = re.compile(rf"(?<![^\W\d_]){re.escape(name)}(?![^\W\d])")
    if len(members) < 2 or label is not None or not any(map(letter.search, members)):
        return False
    first = value.split(" or ")[0]
    found = [compute_text(fill_in(member, {name: first}), notation) for member in members if letter.search(member)]
    last = compute_text(members[-1], notation)
    return not any(abs(one - last) > _ROUGH * max(abs(last), 1) for one in found)  # of NaN, nothing is known


def compute_text(text: str, notation: Notation) -> float:
    tree = parse_or_none(text, notation)
    return math.nan if tree is None else compute_constant(tree)
