"""Whose a file is that was found, without a run that keeps what it has read."""

from grader.batch.discovery.found import Found
from grader.batch.discovery.identity import Identity, identify_student, read_typed_student
from grader.batch.discovery.roster import Roster
from grader.errors import DocumentError


def identified(found: Found, roster: Roster | None = None) -> Identity:
    """Return whose a file is; one that cannot be read is known by its surroundings alone."""
    try:
        typed = read_typed_student(found.read(), found.name)
    except DocumentError:
        typed = ""
    return identify_student(found, typed, roster)
