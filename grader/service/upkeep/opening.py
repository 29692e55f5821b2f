"""Opening the database for a command, with a message where that is not possible."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from grader.errors import Diagnostic, UsageError
from grader.service.settings import Settings
from grader.service.store.database import Database
from grader.service.store.migrating import is_up_to_date

__all__ = ["find_file", "hide_password", "open_any_database", "open_database"]

KINDS = ("sqlite", "postgresql", "postgres")  # the last one is what some hosts write


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """Open the database while a block runs; UsageError if it does not exist, or is not up to date."""
    file = find_file(settings.database)
    if file is not None and not file.is_file():
        raise UsageError(describe_not_ready(settings.database, "There is no such file."))
    with open_any_database(settings) as database:
        if not is_up_to_date(database):
            raise UsageError(describe_not_ready(settings.database, "Its tables are not those of this version."))
        yield database


@contextmanager
def open_any_database(settings: Settings) -> Iterator[Database]:
    """Open the database while a block runs, whatever is in it; a file that does not exist is made."""
    check_address(settings.database)
    file = find_file(settings.database)
    if file is None and find_spec("psycopg") is None:
        raise UsageError(describe_missing_driver())
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        database = Database(settings.database)
    except OSError as error:
        raise UsageError(describe_unreachable(settings.database, str(error))) from error
    try:
        with database.read():
            pass
        yield database
    except DBAPIError as error:
        if not error.connection_invalidated and not is_about_connecting(error):
            raise
        raise UsageError(describe_unreachable(settings.database, str(error.orig))) from error
    finally:
        database.close()


def check_address(url: str) -> None:
    """Raise UsageError if an address is not that of a database that the service can use."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UsageError(describe_unreachable(url, str(error))) from error
    if parsed.get_backend_name() not in KINDS:
        raise UsageError(describe_unreachable(url, "It is neither SQLite nor PostgreSQL"))
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise UsageError(describe_unreachable(url, "What is in memory is gone when the command ends"))


def is_about_connecting(error: DBAPIError) -> bool:
    """Whether no statement was at fault: the database did not answer, or is no database."""
    return error.statement is None or "not a database" in str(error.orig) or "malformed" in str(error.orig)


def find_file(url: str) -> Path | None:
    """Return the file of a database of SQLite; None for a server."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return None
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def hide_password(url: str) -> str:
    """Return an address as it may be printed."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return url


def describe_not_ready(url: str, why: str) -> Diagnostic:
    return Diagnostic(
        slug="database-not-ready",
        what=f"The database at '{hide_password(url)}' is not ready.",
        why=why,
        help="Run 'grader service migrate' with the same --data and --database, which changes nothing that is kept.",
        audience="author",
    )


def describe_unreachable(url: str, says: str) -> Diagnostic:
    return Diagnostic(
        slug="no-database",
        what=f"The database at '{hide_password(url)}' cannot be used.",
        why=f"The reason: {' '.join(says.split()).rstrip('.')}.",
        help="Check that the server is running, and write --database as postgresql://user:password@host/name.",
        audience="author",
    )


def describe_missing_driver() -> Diagnostic:
    return Diagnostic(
        slug="missing-extra",
        what="PostgreSQL needs a library that is not installed.",
        why="Most people need only a file of SQLite, so the library is an optional extra of this package.",
        help="Run: pip install 'grader[service,postgres]'",
        audience="author",
    )
