"""What a report format is: a kind, a file suffix, and what it can render.

A format that is about one student renders a ``GradedSubmission``; one that is about the class yields its text piece by
piece from a ``Cohort``, which may be too large to be gathered. Both are pure functions of the records: they open no
file, ask no clock, and give the same bytes for the same records.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that choosing a format, and ``--help``, need not load the engine
    from grader.grading.cohort import Cohort
    from grader.grading.result import GradedSubmission

__all__ = ["ReportFormat"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportFormat:
    """One way to show results. ``render`` is about one submission, ``render_class`` about many; None where not offered.

    ``suffix`` is that of the files it goes to (``.md``), ``summary`` one sentence for ``--help`` and the docs. The
    report on a class goes to a file called ``stem``; ``grader grade`` writes it unless it is ``on_request``.
    """

    kind: str
    suffix: str
    summary: str
    render: "Callable[[GradedSubmission], str] | None" = None
    render_class: "Callable[[Cohort], Iterable[str]] | None" = None
    stem: str = "summary"
    on_request: bool = False
