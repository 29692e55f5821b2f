"""A revision of a rubric, ready to use: the rubric with its key, and what students may know of it.

Parsing a rubric takes much longer than anything that is done with it, so each revision is parsed once in a process.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from sqlalchemy import Connection

from grader.batch.job import Blob, Job
from grader.documents import parse_yaml
from grader.documents.writing import Data, write_yaml
from grader.grading.lateness.extension_file import add_extensions
from grader.grading.result import ItemResult
from grader.grading.visibility.visibility import View
from grader.rubric import Rubric
from grader.rubric.late.policy import LatePolicy
from grader.rubric.public import Exercise
from grader.rubric.records import Question
from grader.service.recent import Recent
from grader.service.store.database import Database
from grader.service.store.exercises import Extension, Revision, get_revision
from grader.service.typed.documents import ReadDocument
from grader.service.typed.preview import publish
from grader.service.typed.readers import Readers

__all__ = ["Opened", "Shelf", "make_job", "open_revision", "write_extensions"]

RUBRIC_NAME = "rubric.yaml"
MOST_OPEN = 64  # revisions


@dataclass(frozen=True, eq=False)
class Opened:
    """A revision as it is used. ``public`` is None if all its items are hidden."""

    job: Job
    rubric: Rubric
    public: Exercise | None

    def read_typed(self, readers: Readers, item: str, text: str, definitions: str) -> ItemResult | None:
        """Return how an answer is read before grading; None if this item is not."""
        question = self.questions.get(item)
        if self.public is None or question is None:
            return None
        return readers.read(self.job.rubric_file.data, self.public, question, text, definitions)

    def read_document(
        self, readers: Readers, name: str, data: bytes, chosen: str, fields: Mapping[str, str], *, has_fields: bool
    ) -> ReadDocument | None:
        """Return how a worked document is read before grading; None if that takes too long, or nobody may see it."""
        if self.public is None:
            return None
        return readers.read_document(
            self.job.rubric_file.data, self.public, name, data, chosen, fields, has_fields=has_fields
        )

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The questions that are read before grading, by item."""
        return {question.id: question for question in self.public.items} if self.public else {}

    def make_late_policy(self, extensions: Iterable[Extension]) -> LatePolicy | None:
        """Return what handing in late costs where some students may hand in later."""
        late = self.rubric.late
        # A new revision may give everybody more time than one had; the file would be refused for it.
        found = [one for one in extensions if late and one.until >= late.deadline]
        if not found:
            return late
        return add_extensions(parse_yaml(write_extensions(found), "extensions.yaml"), self.rubric).late

    def make_late_policy_of(self, extensions: Iterable[Extension], student: str) -> LatePolicy | None:
        """Do as ``make_late_policy`` for one student, without reading the extensions of all others."""
        return self.make_late_policy(one for one in extensions if one.student == student)

    def find_deadline(self, extensions: Iterable[Extension], student: str) -> datetime | None:
        """Return until when a student can hand in on time, without the grace period; None if nothing is ever late."""
        late = self.make_late_policy_of(extensions, student)
        return late.due_for(student) if late else self.rubric.visibility.deadline


class Shelf:
    """The revisions that are in use: each is loaded and parsed once in a process, because it never changes."""

    def __init__(self) -> None:
        self.kept: Recent[int, tuple[Revision, Opened]] = Recent(MOST_OPEN)

    def open(self, connection: Connection, key: int) -> tuple[Revision, Opened]:
        """Return the revision with an id that is in the database, ready to use."""
        found = self.kept.get(key)
        if found is None:
            revision = get_revision(connection, key)
            found = self.kept.keep(key, (revision, open_revision(revision)))
        return found

    def load(self, database: Database, key: int) -> tuple[Revision, Opened]:
        """Do as ``open``; the database is asked only for a revision that is not in use yet."""
        found = self.kept.get(key)
        if found is None:
            with database.read() as connection:
                found = self.open(connection, key)
        return found


@lru_cache(maxsize=MOST_OPEN)  # equal revisions have equal results, and nothing in them ever changes
def open_revision(revision: Revision) -> Opened:
    """Return a revision as it is used; DocumentError, with every fault, if it cannot be."""
    job = make_job(revision.rubric, revision.proved, revision.wrong)
    rubric = job.rubric
    has_public_items = any(not item.hidden for item in rubric.items)
    return Opened(job, rubric, publish(revision.rubric) if has_public_items else None)


def make_job(rubric: bytes, proved: bytes = b"", wrong: bytes = b"") -> Job:
    """Return what is sent to the processes that grade: the rubric with its proved key, and no reports to write."""
    file = Blob(name=RUBRIC_NAME, data=rubric)
    return Job(rubric_file=file, key_file=proved, wrong_file=wrong, view=View(), formats=())


def write_extensions(extensions: Iterable[Extension]) -> str:
    """Return the file that tells ``grader grade`` who may hand in later."""
    rows: list[Data] = []
    for one in extensions:
        row: dict[str, Data] = {"student": one.student, "deadline": one.until.isoformat()}
        rows.append({**row, "reason": one.reason} if one.reason else row)
    return write_yaml({"extensions": rows})
