"""Choosing a report format by its name, with a message that lists the formats."""

from collections.abc import Callable
from dataclasses import dataclass

from grader.errors import Diagnostic, UsageError
from grader.reports.format import ReportFormat
from grader.reports.registry import REPORT_FORMATS

__all__ = ["StudentFormat", "choose_format", "list_class_formats"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StudentFormat:
    """A format that renders one submission."""

    kind: str
    suffix: str
    render: Callable[..., str]
    has_pictures: bool


def choose_format(kind: str) -> StudentFormat:
    """Return the format ``kind``, which renders one submission; UsageError if there is none."""
    form = REPORT_FORMATS.get(kind)
    if isinstance(form, ReportFormat) and form.render:
        if form.needs:
            raise make_options_error(form)
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


def make_options_error(form: ReportFormat) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="missing-option",
            what=f"'{form.kind}' needs options that this command does not take: {', '.join(form.needs)}.",
            why="Only 'grader export' takes these, with '--option'.",
            help=f"Grade first. Then run 'grader export DIR --to {form.kind}', which says what is missing.",
            audience="author",
        )
    )


def list_class_formats() -> list[ReportFormat]:
    """List the formats for a whole class that ``grader grade`` writes."""
    return [form for form in REPORT_FORMATS.values() if form.render_class and not form.on_request]
