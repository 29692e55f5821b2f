"""Identifiers that may go into a file which a course system reads without a list of its students at hand."""

import re

from grader.errors import Diagnostic
from grader.reports.gradebooks.placing import Finals, unplaced
from grader.submission.schema import STUDENT_ID

__all__ = ["plain_only"]


def plain_only(found: Finals) -> tuple[list[str], list[Diagnostic]]:
    """Return the students, each with one submission, whose identifiers are plain; and a complaint about each other one.

    Whatever else stands there (a formula, a file's name that is no identifier) no course system knows, and in Moodle
    one unknown user stops the whole import.
    """
    students = [who for who in found.scores if who not in found.files]
    odd = {who for who in students if not re.fullmatch(STUDENT_ID, who)}
    help = "write the identifier in the submission's 'student' field, and grade again."
    told = [
        unplaced("not-an-identifier", f"'{who}' is not an identifier of a student.", help)
        for who in students
        if who in odd
    ]
    return [who for who in students if who not in odd], told
