"""How an answer is read, shown while somebody types: what grading would read, and never whether it is right.

Only the public exercise is asked, so nothing of the key can show. Reading is bounded work (``grader.limits``), and it
never reaches sympy.
"""

from typing import Final

from grader.documents import Scalar, parse_yaml
from grader.grading.practice import read_item
from grader.grading.result import ItemResult
from grader.memory import Memory
from grader.rubric.public import Exercise, parse_exercise, publish_document
from grader.rubric.records import Question
from grader.service.typed.answers_file import normalize_text, write_submission
from grader.submission import Submission, read_submission
from grader.submission.decimals import Decimals, read_decimals

__all__ = ["preview", "publish"]


RUBRIC_NAME: Final = "rubric.yaml"
_without_answers = Memory(capacity=256)


def publish(rubric: bytes) -> Exercise:
    """Return the public exercise of a rubric, as somebody reads it who has never seen the rubric."""
    return parse_exercise(parse_yaml(publish_document(parse_yaml(rubric, RUBRIC_NAME)), "exercise.yaml"))


def preview(exercise: Exercise, question: Question, text: str, definitions: str = "") -> ItemResult:
    """Read one answer. A text of several lines is read as it is in a file: line by line."""
    answer = Scalar.typed(normalize_text(text), "answer")
    return read_item(question, make_submission(exercise, question, answer, definitions))


def make_submission(exercise: Exercise, question: Question, answer: Scalar, definitions: str) -> Submission:
    """Return a submission with this one answer."""
    empty = read_definitions(exercise, definitions)
    answers = {} if answer.is_blank else {question.id: answer}
    decimals = read_decimals(answers, exercise) if empty.has_commas else Decimals(answers=answers)
    return Submission(
        student=empty.student,
        exercise=empty.exercise,
        file=empty.file,
        sha256=empty.sha256,
        answers=decimals.answers,
        misfits=decimals.questions,
        definitions=empty.definitions,
        resolved=empty.resolved,
        parts=empty.parts,
        has_commas=empty.has_commas,
        typed=decimals.typed,
        separated=decimals.separated,
    )


def read_definitions(exercise: Exercise, definitions: str) -> Submission:
    """Return a submission with the quantities that a student has defined, and no answers yet."""
    key = (id(exercise), definitions)
    known: Submission | None = _without_answers.recalled(key)
    if known is not None:
        return known
    written = write_submission("preview", exercise.id, {}, definitions)
    return _without_answers.keep(key, read_submission(parse_yaml(written, "answers.yaml"), exercise), (exercise,))
