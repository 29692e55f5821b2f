"""``results.json`` as an autograder of Gradescope leaves it: one test an item, and a score that is their sum.

Points are rounded to four decimals so that the tests add up to ``score``; what is taken off for being late is told in
``output`` and is already off ``score``. A test without a score waits for a person. All texts are of the format
``text``, so that nothing in an answer is HTML or Markdown. A file that cannot be read scores 0, and ``output`` says
why; for a mistake of ours there is no score at all, which Gradescope shows as a failure of the autograder.
"""

import json
from typing import Any

from grader.grading.result import GradedSubmission
from grader.records import Outcome
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.terminal import complaints_as_text, item_as_text
from grader.reports.gradebooks.rounding import Share, in_units, number, shares
from grader.reports.wording import full_title, late_line, score_line

__all__ = ["MEMBER", "render"]

UNITS = 10_000
OPTIONS: Options = {
    "visibility": {
        "description": "when students see the results",
        "enum": ["visible", "after_due_date", "after_published", "hidden"],
        "default": "visible",
    }
}


def render(graded: GradedSubmission, visibility: str = "visible") -> str:
    """Return the results of one submission."""
    earned = shares(graded, UNITS)
    deduction = in_units([graded.deduction], UNITS)[0]
    results: dict[str, Any] = {
        "score": number(sum(share.earned or 0 for share in earned) - deduction, UNITS),
        "output": "\n".join(filter(None, (score_line(graded), late_line(graded), complaints_as_text(graded)))),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": [test(place, share, visibility) for place, share in enumerate(earned, start=1)],
        "extra_data": {"grader": provenance(graded)},
    }
    if any(diagnostic.slug == "fault" for diagnostic in graded.diagnostics):
        del results["score"]
    return json.dumps(results, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def test(place: int, share: Share, visibility: str) -> dict[str, Any]:
    """Return one item as a test."""
    item = share.item
    scored: dict[str, Any] = {}
    if share.earned is not None:
        status = "passed" if item.outcome is Outcome.CORRECT else "failed"
        scored = {"score": number(share.earned, UNITS), "status": status}
    return {
        **scored,
        "max_score": number(share.worth, UNITS),
        "name": full_title(item),
        "name_format": "text",
        "number": str(place),
        "output": item_as_text(item),
        "output_format": "text",
        "tags": [item.outcome.value],
        "visibility": visibility,
    }


def provenance(graded: GradedSubmission) -> dict[str, str]:
    """Return what the results were computed from."""
    known = graded.provenance
    return {"submission": known.submission, "rubric": known.rubric, "engine": known.engine}


MEMBER = ReportFormat(
    kind="gradescope",
    suffix=".gradescope.json",
    summary="The results.json of an autograder of Gradescope: one test an item.",
    render=render,
    options=OPTIONS,
)
