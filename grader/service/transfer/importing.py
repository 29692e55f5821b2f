"""Bringing an exported course into a database in which it does not exist.

Everything is checked before anything is written, and it is written in one transaction: a course is there as a whole or
not at all. What was handed in and has no grading yet is put into the queue.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, select
from sqlalchemy.exc import DBAPIError

from grader.errors import Diagnostic, DocumentError, UsageError
from grader.limits import MAX_REPORTED_FAULTS
from grader.service.exercises.opened import open_revision
from grader.service.store import tables
from grader.service.store.audit import note
from grader.service.store.courses import find_course
from grader.service.store.database import Database
from grader.service.store.exercises import find_release, get_revision
from grader.service.store.queue import enqueue_grading
from grader.service.store.rows import add_row
from grader.service.store.tables import Instant
from grader.service.transfer.checksums import list_changed_files, read_checksums
from grader.service.transfer.faults import (
    describe_bad_row,
    describe_course_exists,
    describe_not_listed,
    describe_other_format,
)
from grader.service.transfer.layout import (
    ACCOUNTS,
    COURSE,
    EXERCISES,
    FORMAT,
    MEMBERS,
    OF_EXERCISE,
    VERSION,
    RowKind,
    place_of_bytes,
    place_of_rows,
)
from grader.service.transfer.lines import Line, read_lines, write_compactly

__all__ = ["import_course"]


def import_course(database: Database, folder: Path, now: datetime) -> str:
    """Bring the course in a folder into a database, and return its slug; DocumentError with every fault."""
    loaded = Loaded.load(folder)
    return database.write(lambda connection: Importer(connection, loaded, now).run())


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A folder whose files are as they were exported, and its rows by the files that they are in."""

    folder: Path
    rows: Mapping[str, tuple[Line, ...]]

    @classmethod
    def load(cls, folder: Path) -> "Loaded":
        """Read a folder; DocumentError with every fault in it."""
        hashes = read_checksums(folder)
        if (folder / FORMAT).is_file() and read_format(folder / FORMAT) != VERSION:
            raise DocumentError(describe_other_format(folder / FORMAT))
        faults = list(list_changed_files(folder, hashes))
        rows = {place_of_rows(kind): read_rows(folder, kind, faults) for kind in (ACCOUNTS, COURSE, MEMBERS, EXERCISES)}
        for exercise in rows[place_of_rows(EXERCISES)]:
            slug = exercise.values["slug"]
            rows |= {place_of_rows(kind, slug): read_rows(folder, kind, faults, slug) for kind in OF_EXERCISE}
        if not faults and len(rows[place_of_rows(COURSE)]) != 1:
            faults.append(describe_other_format(folder / place_of_rows(COURSE)))
        faults += list_files_not_listed(rows, hashes)
        if faults:
            unique = {(one.span.place if one.span else "", one.what): one for one in faults}
            raise DocumentError(list(unique.values())[:MAX_REPORTED_FAULTS])
        return cls(folder=folder, rows=rows)

    def read_file(self, sha256: str) -> bytes:
        return (self.folder / place_of_bytes(sha256)).read_bytes()


def read_format(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None


def read_rows(folder: Path, kind: RowKind, faults: list[Diagnostic], slug: str | None = None) -> tuple[Line, ...]:
    return tuple(read_lines(folder / place_of_rows(kind, slug), kind, faults))


def list_files_not_listed(rows: Mapping[str, Iterable[Line]], hashes: Mapping[str, str]) -> list[Diagnostic]:
    """List the rows that name bytes which are not in the folder."""
    kinds = {kind.name: kind for kind in OF_EXERCISE}
    found = []
    for path, lines in rows.items():
        kind = kinds.get(Path(path).stem)
        names = [name for name, column in kind.columns.items() if kind.holds_bytes(column)] if kind else []
        for line in lines if names else ():
            paths = [place_of_bytes(line.values[name]) for name in names]
            found += [describe_not_listed(path, line.span) for path in paths if path not in hashes]
    return found


@dataclass
class Importer:
    """Adds the rows of one course. ``ids`` holds the new id of each row by what other rows call it."""

    connection: Connection
    loaded: Loaded
    now: datetime
    ids: dict[str, dict[str, int]] = field(default_factory=dict)

    def run(self) -> str:
        """Add everything, and return the slug of the course."""
        (course,) = self.loaded.rows[place_of_rows(COURSE)]
        slug = str(course.values["slug"])
        if find_course(self.connection, slug) is not None:
            raise UsageError(describe_course_exists(slug))
        for line in self.loaded.rows[place_of_rows(ACCOUNTS)]:
            self.add_account(line)
        course_id = self.add(COURSE, course)
        self.add_all(MEMBERS, None, course_id=course_id)
        for line in self.loaded.rows[place_of_rows(EXERCISES)]:
            exercise_id = self.add(EXERCISES, line, course_id=course_id)
            for kind in OF_EXERCISE:
                has_exercise = "exercise_id" in kind.table.c
                more = {"exercise_id": exercise_id} if has_exercise else {}
                self.ids[kind.name] = {}
                self.add_all(kind, str(line.values["slug"]), **more)
            self.prepare_exercise(exercise_id)
        note(self.connection, None, "import-course", slug, self.now)
        return slug

    def add_account(self, line: Line) -> None:
        """Add an account, unless there is one of this name: then it is the same person."""
        account, name = tables.account, line.values["name"]
        found = self.connection.scalar(select(account.c.id).where(account.c.name == name))
        if found is None:
            self.add(ACCOUNTS, line, is_admin=False)
        else:
            self.ids.setdefault("account", {})[write_compactly(name)] = found

    def add_all(self, kind: RowKind, slug: str | None, **more: object) -> None:
        for line in self.loaded.rows[place_of_rows(kind, slug)]:
            self.add(kind, line, **more)

    def add(self, kind: RowKind, line: Line, **more: object) -> int:
        """Add a row, and remember its id; DocumentError if the database does not take it."""
        values = {
            column.name: self.restore(name, column, kind, line)
            for name, column in kind.columns.items()
            if name in line.values  # a folder of an earlier version lacks columns that have come since
        }
        try:
            key = add_row(self.connection, kind.table, **values, **more)
        except DBAPIError:  # a second row where there can be one
            raise DocumentError(describe_bad_row(line.span, "It repeats what another line says.")) from None
        if kind.key:
            parts = [line.values[name.removesuffix("_id")] for name in kind.key]
            self.ids.setdefault(kind.name, {})[write_compactly(parts[0] if len(parts) == 1 else parts)] = key
        return key

    def restore(self, name: str, column: Column[object], kind: RowKind, line: Line) -> Any:
        """Return a value as the database keeps it."""
        value = line.values[name]
        if column.name in kind.references and not (value is None and column.nullable):
            known = self.ids.get(kind.references[column.name], {})
            found = known.get(write_compactly(value))
            if found is None:
                raise DocumentError(describe_bad_row(line.span, f"'{name}' names something that is in no other line."))
            return found
        if name in kind.embedded:
            return write_compactly(value)
        if kind.holds_bytes(column):
            return self.loaded.read_file(value)
        return datetime.fromisoformat(value) if isinstance(column.type, Instant) and value is not None else value

    def prepare_exercise(self, exercise_id: int) -> None:
        """Check that the rubric can be used, and enqueue what is not graded yet."""
        release = find_release(self.connection, exercise_id)
        if release is None:
            return
        open_revision(get_revision(self.connection, release.revision_id))
        submission, grading = tables.submission, tables.grading
        graded = select(grading.c.submission_id).where(grading.c.revision_id == release.revision_id)
        is_waiting = submission.c.id.not_in(graded) & submission.c.erased.is_(None)
        waiting = select(submission.c.id).where(submission.c.exercise_id == exercise_id, is_waiting)
        for (key,) in self.connection.execute(waiting.order_by(submission.c.id)).all():
            enqueue_grading(self.connection, key, self.now)
