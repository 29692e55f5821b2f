"""Scores for LTI 1.3 Assignment and Grade Services: one JSON document per line, each the body of one POST.

Post it to ``{lineitem}/scores`` as ``application/vnd.ims.lis.v1.score+json``. Platforms record a score as final if
``gradingProgress`` is ``FullyGraded``. A submission with an answer that waits for a person is ``PendingManual``, and
one that cannot be read is ``Failed``; both have no score, which is not a 0. A platform ignores a score that is not
later than the last one, so the ``timestamp`` is required: no clock is asked here.
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
from grader.reports.gradebooks.downloaded import read_columns_by_student
from grader.reports.gradebooks.placing import check_submissions, collect_finals, make_unplaced_error, report_missing
from grader.reports.gradebooks.rounding import HUNDREDTHS, divide_for_json, get_final_score
from grader.reports.options import File

__all__ = ["MEMBER", "misfits", "render_class"]

OPTIONS: Options = {
    "users": {
        "description": "a CSV file with the columns 'student' and 'user_id' (the platform's id)",
        "format": "file",
    },
    "timestamp": {
        "description": "when these scores were made; it must be later than for all scores sent before",
        "pattern": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)",
        "title": "a time with its offset from UTC, such as 2026-11-30T23:59:00+01:00",
    },
}


def render_class(cohort: Cohort, *, users: File, timestamp: str) -> Iterator[str]:
    """Yield one line for each student whom the platform knows."""
    twice, shared = collect_finals(cohort).files, find_shared_ids(users)
    for graded in cohort:
        for who in graded.students:
            user = find_user_id(users, who)
            if user and user not in shared and who not in twice:
                yield json.dumps(make_score_body(graded, user, timestamp), ensure_ascii=True, allow_nan=False) + "\n"


def misfits(cohort: Cohort, *, users: File, timestamp: str) -> Iterator[Diagnostic]:
    """Yield whose score cannot be sent."""
    found = collect_finals(cohort)
    yield from check_submissions(found)
    yield from report_missing(
        [who for who in found.scores if not find_user_id(users, who)],
        f"'{users.name}' with a user id",
        "Add a line with the student and the platform's id.",
    )
    for who in found.scores:
        if find_user_id(users, who) in find_shared_ids(users):
            what = f"In '{users.name}', '{who}' has the same user id as another student."
            yield make_unplaced_error("twice-in-gradebook", what, "Give each student a different id.")


def find_user_id(users: File, student: str) -> str:
    known = read_columns_by_student(users, needs="user_id")
    return known.get(student, {}).get("user_id", "")


@lru_cache(maxsize=4)
def find_shared_ids(users: File) -> frozenset[str]:
    count = Counter(each.get("user_id", "") for each in read_columns_by_student(users, needs="user_id").values())
    return frozenset(user for user, times in count.items() if times > 1)


def make_score_body(graded: GradedSubmission, user: str, timestamp: str) -> dict[str, Any]:
    final_score = get_final_score(graded)
    progress = "Failed" if not graded.is_readable else "PendingManual" if final_score is None else "FullyGraded"
    figures = (
        {}
        if final_score is None
        else {"scoreGiven": round_to_hundredths(final_score), "scoreMaximum": round_to_hundredths(graded.points)}
    )
    return {
        "userId": user,
        **figures,
        "activityProgress": "Submitted" if final_score is None else "Completed",
        "gradingProgress": progress,
        "timestamp": timestamp,
    }


def round_to_hundredths(value: Fraction) -> int | float:
    """Round points half to even to two decimals. The services accept nothing below 0."""
    return divide_for_json(max(0, round(value * HUNDREDTHS)), HUNDREDTHS)


MEMBER = ReportFormat(
    kind="ags",
    suffix=".jsonl",
    summary="Scores for LTI 1.3 Assignment and Grade Services, one JSON document per line.",
    render_class=render_class,
    stem="ags",
    on_request=True,
    options=OPTIONS,
    misfits=misfits,
)
