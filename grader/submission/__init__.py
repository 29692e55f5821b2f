"""Submissions: reading them, describing them to an editor, and templates to fill in.

Start with ``reading``.
"""

from grader.submission.definitions import Definition, Resolved, explained, resolve
from grader.submission.reading import Submission, complaints_about, load_submission, read_submission, reasons, task_of
from grader.submission.schema import submission_schema
from grader.submission.template import make_template

__all__ = [
    "Definition", "Resolved", "Submission", "complaints_about", "explained", "load_submission", "make_template",
    "read_submission", "reasons", "resolve", "submission_schema", "task_of",
]  # fmt: skip
