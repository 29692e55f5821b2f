"""Uploading rubrics, and which revision counts."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader.service.exercises.opened import open_revision
from grader.service.exercises.proving import Proved
from grader.service.identity.accounts import Account
from grader.service.refusals import ConflictError, RefusedError
from grader.service.staff.courses import SLUG
from grader.service.store.audit import note
from grader.service.store.courses import Course
from grader.service.store.exercises import (
    Exercise,
    Revision,
    add_new_exercise,
    add_revision,
    find_release,
    list_revisions,
    release_revision,
)
from grader.service.store.revising import add_proof
from grader.service.store.work import has_submissions

__all__ = ["Upload", "keep_first", "keep_next", "release"]


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A rubric as it was sent, with what is proved of it. ``key`` and ``wrong`` are files that came with it."""

    data: bytes
    proved: Proved
    key: bytes = b""
    wrong: bytes = b""


def keep_first(
    connection: Connection, course: Course, by: Account, wanted: str, upload: Upload, now: datetime
) -> tuple[Exercise, Revision]:
    """Keep a rubric as a new exercise, closed to students. ``wanted`` is its name in addresses, if not empty."""
    proved = upload.proved
    slug = wanted.strip() or re.sub(r"[^a-z0-9_-]+", "-", proved.exercise.lower()).strip("-_")
    if not SLUG.fullmatch(slug):
        raise RefusedError(
            "The name in addresses has small letters, digits, '-' and '_', at most 60. Choose one below."
        )
    exercise = add_new_exercise(connection, course, slug, proved.title or proved.exercise, now)
    if exercise is None:
        raise ConflictError(
            f"There is an exercise '{slug}' already. Upload a new revision there, or choose another name below."
        )
    return exercise, keep(connection, exercise, by, upload, now)


def keep_next(connection: Connection, exercise: Exercise, by: Account, upload: Upload, now: datetime) -> Revision:
    """Keep a new revision. Nothing changes for students."""
    revisions, given = list_revisions(connection, exercise), upload.proved.exercise
    asked = open_revision(revisions[0]).rubric.id if revisions else given
    if asked != given:
        raise RefusedError(
            f"This rubric is called '{given}', and this exercise is '{asked}'. Add it as an exercise of its own."
        )
    return keep(connection, exercise, by, upload, now)


def keep(connection: Connection, exercise: Exercise, by: Account, upload: Upload, now: datetime) -> Revision:
    proved = upload.proved
    key, wrong = (upload.key, upload.wrong) if upload.key else (proved.key, proved.wrong)
    revision = add_revision(connection, exercise, upload.data, by.id, now, proved=key, wrong=wrong)
    add_proof(connection, revision.id, proved.is_ok, proved.text, now)
    note(connection, by.id, "revision", f"exercise {exercise.id}", now, number=revision.number, sha256=revision.sha256)
    return revision


def release(
    connection: Connection, exercise: Exercise, revision: Revision, by: Account, now: datetime, *, is_open: bool
) -> None:
    """Make a revision the one that counts, and open or close the exercise to students."""
    before = find_release(connection, exercise.id)
    is_other = before is not None and before.revision_id != revision.id
    if is_other and has_submissions(connection, exercise.id):
        raise ConflictError("Students have handed in. Try the new revision first, and see whose score changes.")
    release_revision(connection, revision, by.id, now, is_open=is_open)
    detail = {"number": revision.number, "is_open": is_open}
    note(connection, by.id, "release", f"exercise {exercise.id}", now, **detail)
