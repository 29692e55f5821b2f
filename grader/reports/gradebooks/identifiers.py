"""Identifiers that may go into a file that is made without a list of the course's students."""

import re

from grader.errors import Diagnostic
from grader.reports.gradebooks.placing import Finals, make_unplaced_error
from grader.submission.schema import PLAIN_ID

__all__ = ["separate_plain_identifiers"]


def separate_plain_identifiers(found: Finals) -> tuple[list[str], list[Diagnostic]]:
    """Return the students with one submission and a plain identifier, and a message about each other identifier.

    No course system knows anything else that may be there (a formula, a file name that is no identifier), and in Moodle
    one unknown user stops the whole import.
    """
    students = [who for who in found.scores if who not in found.files]
    odd = {who for who in students if not re.fullmatch(PLAIN_ID, who)}
    help = "Write the identifier into the submission's 'student' field, and grade again."
    diagnostics = [
        make_unplaced_error("not-an-identifier", f"'{who}' is not an identifier of a student.", help)
        for who in students
        if who in odd
    ]
    return [who for who in students if who not in odd], diagnostics
