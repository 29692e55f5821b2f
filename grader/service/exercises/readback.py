"""How everything that was handed in is read, item by item, before anybody judges it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.documents import Mapping, Scalar
from grader.documents.loading import parse_named
from grader.documents.prose import find_format
from grader.errors import Diagnostic
from grader.grading.practice import read_item
from grader.grading.result import ItemResult
from grader.rubric.records import Item
from grader.service.exercises.opened import Opened
from grader.submission import Submission, list_file_complaints, read_submission

__all__ = ["ReadAnswer", "ReadFile", "is_document", "read_file_back"]


@dataclass(frozen=True)
class ReadAnswer:
    """An item with how its answer is read. ``result`` is None if nobody reads it before it is graded."""

    item: Item
    is_given: bool
    result: ItemResult | None


@dataclass(frozen=True)
class ReadFile:
    """A submission as it is read, with the messages about the file as a whole.

    ``named`` is whom the file names as its student; None if it names nobody.
    """

    opened: Opened
    submission: Submission
    named: Scalar | None

    @cached_property
    def answers(self) -> Sequence[ReadAnswer]:
        """How each item is read, which takes a while."""
        questions = self.opened.questions
        return [
            ReadAnswer(
                item,
                item.id in self.submission.answers,
                read_item(questions[item.id], self.submission) if item.id in questions else None,
            )
            for item in self.opened.rubric.items
        ]

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """The messages about the file as a whole."""
        return self.submission.diagnostics

    @property
    def answered(self) -> int:
        """How many items have an answer."""
        return len(self.submission.answers)


def is_document(name: str) -> bool:
    """Whether a file with this name is a worked document, which is read only where it can be stopped."""
    return find_format(Path(name).suffix) is not None


def read_file_back(opened: Opened, name: str, data: bytes) -> ReadFile:
    """Read a submission in YAML or JSON; DocumentError, with every fault, if the file cannot be read at all."""
    rubric = opened.rubric
    document = parse_named(lambda: data, name, lambda read: list_file_complaints(read, rubric), answers=rubric.by_id)
    submission = read_submission(document, rubric)
    named = document.root.get("student") if isinstance(document.root, Mapping) else None
    return ReadFile(opened, submission, named if isinstance(named, Scalar) and not named.is_blank else None)
