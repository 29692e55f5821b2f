"""Grading one submission against a rubric."""

from grader.grading.grade import grade, grade_item, grade_submission
from grader.grading.result import ComponentResult, GradedSubmission, ItemResult, Provenance, ReadBack

__all__ = [
    "ComponentResult", "GradedSubmission", "ItemResult", "Provenance", "ReadBack", "grade", "grade_item",
    "grade_submission",
]  # fmt: skip
