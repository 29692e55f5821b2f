"""Grading one submission against a rubric, and everything that builds on graded submissions.

Start with ``grade``: mark, follow through, diagnose, score. Every report is rendered from the records in ``result``.
"""

from grader.grading.grade import grade, grade_item, grade_submission
from grader.grading.proof import Finding, RubricProof, check_rubric
from grader.grading.result import ComponentResult, GradedSubmission, ItemResult, Provenance, ReadBack

__all__ = [
    "ComponentResult", "Finding", "GradedSubmission", "ItemResult", "Provenance", "ReadBack", "RubricProof",
    "check_rubric", "grade", "grade_item", "grade_submission",
]  # fmt: skip
