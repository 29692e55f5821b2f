"""``results.json`` for a Gradescope autograder: a test for each item, and a score that is their sum.

Points are rounded to four decimals so that the tests add up to ``score``. ``output`` shows the deduction for being
late, which is already subtracted from ``score``. Gradescope shows a total at once, so there is no score at all while an
answer waits for a person, unless ``pending=zero`` says that it counts as 0 until then; its test still has no score. In
practice without a key no test has points; the score is then 0, of an assignment that is worth nothing. All
texts have the format ``text``, so that nothing in an answer is HTML or Markdown. A file that cannot be read scores 0,
and ``output`` says why. After a mistake of ours there is no score either, which Gradescope shows as a failure of the
autograder.
"""

import json
from typing import Any

from grader.grading.result import GradedSubmission
from grader.records import Outcome
from grader.reports.format import PENDING, Options, ReportFormat
from grader.reports.formats.terminal import complaints_as_text, item_as_text
from grader.reports.gradebooks.rounding import Share, compute_shares, divide_for_json, round_together
from grader.reports.handing_in import describe_handing_in
from grader.reports.wording import format_full_title, format_score_line

__all__ = ["MEMBER", "render"]

UNITS = 10_000  # to a point: four decimals
OPTIONS: Options = {
    "visibility": {
        "description": "when students see the results",
        "enum": ["visible", "after_due_date", "after_published", "hidden"],
        "default": "visible",
    },
    **PENDING,
}


def render(graded: GradedSubmission, visibility: str = "visible", pending: str = "withhold") -> str:
    """Return the results of one submission."""
    earned = compute_shares(graded, UNITS)
    if graded.pending and pending == "withhold":
        earned = [share._replace(earned=None) for share in earned]
    deduction = round_together([graded.deduction], UNITS)[0]
    results: dict[str, Any] = {
        "score": divide_for_json(sum(share.earned or 0 for share in earned) - deduction, UNITS),
        "output": "\n".join(
            filter(None, (format_score_line(graded), describe_handing_in(graded), complaints_as_text(graded)))
        ),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": [
            make_test(place, share, visibility, has_points=not graded.is_practice)
            for place, share in enumerate(earned, start=1)
        ],
        "extra_data": {"grader": provenance_data(graded)},
    }
    has_fault = any(diagnostic.slug == "fault" for diagnostic in graded.diagnostics)
    if has_fault or (graded.pending and pending == "withhold"):
        del results["score"]
    return json.dumps(results, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def make_test(place: int, share: Share, visibility: str, *, has_points: bool) -> dict[str, Any]:
    item = share.item
    scored: dict[str, Any] = {}
    if share.earned is not None:
        status = "passed" if item.outcome is Outcome.CORRECT else "failed"
        scored = {"score": divide_for_json(share.earned, UNITS), "status": status}
    return {
        **scored,
        **({"max_score": divide_for_json(share.worth, UNITS)} if has_points and not item.is_bonus else {}),
        "name": format_full_title(item),
        "name_format": "text",
        "number": str(place),
        "output": item_as_text(item),
        "output_format": "text",
        "tags": [item.outcome.value],
        "visibility": visibility,
    }


def provenance_data(graded: GradedSubmission) -> dict[str, str]:
    known = graded.provenance
    return {"submission": known.submission, "rubric": known.rubric, "engine": known.engine}


MEMBER = ReportFormat(
    kind="gradescope",
    suffix=".gradescope.json",
    summary="The results.json of a Gradescope autograder: a test for each item.",
    render=render,
    options=OPTIONS,
)
