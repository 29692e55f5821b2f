"""What a student has in front of them: the exercise, their drafts, what they handed in, and what may still be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from grader.rubric.late.policy import LatePolicy
from grader.rubric.records import Item, Part, Question
from grader.service.exercises.counting import find_end
from grader.service.exercises.opened import Opened
from grader.service.exercises.students.asking import describe_lateness
from grader.service.exercises.students.filling import DEFINITIONS
from grader.service.store.checks import Check, find_check
from grader.service.store.courses import get_student_name
from grader.service.store.drafts import Draft, list_drafts
from grader.service.store.exercises import Extension, Release, Revision, find_last_open_release, list_extensions
from grader.service.store.submissions import Submission, choose_counting, list_submissions_of
from grader.service.web.access import NotFoundError, Visit
from grader.submission.spelling import show_example, show_ways

__all__ = ["DEFINITIONS", "NOTHING", "Desk", "Field", "find_check_of", "find_opened", "load_desk", "load_opened"]

NOTHING = Draft(item="", text="", version=0, saved=datetime.min)


@dataclass(frozen=True, kw_only=True)
class Field:
    """An item with what the student has typed. ``question`` is None if it is hidden: nobody reads the answer yet."""

    item: Item
    question: Question | None
    draft: Draft = NOTHING
    example: str = ""
    ways: str = ""

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
    is_open: bool

    @cached_property
    def late(self) -> LatePolicy | None:
        """What handing in late costs, with the extension of this student."""
        return self.opened.make_late_policy_of(self.extensions, self.student)

    @cached_property
    def due(self) -> datetime | None:
        """Until when this student can hand in on time, without the grace period."""
        return self.opened.find_deadline(self.extensions, self.student)

    @property
    def end(self) -> datetime | None:
        """Until when what this student hands in counts as in time, with the grace period."""
        return find_end(self.opened, self.late, self.student)

    def describe_lateness(self, received: datetime, number: int | None = None) -> str:
        """Say what it means to hand in at an instant; of a submission with a number, what it meant then."""
        earlier = [one for one in self.submissions if number is None or one.number < number]
        return describe_lateness(self.opened, self.late, self.student, earlier, received)

    @property
    def counting(self) -> Submission | None:
        """The submission that counts, or will count as soon as it is graded."""
        return choose_counting(self.submissions, self.end)

    @property
    def parts(self) -> Sequence[tuple[Part, Sequence[Field]]]:
        """The parts of the exercise, each with its fields."""
        public = self.opened.questions
        return [
            (
                part,
                [
                    Field(
                        item=item,
                        question=public.get(item.id),
                        draft=self.drafts.get(item.id, NOTHING),
                        example=show_example(item, self.opened.rubric),
                        ways=show_ways(item, self.opened.rubric),
                    )
                    for item in part.items
                ],
            )
            for part in self.opened.rubric.parts
        ]

    @property
    def definitions(self) -> Draft:
        """The quantities that the student has defined."""
        return self.drafts.get(DEFINITIONS, NOTHING)


def find_opened(visit: Visit) -> Opened | None:
    """Return the exercise of a visit as it counts now, for its staff; None if nothing was ever released."""
    return open_released(visit, visit.release) if visit.release else None


def load_opened(visit: Visit, *, may_be_closed: bool = False) -> Opened:
    """Return the exercise of a visit as ``get_release`` finds it."""
    return open_released(visit, get_release(visit, may_be_closed=may_be_closed))


def get_release(visit: Visit, *, may_be_closed: bool) -> Release:
    """Return what counts for the exercise of a visit; it is not found unless it is open to whoever asks.

    Where it ``may_be_closed``, it is what students saw last: a revision that was never open is none of theirs.
    """
    if visit.release is not None and can_answer(visit, visit.release):
        return visit.release
    found = None
    if may_be_closed:
        with visit.service.database.read() as connection:
            found = find_last_open_release(connection, visit.in_exercise.id)
    if found is None:
        raise NotFoundError
    return found


def open_released(visit: Visit, release: Release) -> Opened:
    return visit.service.shelf.load(visit.service.database, release.revision_id)[1]


def can_answer(visit: Visit, release: Release) -> bool:
    """Whether an exercise can be answered now; by staff, who try it, always."""
    return release.is_open or visit.is_staff


def load_desk(visit: Visit, *, may_be_closed: bool = False) -> Desk:
    """Return the exercise of a visit as its student sees it, as ``get_release`` finds it."""
    exercise, account, release = visit.in_exercise, visit.person, get_release(visit, may_be_closed=may_be_closed)
    with visit.service.database.read() as connection:
        revision, opened = visit.service.shelf.open(connection, release.revision_id)
        return Desk(
            revision=revision,
            opened=opened,
            student=get_student_name(connection, exercise.id, account.id),
            drafts=list_drafts(connection, exercise.id, account.id),
            submissions=list_submissions_of(connection, exercise.id, account.id),
            extensions=list_extensions(connection, exercise.id),
            is_open=release is visit.release,
        )


def find_check_of(visit: Visit, number: int) -> Check:
    """Return a check of whoever asks."""
    with visit.service.database.read() as connection:
        check = find_check(connection, visit.in_exercise.id, visit.person.id, number)
    if check is None:
        raise NotFoundError
    return check
