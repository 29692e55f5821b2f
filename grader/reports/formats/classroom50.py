"""A ``classroom50/result/v1`` record, as the autograder of Classroom 50 leaves it in ``result.json``.

Scores are whole numbers there, so points are counted in parts (100 to a point unless ``scale`` says otherwise), rounded
so that the tests add up. There are no tests without a score: one that waits for a person says so in its name, and what
it is worth stays in ``max-score``. What is taken off for being late is off ``score`` and told by a test that is worth
nothing. ``datetime`` is when the submission came in and never changes; nothing here depends on when it was graded.
Unknown keys are refused, so there are none.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from grader.errors import Diagnostic, UsageError
from grader.grading.result import GradedSubmission
from grader.records import Outcome
from grader.reports.format import Options, ReportFormat
from grader.reports.gradebooks.downloaded import columns_by_student
from grader.reports.gradebooks.rounding import Share, in_units, shares
from grader.reports.options import File
from grader.reports.wording import OUTCOMES, amount, full_title

__all__ = ["MEMBER", "render"]

SCHEMA = "classroom50/result/v1"
ADDRESS = {"pattern": r"https?://[!-~]+", "title": "an address that begins with https://"}
OPTIONS: Options = {
    "classroom": {
        "description": "the short name of the classroom",
        "pattern": "[!-~]+",
        "title": "a name without blanks",
    },
    "assignment": {"description": "the assignment's slug", "pattern": "[!-~]+", "title": "a name without blanks"},
    "assignment_type": {
        "description": "who hands in together",
        "enum": ["individual", "group", "team"],
        "default": "individual",
    },
    "scale": {
        "description": "how many parts make a point",
        "pattern": "[1-9][0-9]{0,5}",
        "title": "a whole number such as 100",
        "default": "100",
    },
    "students": {
        "description": "a CSV with a column 'student' and others named like the options below, for each student's own",
        "format": "file",
        "default": "",
    },
    "owner": {"description": "who owns the repository (default: the student)", "default": ""},
    "submission": {
        "description": "the tag of the submission",
        "pattern": "(submit/[!-~]+)?",
        "title": "a tag that begins with submit/",
        "default": "",
    },
    "commit": {"description": "the address of the commit", "default": "", **ADDRESS},
    "release": {"description": "the address of the release", "default": "", **ADDRESS},
    "review": {"description": "the address for reviewing (default: that of the commit)", "default": "", **ADDRESS},
    "datetime": {
        "description": "when it was handed in (default: as the record says)",
        "pattern": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        "title": "an instant in UTC such as 2026-11-30T22:59:00Z",
        "default": "",
    },
}
PER_STUDENT = ("owner", "submission", "commit", "release", "review", "datetime")


def render(
    graded: GradedSubmission,
    *,
    classroom: str,
    assignment: str,
    assignment_type: str = "individual",
    scale: str = "100",
    students: File | str = "",
    **given: str,
) -> str:
    """Return the record of one submission; UsageError where something about it is not known."""
    own = columns_by_student(students).get(graded.student, {}) if isinstance(students, File) else {}
    known = places(graded, {name: own.get(name) or given.get(name, "") for name in PER_STUDENT})
    units = int(scale)
    earned = shares(graded, units)
    total = sum(share.earned or 0 for share in earned)
    deduction = in_units([graded.deduction], units)[0]
    tests = [test(share) for share in earned] + ([late(graded)] if deduction else [])
    result = {
        "schema": SCHEMA,
        "classroom": classroom,
        "assignment": assignment,
        "assignment_type": assignment_type,
        **known,
        "score": max(0, total - deduction),
        "max-score": sum(each["max-score"] for each in tests),
        "tests": tests,
    }
    return json.dumps(result, indent=1, ensure_ascii=True) + "\n"


def places(graded: GradedSubmission, given: Mapping[str, str]) -> dict[str, str]:
    """Return what is to be said of the submission itself, each checked; UsageError with all that is missing."""
    submitted = graded.lateness.submitted if graded.lateness else ""
    known = {
        "owner": given["owner"] or graded.student,
        "submission": given["submission"],
        "commit": given["commit"],
        "release": given["release"],
        "review": given["review"] or given["commit"],
        "datetime": given["datetime"] or in_utc(submitted),
    }
    faults = [missing(name, graded.student) for name, value in known.items() if not fits(name, value)]
    if faults:
        raise UsageError(faults)
    return known


def fits(name: str, value: str) -> bool:
    """Whether a value is there and has its form."""
    return bool(value) and bool(re.fullmatch(OPTIONS[name].get("pattern", r"[^\x00-\x20\x7f-\x9f]+"), value))


def missing(name: str, student: str) -> Diagnostic:
    """Return the complaint about what is not known of one submission."""
    schema = OPTIONS[name]
    return Diagnostic(
        slug="missing-option",
        what=f"There is no '{name}' for the submission of '{student}': {schema['description']}.",
        why=f"Classroom 50 refuses a record without it, and takes {schema.get('title', 'one word')}.",
        help=f"add '--option {name}=…', or a column '{name}' to the file of the option 'students'.",
        audience="author",
    )


def in_utc(instant: str) -> str:
    """Return an instant in UTC to the second, as Classroom 50 writes it; nothing where there is none."""
    return f"{datetime.fromisoformat(instant).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if instant else ""


def test(share: Share) -> dict[str, Any]:
    """Return one item as a test. An item that earned more than it is worth (a bonus) is worth what it earned."""
    item, earned = share.item, share.earned
    name = full_title(item) or "?"
    if earned is None:
        name = f"{name}: {OUTCOMES[item.outcome].words}"
        return {"test-name": name, "passed": False, "score": 0, "max-score": share.worth}
    earned = max(0, earned)
    is_right = item.outcome is Outcome.CORRECT
    return {"test-name": name, "passed": is_right, "score": earned, "max-score": max(share.worth, earned)}


def late(graded: GradedSubmission) -> dict[str, Any]:
    """Return the test that tells what was taken off for being late."""
    return {"test-name": f"Late: {amount(graded.deduction)} off", "passed": False, "score": 0, "max-score": 0}


MEMBER = ReportFormat(
    kind="classroom50",
    suffix=".classroom50.json",
    summary="The result.json of Classroom 50 (classroom50/result/v1): whole numbers, closed key set.",
    render=render,
    options=OPTIONS,
)
