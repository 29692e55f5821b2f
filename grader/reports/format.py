"""What a report format is: a kind, a file suffix, what it can render, and the options that it needs.

A format for one student renders a ``GradedSubmission``. A format for a class yields its text piece by piece from a
``Cohort``, which may be too large for memory. Both are pure functions of the records and the options: they open no
file, ask no clock, and give the same bytes for the same records.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.errors import Diagnostic

__all__ = ["PENDING", "Options", "ReportFormat"]

Options = Mapping[str, Mapping[str, Any]]
PENDING: Options = {
    "pending": {
        "description": "what to do if an answer waits for a person: leave the submission out, or count it as 0",
        "enum": ["withhold", "zero"],
        "default": "withhold",
    }
}
"""The option of a format whose system knows no answer that waits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportFormat:
    """One way to show results. ``render`` renders one submission, ``render_class`` a class; None if not offered.

    ``suffix`` is the ending of its files (``.md``), and ``summary`` one sentence for ``--help`` and the docs. The
    report on a class goes to a file called ``stem``; ``grader grade`` writes it unless it is ``on_request``.
    ``has_pictures`` says that the format shows a record's figures. If it does not, they need not be computed.

    ``options`` lists what the record does not say (an assignment's id, a gradebook to fill in), each with a JSON
    Schema: a ``description``, an ``enum`` or a ``pattern`` with a ``title`` that says what is allowed, and a
    ``default`` unless the option is required. ``"format": "file"`` asks for a file, and the format receives its
    content. The values are keyword arguments of ``render``, ``render_class`` and ``misfits``, which reports the scores
    that the file cannot hold.
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
    def withholds_pending(self) -> bool:
        """Whether its system takes a score as final, so that a submission with an answer that waits is left out."""
        return "withhold" in self.options.get("pending", {}).get("enum", ())

    @property
    def needs(self) -> tuple[str, ...]:
        """The options that must be given."""
        return tuple(name for name, schema in self.options.items() if "default" not in schema)
