"""Exercises, the revisions of their rubrics, and which of them is open to students."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import Connection

from grader.service.exercises.differences import find_differences
from grader.service.exercises.opened import open_revision
from grader.service.exercises.phases import list_phases
from grader.service.exercises.proving import prove_apart
from grader.service.refusals import NotFoundError
from grader.service.staff.dates import replace_dates
from grader.service.staff.rubrics import Upload, keep_first, keep_next, release
from grader.service.store.courses import get_student_name
from grader.service.store.exercises import (
    Exercise,
    Release,
    Revision,
    find_release,
    find_revision,
    get_revision,
    list_exercises,
    list_extensions,
    list_revisions,
)
from grader.service.store.revising import find_proof
from grader.service.web.access import ManageVisit, ReadClassVisit, ReadVisit, Visit
from grader.service.web.desk import load_desk
from grader.service.web.downloads import send_file
from grader.service.web.keys import MAX_KEY, Key
from grader.service.web.programs import CHANGES, COURSE, EXERCISE, READS, RUBRIC, Body, Instant

__all__ = ["router"]

router = APIRouter(tags=["exercises"])


class ExerciseRow(BaseModel):
    """An exercise of a course. ``slug`` is its name in addresses. Only staff see those that are not open."""

    slug: str
    title: str
    deadline: Instant | None = None
    is_open: bool = True


class Seen(BaseModel):
    """What students see in a time, of what they handed in and of a check before that."""

    since: Instant | None
    until: Instant | None
    feedback: str
    check: str
    hidden: list[str]


class RevisionRow(BaseModel):
    """A revision of a rubric. ``is_ok`` is None if it was never checked, and ``proof`` what the check says.

    ``changes`` says in sentences what it changes of the one that counts.
    """

    exercise: str
    number: int
    sha256: str
    created: Instant
    counts: bool
    is_ok: bool | None = None
    proof: str = ""
    phases: list[Seen] = []
    changes: list[str] = []


class Revisions(BaseModel):
    """The revisions of a rubric, the newest first, without their proofs."""

    revisions: list[RevisionRow]


class NewDates(BaseModel):
    """Other dates. What is null stays as it is."""

    model_config = {"json_schema_extra": {"example": {"deadline": "2027-12-01T12:00:00+01:00"}}}
    deadline: AwareDatetime | None = None
    release: AwareDatetime | None = None


class Opening(BaseModel):
    """Which revision counts, and whether students see the exercise."""

    model_config = {"json_schema_extra": {"example": {"revision": 1, "is_open": True}}}
    revision: int = Field(ge=1, le=MAX_KEY)
    is_open: bool = True


@router.get(f"{COURSE}/exercises", responses=READS)
def list_open_exercises(visit: ReadVisit) -> list[ExerciseRow]:
    """List the exercises that are open; to staff, all of them."""
    with visit.service.database.read() as connection:
        return [
            make_row(connection, visit, exercise, released)
            for exercise in list_exercises(connection, visit.in_course)
            if ((released := find_release(connection, exercise.id)) and released.is_open) or visit.is_staff
        ]


def make_row(connection: Connection, visit: Visit, exercise: Exercise, released: Release | None) -> ExerciseRow:
    if released is None:
        return ExerciseRow(slug=exercise.slug, title=exercise.title, is_open=False)
    _, opened = visit.service.shelf.open(connection, released.revision_id)
    student = get_student_name(connection, exercise.id, visit.person.id)
    due = opened.find_deadline(list_extensions(connection, exercise.id), student)
    return ExerciseRow(slug=exercise.slug, title=exercise.title, deadline=due, is_open=released.is_open)


@router.get(EXERCISE, responses=READS)
def get_exercise(visit: ReadVisit) -> ExerciseRow:
    """Return an exercise with its deadline, which may be later for this student than for others."""
    desk = load_desk(visit)
    with visit.service.database.read() as connection:
        return make_row(connection, visit, visit.in_exercise, find_release(connection, desk.revision.exercise_id))


@router.post(f"{COURSE}/exercises", status_code=201, responses=CHANGES, openapi_extra=RUBRIC)
def add_exercise(visit: ManageVisit, body: Body, slug: Annotated[str, Query(max_length=200)] = "") -> RevisionRow:
    """Upload a rubric as a new exercise, closed to students. Without 'slug', its name is made from the rubric."""
    upload = read_upload(visit, body)
    course, by, now = visit.in_course, visit.person, visit.service.clock()
    exercise, revision = visit.service.database.write(lambda c: keep_first(c, course, by, slug, upload, now))
    return describe_revision(visit, exercise, revision)


def read_upload(visit: Visit, body: bytes) -> Upload:
    """Return a rubric, checked; DocumentError with every fault if it cannot be used."""
    visit.charge(visit.service.sending, len(body))
    return Upload(data=body, proved=prove_apart("rubric.yaml", body))


@router.post(f"{EXERCISE}/revisions", status_code=201, responses=CHANGES, openapi_extra=RUBRIC)
def add_revision(visit: ManageVisit, body: Body) -> RevisionRow:
    """Upload a new revision of a rubric. Nothing changes for students."""
    return keep(visit, body)


def keep(visit: Visit, body: bytes) -> RevisionRow:
    upload = read_upload(visit, body)
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    revision = visit.service.database.write(lambda c: keep_next(c, exercise, by, upload, now))
    return describe_revision(visit, exercise, revision)


@router.post(f"{EXERCISE}/revisions/{{number}}/dates", status_code=201, responses=CHANGES)
def choose_dates(visit: ManageVisit, number: Key, new: NewDates) -> RevisionRow:
    """Make a new revision, in which only the dates differ. Nothing changes for students."""
    data = replace_dates(find_here(visit, number).rubric, new.deadline, new.release)
    return keep(visit, data)


@router.get(f"{EXERCISE}/revisions", responses=READS)
def list_all_revisions(visit: ReadClassVisit) -> Revisions:
    """List the revisions of a rubric."""
    with visit.service.database.read() as connection:
        released = find_release(connection, visit.in_exercise.id)
        found = list_revisions(connection, visit.in_exercise)
    return Revisions(revisions=[make_revision(visit.in_exercise, one, released) for one in found])


def make_revision(exercise: Exercise, revision: Revision, released: Release | None) -> RevisionRow:
    counts = released is not None and released.revision_id == revision.id
    number, sha256, created = revision.number, revision.sha256, revision.created
    return RevisionRow(exercise=exercise.slug, number=number, sha256=sha256, created=created, counts=counts)


def describe_revision(visit: Visit, exercise: Exercise, revision: Revision) -> RevisionRow:
    """Return a revision with its proof, what it changes, and what students see when."""
    with visit.service.database.read() as connection:
        row = make_revision(exercise, revision, find_release(connection, exercise.id))
        proof = find_proof(connection, revision.id)
        differences = find_differences(connection, revision, visit.in_course.zone)
    phases = [
        Seen(since=one.since, until=one.until, feedback=one.feedback, check=one.check, hidden=list(one.hidden))
        for one in list_phases(open_revision(revision).rubric)
    ]
    found: dict[str, Any] = {"is_ok": proof.is_ok, "proof": proof.text} if proof else {}
    found["changes"] = list(differences.sentences) if differences else []
    return row.model_copy(update={"phases": phases, **found})


def find_here(visit: Visit, number: int) -> Revision:
    with visit.service.database.read() as connection:
        revision = find_revision(connection, visit.in_exercise, number)
    if revision is None:
        raise NotFoundError
    return revision


@router.get(f"{EXERCISE}/revisions/{{number}}", responses=READS)
def get_one_revision(visit: ReadClassVisit, number: Key) -> RevisionRow:
    """Return a revision with what 'grader rubric check' says of it, and what students see when."""
    return describe_revision(visit, visit.in_exercise, find_here(visit, number))


@router.get(
    f"{EXERCISE}/revisions/{{number}}/rubric",
    response_class=Response,
    responses={**READS, 200: {"content": {"application/yaml": {}}}},
)
def get_rubric(visit: ReadClassVisit, number: Key) -> Response:
    """Return the very bytes of a rubric."""
    revision = find_here(visit, number)
    return send_file(revision.rubric, "application/yaml", f"{visit.in_exercise.slug}-{number}.yaml")


@router.get(f"{EXERCISE}/opening", responses=READS)
def get_opening(visit: ReadClassVisit) -> Opening:
    """Return which revision counts, and whether students see the exercise."""
    with visit.service.database.read() as connection:
        released = find_release(connection, visit.in_exercise.id)
        if released is None:
            raise NotFoundError
        return Opening(revision=get_revision(connection, released.revision_id).number, is_open=released.is_open)


@router.put(f"{EXERCISE}/opening", responses=CHANGES)
def set_opening(visit: ManageVisit, opening: Opening) -> Opening:
    """Make a revision count, and open or close the exercise. Once students have handed in, a new one needs a trial."""
    revision, is_open = find_here(visit, opening.revision), opening.is_open
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: release(c, exercise, revision, by, now, is_open=is_open))
    return opening
