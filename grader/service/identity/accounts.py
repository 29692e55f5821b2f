"""Accounts, the links that let people in once, and sessions.

Somebody's first way in is a link, which staff hand out; it works once, and for fourteen days. Behind it people choose a
password. Who forgets it asks staff for another link, so no mail is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from grader.errors import Diagnostic, UsageError
from grader.service.identity.passwords import check_password
from grader.service.identity.secrets import hash_secret, make_secret
from grader.service.store import tables
from grader.service.store.rows import add_row, add_row_once, fetch_all, fetch_one

__all__ = [
    "Account", "close_session", "close_sessions", "find_account", "find_link", "get_account_named", "list_accounts",
    "make_account", "make_link", "normalize_name", "open_session", "set_password", "sign_in", "use_link",
]  # fmt: skip

LINK_LASTS = timedelta(days=14)
SESSION_LASTS = timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A person who can sign in. ``name`` is what they type to do so."""

    id: int
    name: str
    display: str
    password: str | None
    is_admin: bool
    is_closed: bool
    created: datetime


def make_account(
    connection: Connection, name: str, now: datetime, *, display: str = "", is_admin: bool = False
) -> Account:
    """Make an account without a password, or return the one that has this name already."""
    add_row_once(
        connection,
        tables.account,
        name=normalize_name(name),
        display=display or name,
        is_admin=is_admin,
        is_closed=False,
        created=now,
    )
    made = find_account(connection, name)
    assert made is not None
    return made


def find_account(connection: Connection, name: str) -> Account | None:
    """Find an account by its name, in capitals or not."""
    return fetch_one(connection, select(tables.account).where(tables.account.c.name == normalize_name(name)), Account)


def get_account_named(connection: Connection, name: str) -> Account:
    """Return the account with a name that somebody typed; UsageError if there is none."""
    found = find_account(connection, name)
    if found is None:
        raise UsageError(
            Diagnostic(
                slug="no-such-account",
                what=f"There is no account '{name}'.",
                why="An account is named by what its person signs in with, in capitals or not.",
                help="The page 'Members' of a course shows what each person signs in with.",
                audience="author",
            )
        )
    return found


def list_accounts(connection: Connection) -> Sequence[Account]:
    """List all accounts by name."""
    return fetch_all(connection, select(tables.account).order_by(tables.account.c.name), Account)


def normalize_name(name: str) -> str:
    """Return a name as it is kept: what people type at a phone begins with a capital and ends with a blank."""
    return " ".join(name.split()).casefold()


def set_password(connection: Connection, account: Account, kept: str) -> None:
    """Set a password, as ``hash_password`` keeps it, and end every session that was opened with the one before."""
    connection.execute(update(tables.account).where(tables.account.c.id == account.id).values(password=kept))
    close_sessions(connection, account)


def sign_in(account: Account | None, password: str) -> bool:
    """Whether a password lets somebody into an account. It takes equally long if there is no such account."""
    is_right = check_password(account.password if account else None, password)
    return is_right and account is not None and not account.is_closed


def make_link(connection: Connection, account: Account, now: datetime) -> str:
    """Return the secret of a new link. Links that the account had before, and nobody used, stop working."""
    unused = (tables.link.c.account_id == account.id) & tables.link.c.used.is_(None)
    connection.execute(delete(tables.link).where(unused))
    secret = make_secret()
    expires = now + LINK_LASTS
    add_row(connection, tables.link, token=hash_secret(secret), account_id=account.id, created=now, expires=expires)
    return secret


def find_link(connection: Connection, secret: str, now: datetime) -> Account | None:
    """Find whom a link lets in; None if it was used, has expired, or never existed."""
    link = tables.link
    query = (
        select(tables.account)
        .join(link, link.c.account_id == tables.account.c.id)
        .where(link.c.token == hash_secret(secret), link.c.used.is_(None), link.c.expires > now)
    )
    found = fetch_one(connection, query, Account)
    return None if found is None or found.is_closed else found


def use_link(connection: Connection, secret: str, now: datetime) -> Account | None:
    """Use a link up, and return whom it lets in. Of two who use it at once, one is let in."""
    account = find_link(connection, secret, now)
    if account is None:
        return None
    link = tables.link
    mine = update(link).where(link.c.token == hash_secret(secret), link.c.used.is_(None)).values(used=now)
    return account if connection.execute(mine).rowcount == 1 else None


def open_session(connection: Connection, account: Account, now: datetime) -> str:
    """Return the secret of a new session."""
    secret = make_secret()
    expires = now + SESSION_LASTS
    add_row(connection, tables.session, token=hash_secret(secret), account_id=account.id, created=now, expires=expires)
    return secret


def close_session(connection: Connection, secret: str) -> None:
    """End a session."""
    connection.execute(delete(tables.session).where(tables.session.c.token == hash_secret(secret)))


def close_sessions(connection: Connection, account: Account) -> None:
    """End every session of an account."""
    connection.execute(delete(tables.session).where(tables.session.c.account_id == account.id))
