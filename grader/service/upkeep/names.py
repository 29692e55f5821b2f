"""The names by which a person is known, and where one of them occurs.

Somebody may have written a part of a name alone, so each long word of one counts too. That may erase a detail too many
from the log, which is better than one too few.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from grader.service.identity.accounts import Account
from grader.service.store import tables

__all__ = ["list_names", "make_name_test"]

LEAST_LETTERS = 4  # of a word that is looked for by itself: 'van' and 'de' are in many texts


def list_names(connection: Connection, account: Account) -> frozenset[str]:
    """Return the names of somebody, whole and by words: to sign in with, as shown, and in submissions."""
    member = tables.member
    students = connection.scalars(select(member.c.student).where(member.c.account_id == account.id))
    words = (word for word in re.findall(r"\w+", account.display) if len(word) >= LEAST_LETTERS)
    return frozenset({account.name, account.display, *students, *words} - {""})


def make_name_test(texts: Iterable[str]) -> Callable[[Mapping[str, Any]], bool]:
    """Return a test whether a row of the log has one of some texts in it, as whole words and in any capitals."""
    ordered = sorted(texts, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)", re.IGNORECASE)

    def is_named(row: Mapping[str, Any]) -> bool:
        values = json.loads(row["detail"]).values()
        return any(pattern.search(str(text)) for text in (row["target"], *values))

    return is_named
