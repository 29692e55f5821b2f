"""Tokens: what a program, such as the CI of a course, shows instead of signing in.

A token acts for one person in one course, and can do only what its scopes name. It is shown once, expires, and can be
taken back. It never can do more than the person it belongs to, at the time at which it is used.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, select, update

from grader.service.identity.accounts import Account
from grader.service.identity.secrets import hash_secret, make_secret
from grader.service.store import tables
from grader.service.store.audit import note
from grader.service.store.rows import add_row, fetch_all, fetch_one

__all__ = ["LONGEST_DAYS", "Scope", "Token", "find_token", "list_tokens", "make_token", "note_use", "revoke_token"]

LONGEST_DAYS = 366  # a token outlives no course by much


class Scope(StrEnum):
    """What a token may do, if the person it belongs to may do it at that time."""

    SUBMIT = "submit"
    READ_OWN = "read-own"
    READ_CLASS = "read-class"
    DECIDE = "decide"
    EXPORT = "export"
    MANAGE = "manage"  # rubrics, dates, people: kept apart, so that a program that decides on answers adds nobody


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A token of somebody. ``scopes`` are words with blanks between them."""

    id: int
    account_id: int
    course_id: int
    label: str
    scopes: str
    created: datetime
    expires: datetime
    used: datetime | None

    def allows(self, scope: Scope) -> bool:
        """Whether it may be used for something."""
        return scope.value in self.scopes.split()


COLUMNS = [column for column in tables.token.c if column.name != "token"]


def make_token(
    connection: Connection,
    account: Account,
    course_id: int,
    label: str,
    scopes: Collection[Scope],
    days: int,
    now: datetime,
) -> str:
    """Return the secret of a new token, which is kept nowhere."""
    secret = make_secret()
    add_row(
        connection,
        tables.token,
        token=hash_secret(secret),
        account_id=account.id,
        course_id=course_id,
        label=label,
        scopes=" ".join(sorted(scope.value for scope in scopes)),
        created=now,
        expires=now + timedelta(days=min(days, LONGEST_DAYS)),
    )
    return secret


def find_token(connection: Connection, secret: str, now: datetime) -> tuple[Token, Account] | None:
    """Find a token that can still be used, and whose it is."""
    token = tables.token
    is_valid = (token.c.token == hash_secret(secret)) & (token.c.expires > now)
    found = fetch_one(connection, select(*COLUMNS).where(is_valid), Token)
    if found is None:
        return None
    account = fetch_one(connection, select(tables.account).where(tables.account.c.id == found.account_id), Account)
    return None if account is None or account.is_closed else (found, account)


def note_use(connection: Connection, token: Token, now: datetime) -> None:
    """Note when a token was used last."""
    connection.execute(update(tables.token).where(tables.token.c.id == token.id).values(used=now))


def list_tokens(connection: Connection, account_id: int, course_id: int) -> Sequence[Token]:
    """List the tokens of somebody in a course, the newest first."""
    token = tables.token
    query = select(*COLUMNS).where(token.c.account_id == account_id, token.c.course_id == course_id)
    return fetch_all(connection, query.order_by(token.c.id.desc()), Token)


def revoke_token(connection: Connection, account_id: int, course_id: int, key: int, now: datetime) -> None:
    """Take a token of a course back: it can be used no more."""
    token = tables.token
    mine = (token.c.id == key) & (token.c.account_id == account_id) & (token.c.course_id == course_id)
    label = connection.scalar(select(token.c.label).where(mine))
    if connection.execute(delete(token).where(mine)).rowcount:
        note(connection, account_id, "token-revoked", f"course {course_id}", now, label=label)
