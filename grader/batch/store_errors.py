"""What is wrong with the records of a class, as messages for people: in use, no room, or damaged.

>>> print(explain_store_error(Path("records.sqlite"), sqlite3.DatabaseError("file is not a database")).diagnostic)
error[unusable-records]: The records in 'records.sqlite' cannot be used.
   why:   The database says: file is not a database.
   help:  Delete this file and grade again; the history of scores beside it stays.
"""

import sqlite3
from pathlib import Path

from grader.batch.read_back import WHAT, DamagedRecordError
from grader.errors import Diagnostic, DocumentError, GraderError, UsageError

__all__ = ["explain_store_error", "records_not_writable", "unusable_records"]

NO_ROOM = (
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
)  # fmt: skip


def explain_store_error(path: Path, error: sqlite3.Error | DamagedRecordError) -> GraderError:
    """Return the error for records that cannot be read or written."""
    if isinstance(error, DamagedRecordError):
        return unusable_records(path, WHAT)
    return explain_database_error(path, error)


def explain_database_error(path: Path, error: sqlite3.Error) -> GraderError:
    """Return the error for what the database could not do: it is in use, the disk is full, or it is damaged."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return records_in_use(path)
    return (
        records_not_writable(path, f"{error}")
        if code in NO_ROOM
        else unusable_records(path, f"The database says: {error}")
    )


def records_in_use(path: Path) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="folder-in-use",
            what=f"The records in '{path}' are in use.",
            why="Another process is writing them.",
            help="Wait until it has finished.",
            audience="author",
        )
    )


def records_not_writable(path: Path, why: str) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="cannot-write",
            what=f"The records in '{path}' cannot be written.",
            why=f"The system says: {why}.",
            help="Free some space, or choose another folder. What is graded already is kept.",
            audience="author",
        )
    )


def unusable_records(path: Path, why: str) -> DocumentError:
    return DocumentError(
        Diagnostic(
            slug="unusable-records",
            what=f"The records in '{path}' cannot be used.",
            why=f"{why}.",
            help="Delete this file and grade again; the history of scores beside it stays.",
            audience="author",
        )
    )
