"""The ``results.json`` of an external grader of PrairieLearn: a score from 0 to 1, and the points of every item.

What cannot be read is ``gradable: false`` and costs the student no attempt: a file, and unless the course wants it
otherwise a single answer too. PrairieLearn knows no answer that waits for a person; such a submission is not gradable
either, or (``pending=leave_out``) these items are left out of the score, with a message that says so. Every test has
points, because without those of one PrairieLearn shows none. The whole is at most 1 MB; longer texts are shortened.
"""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from grader.errors import printable
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.terminal import complaints_as_text, item_as_text
from grader.reports.gradebooks.rounding import Share, number, shares
from grader.reports.wording import OUTCOMES, full_title, late_line, score_line

__all__ = ["LIMIT_BYTES", "MEMBER", "render"]

LIMIT_BYTES = 1_000_000
UNITS = 10_000
SCORE_DECIMALS = 6
LENGTHS = (4_000, 1_000, 200, 0)  # characters of each text, the longest with which the whole fits
OPTIONS: Options = {
    "unreadable": {
        "description": "what costs no attempt: an answer that cannot be read, or only a file",
        "enum": ["answer", "file"],
        "default": "answer",
    },
    "pending": {
        "description": "what becomes of a submission with an answer that a person decides on",
        "enum": ["refuse", "leave_out"],
        "default": "refuse",
    },
}


def render(graded: GradedSubmission, unreadable: str = "answer", pending: str = "refuse") -> str:
    """Return the results of one submission."""
    errors = list(format_errors(graded, unreadable == "answer"))
    is_gradable = not errors and bool(scored(graded)) and (pending == "leave_out" or not waiting(graded))
    for length in LENGTHS:
        results = not_gradable(graded, errors, length) if not is_gradable else gradable(graded, length)
        text = json.dumps(results, indent=1, ensure_ascii=True, allow_nan=False) + "\n"
        if len(text) <= LIMIT_BYTES:
            break
    return text


def format_errors(graded: GradedSubmission, answers_too: bool) -> Iterator[str]:
    """Yield what cannot be read."""
    if graded.diagnostics and not graded.is_readable:
        yield complaints_as_text(graded)
    for item in graded.items if answers_too else ():
        if item.outcome is Outcome.UNREADABLE:
            yield item_as_text(item)


def scored(graded: GradedSubmission) -> list[Share]:
    """Return the items that have a score and are worth something."""
    return [share for share in shares(graded, UNITS) if share.earned is not None and share.worth]


def waiting(graded: GradedSubmission) -> list[ItemResult]:
    """Return the items without a score."""
    return [item for item in graded.items if item.score is None]


def not_gradable(graded: GradedSubmission, errors: list[str], length: int) -> dict[str, Any]:
    """Return the results of a submission that has no score, and costs no attempt."""
    reasons = errors or [f"{item.title}: {OUTCOMES[item.outcome].words}." for item in waiting(graded)]
    return {
        "gradable": False,
        "format_errors": [shortened(reason, length) for reason in reasons],
        "message": score_line(graded),
    }


def gradable(graded: GradedSubmission, length: int) -> dict[str, Any]:
    """Return the results of a submission with a score; the tests are what it is made of."""
    earned = scored(graded)
    worth = sum(share.worth for share in earned)
    exact = Fraction(sum(share.earned or 0 for share in earned), worth) * (1 - late_share(graded))
    return {
        "gradable": True,
        "score": float(round(min(max(exact, Fraction(0)), Fraction(1)), SCORE_DECIMALS)),
        "message": " ".join(filter(None, (score_line(graded), late_line(graded), left_out(graded)))),
        "tests": [test(share, length) for share in earned],
    }


def late_share(graded: GradedSubmission) -> Fraction:
    """Return the share that is taken off for being late."""
    return graded.lateness.share if graded.lateness else Fraction(0)


def left_out(graded: GradedSubmission) -> str:
    """Return the sentence on items that the score leaves out."""
    titles = ", ".join(item.title for item in waiting(graded))
    return printable(f"The score is of the other items alone; not in it: {titles}.") if titles else ""


def test(share: Share, length: int) -> dict[str, Any]:
    """Return one item as a test."""
    return {
        "name": full_title(share.item),
        "points": number(share.earned or 0, UNITS),
        "max_points": number(share.worth, UNITS),
        "message": OUTCOMES[share.item.outcome].words,
        "output": shortened(item_as_text(share.item), length),
    }


def shortened(text: str, length: int) -> str:
    """Return as much of a text as there is room for."""
    return text if len(text) <= length else f"{text[:length]} […]".strip()


MEMBER = ReportFormat(
    kind="prairielearn",
    suffix=".prairielearn.json",
    summary="The results.json of an external grader of PrairieLearn; what cannot be read costs no attempt.",
    render=render,
    options=OPTIONS,
)
