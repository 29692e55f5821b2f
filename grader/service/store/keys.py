"""The keys that the service signs with. Each is made when it is first needed, and stays the same."""

import secrets

from sqlalchemy import Connection, insert, select

from grader.service.store import tables
from grader.service.store.database import Database

__all__ = ["get_key"]

KEY_BYTES = 32


def get_key(database: Database, name: str) -> bytes:
    """Return the key for a purpose, such as ``receipt``."""
    with database.read() as connection:
        found = find_key(connection, name)
    return found if found is not None else database.write(lambda connection: make_key(connection, name))


def find_key(connection: Connection, name: str) -> bytes | None:
    value: bytes | None = connection.scalar(select(tables.secret.c.value).where(tables.secret.c.name == name))
    return value


def make_key(connection: Connection, name: str) -> bytes:
    found = find_key(connection, name)  # another thread may have been faster
    if found is None:
        found = secrets.token_bytes(KEY_BYTES)
        connection.execute(insert(tables.secret).values(name=name, value=found))
    return found
