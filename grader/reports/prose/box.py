"""A piece of mathematics inside a sentence, set in two ways at once: as MathML, and in Unicode for plain text.

Both are made from the pieces that were recognised, never from markup, so nothing that somebody typed is obeyed.

>>> scripted(letter("x"), "1", "").plain, scripted(letter("delta"), "k", "").mathml
('x₁', '<msub><mi>δ</mi><mi>k</mi></msub>')
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from grader.expr.tokens.characters import GREEK, GREEK_NAMES, SUBSCRIPTS, SUPERSCRIPTS
from grader.reports.markup import escape_text

__all__ = ["Box", "bracketed", "join", "letter", "number", "operator", "scripted", "set_characters"]

LETTERS: Final = {name: letter for letter, name in reversed(GREEK.items())}
ACCENTS: Final = {"hat": ("^", "\u0302"), "bar": ("¯", "\u0304"), "tilde": ("~", "\u0303"), "vec": ("→", "\u20d7")}
RAISED: Final = str.maketrans({plain: sign for sign, plain in SUPERSCRIPTS.items()} | {"⊤": "ᵀ", "−": "⁻", "′": "′"})
LOWERED: Final = str.maketrans({plain: sign for sign, plain in reversed(SUBSCRIPTS.items())} | {"−": "₋"})
SIGNS: Final = {"-": "−", "<=": "≤", ">=": "≥", "!=": "≠", "->": "→", "<-": "←"}
CHARACTERS: Final = re.compile(r"\d+|.", re.DOTALL)
WORD: Final = re.compile(r"[A-Za-z]{3,}")


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of mathematics. ``is_sure`` says that it can be nothing else, such as a word of the sentence.

    ``is_long`` marks a name of several letters, which needs a sign or a space beside other names.
    """

    mathml: str
    plain: str
    is_sure: bool = False
    is_long: bool = False


def letter(name: str, *, is_sure: bool = True) -> Box:
    """Set a name: a letter, a Greek letter by its name, or a word upright."""
    shown = LETTERS.get(name, name)
    return Box(f"<mi>{escape_text(shown)}</mi>", shown, is_sure, len(shown) > 1)


def number(digits: str) -> Box:
    return Box(f"<mn>{digits}</mn>", digits)


def operator(sign: str, space: str = "") -> Box:
    """Set an operator; ``space`` is what is on either side of it in plain text."""
    shown = SIGNS.get(sign, sign)
    tight = ' lspace="0" rspace="0"' if sign == "/" else ""  # a quotient on the line is one piece
    return Box(f"<mo{tight}>{escape_text(shown)}</mo>", f"{space}{shown}{space}")


def join(boxes: Iterable[Box]) -> Box:
    """Set boxes side by side. A name with company is mathematics, even ``a`` and ``I``."""
    parts = tuple(boxes)
    if len(parts) == 1:
        return parts[0]
    mathml, plain = "".join(part.mathml for part in parts), "".join(part.plain for part in parts)
    is_sure = any(part.is_sure or "<mi>" in part.mathml for part in parts)
    return Box(f"<mrow>{mathml}</mrow>", plain, is_sure)


def bracketed(opening: str, inside: Box, closing: str) -> Box:
    """Set a box in brackets. A lone letter in them may be the name of a part, as in "part (b)"."""
    mathml = f"<mrow><mo>{opening}</mo>{inside.mathml}<mo>{closing}</mo></mrow>"
    return Box(mathml, f"{opening}{inside.plain}{closing}", inside.is_sure and not is_bare(inside))


def is_bare(box: Box) -> bool:
    return len(box.plain) == 1


def set_characters(text: str) -> Box:
    """Set an index or exponent: numbers, letters one by one, a Greek letter or a longer word by its name."""
    if text in GREEK_NAMES or WORD.fullmatch(text):
        return letter(text)
    return join(set_character(piece) for piece in CHARACTERS.findall(text.replace(" ", "")))


def set_character(piece: str) -> Box:
    if piece.isdecimal():
        return number(piece)
    if piece.isalpha():
        return letter(piece)
    return operator("∗" if piece == "*" else piece)


def scripted(base: Box, below: str, above: str) -> Box:
    """Set a name or bracket with an index, an exponent, or both; ``above`` may have brackets of its own.

    >>> scripted(letter("x"), "", "(k+1)").plain
    'x⁽ᵏ⁺¹⁾'
    """
    first, _, rest = below.partition(",") if below.partition(",")[0] in ACCENTS else ("", "", below)
    if first:
        over, combining = ACCENTS[first]
        base = Box(f'<mover accent="true">{base.mathml}<mo>{over}</mo></mover>', base.plain + combining, True)
        below = rest
    if not below and not above:
        return base
    tag = {(True, True): "msubsup", (True, False): "msub", (False, True): "msup"}[bool(below), bool(above)]
    scripts = "".join(set_characters(text).mathml for text in (below, above) if text)
    plain = base.plain + shift(below, LOWERED, "_") + shift(above, RAISED, "^")
    return Box(f"<{tag}>{base.mathml}{scripts}</{tag}>", plain, True, base.is_long)


def shift(text: str, table: dict[int, str], mark: str) -> str:
    """Lower or raise characters if Unicode has all of them; else put a mark in front.

    >>> shift("k", LOWERED, "_"), shift("b", LOWERED, "_")
    ('ₖ', '_b')
    """
    text = text.replace(" ", "")
    text = LETTERS.get(text, text)
    shifted = text.replace(",", "").translate(table)
    return shifted if all(ord(character) in table for character in text.replace(",", "")) else f"{mark}{text}"
