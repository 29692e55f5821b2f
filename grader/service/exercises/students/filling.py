"""The fields of the page as a file answers them, so that the page and what counts agree after an upload.

A field holds one text, and a file may hold a list or keys with values. Such an answer fills its field only if the text
is read as the file is; otherwise the field keeps what is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader import limits
from grader.documents import DocumentNode, Scalar, Sequence
from grader.grading.practice import read_item
from grader.records import Outcome
from grader.rubric.records import Item, Question
from grader.service.exercises.opened import Opened
from grader.service.exercises.readback import ReadFile
from grader.service.store.drafts import Draft, list_drafts, replace_draft
from grader.service.typed.answers_file import list_definitions, normalize_text
from grader.service.typed.preview import preview
from grader.submission import Submission
from grader.submission.definitions import Definition
from grader.submission.spelling import COMMA

__all__ = ["DEFINITIONS", "Filled", "fill_fields", "list_lost", "read_fields", "write_definitions"]

DEFINITIONS = "definitions"  # the field of a student's own quantities, beside those of items


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The text of each field, blank where the file has no answer. ``left`` are the items whose answers do not fit."""

    texts: Mapping[str, str]
    left: tuple[Item, ...]
    keeps_definitions: bool


def read_fields(opened: Opened, read: ReadFile) -> Filled:
    """Return the texts with which the fields of the page say what a file says."""
    submission = read.submission
    definitions = write_definitions(submission.typed_definitions)
    if submission.definitions and submission.has_commas != (opened.rubric.decimal == COMMA):
        definitions = None  # the page has no other decimals than the exercise
    questions = opened.questions
    texts = {
        item.id: write_field(
            opened, questions.get(item.id), submission, submission.typed_answers.get(item.id), definitions
        )
        for item in opened.rubric.items
    }
    found = {item: text for item, text in texts.items() if text is not None}
    return Filled(
        texts=found if definitions is None else {**found, DEFINITIONS: definitions},
        left=tuple(item for item in opened.rubric.items if texts[item.id] is None),
        keeps_definitions=definitions is None,
    )


def write_definitions(definitions: tuple[Definition, ...]) -> str | None:
    """Return definitions as lines that are read back the same; None if they cannot be."""
    pairs = [(one.name.text, one.value.lines if one.value else "") for one in definitions]
    text = "\n".join(f"{name} = {value}" if value else name for name, value in pairs)
    is_same = len(text) <= limits.MAX_ANSWER_CHARACTERS and list_definitions(text) == pairs
    return text if is_same else None


def write_field(
    opened: Opened,
    question: Question | None,
    submission: Submission,
    given: DocumentNode | None,
    definitions: str | None,
) -> str | None:
    """Return an answer as one text that is read like it; None if no text is. Blank answers are blank."""
    if given is None:
        return ""
    text = write_node(given)
    if len(text) > limits.MAX_ANSWER_CHARACTERS:
        return None
    if question is None or opened.public is None:  # nobody reads it before it is graded, so only a text is sure
        return normalize_text(text) if isinstance(given, Scalar) else None
    expected = read_item(question, submission)
    if question.type in ("choice", "text") and expected.read is not None:
        return normalize_text(expected.read.text)  # of a choice, its name; of a text, as YAML folds it
    found = preview(opened.public, question, text, definitions or "")
    is_same = found.outcome is expected.outcome and found.read == expected.read
    is_text = isinstance(given, Scalar) and expected.outcome is not Outcome.READ
    return normalize_text(text) if is_same or is_text else None


def write_node(given: DocumentNode) -> str:
    """Return an answer as one types it into a field: lists in brackets."""
    if isinstance(given, Scalar):
        return given.lines
    if given.as_typed is not None:
        return given.as_typed.lines
    if isinstance(given, Sequence):
        return f"[{', '.join(map(write_node, given.items))}]"
    return "\n".join(f"{key.text} = {write_node(value)}" for key, value in given.entries)


def list_lost(
    opened: Opened, drafts: Mapping[str, Draft], filled: Filled, before: Mapping[str, str]
) -> tuple[Item, ...]:
    """List the items whose fields hold something that a file would replace and that was never handed in.

    ``before`` are the texts of the fields as they were handed in last.
    """
    return tuple(
        item
        for item in opened.rubric.items
        if item.id in drafts
        and (typed := normalize_text(drafts[item.id].text))
        and typed not in (filled.texts.get(item.id, typed), before.get(item.id, ""))
    )


def fill_fields(connection: Connection, exercise_id: int, account_id: int, filled: Filled, now: datetime) -> None:
    """Make the answers of a file the newest drafts; a field that was blank and stays so is left alone."""
    drafts = list_drafts(connection, exercise_id, account_id)
    for item, text in filled.texts.items():
        if text or item in drafts:
            replace_draft(connection, exercise_id, account_id, item, text, now)
