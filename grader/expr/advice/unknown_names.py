"""Every name of an answer that is not known, in one error."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, product
from typing import Final

from grader.errors import AnswerError, Diagnostic
from grader.expr.advice.rules import Explainer
from grader.expr.complaints import propose_answer
from grader.expr.names import Names
from grader.source import Source, Span

__all__ = ["list_unknown_names"]

_PLACEHOLDERS: Final = "qQzZhH"  # letters; one that means nothing yet is put in place of an unknown name
_MOST_NAMES: Final = 8  # unknown names in one answer that are reported; each takes one more reading
_MOST_REPAIRS: Final = 3  # ways to repair all of them that are proposed


def list_unknown_names(error: AnswerError, text: str, names: Names, explain: Explainer) -> AnswerError:
    """Report every unknown name of an answer at once, each with the answers in which all of them are repaired."""
    free = (each for each in _PLACEHOLDERS if each not in text and names.resolve(each).kind == "unknown")
    letter = next(free, "")
    # An alias of a number is no name that a message would list.
    aliases = {**names.notation.aliases, letter: "pi"}
    wider = Names(replace(names.notation, aliases=aliases)) if letter else names
    found: dict[str, Diagnostic] = {}
    spellings: list[tuple[Span, list[str]]] = []
    masked = text
    after: AnswerError | None = error
    while after is not None and after.diagnostic.slug == "unknown-name" and len(spellings) < _MOST_NAMES:
        diagnostic = after.diagnostic
        span = diagnostic.span
        if span is None or span.start == span.end or span.text.strip() == letter:
            break
        found.setdefault(span.text, diagnostic.at(Span(Source("answer", text), span.start, span.end)))
        ends = len(masked) - span.end
        written = [each.answer[span.start : len(each.answer) - ends] for each in diagnostic.proposals]
        spellings.append((span, written))
        masked = masked[: span.start] + letter.ljust(span.end - span.start) + masked[span.end :]
        after = explain(masked, wider) if letter else None
    repaired = [propose_answer(each) for each in islice(repair_names(text, spellings), _MOST_REPAIRS)]
    return error if len(spellings) < 2 else AnswerError(each.propose(repaired) for each in found.values())


def repair_names(text: str, spellings: Sequence[tuple[Span, list[str]]]) -> Iterator[str]:
    """Yield an answer with each unknown name in one of its spellings; none where a name has no spelling.

    Those in which all names are repaired in the same way come first: ``x*2 + x*5``, ``x^2 + x^5``.
    """
    lists = [written for _, written in spellings]
    alike = zip(*lists, strict=True) if len(set(map(len, lists))) == 1 else ()
    for chosen in dict.fromkeys((*alike, *islice(product(*lists), _MOST_REPAIRS))):
        answer = text
        for (span, _), written in reversed(list(zip(spellings, chosen, strict=True))):
            answer = answer[: span.start] + written + answer[span.end :]
        yield answer
