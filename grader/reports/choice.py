"""Choosing a report format by its name, with a message that says which there are."""

from collections.abc import Callable
from dataclasses import dataclass

from grader.errors import Diagnostic, UsageError
from grader.reports.format import ReportFormat
from grader.reports.registry import REPORT_FORMATS

__all__ = ["StudentFormat", "chosen_format", "class_formats"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StudentFormat:
    """A format that renders one submission."""

    kind: str
    suffix: str
    render: Callable[..., str]
    has_pictures: bool


def chosen_format(kind: str) -> StudentFormat:
    """Return the format called ``kind`` that renders one submission; UsageError where there is none."""
    form = REPORT_FORMATS.get(kind)
    if isinstance(form, ReportFormat) and form.render:
        if form.needs:
            raise needs_options(form)
        return StudentFormat(kind=form.kind, suffix=form.suffix, render=form.render, has_pictures=form.has_pictures)
    kinds = [name for name, member in REPORT_FORMATS.items() if member.render and not member.needs]
    raise UsageError(
        Diagnostic(
            slug="unknown-format",
            what=f"'{kind}' is not a format for the report of one submission.",
            why=f"The formats are {', '.join(kinds)}.",
            help="Give one of these to --format.",
            audience="author",
        )
    )


def needs_options(form: ReportFormat) -> UsageError:
    """Return the complaint about a format that has to be told more than the record says."""
    return UsageError(
        Diagnostic(
            slug="missing-option",
            what=f"'{form.kind}' has to be told more than grading yields: {', '.join(form.needs)}.",
            why="Only 'grader export' takes these, with '--option'.",
            help=f"Grade first, and then write 'grader export DIR --to {form.kind}', which says what is missing.",
            audience="author",
        )
    )


def class_formats() -> list[ReportFormat]:
    """Return the formats that render many submissions, and that ``grader grade`` writes."""
    return [form for form in REPORT_FORMATS.values() if form.render_class and not form.on_request]
