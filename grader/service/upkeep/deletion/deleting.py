"""Deleting a person: what names them and what they wrote goes, and the figures of their classes stay.

The account stays as a row with a pseudonym, for the ledger and the log point to it. What is kept: which scores counted
when, and that somebody did something; docs/service/data.md lists both sides. It cannot be undone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, String, cast, delete, exists, func, select, update

from grader.errors import Diagnostic, UsageError
from grader.service.identity.accounts import Account, find_account
from grader.service.store import tables
from grader.service.store.audit import erase_details, note
from grader.service.store.gradings import Entry, enter
from grader.service.store.rows import fetch_one
from grader.service.store.submissions import lock_submissions
from grader.service.upkeep.deletion.names import load_names
from grader.service.upkeep.deletion.stripping import strip_work

__all__ = ["Deleted", "count_traces", "delete_person"]

NOTHING = b""
OWN = ("link", "session", "token", "draft", "check", "told", "seen")  # rows that say nothing without the person


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """Who is left in the place of somebody who was deleted, and how many submissions lost their bytes."""

    pseudonym: str
    submissions: int


def count_traces(connection: Connection, account: Account) -> Mapping[str, int]:
    """Count what there is of a person, for whoever is about to delete them."""
    submission, member, draft = tables.submission, tables.member, tables.draft
    return {
        name: connection.scalar(select(func.count()).where(table.c.account_id == account.id)) or 0
        for name, table in (("course", member), ("submission", submission), ("draft", draft))
    }


def delete_person(connection: Connection, account: Account, by: Account | None, now: datetime) -> Deleted:
    """Delete a person; UsageError for the last administrator, and for somebody who is deleted already."""
    check_deletable(connection, account)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")  # overwrites what is deleted in the file itself
    names = load_names(connection, account)
    pseudonym = find_pseudonym(connection, account)
    hold_work(connection, account.id)  # in the order of a worker: the job, the submission, the account
    rename(connection, account, pseudonym)  # whoever hands in as this person waits from here on, and is refused
    hold_work(connection, account.id)  # with what they handed in between the two
    reasons = strip_work(connection, account.id, pseudonym)
    count = erase_submissions(connection, account.id, now)
    for name in OWN:
        table = tables.metadata.tables[name]
        connection.execute(delete(table).where(table.c.account_id == account.id))
    for table in (tables.extension, tables.allowance):
        connection.execute(update(table).where(table.c.account_id == account.id).values(reason=""))
    erase_details(
        connection,
        lambda row: row["account_id"] == account.id or names.are_in(row, reasons),
        by.id if by else None,
        f"account {account.id}",
        now,
    )
    note(connection, by.id if by else None, "person-deleted", f"account {account.id}", now, submissions=count)
    return Deleted(pseudonym=pseudonym, submissions=count)


def check_deletable(connection: Connection, account: Account) -> None:
    everybody = select(tables.account.c.id).where(tables.account.c.is_admin).order_by(tables.account.c.id)
    connection.execute(everybody.with_for_update(key_share=True))  # or two administrators could delete each other
    others = select(tables.account.c.id).where(tables.account.c.is_admin, tables.account.c.id != account.id)
    if account.is_admin and connection.scalar(others.limit(1)) is None:
        raise UsageError(describe_last_administrator(account))


def find_pseudonym(connection: Connection, account: Account) -> str:
    """Return a name that nobody has, neither as an account nor in a course."""
    pseudonym = f"deleted-{account.id}"
    member = tables.member
    while find_account(connection, pseudonym) or connection.scalar(
        select(exists().where(member.c.student == pseudonym))
    ):
        pseudonym += "x"
    return pseudonym


def rename(connection: Connection, account: Account, pseudonym: str) -> None:
    """Leave a closed account under a pseudonym, also in the courses."""
    values = {"name": pseudonym, "display": f"Deleted person {account.id}", "password": None}
    row, member = tables.account, tables.member
    connection.execute(update(row).where(row.c.id == account.id).values(**values, is_admin=False, is_closed=True))
    connection.execute(update(member).where(member.c.account_id == account.id).values(student=pseudonym, section=""))


def hold_work(connection: Connection, account_id: int) -> None:
    """Let nobody grade what somebody has handed in any more."""
    drop_jobs(connection, account_id)
    lock_submissions(connection, account_id)


def drop_jobs(connection: Connection, account_id: int) -> None:
    """Drop the work on what is about to go. Whoever does it at this moment cannot write the result any more."""
    job = tables.job
    for kind, table in (("grade", tables.submission), ("check", tables.check)):
        own = select(table.c.id).where(table.c.account_id == account_id)
        connection.execute(delete(job).where(job.c.kind == kind, job.c.target.in_(own)))


def erase_submissions(connection: Connection, account_id: int, now: datetime) -> int:
    """Erase what somebody has handed in, and let the scores so far be final; return how many submissions."""
    submission, grading, request = tables.submission, tables.grading, tables.request
    own = submission.c.account_id == account_id
    connection.execute(delete(request).where(request.c.submission_id.in_(select(submission.c.id).where(own))))
    is_graded = submission.c.id.in_(select(grading.c.submission_id))
    count = connection.execute(delete(submission).where(own, ~is_graded)).rowcount
    # The form is a name that the browser made up; what must differ is made of the id.
    bare = {"data": NOTHING, "sha256": sha256(NOTHING).hexdigest(), "name": "erased", "confirmed": "", "erased": now}
    form = "erased " + cast(submission.c.id, String)
    count += connection.execute(update(submission).where(own).values(**bare, form=form)).rowcount
    for entry in list_waiting(connection, account_id):
        settle(connection, entry, now)
    return count


def list_waiting(connection: Connection, account_id: int) -> Iterator[Entry]:
    """Yield what counts of somebody where a person would have to look at something."""
    ledger = tables.ledger
    newest = select(func.max(ledger.c.id)).where(ledger.c.account_id == account_id).group_by(ledger.c.exercise_id)
    for key in list(connection.scalars(newest)):
        entry = fetch_one(connection, select(ledger).where(ledger.c.id == key), Entry)
        if entry and (entry.waiting or entry.pending != "0"):
            yield entry


def settle(connection: Connection, entry: Entry, now: datetime) -> None:
    """Let the score so far be final: nobody can look at the answers any more."""
    enter(
        connection,
        entry.exercise_id,
        entry.account_id,
        entry.grading_id,
        score=entry.score,
        pending="0",
        because="deleted",
        now=now,
        zero=entry.zero,
    )


def describe_last_administrator(account: Account) -> Diagnostic:
    return Diagnostic(
        slug="last-administrator",
        what=f"'{account.name}' is the only administrator.",
        why="Without one, nobody could add courses or delete people.",
        help="Make another administrator first: grader service user NAME --admin.",
        audience="author",
    )
