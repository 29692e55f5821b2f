"""Bringing the tables of a database up to date.

Alembic is imported only when there is something to do, because importing it takes longer than the rest of a start.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from grader.service.store.database import Database

__all__ = ["HEAD", "is_up_to_date", "migrate"]

HEAD: Final = "worked_documents"
FOLDER: Final = Path(__file__).parents[1] / "migrations"
LOCK: Final = 5_276_018  # any number that nobody else uses as an advisory lock in this database


def is_up_to_date(database: Database) -> bool:
    """Whether the tables are those of this version."""
    with database.read() as connection:
        return find_version(connection) == HEAD


def migrate(database: Database) -> bool:
    """Bring the tables up to date; return whether there was anything to do. Several processes may call it at once."""
    return not is_up_to_date(database) and database.write(run_migrations)


def find_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def run_migrations(connection: Connection) -> bool:
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":  # SQLite has the right to write already, for itself
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    if find_version(connection) == HEAD:  # another process was faster
        return False
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    command.upgrade(config, "head")
    return True
