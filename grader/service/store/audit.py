"""Who did what: a log in which each row holds the hash of the row before it, so that a changed row is found.

When a person is deleted, the details of what they did, and of what was done about them, are erased. The hash of such a
row stays, so the rows around it still fit together; a later row of the log says which rows these are, with the hash of
what is left of them. A salt in each hash, which is erased too, keeps anybody from guessing what was there.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select, text, update

from grader.service.store import tables
from grader.service.store.rows import add_row

__all__ = ["erase_details", "find_broken_row", "note"]

START = "0" * 64
ERASED, ERASING = "", "details-erased"
SALT_BYTES = 16
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
        "salt": secrets.token_hex(SALT_BYTES),
        "before": before,
    }
    add_row(connection, audit, **values, sha256=hash_row(values))


def hash_row(values: Mapping[str, Any]) -> str:
    """Return the hash of a row, which covers the hash of the row before it. The first version had no salt."""
    fields = ("at", "account_id", "action", "target", "detail", "before", *(["salt"] if values["salt"] else []))
    return sha256(json.dumps([show(values[name]) for name in fields]).encode()).hexdigest()


def show(value: object) -> object:
    return value.timestamp() if isinstance(value, datetime) else value


def erase_details(
    connection: Connection,
    concerns: Callable[[Mapping[str, Any]], bool],
    account_id: int | None,
    target: str,
    now: datetime,
) -> None:
    """Erase the details of the rows that a condition picks, and write which ones these are. It cannot be undone."""
    audit = tables.audit
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    rows = [dict(row) for row in connection.execute(select(audit).order_by(audit.c.id)).mappings()]
    found = [{**row, **leave_bare(row)} for row in rows if may_be_erased(row) and concerns(row)]
    for row in found:
        bare = {name: row[name] for name in ("target", "detail", "salt")}
        connection.execute(update(audit).where(audit.c.id == row["id"]).values(**bare))
    note(connection, account_id, ERASING, target, now, rows=[row["id"] for row in found], sha256=hash_rest(found))


def may_be_erased(row: Mapping[str, Any]) -> bool:
    """Whether there is something to erase. A row about an erasure holds ids and a hash, and is the only proof of it."""
    return bool(row["detail"] != ERASED and row["action"] != ERASING)


def leave_bare(row: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what a row is without its details; a target that is not a course or an exercise may be a name."""
    kind, _, key = row["target"].partition(" ")
    is_name = kind not in ("course", "exercise") or not key.isdigit()
    return {"target": "" if is_name else row["target"], "detail": ERASED, "salt": ""}


def hash_rest(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the hash of what is left of some rows."""
    fields = ("id", "at", "account_id", "action", "target", "before", "sha256")
    return sha256(json.dumps([[show(row[name]) for name in fields] for row in rows]).encode()).hexdigest()


def find_broken_row(connection: Connection) -> int | None:
    """Find the first row that is not as it was written, or whose predecessor is missing; None if all is well."""
    audit, before = tables.audit, START
    bare: dict[int, Mapping[str, Any]] = {}
    for found in connection.execute(select(audit).order_by(audit.c.id)).mappings():
        row = dict(found)
        if row["detail"] == ERASED:
            bare[row["id"]] = row
        elif row["sha256"] != hash_row(row):
            return int(row["id"])
        elif row["action"] == ERASING:
            erased = json.loads(row["detail"])
            rest = [bare.pop(key) for key in erased["rows"] if key in bare]
            if hash_rest(rest) != erased["sha256"]:
                return int(row["id"])
        if row["before"] != before:
            return int(row["id"])
        before = row["sha256"]
    return min(bare, default=None)
