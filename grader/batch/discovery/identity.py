"""Whose a submission is: what the student typed, what the platform says, and which of the two counts.

The platform's claim comes from an account that somebody logged in to; the name in the file is what somebody typed, or
copied along with a friend's file. So a claim that the roster knows counts, then what was typed, unless the roster knows
that student by another claim, then a claim that has the form of a student id, then the name of the file.

>>> identify(b"student: ada\\nanswers: {}\\n", "a.yaml")
'ada'
>>> identify(b"answers: {}\\n", "week3/ada.yaml")
'ada'
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.batch.discovery.found import Found
from grader.batch.discovery.roster import Enrolled, Roster
from grader.documents.glance import text_under
from grader.submission.schema import STUDENT_ID

__all__ = ["Identity", "identify", "of_typed", "typed_student"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Whose one file is. ``typed`` is what stands in the file, nothing where it names nobody or cannot be read.

    ``claimed`` are those on the roster whom the platform names, all of a group; ``by_name`` is the one on the roster
    whom the file names. ``is_contradicted`` says that the platform names somebody whom the roster does not know, and
    knows the one whom the file names as somebody else. ``student`` is what reports call them.
    """

    found: Found
    student: str
    typed: str = ""
    claimed: tuple[Enrolled, ...] = ()
    by_name: Enrolled | None = None
    is_contradicted: bool = False

    @property
    def enrolled(self) -> tuple[Enrolled, ...]:
        """Those on the roster whose work it is; nobody where the roster knows none of them."""
        return self.claimed or ((self.by_name,) if self.by_name and not self.is_contradicted else ())

    @property
    def group(self) -> tuple[str, ...]:
        """All on the roster who handed it in together; nobody where one did, or no roster says who they are."""
        return tuple(one.id for one in self.claimed) if len(self.claimed) > 1 else ()


def typed_student(data: bytes, name: str) -> str:
    """Return what a submission says whose it is, read no further than there; nothing where it does not say."""
    return text_under("student", data, name)


def identify(data: bytes, name: str) -> str:
    """Return the student's id as grading finds it: what stands in the file, or else the name of the file."""
    return typed_student(data, name) or PurePosixPath(name).stem


def of_typed(found: Found, typed: str, roster: Roster | None = None) -> Identity:
    """Return whose a file is in which this student was typed."""
    if roster is None:
        return Identity(found=found, student=typed or claimed_id(found) or stem_of(found), typed=typed)
    stem = stem_of(found)
    claimed_or_stem = claimed_id(found) or stem
    known = (roster.claimed(claim) for claim in found.claims)
    claimed = tuple(dict.fromkeys(enrolled for enrolled in known if enrolled))
    by_name = roster.find(typed or stem)
    is_contradicted = bool(
        by_name and found.claims and not claimed and all(roster.contradicts(claim, by_name) for claim in found.claims)
    )
    if claimed:
        student = claimed[0].id
    elif by_name and not is_contradicted:
        student = by_name.id
    else:
        student = claimed_or_stem if is_contradicted else typed or claimed_or_stem
    return Identity(
        found=found, student=student, typed=typed, claimed=claimed, by_name=by_name, is_contradicted=is_contradicted
    )


def stem_of(found: Found) -> str:
    """Return the name of a file, without what tells its format."""
    return PurePosixPath(found.name).stem


def claimed_id(found: Found) -> str:
    """Return what the surroundings say, where it has the form of a student id."""
    return next((claim.id for claim in found.claims if re.fullmatch(STUDENT_ID, claim.id)), "")
