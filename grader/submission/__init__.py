"""Submissions: reading them, describing them to an editor, and templates to fill in.

Start with ``reading``.
"""

from grader.submission.definitions import Definition, Resolved, explain_unknown_name, resolve_definitions
from grader.submission.reading import (
    Submission,
    explain_unreadable,
    extend_task,
    list_file_complaints,
    load_document,
    load_submission,
    read_submission,
    task_of,
)
from grader.submission.schema import submission_schema
from grader.submission.template import make_template
from grader.submission.unanswered import is_placeholder
from grader.submission.worked_template import make_worked_template

__all__ = [
    "Definition", "Resolved", "Submission", "explain_unknown_name", "explain_unreadable", "extend_task",
    "is_placeholder", "list_file_complaints", "load_document", "load_submission", "make_template",
    "make_worked_template", "read_submission", "resolve_definitions", "submission_schema", "task_of",
]  # fmt: skip
