"""Whose a submission is: what the student typed, what the platform says, and which of the two counts.

The platform's claim comes from an account that somebody logged in to; the name in the file is what somebody typed, or
copied along with a friend's file. So a claim that the roster knows counts, then what was typed, then a claim that has
the form of a student id, then the name of the file.

>>> identify(b"student: ada\\nanswers: {}\\n", "a.yaml")
'ada'
>>> identify(b"answers: {}\\n", "week3/ada.yaml")
'ada'
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.batch.found import Found
from grader.batch.roster import Enrolled, Roster
from grader.documents.glance import text_under
from grader.errors import DocumentError
from grader.submission.schema import STUDENT_ID

__all__ = ["Identity", "identified", "identify", "typed_student"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Whose one file is. ``typed`` is what stands in the file, nothing where it names nobody or cannot be read.

    ``claimed`` are those on the roster whom the platform names, all of a group; ``by_name`` is the one on the roster
    whom the file names. ``student`` is what reports call them.
    """

    found: Found
    student: str
    typed: str = ""
    claimed: tuple[Enrolled, ...] = ()
    by_name: Enrolled | None = None

    @property
    def enrolled(self) -> tuple[Enrolled, ...]:
        """Those on the roster whose work it is; nobody where the roster knows none of them."""
        return self.claimed or ((self.by_name,) if self.by_name else ())


def typed_student(data: bytes, name: str) -> str:
    """Return what a submission says whose it is, read no further than there; nothing where it does not say."""
    return text_under("student", data, name)


def identify(data: bytes, name: str) -> str:
    """Return the student's id as grading finds it: what stands in the file, or else the name of the file."""
    return typed_student(data, name) or PurePosixPath(name).stem


def identified(found: Found, roster: Roster | None = None) -> Identity:
    """Return whose a file is; one that cannot be read is known by its surroundings alone."""
    try:
        typed = typed_student(found.read(), found.name)
    except DocumentError:
        typed = ""
    known = [roster.claimed(claim) for claim in found.claims] if roster else []
    claimed = tuple(dict.fromkeys(enrolled for enrolled in known if enrolled))
    stem = PurePosixPath(found.name).stem
    by_name = roster.find(typed or stem) if roster else None
    student = claimed[0].id if claimed else by_name.id if by_name else typed or claimed_id(found) or stem
    return Identity(found=found, student=student, typed=typed, claimed=claimed, by_name=by_name)


def claimed_id(found: Found) -> str:
    """Return what the surroundings say, where it has the form of a student id."""
    return next((claim.id for claim in found.claims if re.fullmatch(STUDENT_ID, claim.id)), "")
