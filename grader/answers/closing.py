"""A vector whose last bracket is missing: ``(2xy, x^2 + 3y^2``.

>>> [find_missing_bracket(text) for text in ("(1, f(2)", "g = [1, 2", "(1, (2", "1, (2", "(1, 2)", "((1, 2)")]
[')', ']', '', '', '', ')']
"""

from dataclasses import replace
from typing import Final

from grader.answers.proposals import fits
from grader.answers.protocol import Answer, AnswerType, Task
from grader.documents import DocumentNode, Scalar
from grader.errors import AnswerError
from grader.expr.nodes import Vector
from grader.expr.statements.labels import find_label
from grader.records import Remark

__all__ = ["read_closed", "remark_on_bracket"]

_PAIRS: Final = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}


def read_closed(answer_type: AnswerType, given: DocumentNode, task: Task) -> Answer | None:
    """Return a vector of the size that is asked for, whose only unclosed bracket is the one around it; else None."""
    if task.asked.shape != "vector" or not isinstance(given, Scalar):
        return None
    missing = find_missing_bracket(given.text)
    if not missing:
        return None
    try:
        answer = answer_type.read(Scalar.typed(f"{given.text.rstrip()}{missing}"), task)
    except AnswerError:
        return None
    expected = task.asked.tree
    has_size = isinstance(answer.tree, Vector) and (
        not isinstance(expected, Vector) or len(answer.tree.items) == len(expected.items) > 1
    )
    is_vector = has_size and answer.tree is not None and fits(answer.tree, task.asked, task.notation)
    return replace(answer, text=given.span.text, added_bracket=missing) if is_vector else None


def find_missing_bracket(text: str) -> str:
    """Return what closes the bracket with which a text begins, if no other one is open at its end; else nothing."""
    label = find_label(text)
    start = label[1] if label else len(text) - len(text.lstrip())
    waiting: list[int] = []
    for place in range(start, len(text)):
        if text[place] in _PAIRS:
            waiting.append(place)
        elif text[place] in _PAIRS.values() and (not waiting or _PAIRS[text[waiting.pop()]] != text[place]):
            return ""
    return _PAIRS[text[start]] if waiting == [start] and text[start] != "{" else ""


def remark_on_bracket(answer: Answer) -> tuple[Remark, ...]:
    """Say which bracket was added."""
    if not answer.added_bracket:
        return ()
    text = f"The bracket at the beginning is never closed, so '{answer.added_bracket}' was added at the end."
    return (Remark(id="added-bracket", text=text, parameters=(("bracket", answer.added_bracket),)),)
