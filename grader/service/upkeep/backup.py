"""One file with everything that is in the database, made while the service runs, and back again.

A database of SQLite is copied by its own interface for that: a copy of its file alone would lack what is still in the
log beside it. A database of PostgreSQL is written by ``pg_dump``. Each copy is checked before anybody relies on it.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, func, inspect, make_url, select

from grader.errors import Diagnostic, UsageError
from grader.reports.write import make_write_error
from grader.service.settings import Settings
from grader.service.store import tables
from grader.service.store.database import Database
from grader.service.upkeep.opening import find_file, hide_password, open_any_database
from grader.source import Source, Span

__all__ = ["back_up", "restore"]

PRIVATE = 0o600  # a backup holds answers and the hashes of passwords


def back_up(settings: Settings, path: Path) -> None:
    """Write a backup to a new file, and check it."""
    if os.path.lexists(path):
        why = "A file with this name already exists, and it may be the only backup."
        raise make_write_error(path, why, help="Give another name, or delete it first.")
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
        source = find_file(settings.database)
        if source is not None:
            copy_sqlite(source, partial, is_single_file=True)
            check_sqlite(partial)
        else:
            run_program("pg_dump", settings, ["--format=custom", f"--file={partial}"])
            run_program("pg_restore", None, ["--list", str(partial)])
        partial.rename(path)
    except OSError as error:
        raise make_write_error(path, f"The system says: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)


def restore(settings: Settings, path: Path, *, may_replace: bool) -> None:
    """Bring a backup into the database; UsageError if that has data already, and they may not be replaced."""
    if not path.is_file():
        raise UsageError(describe_no_backup(path, "There is no such file."))
    target = find_file(settings.database)
    if target is not None:
        check_sqlite(path)
    else:
        run_program("pg_restore", None, ["--list", str(path)])
    with open_any_database(settings) as database:
        if has_data(database) and not may_replace:
            raise UsageError(describe_not_empty(settings.database))
    if target is not None:
        copy_sqlite(path, target)
        check_sqlite(target)
    else:
        options = ["--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction", str(path)]
        run_program("pg_restore", settings, options)


def has_data(database: Database) -> bool:
    """Whether there is an account or a course."""
    with database.read() as connection:
        known = inspect(connection)
        return any(
            known.has_table(table.name) and connection.scalar(select(func.count()).select_from(table))
            for table in (tables.account, tables.course)
        )


def copy_sqlite(source: Path, target: Path, *, is_single_file: bool = False) -> None:
    """Copy what is in one file into another one, as one moment has it, while others use both."""
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=10)) as new:
            old.backup(new)
            if is_single_file:
                new.execute("PRAGMA journal_mode=DELETE")  # no log beside it
    except sqlite3.Error as error:
        help = "Stop the service, and run the command again."
        raise make_write_error(target, f"SQLite says: {error}.", help=help) from error


def check_sqlite(path: Path) -> None:
    """Raise UsageError if a file is damaged, or is no database of the service."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise UsageError(describe_no_backup(path, f"SQLite says: {error}.")) from error
    if found != "ok":
        raise UsageError(describe_no_backup(path, f"SQLite says: {found}."))
    if tables.submission.name not in names:
        raise UsageError(describe_no_backup(path, "It has no table of submissions."))


def run_program(name: str, settings: Settings | None, options: Sequence[str]) -> None:
    """Run a program of PostgreSQL; its password is not on the command line, which everybody on the machine can read."""
    program = shutil.which(name)
    if program is None:
        raise UsageError(describe_no_program(name))
    environment = dict(os.environ)
    address = list[str]()
    if settings is not None:
        url = make_url(settings.database)
        if url.password:
            environment["PGPASSWORD"] = str(url.password)
        address = [f"--dbname={strip_password(url)}"]
    ended = subprocess.run([program, *address, *options], env=environment, capture_output=True, check=False)
    if ended.returncode:
        says = ended.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        raise UsageError(describe_failed_program(name, says))


def strip_password(url: URL) -> str:
    """Return the address as the programs of PostgreSQL read it, without its password."""
    return URL.create(
        "postgresql", username=url.username, host=url.host, port=url.port, database=url.database, query=url.query
    ).render_as_string(hide_password=False)


def describe_no_backup(path: Path, why: str) -> Diagnostic:
    return Diagnostic(
        slug="not-a-backup",
        what="This file is not a backup that can be used.",
        why=why,
        help="Name a file that 'grader service backup' wrote for the same kind of database.",
        span=Span(Source(str(path), ""), 0, 0),
        audience="author",
    )


def describe_not_empty(url: str) -> Diagnostic:
    return Diagnostic(
        slug="database-not-empty",
        what=f"The database at '{hide_password(url)}' has data already.",
        why="They would be lost: a backup replaces everything.",
        help="Give another database, or make a backup of this one and add --replace.",
        audience="author",
    )


def describe_no_program(name: str) -> Diagnostic:
    return Diagnostic(
        slug="no-postgres-programs",
        what=f"The program '{name}' is not installed on this machine, or not on its PATH.",
        why="Backups of PostgreSQL are written and read by the programs that come with it.",
        help="Install the client programs of PostgreSQL, of the version of the server or a later one.",
        audience="author",
    )


def describe_failed_program(name: str, says: str) -> Diagnostic:
    return Diagnostic(
        slug="postgres-program-failed",
        what=f"The program '{name}' has failed, and nothing was changed.",
        why=f"It says: {says.rstrip('.')}.",
        help="Correct that, and run the command again.",
        audience="author",
    )
