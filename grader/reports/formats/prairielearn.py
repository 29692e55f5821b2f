"""The ``results.json`` of a PrairieLearn external grader: a score from 0 to 1, and the points of every item.

A file that cannot be read is ``gradable: false`` and costs the student no attempt. The same is true for a single
answer, unless the course chooses otherwise. In PrairieLearn no answer can wait for a person. So such a submission is
not gradable either, or (``pending=leave_out``) its score leaves these items out, and a message says so. Every test has
points, because PrairieLearn shows no points if one test has none. The file has at most 1 MB; longer texts are
shortened.
"""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from grader.errors import escape_unprintable
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.terminal import complaints_as_text, item_as_text
from grader.reports.gradebooks.rounding import Share, compute_shares, divide_for_json
from grader.reports.handing_in import describe_handing_in
from grader.reports.wording import OUTCOMES, format_full_title, format_score_line

__all__ = ["LIMIT_BYTES", "MEMBER", "render"]

LIMIT_BYTES = 1_000_000  # PrairieLearn's limit
UNITS = 10_000  # to a point: four decimals
SCORE_DECIMALS = 6
LENGTHS = (4_000, 1_000, 200, 0)  # characters of each text; the first length that makes the whole fit is used
OPTIONS: Options = {
    "unreadable": {
        "description": "what costs no attempt: any answer that cannot be read, or only a whole file",
        "enum": ["answer", "file"],
        "default": "answer",
    },
    "pending": {
        "description": "what to do if an answer waits for a person: refuse the submission, or leave it out",
        "enum": ["refuse", "leave_out"],
        "default": "refuse",
    },
}


def render(graded: GradedSubmission, unreadable: str = "answer", pending: str = "refuse") -> str:
    """Return the results of one submission."""
    errors = list(list_format_errors(graded, unreadable == "answer"))
    is_gradable = (
        not errors and bool(list_scored_items(graded)) and (pending == "leave_out" or not list_waiting_items(graded))
    )
    for length in LENGTHS:
        results = make_refusal(graded, errors, length) if not is_gradable else make_results(graded, length)
        text = json.dumps(results, indent=1, ensure_ascii=True, allow_nan=False) + "\n"
        if len(text) <= LIMIT_BYTES:
            break
    return text


def list_format_errors(graded: GradedSubmission, answers_too: bool) -> Iterator[str]:
    if graded.diagnostics and not graded.is_readable:
        yield complaints_as_text(graded)
    for item in graded.items if answers_too else ():
        if item.outcome is Outcome.UNREADABLE:
            yield item_as_text(item)


def list_scored_items(graded: GradedSubmission) -> list[Share]:
    return [
        share
        for share in compute_shares(graded, UNITS)
        if share.earned is not None and (share.worth or share.item.is_bonus)
    ]


def list_waiting_items(graded: GradedSubmission) -> list[ItemResult]:
    return [item for item in graded.items if item.score is None]


def make_refusal(graded: GradedSubmission, errors: list[str], length: int) -> dict[str, Any]:
    """Return the results of a submission that has no score and costs no attempt."""
    reasons = errors or [f"{item.title}: {OUTCOMES[item.outcome].words}." for item in list_waiting_items(graded)]
    return {
        "gradable": False,
        "format_errors": [shorten_text(reason, length) for reason in reasons],
        "message": format_score_line(graded),
    }


def make_results(graded: GradedSubmission, length: int) -> dict[str, Any]:
    """Return the results of a submission with a score, which its tests add up to."""
    earned = list_scored_items(graded)
    worth = sum(share.worth for share in earned)
    total = Fraction(sum(share.earned or 0 for share in earned), UNITS)
    exact = (total - graded.deduction_from(total)) / Fraction(worth, UNITS)
    return {
        "gradable": True,
        "score": float(round(min(max(exact, Fraction(0)), Fraction(1)), SCORE_DECIMALS)),
        "message": " ".join(
            filter(None, (format_score_line(graded), describe_handing_in(graded), describe_left_out(graded)))
        ),
        "tests": [make_test(share, length) for share in earned],
    }


def describe_left_out(graded: GradedSubmission) -> str:
    titles = ", ".join(item.title for item in list_waiting_items(graded))
    return escape_unprintable(f"The score does not include: {titles}.") if titles else ""


def make_test(share: Share, length: int) -> dict[str, Any]:
    return {
        "name": format_full_title(share.item),
        "points": divide_for_json(share.earned or 0, UNITS),
        "max_points": divide_for_json(share.worth, UNITS),
        "message": OUTCOMES[share.item.outcome].words,
        "output": shorten_text(item_as_text(share.item), length),
    }


def shorten_text(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]} […]".strip()


MEMBER = ReportFormat(
    kind="prairielearn",
    suffix=".prairielearn.json",
    summary="The results.json of a PrairieLearn external grader; what cannot be read costs no attempt.",
    render=render,
    options=OPTIONS,
)
