"""Whose a submission is: what the student typed, what the platform says, and which of the two counts.

The platform's claim comes from an account that somebody logged in to. The name in the file is what somebody typed, or
copied with a friend's file. So the order is: a claim that the roster knows; what was typed, unless the roster knows
that student by another claim; a claim that looks like a student id; the name of the file.

>>> read_student_id(b"student: ada\\nanswers: {}\\n", "a.yaml")
'ada'
>>> read_student_id(b"answers: {}\\n", "week3/ada.yaml")
'ada'
"""

from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.batch.discovery.found import Found
from grader.batch.discovery.roster import Enrolled, Roster
from grader.documents.glance import read_text_under
from grader.submission.schema import is_student_id

__all__ = ["Identity", "read_student_id", "identify_student", "read_typed_student"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """The student of one file. ``typed`` is the name in the file, empty if there is none or it cannot be read.

    ``claimed`` are the students on the roster whom the platform names, all of a group; ``by_name`` is the student on
    the roster whom the file names. ``is_contradicted`` means that the platform names somebody who is not on the roster,
    and knows the student whom the file names under another claim. ``student`` is the name in reports.
    """

    found: Found
    student: str
    typed: str = ""
    claimed: tuple[Enrolled, ...] = ()
    by_name: Enrolled | None = None
    is_contradicted: bool = False

    @property
    def enrolled(self) -> tuple[Enrolled, ...]:
        """The students on the roster whose work it is; empty if the roster knows none of them."""
        return self.claimed or ((self.by_name,) if self.by_name and not self.is_contradicted else ())

    @property
    def group(self) -> tuple[str, ...]:
        """The students on the roster who handed it in together; empty if only one did, or without a roster."""
        return tuple(one.id for one in self.claimed) if len(self.claimed) > 1 else ()


def read_typed_student(data: bytes, name: str) -> str:
    """Return the student whom a submission names, reading no further than that; empty if it names none.

    A name that cannot be used counts as none; whoever handed it in is warned where it is graded.
    """
    typed = read_text_under("student", data, name)
    return typed if is_student_id(typed) else ""


def read_student_id(data: bytes, name: str) -> str:
    """Return the student's id as grading finds it: the one in the file, or else the name of the file."""
    return read_typed_student(data, name) or PurePosixPath(name).stem


def identify_student(found: Found, typed: str, roster: Roster | None = None) -> Identity:
    """Return whose a file is, given the student that was typed in it."""
    if roster is None:
        return Identity(found=found, student=typed or find_claimed_id(found) or stem_of(found), typed=typed)
    stem = stem_of(found)
    claimed_or_stem = find_claimed_id(found) or stem
    known = (roster.find_claimed(claim) for claim in found.claims)
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
    """Return the name of a file without folder and suffix."""
    return PurePosixPath(found.name).stem


def find_claimed_id(found: Found) -> str:
    """Return the first claim that looks like a student id; empty if there is none."""
    return next((claim.id for claim in found.claims if is_student_id(claim.id)), "")
