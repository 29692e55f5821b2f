"""Advice about a refused answer as a whole: it is a sentence, or has cases in words, or is a list of equations.

The parser complains about the first sign that does not fit, which is seldom what has to be fixed. The rules below look
at the whole text after it was refused, the likeliest cause first; if none applies, the parser's own error remains. What
a rule proposes is tried before anybody sees it, here with the parser and later by the item that the answer belongs to.
"""

from collections.abc import Sequence
from typing import Final

from grader.errors import AnswerError
from grader.expr.advice.crosses import add_crosses
from grader.expr.advice.lists import (
    recognise_alternatives,
    recognise_arrows,
    recognise_bars,
    recognise_equations,
    recognise_semicolons,
    recognise_spaced_list,
    recognise_turned_brackets,
)
from grader.expr.advice.prose import (
    recognise_cases,
    recognise_ellipsis,
    recognise_sentence,
    recognise_words_before,
)
from grader.expr.advice.repeating import repeat_proposals
from grader.expr.advice.rules import Explainer, Reader, Rule
from grader.expr.advice.unknown_names import list_unknown_names
from grader.expr.advice.values import (
    recognise_about,
    recognise_colon,
    recognise_left_side,
    recognise_ratio,
    recognise_update,
)
from grader.expr.names import Names

__all__ = ["choose_complaint"]

_LOOKED_AT: Final = 400  # characters; one remark does not fix a longer answer


def choose_complaint(error: AnswerError, text: str, names: Names, explain: Explainer, read: Reader) -> AnswerError:
    """Choose the error that helps most with ``text``, which was refused with ``error``."""
    if error.diagnostic.slug in _FINAL:
        return error
    chosen = apply_rules(error, text, names, explain, read)
    if len(text) > _LOOKED_AT:
        return chosen
    return add_crosses(repeat_proposals(chosen, names, explain), text, read)


def apply_rules(error: AnswerError, text: str, names: Names, explain: Explainer, read: Reader) -> AnswerError:
    """Return what the first rule says that recognises something, or the error itself."""
    for rule in _RULES if len(text) <= _LOOKED_AT else ():
        found = rule(error, text, names, read)
        if found is not None:
            return found
    return error if error.diagnostic.slug != "unknown-name" else list_unknown_names(error, text, names, explain)


_FINAL: Final = frozenset({"empty", "hidden-character", "look-alike", "foreign-digit", "limit", "quotation", "words",
                           "comma-in-subscript"})  # fmt: skip


_RULES: Final[Sequence[Rule]] = (
    recognise_about, recognise_cases, recognise_update, recognise_words_before, recognise_sentence,
    recognise_ellipsis, recognise_ratio, recognise_equations, recognise_semicolons, recognise_bars,
    recognise_spaced_list, recognise_left_side, recognise_arrows, recognise_turned_brackets,
    recognise_alternatives, recognise_colon,
)  # fmt: skip
