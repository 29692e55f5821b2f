"""Practice without a key: every answer is read back, its form and its names are checked, and nothing is judged.

A public exercise does not say what shape an answer has that only the key shows (a set, an interval, a vector). Such an
answer is read in each shape. So whatever cannot be read here, grading cannot read either; where several readings are
possible, all are shown.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from grader.answers import Answer, Task
from grader.answers.reading import read_answer
from grader.documents import Document, DocumentNode, load
from grader.equivalence.shapes import find_shape_fault
from grader.errors import AnswerError, DocumentError, LimitError
from grader.expr import to_text
from grader.expr.nodes import Node, Number, Relation, SetOf, Symbol
from grader.expr.statements.asked import Asked, Shape, find_shape
from grader.grading.grade import describe_fault, describe_file_fault, format_given, make_unreadable_result
from grader.grading.marked import make_question_result, show_as_read
from grader.grading.result import GradedSubmission, ItemResult, Provenance
from grader.records import Outcome, Remark
from grader.rubric.public import Exercise
from grader.rubric.records import Question
from grader.submission import (
    Submission,
    explain_unreadable,
    is_placeholder,
    list_file_complaints,
    read_submission,
    task_of,
)
from grader.version import __version__

__all__ = ["read_for_practice"]

# The shapes that a key may give an answer, in the order in which they are tried, with their names for students.
SHAPES: Final[dict[Shape, str]] = {
    "value": "a value",
    "set": "a set",
    "interval": "an interval",
    "condition": "a condition",
    "vector": "a vector",
    "matrix": "a matrix",
}
WORD: Final = re.compile(r"\w+")
ZERO: Final = Number(Fraction(0))


def read_for_practice(file: str | Path, exercise: Exercise) -> GradedSubmission:
    """Read a submission back. A file that cannot be read gives a result that says why."""
    sha256 = ""
    try:
        document = load(Path(file), lambda found: list_file_complaints(found, exercise), is_submission=True)
        sha256 = document.sha256
        return read_document(document, exercise)
    except DocumentError as error:
        diagnostics = error.diagnostics
    except Exception as error:  # a bug of ours costs this file alone
        diagnostics = (describe_file_fault(error),)
    return replace(make_unreadable_result(str(file), exercise, diagnostics, sha256), is_practice=True)


def read_document(document: Document, exercise: Exercise) -> GradedSubmission:
    submission = read_submission(document, exercise)
    return GradedSubmission(
        student=submission.student,
        file=submission.file,
        rubric=exercise.id,
        title=exercise.title,
        items=tuple(read_item(question, submission) for question in exercise.items),
        diagnostics=submission.diagnostics,
        provenance=Provenance(submission=submission.sha256, rubric=exercise.sha256, engine=__version__),
        places={name: given.span.line_and_column for name, given in submission.answers.items()},
        is_practice=True,
    )


def read_item(question: Question, submission: Submission) -> ItemResult:
    """Read one answer inside its boundary."""
    blank = replace(make_question_result(question), is_uncounted=True)
    given = submission.answers.get(question.id)
    if given is None or (question.type == "text" and is_placeholder(given)):
        return blank
    result = replace(blank, given=format_given(given))
    try:
        return read_given(result, question, given, submission)
    except Exception as error:  # the item boundary
        text = "Something went wrong on our side while this answer was read. It is not your mistake: tell your teacher."
        return replace(result, outcome=Outcome.FAULT, remarks=(replace(describe_fault(error), text=text),))


def read_given(result: ItemResult, question: Question, given: DocumentNode, submission: Submission) -> ItemResult:
    try:
        task = task_of(question, submission)
        readings = list_readings(question, given, task)
        check_shapes(readings[0], given, task)
    except AnswerError as error:
        if is_placeholder(given):
            return result
        return replace(result, outcome=Outcome.UNREADABLE, diagnostics=explain_unreadable(error, question, submission))
    return replace(
        result, outcome=Outcome.READ, read=show_as_read(readings[0]), remarks=tuple(remark_on_shapes(readings))
    )


def list_readings(question: Question, given: DocumentNode, task: Task) -> list[Answer]:
    """The readings of an answer in every shape that the item leaves open; raises the AnswerError of the first shape."""
    found: list[Answer] = []
    refused: AnswerError | None = None
    for asked in list_asked(question, task):
        try:
            answer = read_answer(question.answer_type, given, replace(task, asked=asked))
        except LimitError:
            raise
        except AnswerError as error:
            refused = refused or error
            continue
        found.append(answer)
        if asked.shape == "condition" or answer.tree is None or answer.steps:
            break  # there is nothing else that it could be
    if refused and not found:
        raise refused
    return found


def check_shapes(answer: Answer, given: DocumentNode, task: Task) -> None:
    """Refuse an answer in which the sizes of vectors and matrices do not fit, as grading does."""
    fault = find_shape_fault(answer.tree, task.notation) if answer.tree is not None else None
    if fault is not None:
        raise AnswerError(fault.at(given.span))


def list_asked(question: Question, task: Task) -> Iterator[Asked]:
    """What the item may ask for, as far as its type leaves that open, the likeliest first."""
    asked = task.asked
    if asked.shape == "any":
        yield from (replace(asked, shape=shape) for shape in SHAPES)
        return
    yield asked
    if asked.shape == "condition":  # if the key is a condition on x, grading reads '3' as 'x = 3', and '[1, 2]' too
        for unknown in list_unknowns(question, task)[:1]:
            yield replace(asked, tree=Relation((unknown, ZERO), ("=",)))
            yield replace(asked, tree=Relation((unknown, ZERO), ("<",)))


def list_unknowns(question: Question, task: Task) -> list[Symbol]:
    """The names that an equation may be about, those in the question first."""
    names = [entry.name for entry in task.notation.entries.values() if not entry.axes and entry.parameters is None]
    words = set(WORD.findall(question.prompt))
    return [Symbol(name) for name in sorted(names, key=lambda name: name not in words)]


def remark_on_shapes(readings: list[Answer]) -> Iterator[Remark]:
    """Say what an answer was read as where the question alone does not say it."""
    shapes: dict[str, Shape] = {}
    for tree in (drop_braces(answer.tree) for answer in readings if answer.tree is not None):
        shapes.setdefault(to_text(tree), find_shape(tree))
    if len(shapes) > 1:
        found = ", ".join(f"{text} as {SHAPES[shape]}" for text, shape in shapes.items())
        yield Remark(id="shape", text=f"What is asked for decides how this is read: {found}.")


def drop_braces(tree: Node) -> Node:
    """Return the only member of a set as the value that it is; anything else unchanged."""
    return tree.items[0] if isinstance(tree, SetOf) and len(tree.items) == 1 else tree
