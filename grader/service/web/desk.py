"""What a student has in front of them: the exercise, their drafts, what they handed in, and what may still be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from grader.rubric.late import LatePolicy
from grader.rubric.records import Item, Part, Question
from grader.service.exercises.opened import Opened
from grader.service.exercises.students.filling import DEFINITIONS
from grader.service.store.courses import get_student_name
from grader.service.store.drafts import Draft, list_drafts
from grader.service.store.exercises import Extension, Revision, find_release, list_extensions
from grader.service.store.submissions import Submission, list_submissions_of
from grader.service.web.access import NotFoundError, Visit

__all__ = ["DEFINITIONS", "NOTHING", "Desk", "Field", "is_open", "load_desk", "load_opened"]

NOTHING = Draft(item="", text="", version=0, saved=datetime.min)


@dataclass(frozen=True, kw_only=True)
class Field:
    """An item with what the student has typed. ``question`` is None if it is hidden: nobody reads the answer yet."""

    item: Item
    question: Question | None
    draft: Draft = NOTHING

    @property
    def shape(self) -> str:
        """How it is answered: ``choice``, ``text``, ``matrix``, or ``formula``."""
        if self.item.choices:
            return "choice"
        return {"text": "text", "matrix": "matrix"}.get(self.item.type, "formula")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The exercise as one student sees it at an instant."""

    revision: Revision
    opened: Opened
    student: str
    drafts: Mapping[str, Draft]
    submissions: Sequence[Submission]
    extensions: Sequence[Extension]

    @cached_property
    def late(self) -> LatePolicy | None:
        """What handing in late costs, with the extension of this student."""
        return self.opened.make_late_policy(one for one in self.extensions if one.student == self.student)

    @cached_property
    def due(self) -> datetime | None:
        """Until when this student can hand in on time, without the grace period."""
        return self.opened.find_deadline(self.extensions, self.student)

    @property
    def parts(self) -> Sequence[tuple[Part, Sequence[Field]]]:
        """The parts of the exercise, each with its fields."""
        public = self.opened.questions
        return [
            (
                part,
                [
                    Field(item=item, question=public.get(item.id), draft=self.drafts.get(item.id, NOTHING))
                    for item in part.items
                ],
            )
            for part in self.opened.rubric.parts
        ]

    @property
    def definitions(self) -> Draft:
        """The quantities that the student has defined."""
        return self.drafts.get(DEFINITIONS, NOTHING)


def is_open(visit: Visit) -> bool:
    """Whether the exercise of a visit can be answered now; by staff, who try it, always."""
    with visit.service.database.read() as connection:
        release = find_release(connection, visit.in_exercise.id)
    return visit.is_staff or (release is not None and release.is_open)


def load_opened(visit: Visit) -> Opened:
    """Return the exercise of a visit as it is now; it is not found unless it is open."""
    with visit.service.database.read() as connection:
        return open_released(connection, visit)[1]


def open_released(connection: Connection, visit: Visit, *, may_be_closed: bool = False) -> tuple[Revision, Opened]:
    release = find_release(connection, visit.in_exercise.id)
    if release is None or not (release.is_open or visit.is_staff or may_be_closed):
        raise NotFoundError
    return visit.service.shelf.open(connection, release.revision_id)


def load_desk(visit: Visit, *, may_be_closed: bool = False) -> Desk:
    """Return the exercise of a visit as its student sees it; it is not found unless it is open.

    What somebody has handed in they see also while it is closed, where it ``may_be_closed``.
    """
    exercise, account = visit.in_exercise, visit.person
    with visit.service.database.read() as connection:
        has_work = may_be_closed and bool(list_submissions_of(connection, exercise.id, account.id))
        revision, opened = open_released(connection, visit, may_be_closed=has_work)
        return Desk(
            revision=revision,
            opened=opened,
            student=get_student_name(connection, exercise.id, account.id),
            drafts=list_drafts(connection, exercise.id, account.id),
            submissions=list_submissions_of(connection, exercise.id, account.id),
            extensions=list_extensions(connection, exercise.id),
        )
