"""Accounts and members, as an administrator adds them at a terminal. Each act is in the log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader.errors import Diagnostic, UsageError
from grader.service.identity.accounts import Account, find_account, make_account, make_link
from grader.service.store.audit import note
from grader.service.store.courses import Member, Role, add_member, get_course

__all__ = ["Invited", "add_user", "invite"]


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Somebody who may come in: ``secret`` is that of a link that works once."""

    account: Account
    secret: str
    member: Member | None = None


def add_user(connection: Connection, name: str, display: str, now: datetime, *, is_admin: bool) -> Invited:
    """Make an account; UsageError if there is one of this name."""
    if find_account(connection, name) is not None:
        raise UsageError(describe_account_exists(name))
    account = make_account(connection, name, now, display=display, is_admin=is_admin)
    note(connection, None, "make-account", account.name, now, is_admin=account.is_admin)
    return Invited(account=account, secret=make_link(connection, account, now))


def invite(connection: Connection, name: str, slug: str, role: Role, student: str, now: datetime) -> Invited:
    """Add somebody to a course. A member stays as they are, and gets a new link."""
    course = get_course(connection, slug)
    account = make_account(connection, name, now)
    member = add_member(connection, course, account.id, role, student)
    note(connection, None, "invite", account.name, now, course=course.slug, role=member.role)
    return Invited(account=account, secret=make_link(connection, account, now), member=member)


def describe_account_exists(name: str) -> Diagnostic:
    return Diagnostic(
        slug="account-exists",
        what=f"There is already an account '{name}'.",
        why="Names are compared without regard to capitals.",
        help="To let this person in again, run 'grader service invite', which prints a new link.",
        audience="author",
    )
