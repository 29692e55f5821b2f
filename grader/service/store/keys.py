"""The keys that the service signs with. Each is made when it is first needed, and stays the same."""

import secrets

from sqlalchemy import Connection, select

from grader.service.store import tables
from grader.service.store.database import Database
from grader.service.store.rows import add_row_once

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
    """Make a key, unless another process is faster."""
    add_row_once(connection, tables.secret, name=name, value=secrets.token_bytes(KEY_BYTES))
    found = find_key(connection, name)
    assert found is not None
    return found
