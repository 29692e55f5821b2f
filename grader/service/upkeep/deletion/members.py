"""Deleting a member of a course, as an administrator asks for it. The page and programs call the same functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader.service.identity.accounts import Account
from grader.service.identity.enrolling import get_account
from grader.service.refusals import AccessError, ConflictError
from grader.service.store.courses import Course
from grader.service.store.members import get_person
from grader.service.upkeep.deletion.deleting import Deleted, count_traces, delete_person

__all__ = ["Traces", "delete_member", "find_traces"]


@dataclass(frozen=True, kw_only=True)
class Traces:
    """Somebody, and how many rows of each kind there are of them, in every course."""

    account: Account
    counts: Mapping[str, int]


def find_traces(connection: Connection, course: Course, account_id: int) -> Traces:
    """Find what would go if a member of a course is deleted."""
    get_person(connection, course, account_id)
    account = get_account(connection, account_id)
    return Traces(account=account, counts=count_traces(connection, account))


def delete_member(connection: Connection, course: Course, account_id: int, by: Account, now: datetime) -> Deleted:
    """Delete a member of a course for good, in every course.

    Afterwards, what is kept in memory of what people wrote has to be forgotten.
    """
    get_person(connection, course, account_id)
    account = get_account(connection, account_id)
    if account.id == by.id:
        raise AccessError("Nobody can delete themselves. Another administrator can do it.")
    if account.is_closed:
        raise ConflictError("This person was deleted already.")
    return delete_person(connection, account, by, now)
