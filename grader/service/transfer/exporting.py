"""Writing a course to a folder: the files that ``grader grade`` reads, and everything else that an import needs.

The folder is written beside its place and renamed at the end, so it is complete or does not exist. It holds what one
moment of the database holds, whatever is handed in meanwhile.
"""

import csv
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from grader.documents.loading import MAP
from grader.errors import UsageError
from grader.grading.people.override_file import path_of_overrides
from grader.reports.write import make_write_error
from grader.rubric.proved import key_path, wrong_path
from grader.service.exercises.counting import find_due
from grader.service.exercises.deciding import write_overrides
from grader.service.exercises.opened import RUBRIC_NAME, open_revision, write_extensions
from grader.service.store.courses import Course, Role, get_course, get_student_name, list_members
from grader.service.store.database import Database
from grader.service.store.exercises import (
    Exercise,
    Revision,
    find_release,
    get_revision,
    list_exercises,
    list_extensions,
    list_revisions,
)
from grader.service.store.submissions import choose_counting, list_submissions
from grader.service.transfer.checksums import write_checksums
from grader.service.transfer.faults import describe_used_folder
from grader.service.transfer.layout import (
    ACCOUNTS,
    CHECKSUMS,
    COURSE,
    EXERCISES,
    FORMAT,
    MEMBERS,
    OF_EXERCISE,
    README,
    ROSTER,
    VERSION,
    place_of_bytes,
    place_of_exercise,
    place_of_rows,
)
from grader.service.transfer.lines import write_line
from grader.service.transfer.readme import describe_folder
from grader.service.transfer.rows import RowReader
from grader.service.typed.answers_file import place_of_submission

__all__ = ["export_course"]


def export_course(database: Database, slug: str, out: Path) -> int:
    """Write a course to a new folder; return the number of its files."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(describe_used_folder(out))
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        with database.read() as connection:
            course = get_course(connection, slug)
            partial.mkdir(parents=True)
            writer = Writer(partial)
            students = write_exercises(connection, course, writer)
            write_rows(connection, course, writer)
            writer.write(ROSTER, write_roster(connection, course, students))
            writer.write(README, describe_folder(course))
            writer.write(FORMAT, write_line(VERSION))
        (partial / CHECKSUMS).write_text(write_checksums(writer.hashes), encoding="utf-8", newline="")
        if out.exists():
            out.rmdir()
        partial.rename(out)
    except OSError as error:
        raise make_write_error(out, f"The system says: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return len(writer.hashes) + 1


@dataclass
class Writer:
    """Writes the files of a folder, each once, and knows their SHA-256."""

    folder: Path
    hashes: dict[str, str] = field(default_factory=dict)

    def write(self, path: str, data: str | bytes) -> None:
        """Write a new file."""
        content = data.encode("utf-8") if isinstance(data, str) else data
        with self.open(path) as file:
            file.write(content)
        self.hashes[path] = sha256(content).hexdigest()

    def write_lines(self, path: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows as they come, however many there are."""
        digest = sha256()
        with self.open(path) as file:
            for row in rows:
                line = write_line(row).encode("utf-8")
                digest.update(line)
                file.write(line)
        self.hashes[path] = digest.hexdigest()

    def keep(self, data: bytes) -> str:
        """Write bytes to the file that is called by their SHA-256, and return that."""
        digest = sha256(data).hexdigest()
        if place_of_bytes(digest) not in self.hashes:
            self.write(place_of_bytes(digest), data)
        return digest

    def open(self, path: str) -> Any:
        """Open a file that must not exist: on some systems, two names differ that a disk takes for one."""
        whole = self.folder / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        return whole.open("xb")


def write_exercises(connection: Connection, course: Course, writer: Writer) -> set[str]:
    """Write what ``grader grade`` reads, and return the students who have handed in something."""
    students = set[str]()
    for exercise in list_exercises(connection, course):
        revision = find_revision_that_counts(connection, exercise)
        if revision is not None:
            folder = place_of_exercise(exercise.slug)
            write_rubric(revision, folder, writer)
            students |= write_submissions(connection, exercise, revision, folder, writer)
    return students


def find_revision_that_counts(connection: Connection, exercise: Exercise) -> Revision | None:
    """Find the revision that students are graded by; the newest one while none was released."""
    release = find_release(connection, exercise.id)
    if release is not None:
        return get_revision(connection, release.revision_id)
    return next(iter(list_revisions(connection, exercise)), None)


def write_rubric(revision: Revision, folder: str, writer: Writer) -> None:
    path = Path(RUBRIC_NAME)
    writer.write(f"{folder}/{path}", revision.rubric)
    for beside, data in ((key_path(path), revision.proved), (wrong_path(path), revision.wrong)):
        if data:
            writer.write(f"{folder}/{beside}", data)


def write_submissions(
    connection: Connection, exercise: Exercise, revision: Revision, folder: str, writer: Writer
) -> set[str]:
    """Write the submission that counts of each student, and when each was handed in; return the students."""
    handed_in = [one for one in list_submissions(connection, exercise.id) if one.erased is None]
    extensions = list_extensions(connection, exercise.id)
    if not handed_in and not extensions:
        return set()
    opened = open_revision(revision)
    if extensions and opened.rubric.late is not None:  # otherwise there is nothing to extend
        writer.write(f"{folder}/extensions.yaml", write_extensions(extensions))
    if decisions := write_overrides(connection, exercise.id, opened):
        writer.write(f"{folder}/{path_of_overrides(Path(RUBRIC_NAME)).name}", decisions)
    instants = list[tuple[str, str]]()
    students = set[str]()
    for account_id, found in groupby(handed_in, key=lambda one: one.account_id):
        student = get_student_name(connection, exercise.id, account_id)
        counting = choose_counting(found, find_due(opened, extensions, student))
        assert counting is not None
        path = place_of_submission(student, counting.name)
        writer.write(f"{folder}/{path}", counting.data)
        if counting.confirmed:
            writer.write(f"{folder}/{path}{MAP}", counting.confirmed)
        instants.append((path, counting.received.isoformat()))
        students.add(student)
    if instants:
        writer.write(f"{folder}/submitted.csv", write_table(("file", "submitted"), sorted(instants)))
    return students


def write_roster(connection: Connection, course: Course, handed_in: Iterable[str]) -> str:
    """Return the roster: those who are enrolled, and those who have handed in something."""
    members = list_members(connection, course)
    sections = {one.student: one.section for one in members if one.role == Role.STUDENT}
    sections |= {student: "" for student in handed_in if student not in sections}
    return write_table(("id", "section"), sorted(sections.items()))


def write_table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def write_rows(connection: Connection, course: Course, writer: Writer) -> None:
    """Write everything else that an import needs."""
    reader = RowReader(connection, course.id, writer.keep)
    writer.write_lines(place_of_rows(COURSE), reader.read_course())
    writer.write_lines(place_of_rows(MEMBERS), reader.read_members())
    writer.write_lines(place_of_rows(EXERCISES), reader.read_exercises())
    for exercise in list_exercises(connection, course):
        for kind in OF_EXERCISE:
            writer.write_lines(place_of_rows(kind, exercise.slug), reader.read_of_exercise(kind, exercise.id))
    writer.write_lines(place_of_rows(ACCOUNTS), reader.read_accounts())
