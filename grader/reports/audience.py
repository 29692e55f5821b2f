"""What a report may say to whom: a student's never holds the expected answer, nor evidence that gives it away."""

from dataclasses import replace
from typing import Literal

from grader.grading.result import GradedSubmission

__all__ = ["Audience", "for_student"]

Audience = Literal["student", "grader"]


def for_student(graded: GradedSubmission) -> GradedSubmission:
    """Return the record without expected answers and without the evidence, whose witnesses hold expected values."""
    return replace(graded, items=tuple(replace(item, expected=None, decision=None) for item in graded.items))
