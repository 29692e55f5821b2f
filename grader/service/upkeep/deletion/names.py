"""The names by which a person is known, and the rows of the log that name them.

Most details of a row say by their key what they are, so a name in submissions is compared as a whole, and only with
those of the same course. In free text, somebody may have written a part of a name alone, so each long word of one
counts too. That may erase a detail too many from the log, which is better than one too few.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from grader.service.identity.accounts import Account
from grader.service.store import tables

__all__ = ["Names", "Reason", "load_names"]

LEAST_LETTERS = 4  # of a word that is looked for by itself: 'van' and 'de' are in many texts
ABOUT_ACCOUNTS = ("invite", "make-account", "password")  # actions whose target is the name of an account
STUDENTS = ("instructor", "student")  # details that are a name in submissions
FREE_TEXTS = ("label", "reason", "text")

Reason = tuple[str, str, str]
"""Why somebody decided as they did: the exercise as the target of a row, the item, and the words."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What somebody is called. ``students`` has their name in submissions by the target of a row, where it is known.

    Elsewhere that name is ``account``, as for everybody who has left a course. ``words`` are looked for in free text.
    """

    account: str
    students: Mapping[str, str]
    words: frozenset[str]

    def are_in(self, row: Mapping[str, Any], reasons: Iterable[Reason]) -> bool:
        """Whether a row of the log is about this person, or has one of some reasons for everybody with their answer."""
        detail = json.loads(row["detail"])
        if row["action"] in ABOUT_ACCOUNTS and row["target"] == self.account:
            return True
        student = self.students.get(row["target"], self.account)
        if any(fold(str(detail[key])) == student for key in STUDENTS if key in detail):
            return True
        if "student" not in detail and (row["target"], detail.get("item"), detail.get("reason")) in reasons:
            return True
        return any(self.occur_in(str(detail[key])) for key in FREE_TEXTS if key in detail)

    def occur_in(self, text: str) -> bool:
        """Whether a text has one of the names, as whole words and in any capitals."""
        ordered = sorted(self.words, key=len, reverse=True)
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)"
        return bool(ordered) and re.search(pattern, text, re.IGNORECASE) is not None


def load_names(connection: Connection, account: Account) -> Names:
    """Return the names of somebody: to sign in with, as shown, and in submissions."""
    member, exercise = tables.member, tables.exercise
    rows = connection.execute(
        select(member.c.course_id, member.c.account_id, member.c.student).where(
            (member.c.account_id == account.id) | (func.lower(member.c.student) == account.name)
        )
    ).all()
    held = {course: "" for course, _, _ in rows}  # where somebody else has the name of this account
    held |= {course: fold(student) for course, key, student in rows if key == account.id}
    exercises = connection.execute(
        select(exercise.c.id, exercise.c.course_id).where(exercise.c.course_id.in_(held))
    ).all()
    students = {f"course {course}": student for course, student in held.items()}
    students |= {f"exercise {key}": held[course] for key, course in exercises}
    words = {word for word in re.findall(r"\w+", account.display) if len(word) >= LEAST_LETTERS}
    words |= {account.name, account.display, *held.values()}
    return Names(account=account.name, students=students, words=frozenset(filter(has_letter, words)))


def fold(name: str) -> str:
    """Return a name as it is compared: in one course no two differ in capitals alone."""
    return name.strip().casefold()


def has_letter(text: str) -> bool:
    """Whether a name can be told from a number that happens to be in a text."""
    return any(character.isalpha() for character in text)
