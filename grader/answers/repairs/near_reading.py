"""Reading an answer with names that are typed in another way than declared: ``Q1`` for ``q_1``."""

from dataclasses import replace

from grader.answers.proposals import is_read
from grader.answers.protocol import Answer, AnswerType, Task
from grader.answers.repairs.near_names import accept_near_names, find_near_names
from grader.documents import DocumentNode, walk_scalars

__all__ = ["read_near_names"]


def read_near_names(answer_type: AnswerType, given: DocumentNode, task: Task) -> Answer | None:
    """Return an answer with names that differ from the declared ones only in how they are written; None without."""
    text = "\n".join(scalar.text for scalar in walk_scalars(given))
    near = find_near_names(text, task.notation, is_condition=task.asked.shape == "condition")
    if not near:
        return None
    wide = replace(task, notation=accept_near_names(task.notation, near))
    if not is_read(given, answer_type, wide):
        return None
    return replace(answer_type.read(given, wide), near_names=near)
