"""What a report format is: a kind, a file suffix, what it can render, and what it has to be told for that.

A format that is about one student renders a ``GradedSubmission``; one that is about the class yields its text piece by
piece from a ``Cohort``, which may be too large to be gathered. Both are pure functions of the records and the options:
they open no file, ask no clock, and give the same bytes for the same records.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.errors import Diagnostic

__all__ = ["Options", "ReportFormat"]

Options = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportFormat:
    """One way to show results. ``render`` is about one submission, ``render_class`` about many; None where not offered.

    ``suffix`` is that of the files it goes to (``.md``), ``summary`` one sentence for ``--help`` and the docs. The
    report on a class goes to a file called ``stem``; ``grader grade`` writes it unless it is ``on_request``.
    ``has_pictures`` says that it shows the figures of a record, which need not be made for any other.

    ``options`` names what the record does not say (the id of an assignment, a gradebook to fill in), each with a JSON
    Schema: ``description``, ``enum`` or ``pattern`` with a ``title`` that says what may stand there, and a ``default``
    unless it must be given. ``"format": "file"`` asks for a file, which is handed over read. The values are keyword
    arguments of ``render``, ``render_class`` and ``misfits``: what of a class cannot go into the file, to be told.
    """

    kind: str
    suffix: str
    summary: str
    render: "Callable[..., str] | None" = None
    render_class: "Callable[..., Iterable[str]] | None" = None
    stem: str = "summary"
    on_request: bool = False
    has_pictures: bool = False
    options: Options = field(default_factory=dict)
    misfits: "Callable[..., Iterable[Diagnostic]] | None" = None
    encoding: str = "utf-8"

    @property
    def needs(self) -> tuple[str, ...]:
        """The options that must be given."""
        return tuple(name for name, schema in self.options.items() if "default" not in schema)
