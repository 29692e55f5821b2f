"""A unit after a value that the question does not ask for: ``20π m/s`` for an area, ``0.4 s`` for a length."""

from grader.errors import AnswerError, Diagnostic
from grader.expr.asked.asked import Asked
from grader.expr.units.asked_units import list_units
from grader.source import Source, Span

__all__ = ["explain_unit"]


def explain_unit(error: AnswerError, text: str, asked: Asked) -> AnswerError | None:
    """Return the error about a unit that was taken for an unknown name; None where it is no unit.

    An answer without names in it has none that a student could have mistyped.
    """
    unknown = error.diagnostic.span
    has_no_names = asked.tree is not None and not asked.unknowns
    if error.diagnostic.slug != "unknown-name" or unknown is None or not has_no_names:
        return None
    for start, (_, end) in list_units(text):
        if start <= unknown.start and unknown.end <= end:
            written = text[start:end].strip(" ~\t\n")
            return AnswerError(
                Diagnostic(
                    slug="other-unit",
                    what=f"'{written}' is a unit, and not known to be the one that is asked for.",
                    why="Only the unit that the question asks for may follow a value.",
                    help="give the value in the unit that is asked for, and leave out the unit.",
                    span=Span(Source("answer", text), end - len(written), end),
                )
            )
    return None
