"""An answer as one writes it in a program: ``delta if delta > 0 else 0``, ``v[k] @ g``, ``Exp[2] + E``."""

from dataclasses import replace

from grader.answers.protocol import Answer, AnswerType, Task
from grader.documents import DocumentNode, Scalar, find_typed
from grader.errors import AnswerError
from grader.expr.programs.code import write_code

__all__ = ["read_program"]


def read_program(answer_type: AnswerType, given: DocumentNode, task: Task) -> Answer | None:
    """Return an answer whose habits are those of a program, read without them; None for any other."""
    typed = find_typed(given)
    text = write_code(typed.lines, task.notation, task.asked.question) if typed is not None else None
    if text is None:
        return None
    try:
        answer = answer_type.read(Scalar.typed(text), task)
    except AnswerError:
        return None
    return replace(answer, text=given.span.text) if answer.tree is not None else None
