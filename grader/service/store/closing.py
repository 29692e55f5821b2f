"""Closed accounts write nothing: whoever signed in just before their account was deleted is refused in the end."""

from sqlalchemy import Connection, select

from grader.service.refusals import AccessError
from grader.service.store import tables

__all__ = ["refuse_if_closed"]

CLOSED = "This account is closed: nothing of it can be saved or handed in any more."


def refuse_if_closed(connection: Connection, account_id: int) -> None:
    """Raise AccessError if an account is closed; otherwise nobody can delete it until this transaction ends.

    On PostgreSQL this waits for a deletion that is under way. Call it first: everybody locks an account before the log.
    """
    account = tables.account
    query = select(account.c.is_closed).where(account.c.id == account_id)
    # The lock of a foreign key, which holds up nothing but a deletion.
    if connection.scalar(query.with_for_update(read=True, key_share=True)):
        raise AccessError(CLOSED)
