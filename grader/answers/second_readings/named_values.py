"""The values of several names in one answer: ``x = 4, so y = 8``, where the question names neither.

The last one is read as the result, and what is before it as working.
"""

from collections.abc import Iterator

from grader.answers.conclusions.endings import split_conclusions, split_members
from grader.answers.conclusions.last_lines import find_head, find_result_head, list_other_lines, split_last_line
from grader.answers.conclusions.reading import find_name, is_in_question, split_all
from grader.answers.protocol import Task
from grader.expr.reading import parse_or_none

__all__ = ["list_named_values"]


def list_named_values(text: str, task: Task) -> Iterator[str]:
    """Yield the statements that give another name a value than the last one; none where that is asked for."""
    lines = split_last_line(text) if "\n" in text else None
    if lines is not None:
        head = find_result_head(lines)
        for step in list_other_lines(lines) if not is_asked(head, task) else ():
            if find_head(step) != head:
                yield from (step, split_members(step)[-1].strip())
        return
    *before, last = split_conclusions(text)
    name = find_name(last)
    if not name or is_asked(name, task):
        return
    for statement in split_all(before):
        if find_name(statement) not in ("", name):
            yield statement


def is_asked(name: str, task: Task) -> bool:
    return is_in_question(name, task) or parse_or_none(name, task.notation) in task.symbols
