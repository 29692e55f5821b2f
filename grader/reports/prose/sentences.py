"""Prompts, remarks and titles with their mathematics set, and messages in which it is left as one types it.

>>> typeset_sentence("Your delta_k is <wrong>")
'Your <math><msub><mi>δ</mi><mi>k</mi></msub></math> is &lt;wrong&gt;'
>>> spell_sentence("Give x^(1) and v_{1,2}.")
'Give x⁽¹⁾ and v₁₂.'
>>> typeset_message("'2x' is not a name; write 2*x.")
'<code>2x</code> is not a name; write <code>2*x</code>.'
>>> typeset_message("Write this line: q1: '(1, 2)'")
'Write this line: <code>q1: &#x27;(1, 2)&#x27;</code>'
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from grader.errors import put_in_quotes
from grader.patterns import regex
from grader.reports.markup import escape_text
from grader.reports.prose.formulas import find_formulas, read_whole

__all__ = ["spell_sentence", "typeset_message", "typeset_sentence"]

# What a message ends with to be put into a file ("Write this line: q1: '(1, 2)'"): its quotes belong to it.
FOR_FILE: Final = regex(
    r"(?:(?<=: )[\w.-]{1,100}+: |(?<=in single quotes: )|(?<=quotes twice: ))'(?:[^'\n]|''){0,4000}+'(?=\.?\Z)"
)
UNDERSCORED: Final = re.compile(r"([^\W_]+(?:_[^\W_]+)+)")
# A quote that is followed by another or by a bracket is a prime: 'f''(x)'. What has primes may be in double quotes.
# 400 characters are more than any message quotes, and keep a line full of quotes from being read again and again.
QUOTED: Final = regex(
    r"""(?<![^\W_]|['"])(?:'((?:[^'\n]|'(?=['(])){1,400}+)'(?![^\W_]|[('])|"([^"'\n]{0,400}+'[^"\n]{0,400}+)"(?![^\W_]))"""
)


@lru_cache(maxsize=4096)
def typeset_sentence(sentence: str) -> str:
    """Return a sentence as HTML with its mathematics as MathML. A quotation that is a formula loses its quotes."""
    return replace_quotations(sentence, typeset_quotation, typeset_pieces)


@lru_cache(maxsize=4096)
def typeset_message(message: str) -> str:
    """Return a message about how to type something as HTML: formulas and quotations are shown as one types them."""
    written = FOR_FILE.search(message)
    if written is None:
        return replace_quotations(message, render_typed, mark_formulas)
    before = replace_quotations(message[: written.start()], render_typed, mark_formulas)
    return f"{before}{render_typed(written[0])}{message[written.end() :]}"


@lru_cache(maxsize=4096)
def spell_sentence(sentence: str) -> str:
    """Return a sentence as plain text with its mathematics in Unicode, for titles and descriptions."""
    return "".join(text if box is None else box.plain for text, box in find_formulas(sentence))


def replace_quotations(sentence: str, of_quotation: Callable[[str], str], of_text: Callable[[str], str]) -> str:
    """Render quotations, as ``put_in_quotes`` writes them, by one function and the rest by another."""
    rendered, end = [], 0
    for match in QUOTED.finditer(sentence):
        rendered += [of_text(sentence[end : match.start()]), of_quotation(match[1] or match[2])]
        end = match.end()
    return "".join((*rendered, of_text(sentence[end:])))


def typeset_quotation(quoted: str) -> str:
    box = read_whole(quoted)
    if box is not None:
        return f"<math>{box.mathml}</math>"
    mark = put_in_quotes(quoted)[0]
    return f"{mark}{typeset_pieces(quoted)}{mark}"


def typeset_pieces(text: str) -> str:
    return "".join(
        escape_text(written) if box is None else f"<math>{box.mathml}</math>" for written, box in find_formulas(text)
    )


def mark_formulas(text: str) -> str:
    """Mark what one types: formulas, unless they are only a word or a letter, and names with an underscore."""
    return "".join(
        render_typed(written) if box is not None and not written.isalpha() else mark_names(written)
        for written, box in find_formulas(text)
    )


def mark_names(text: str) -> str:
    pieces = UNDERSCORED.split(text)  # text and names in turn
    return "".join((render_typed if place % 2 else escape_text)(piece) for place, piece in enumerate(pieces))


def render_typed(written: str) -> str:
    return f"<code>{escape_text(written)}</code>"
