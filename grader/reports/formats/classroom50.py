"""A ``classroom50/result/v1`` record, which the Classroom 50 autograder expects in ``result.json``.

Scores are whole numbers there, so points are counted in parts (100 parts per point unless ``scale`` says otherwise),
rounded so that the tests add up. Every test must have a score, so there is no record while an answer waits for a
person. With ``pending=zero`` such a test scores 0, says so in its name, and keeps its points in ``max-score``. The
deduction for being late is already subtracted from ``score``, and a test worth nothing shows it. ``datetime`` is when
the submission came in and never changes; nothing depends on when it was graded. The record has no other keys, because
Classroom 50 refuses unknown ones.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from grader.errors import Diagnostic, UsageError
from grader.grading.result import GradedSubmission
from grader.records import Outcome
from grader.reports.format import PENDING, Options, ReportFormat
from grader.reports.gradebooks.downloaded import read_columns_by_student
from grader.reports.gradebooks.rounding import Share, compute_shares, round_together
from grader.reports.options import File
from grader.reports.wording import OUTCOMES, format_amount, format_full_title

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
        "description": "whether students hand in alone or together",
        "enum": ["individual", "group", "team"],
        "default": "individual",
    },
    "scale": {
        "description": "how many parts make up a point",
        "pattern": "[1-9][0-9]{0,5}",
        "title": "a whole number such as 100",
        "default": "100",
    },
    "students": {
        "description": "a CSV file with a column 'student', and columns named like the options below",
        "format": "file",
        "default": "",
    },
    **PENDING,
    "owner": {"description": "the owner of the repository (default: the student)", "default": ""},
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
        "description": "when it was handed in (default: the time in the record)",
        "pattern": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        "title": "a time in UTC such as 2026-11-30T22:59:00Z",
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
    """Return the record of one submission; UsageError if something about it is not known."""
    own = read_columns_by_student(students).get(graded.student, {}) if isinstance(students, File) else {}
    known = collect_facts(graded, {name: own.get(name) or given.get(name, "") for name in PER_STUDENT})
    units = int(scale)
    earned = compute_shares(graded, units)
    total = sum(share.earned or 0 for share in earned)
    deduction = round_together([graded.deduction], units)[0]
    tests = [make_test(share) for share in earned] + ([make_late_test(graded)] if deduction else [])
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


def collect_facts(graded: GradedSubmission, given: Mapping[str, str]) -> dict[str, str]:
    """Collect and check what the record says about the submission itself; UsageError with all that is missing."""
    submitted = graded.lateness.submitted if graded.lateness else ""
    known = {
        "owner": given["owner"] or graded.student,
        "submission": given["submission"],
        "commit": given["commit"],
        "release": given["release"],
        "review": given["review"] or given["commit"],
        "datetime": given["datetime"] or convert_to_utc(submitted),
    }
    faults = [make_missing_fault(name, graded.student) for name, value in known.items() if not is_fitting(name, value)]
    if faults:
        raise UsageError(faults)
    return known


def is_fitting(name: str, value: str) -> bool:
    """Whether a value is given and has the right form."""
    return bool(value) and bool(re.fullmatch(OPTIONS[name].get("pattern", r"[^\x00-\x20\x7f-\x9f]+"), value))


def make_missing_fault(name: str, student: str) -> Diagnostic:
    schema = OPTIONS[name]
    return Diagnostic(
        slug="missing-option",
        what=f"There is no '{name}' for the submission of '{student}': {schema['description']}.",
        why=f"Classroom 50 refuses a record without it, and expects {schema.get('title', 'one word')}.",
        help=f"Add '--option {name}=…', or a column '{name}' to the file of the option 'students'.",
        audience="author",
    )


def convert_to_utc(instant: str) -> str:
    """Return an instant in UTC, to the second, as Classroom 50 writes it."""
    return f"{datetime.fromisoformat(instant).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if instant else ""


def make_test(share: Share) -> dict[str, Any]:
    """Return one item as a test. If it earned more than it is worth (a bonus), it is worth what it earned."""
    item, earned = share.item, share.earned
    name = format_full_title(item) or "?"
    if earned is None:
        name = f"{name}: {OUTCOMES[item.outcome].words}"
        return {"test-name": name, "passed": False, "score": 0, "max-score": share.worth}
    earned = max(0, earned)
    is_right = item.outcome is Outcome.CORRECT
    return {"test-name": name, "passed": is_right, "score": earned, "max-score": max(share.worth, earned)}


def make_late_test(graded: GradedSubmission) -> dict[str, Any]:
    """Return the test that shows what was taken off the whole."""
    name = f"{'Off the whole' if graded.deductions else 'Late'}: {format_amount(graded.deduction)} off"
    return {"test-name": name, "passed": False, "score": 0, "max-score": 0}


MEMBER = ReportFormat(
    kind="classroom50",
    suffix=".classroom50.json",
    summary="The result.json of Classroom 50 (classroom50/result/v1): whole numbers, no extra keys.",
    render=render,
    options=OPTIONS,
)
