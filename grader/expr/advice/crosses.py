"""The letter x as a sign of multiplication: ``1.96x2``, ``1/(x^2+1) x 2x``.

It may also be a name there, so this is one more reading of an answer that is refused anyway.
"""

from collections.abc import Iterator
from typing import Final

from grader.errors import AnswerError, Diagnostic
from grader.expr.advice.rules import Reader, replace_all
from grader.expr.complaints import apply_change
from grader.patterns import regex

__all__ = ["AS_TIMES", "add_crosses", "list_crossed"]

AS_TIMES: Final = "where 'x' means times"

_OPERAND_ENDS: Final = r"(?<=[0-9A-Za-z)\]}⁰¹²³⁴⁵⁶⁷⁸⁹])"
# In front of a number; with blanks around it; everywhere between operands.
_CROSSES: Final = (
    regex(_OPERAND_ENDS + r"(?P<left>\s*)[xX](?P<right>\s*)(?=[0-9.])"),
    regex(_OPERAND_ENDS + r"(?P<left>\s+)[xX](?P<right>\s+)(?=[0-9A-Za-z(\\√])"),
    regex(_OPERAND_ENDS + r"(?P<left>\s*)[xX](?P<right>\s*)(?=[0-9A-Za-z(\\√])"),
)
_SLUGS: Final = frozenset({"unknown-name", "juxtaposed-number", "ambiguous-quotient", "ambiguous-argument"})


def add_crosses(error: AnswerError, text: str, read: Reader) -> AnswerError:
    """Return an error that also proposes ``*`` for an x that may be a sign of multiplication."""
    if not any(diagnostic.slug in _SLUGS for diagnostic in error.diagnostics):
        return error
    crossed = [each for each in dict.fromkeys(list_crossed(text)) if read(each) is not None]
    if not crossed:
        return error
    return AnswerError(propose_crosses(diagnostic, text, crossed) for diagnostic in error.diagnostics)


def list_crossed(text: str) -> Iterator[str]:
    """Yield a text with ``*`` for each x in front of a number, then for more of them."""
    for pattern in _CROSSES:
        crossed = pattern.sub(r"\g<left>*\g<right>", text)
        if crossed != text:
            yield crossed
        text = crossed


def propose_crosses(diagnostic: Diagnostic, text: str, crossed: list[str]) -> Diagnostic:
    """Return a message that also proposes these texts."""
    added = [apply_change(text, replace_all(text, each, AS_TIMES)) for each in crossed]
    return diagnostic.propose([*diagnostic.proposals, *added])
