"""Asking a student to hand in again, because what counts cannot be read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from grader.service.store import tables
from grader.service.store.rows import add_row, fetch_one

__all__ = ["Request", "add_request", "find_request"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a student was asked, and about which of their submissions."""

    number: int
    text: str
    created: datetime


def add_request(connection: Connection, submission_id: int, text: str, account_id: int, now: datetime) -> None:
    """Ask the author of a submission for another one."""
    values = {"submission_id": submission_id, "text": text, "account_id": account_id}
    add_row(connection, tables.request, **values, created=now)


def find_request(connection: Connection, exercise_id: int, account_id: int) -> Request | None:
    """Find what a student was asked last; None once they have handed in again."""
    request, submission = tables.request, tables.submission
    mine = (submission.c.exercise_id == exercise_id) & (submission.c.account_id == account_id)
    newest = select(submission.c.id).where(mine).order_by(submission.c.number.desc()).limit(1).scalar_subquery()
    query = (
        select(submission.c.number, request.c.text, request.c.created)
        .join(submission, submission.c.id == request.c.submission_id)
        .where(request.c.submission_id == newest)
        .order_by(request.c.id.desc())
    )
    return fetch_one(connection, query.limit(1), Request)
