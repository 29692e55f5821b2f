"""What students are typing, kept item by item.

Two tabs, or two machines, may have the same exercise open. Each save says which version it was typed over: if somebody
has saved another one since, the save is refused and the newer text is returned. Two texts are never merged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from grader.service.store import tables
from grader.service.store.members import refuse_if_closed
from grader.service.store.rows import add_row_once, add_rows_once, fetch_all, fetch_one

__all__ = ["Draft", "Saved", "list_drafts", "replace_draft", "save_draft", "save_drafts"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The text of one answer. ``version`` grows by one with each save; it is 0 where nothing was saved."""

    item: str
    text: str
    version: int
    saved: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """The draft that is kept now, and whether it is the one that was sent."""

    draft: Draft
    is_mine: bool


def save_draft(
    connection: Connection, exercise_id: int, account_id: int, item: str, text: str, over: int, now: datetime
) -> Saved:
    """Save a text that was typed over version ``over``; refuse it if a newer one says something else."""
    refuse_if_closed(connection, account_id)
    text = text.replace("\0", "\ufffd")  # which PostgreSQL cannot keep in a text, and nobody types
    draft = tables.draft
    mine = (draft.c.exercise_id == exercise_id) & (draft.c.account_id == account_id) & (draft.c.item == item)
    columns = {"exercise_id": exercise_id, "account_id": account_id, "item": item, "text": text, "saved": now}
    if add_row_once(connection, draft, **columns, version=1):
        return Saved(draft=Draft(item=item, text=text, version=1, saved=now), is_mine=True)
    query = select(draft.c.item, draft.c.text, draft.c.version, draft.c.saved).where(mine)
    kept = fetch_one(connection, query.with_for_update(), Draft)
    assert kept is not None
    if kept.text == text:
        return Saved(draft=kept, is_mine=True)
    if kept.version != over:
        return Saved(draft=kept, is_mine=False)
    connection.execute(update(draft).where(mine).values(text=text, version=over + 1, saved=now))
    return Saved(draft=Draft(item=item, text=text, version=over + 1, saved=now), is_mine=True)


def save_drafts(
    connection: Connection, exercise_id: int, account_id: int, typed: Mapping[str, tuple[str, int]], now: datetime
) -> Mapping[str, Draft]:
    """Save texts by item, each with the version that it was typed over; return what is kept for those refused."""
    refuse_if_closed(connection, account_id)
    kept, found = list_drafts(connection, exercise_id, account_id), dict[str, Draft]()
    new = [
        {"exercise_id": exercise_id, "account_id": account_id, "item": item, "text": text, "version": 1, "saved": now}
        for item, (text, _) in typed.items()
        if item not in kept and "\0" not in text
    ]
    added = add_rows_once(connection, tables.draft, new, tables.draft.c.item)
    for item, (text, over) in typed.items():
        if item in added or (item in kept and kept[item].text == text):
            continue
        saved = save_draft(connection, exercise_id, account_id, item, text, over, now)
        if not saved.is_mine:
            found[item] = saved.draft
    return found


def replace_draft(
    connection: Connection, exercise_id: int, account_id: int, item: str, text: str, now: datetime
) -> None:
    """Make a text the newest version of a draft, over whatever is kept."""
    draft = tables.draft
    mine = (draft.c.exercise_id == exercise_id) & (draft.c.account_id == account_id) & (draft.c.item == item)
    over = connection.scalar(select(draft.c.version).where(mine).with_for_update()) or 0
    save_draft(connection, exercise_id, account_id, item, text, over, now)


def list_drafts(connection: Connection, exercise_id: int, account_id: int) -> Mapping[str, Draft]:
    """Return the drafts of a student by item."""
    draft = tables.draft
    query = select(draft.c.item, draft.c.text, draft.c.version, draft.c.saved).where(
        draft.c.exercise_id == exercise_id, draft.c.account_id == account_id
    )
    return {one.item: one for one in fetch_all(connection, query, Draft)}
