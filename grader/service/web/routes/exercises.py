"""Rubrics: uploading them, what is found out about them, what students see when, and opening them to students."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from grader.errors import Diagnostic, GraderError
from grader.service.exercises import looking
from grader.service.exercises.differences import find_differences
from grader.service.exercises.opened import open_revision
from grader.service.exercises.phases import list_phases
from grader.service.exercises.proving import prove_apart
from grader.service.instants import read_instant
from grader.service.refusals import RefusedError
from grader.service.staff.dates import has_old_dates, replace_dates
from grader.service.staff.rubrics import Upload, keep_first, keep_next, release
from grader.service.store.allowances.verdicts import list_allowances
from grader.service.store.exercises import (
    Revision,
    find_release,
    find_revision,
    list_extensions,
    list_revisions,
)
from grader.service.store.members import list_people
from grader.service.store.revising import find_newest_trial, find_proof
from grader.service.store.work import has_submissions
from grader.service.web.access import Form, InstructorVisit, NotFoundError, StaffVisit, Visit
from grader.service.web.desk import Field
from grader.service.web.downloads import send_file
from grader.service.web.keys import Key
from grader.service.web.problems import find_status
from grader.service.web.rendering import render_page
from grader.service.web.routes.student import find_address

__all__ = ["router", "show_setup"]

router = APIRouter(include_in_schema=False)
EXERCISE = "/courses/{course}/{exercise}/-"
SUFFIXES = (".yaml", ".yml")


@router.get("/courses/{course}/-/new-exercise")
def show_new(visit: InstructorVisit) -> Response:
    """Show the form for the first revision of a new exercise."""
    return show_form(visit)


@router.post("/courses/{course}/-/new-exercise")
def upload_first(visit: InstructorVisit, form: Form) -> Response:
    """Keep a rubric as a new exercise, closed to students, and show what was found out about it."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()
    try:
        upload, wanted = read_upload(visit, form), str(form.get("slug", ""))
        exercise, revision = visit.service.database.write(lambda c: keep_first(c, course, by, wanted, upload, now))
    except GraderError as error:
        return show_form(visit, 422, faults=error.diagnostics)
    except RefusedError as error:
        return show_form(visit, find_status(error), notice=error.why)
    return RedirectResponse(f"/courses/{course.slug}/{exercise.slug}/-/revisions/{revision.number}", 303)


def show_form(visit: Visit, status: int = 200, *, notice: str = "", faults: Sequence[Diagnostic] = ()) -> Response:
    return render_page(visit, "new_exercise", status, notice=notice, faults=faults)


def read_upload(visit: Visit, form: FormData) -> Upload:
    """Return the rubric in a form, checked; GraderError with every fault if it cannot be used."""
    file = form.get("rubric")
    if not isinstance(file, UploadFile) or not (file.filename or "").lower().endswith(SUFFIXES):
        what = "Choose a rubric: a file in YAML, whose name ends in .yaml."
        raise GraderError(Diagnostic(slug="no-rubric", what=what, audience="author"))
    data = file.file.read()
    visit.charge(visit.service.sending, len(data))
    proved = prove_apart(file.filename or "", data)
    return Upload(data=data, proved=proved, key=read_beside(form, "key"), wrong=read_beside(form, "wrong"))


def read_beside(form: Mapping[str, object], name: str) -> bytes:
    """Return a file that was uploaded beside a rubric; empty if there is none."""
    file = form.get(name)
    return file.file.read() if isinstance(file, UploadFile) and file.filename else b""


@router.get(f"{EXERCISE}/setup")
def show_setup_page(visit: StaffVisit) -> Response:
    """Show the revisions of an exercise, who sees it, its dates, and who may hand in later."""
    return show_setup(visit)


def show_setup(
    visit: Visit,
    status: int = 200,
    *,
    notice: str = "",
    faults: Sequence[Diagnostic] = (),
    faulty: Literal["rubric", "table"] = "rubric",
) -> Response:
    """Show the page; the faults of a file are above the form that sends such a file."""
    exercise = visit.in_exercise
    with visit.service.database.read() as connection:
        release = find_release(connection, exercise.id)
        revisions = list_revisions(connection, exercise)
        current = next((one for one in revisions if release and one.id == release.revision_id), None)
        context: dict[str, Any] = {
            "release": release,
            "revisions": revisions,
            "proofs": {one.id: find_proof(connection, one.id) for one in revisions},
            "current": current,
            "opened": open_revision(current) if current else None,
            "extensions": list_extensions(connection, exercise.id),
            "allowances": list_allowances(connection, exercise.id),
            "people": [one for one in list_people(connection, visit.in_course) if not (one.is_staff or one.is_closed)],
            "trial": find_newest_trial(connection, exercise.id),
        }
    context["accounts"] = {one.student: one.account_id for one in context["people"]}
    context["usual"] = looking.MOST_VERDICTS
    phases = list_phases(context["opened"].rubric) if context["opened"] else ()
    return render_page(visit, "setup", status, notice=notice, faults=faults, faulty=faulty, phases=phases, **context)


@router.post(f"{EXERCISE}/revisions")
def upload_next(visit: InstructorVisit, form: Form) -> Response:
    """Keep a new revision. Nothing changes for students."""
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    try:
        upload = read_upload(visit, form)
        revision = visit.service.database.write(lambda c: keep_next(c, exercise, by, upload, now))
    except GraderError as error:
        return show_setup(visit, 422, faults=error.diagnostics)
    except RefusedError as error:
        return show_setup(visit, find_status(error), notice=error.why)
    return RedirectResponse(f"{find_address(visit)}/-/revisions/{revision.number}", 303)


def find_here(visit: Visit, number: int) -> Revision:
    with visit.service.database.read() as connection:
        revision = find_revision(connection, visit.in_exercise, number)
    if revision is None:
        raise NotFoundError
    return revision


@router.get(f"{EXERCISE}/revisions/{{number}}")
def show_revision(visit: StaffVisit, number: Key) -> Response:
    """Show what was found out about a revision, and what students would see of it, when."""
    revision, exercise = find_here(visit, number), visit.in_exercise
    with visit.service.database.read() as connection:
        release, proof = find_release(connection, exercise.id), find_proof(connection, revision.id)
        is_used = has_submissions(connection, exercise.id)
        differences = find_differences(connection, revision, visit.in_course.zone)
    opened = open_revision(revision)
    return render_page(
        visit,
        "revision",
        phases=list_phases(opened.rubric),
        release=release,
        proof=proof,
        differences=differences,
        is_used=is_used,
        is_over=release is None and has_old_dates(opened.rubric, visit.service.clock()),
        opened=opened,
        revision=revision,
    )


@router.get(f"{EXERCISE}/revisions/{{number}}/rubric.yaml")
def send_rubric(visit: StaffVisit, number: Key) -> Response:
    """Send a rubric as it was uploaded."""
    revision = find_here(visit, number)
    return send_file(revision.rubric, "application/yaml", f"{visit.in_exercise.slug}-{number}.yaml")


@router.get(f"{EXERCISE}/revisions/{{number}}/as-student")
def show_as_student(visit: StaffVisit, number: Key) -> Response:
    """Show the exercise as students see it, as a page that keeps nothing."""
    revision = find_here(visit, number)
    opened = open_revision(revision)
    public = opened.questions
    parts = [
        (part, [Field(item=item, question=public.get(item.id)) for item in part.items]) for part in opened.rubric.parts
    ]
    return render_page(visit, "as_student", parts=parts, revision=revision)


@router.post(f"{EXERCISE}/revisions/{{number}}/release")
def release_one(visit: InstructorVisit, form: Form, number: Key) -> Response:
    """Make a revision the one that counts, and open or close the exercise to students."""
    revision, exercise, by, now = find_here(visit, number), visit.in_exercise, visit.person, visit.service.clock()
    is_open = form.get("open") == "yes"
    is_over = is_open and has_old_dates(open_revision(revision).rubric, now) and not form.get("anyway")

    if is_over and not has_release(visit):
        notice = "All dates in this rubric are over. Choose new ones on the page of the revision, or open it anyway."
        return show_setup(visit, 409, notice=notice)
    try:
        visit.service.database.write(lambda c: release(c, exercise, revision, by, now, is_open=is_open))
    except RefusedError as error:
        return show_setup(visit, find_status(error), notice=error.why)
    return RedirectResponse(f"{find_address(visit)}/-/setup", 303)


@router.post(f"{EXERCISE}/revisions/{{number}}/dates")
def choose_dates(visit: InstructorVisit, form: Form, number: Key) -> Response:
    """Keep a new revision, with other dates in the rubric and everything else as it is."""
    zone, revision = visit.in_course.zone, find_here(visit, number)
    deadline, release = (read_instant(str(form.get(name, "")), zone) for name in ("deadline", "release"))
    try:
        data = replace_dates(revision.rubric, deadline, release)
        proved = prove_apart("rubric.yaml", data)
    except GraderError as error:
        return show_setup(visit, 422, faults=error.diagnostics)
    except RefusedError as error:
        return show_setup(visit, find_status(error), notice=error.why)
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    upload = Upload(data=data, proved=proved)
    made = visit.service.database.write(lambda connection: keep_next(connection, exercise, by, upload, now))
    return RedirectResponse(f"{find_address(visit)}/-/revisions/{made.number}", 303)


def has_release(visit: Visit) -> bool:
    with visit.service.database.read() as connection:
        return find_release(connection, visit.in_exercise.id) is not None
