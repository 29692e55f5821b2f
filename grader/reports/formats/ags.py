"""Scores as LTI 1.3 Assignment and Grade Services take them: one JSON document a line, each the body of one POST.

It goes to ``{lineitem}/scores`` as ``application/vnd.ims.lis.v1.score+json``. Platforms record a score as final when
``gradingProgress`` is ``FullyGraded``; a submission with an answer that waits for a person is ``PendingManual`` and one
that cannot be read is ``Failed``, both without a score, which is not a 0. A platform ignores a score that is not later
than the last one, so the ``timestamp`` has to be given: no clock is asked here.
"""

import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from grader.errors import Diagnostic
from grader.grading.course.cohort import Cohort
from grader.grading.result import GradedSubmission
from grader.reports.format import Options, ReportFormat
from grader.reports.gradebooks.downloaded import columns_by_student
from grader.reports.gradebooks.placing import finals, missing, on_submissions, unplaced
from grader.reports.gradebooks.rounding import HUNDREDTHS, final, number
from grader.reports.options import File

__all__ = ["MEMBER", "misfits", "render_class"]

OPTIONS: Options = {
    "users": {"description": "a CSV with the columns 'student' and 'user_id', the platform's ids", "format": "file"},
    "timestamp": {
        "description": "when these scores were made, later than any that were sent before",
        "pattern": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)",
        "title": "an instant with its offset such as 2026-11-30T23:59:00+01:00",
    },
}


def render_class(cohort: Cohort, *, users: File, timestamp: str) -> Iterator[str]:
    """Yield one line for each student whom the platform knows."""
    twice, shared = finals(cohort).files, shared_ids(users)
    for graded in cohort:
        for who in graded.students:
            user = user_id(users, who)
            if user and user not in shared and who not in twice:
                yield json.dumps(score(graded, user, timestamp), ensure_ascii=True, allow_nan=False) + "\n"


def misfits(cohort: Cohort, *, users: File, timestamp: str) -> Iterator[Diagnostic]:
    """Yield whose score cannot be sent."""
    found = finals(cohort)
    yield from on_submissions(found)
    yield from missing(
        [who for who in found.scores if not user_id(users, who)],
        f"'{users.name}' with a user id",
        "add a line with the student and the platform's id.",
    )
    for who in found.scores:
        if user_id(users, who) in shared_ids(users):
            what = f"The user id of '{who}' is another student's too in '{users.name}'."
            yield unplaced("twice-in-gradebook", what, "give each student an id of their own.")


def user_id(users: File, student: str) -> str:
    """Return the platform's id of a student; nothing where it is not known."""
    known = columns_by_student(users, needs="user_id")
    return known.get(student, {}).get("user_id", "")


@lru_cache(maxsize=4)
def shared_ids(users: File) -> frozenset[str]:
    """Return the ids that more than one student has."""
    count = Counter(each.get("user_id", "") for each in columns_by_student(users, needs="user_id").values())
    return frozenset(user for user, times in count.items() if times > 1)


def score(graded: GradedSubmission, user: str, timestamp: str) -> dict[str, Any]:
    """Return the body of one POST."""
    final_score = final(graded)
    progress = "Failed" if not graded.is_readable else "PendingManual" if final_score is None else "FullyGraded"
    figures = (
        {}
        if final_score is None
        else {"scoreGiven": hundredths(final_score), "scoreMaximum": hundredths(graded.points)}
    )
    return {
        "userId": user,
        **figures,
        "activityProgress": "Submitted" if final_score is None else "Completed",
        "gradingProgress": progress,
        "timestamp": timestamp,
    }


def hundredths(value: Fraction) -> int | float:
    """Return a number of points rounded half to even to two decimals; the services take none below 0."""
    return number(max(0, round(value * HUNDREDTHS)), HUNDREDTHS)


MEMBER = ReportFormat(
    kind="ags",
    suffix=".jsonl",
    summary="Scores for LTI 1.3 Assignment and Grade Services, one JSON document a line.",
    render_class=render_class,
    stem="ags",
    on_request=True,
    options=OPTIONS,
    misfits=misfits,
)
