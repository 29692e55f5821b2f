"""Who did what: a log in which each row holds the hash of the row before it, so that a changed row is found."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select, text

from grader.service.store import tables
from grader.service.store.rows import add_row

__all__ = ["find_broken_row", "note"]

START = "0" * 64
LOCK = 5_276_020  # of the log: each row needs the one before it, so they are written one after the other


def note(
    connection: Connection, account_id: int | None, action: str, target: str, now: datetime, **detail: object
) -> None:
    """Write a row. ``detail`` holds what changed, and no secret."""
    audit = tables.audit
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    before = connection.scalar(select(audit.c.sha256).order_by(audit.c.id.desc()).limit(1)) or START
    values = {
        "at": now,
        "account_id": account_id,
        "action": action,
        "target": target,
        "detail": json.dumps(detail, sort_keys=True, ensure_ascii=False, default=str),
        "before": before,
    }
    add_row(connection, audit, **values, sha256=hash_row(values))


def hash_row(values: Mapping[str, Any]) -> str:
    """Return the hash of a row, which covers the hash of the row before it."""
    fields = ("at", "account_id", "action", "target", "detail", "before")
    at = values["at"]
    assert isinstance(at, datetime)
    told = [at.timestamp() if name == "at" else values[name] for name in fields]
    return sha256(json.dumps(told).encode()).hexdigest()


def find_broken_row(connection: Connection) -> int | None:
    """Find the first row that is not as it was written, or whose predecessor is missing; None if all is well."""
    audit, before = tables.audit, START
    for row in connection.execute(select(audit).order_by(audit.c.id)).mappings():
        if row["before"] != before or row["sha256"] != hash_row(dict(row)):
            return int(row["id"])
        before = row["sha256"]
    return None
