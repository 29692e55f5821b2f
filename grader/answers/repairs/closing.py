"""An answer whose last bracket is missing: ``(2xy, x^2 + 3y^2``, ``V*(1 - e^(-t)``.

Of a vector it is the one around it. In a formula, the bracket could end at any plus or minus after it; it is added at
the end only where there is one, after a single number or name.

>>> [find_missing_bracket(text) for text in ("(1, f(2)", "g = [1, 2", "(1, (2", "1, (2", "(1, 2)", "((1, 2)")]
[')', ']', '', '', '', ')']
"""

from dataclasses import replace
from typing import Final

from grader.answers.proposals import fits
from grader.answers.protocol import Answer, AnswerType, Task
from grader.documents import DocumentNode, Scalar
from grader.errors import AnswerError
from grader.expr.nodes import Node, Vector
from grader.expr.statements.labels import find_label, mask_brackets
from grader.patterns import regex
from grader.records import Remark

__all__ = ["read_closed", "remark_on_bracket"]

_TERM: Final = regex(r"(?<=[^\s+*/^-])\s*[-+−±=,;]")
_ATOM: Final = regex(r"\s*(?:[0-9.]+|\\?[^\W\d_]\w*)\s*")
_CALLED: Final = regex(r"[^\W\d_]{2,}\s*$|\^\s*$|_\s*$")  # sin( and e^(, where one name alone makes sense
_PAIRS: Final = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}


def read_closed(answer_type: AnswerType, given: DocumentNode, task: Task) -> Answer | None:
    """Return a vector of the size that is asked for, whose only unclosed bracket is the one around it; else None."""
    if task.asked.shape not in ("vector", "value") or not isinstance(given, Scalar):
        return None
    is_vector = task.asked.shape == "vector"
    missing = find_missing_bracket(given.text) if is_vector else find_missing_end(given.text)
    if not missing:
        return None
    try:
        answer = answer_type.read(Scalar.typed(f"{given.text.rstrip()}{missing}"), task)
    except AnswerError:
        return None
    has_size = not is_vector or is_of_size(answer.tree, task.asked.tree)
    is_good = has_size and answer.tree is not None and fits(answer.tree, task.asked, task.notation)
    return replace(answer, text=given.span.text, added_bracket=missing) if is_good else None


def is_of_size(tree: Node | None, expected: Node | None) -> bool:
    """Whether a tree is a vector with as many entries as the expected one, which has several."""
    if not isinstance(tree, Vector):
        return False
    return not isinstance(expected, Vector) or len(tree.items) == len(expected.items) > 1


def find_missing_end(text: str) -> str:
    """Return the round bracket that is missing at the end of a formula, if it can be nowhere else; else nothing.

    >>> [find_missing_end(text) for text in ("V*(1 - e^(-t)", "(x + 1", "2*(x", "sin(2x + 1", "3(x + 2y + 1")]
    [')', ')', '', '', '']
    """
    waiting: list[int] = []
    for place, sign in enumerate(text):
        if sign in "([{":
            waiting.append(place)
        elif sign in ")]}" and (not waiting or _PAIRS[text[waiting.pop()]] != sign):
            return ""
    if len(waiting) != 1 or text[waiting[0]] != "(" or _CALLED.search(text, 0, waiting[0]):
        return ""
    first, *others = _TERM.split(mask_brackets(text[waiting[0] + 1 :]).rstrip())
    return ")" if len(others) == 1 and _ATOM.fullmatch(first) else ""


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
    text = f"One bracket is never closed, so '{answer.added_bracket}' was added at the end."
    return (Remark(id="added-bracket", text=text, parameters=(("bracket", answer.added_bracket),)),)
