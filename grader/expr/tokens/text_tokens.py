"""Plain text, as people type it on a keyboard, becomes tokens.

One compiled expression finds every token. None of its alternatives can backtrack by more than a character, so the time
is linear in the length. Unicode signs are looked up in explicit tables (``characters.py``), never normalised.

>>> [token.kind for token in tokenize("2x₁ ≥ ω²")]
['number', 'name', '_', '{', 'number', '}', '>=', 'name', '^', 'number', 'end']
"""

import re
import string
from functools import lru_cache
from typing import Final

from grader.expr.complaints import complain, complain_over_limit
from grader.expr.tokens.characters import (
    ACCENTS,
    FRACTIONS,
    GREEK,
    PRECOMPOSED,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    refuse_character,
)
from grader.expr.tokens.tokens import END, OPERATORS, Token
from grader.limits import MAX_TOKENS
from grader.patterns import regex

__all__ = ["NUMBER", "SIGNS", "SIGN_TOKENS", "finish_tokens", "tokenize_script", "spell_letter", "tokenize"]

_NEW: Final = tuple.__new__  # builds a Token without the argument handling of its constructor

_MARKS: Final = "".join(ACCENTS)
_TAIL: Final = r"[0-9]*(?:_(?:[0-9]+|[A-Za-z]+[0-9]*))*"
NUMBER: Final = r"(?:[0-9]+(?:\.(?!\*)[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
SIGNS: Final = "|".join(
    [
        *(re.escape(sign) for sign in OPERATORS if len(sign) > 1),
        f"[{''.join(re.escape(s) for s in OPERATORS if len(s) == 1)}]",
    ]
)
_RAISED: Final = regex(r"[0-9]+|[a-z]+[0-9]*|[-+()]")  # of eᵃ¹ the exponent is one name
_LOWERED: Final = regex(r"[0-9]+|[a-z]|[-+()]")
_LONE: Final = r"[-/()^,\[\]]|\+(?!/)"  # the most frequent signs; no longer sign begins with one of them
_MODULE: Final = r"(?:np|numpy|math|cmath|jnp|torch|tf|sp|sympy)\.(?:linalg\.)?(?=[A-Za-z])"
_PYTHON: Final = rf"{_MODULE}|\.T(?![A-Za-z0-9_])"  # the module of a function, and a transpose, as programs have them
_BASED: Final = r"0[xXbBoO][0-9][0-9A-Fa-f]*"
_SPACE: Final = r"[ \t\r\n\u00a0\u2009\u202f]*"
_SCRIPT: Final = regex(
    rf"(?P<letter>[{''.join(GREEK)}{''.join(PRECOMPOSED)}]|[A-Za-z{''.join(GREEK)}][{_MARKS}])(?P<tail>{_TAIL})"
    rf"|(?P<raised>[{''.join(SUPERSCRIPTS)}]+)|(?P<lowered>[{''.join(SUBSCRIPTS)}]+)|(?P<fraction>[{''.join(FRACTIONS)}])"
)
_ANY: Final = (
    rf"[A-Za-z]+(?![{_MARKS}]){_TAIL}|{_LONE}|{_BASED}|{NUMBER}|{SIGNS}|"
    + re.sub("[?]P<[a-z]+>", "?:", _SCRIPT.pattern)
    + "|.|$"
)
_PIECE: Final = regex(f"({_SPACE})({_ANY})", re.DOTALL)
_PIECE_WITH_DOTS: Final = regex(f"({_SPACE})({_PYTHON}|{_ANY})", re.DOTALL)
SIGN_TOKENS: Final = {sign: (kind, sign) for sign, kind in OPERATORS.items()} | {
    "∞": ("name", "oo"),
    "∑": ("sum", "sum"),
    "∏": ("sum", "product"),
}
_LETTERS: Final = frozenset(string.ascii_letters)
_DIGITS: Final = frozenset(string.digits + ".")
_BASES: Final = frozenset("xXbBoO")
_WORDS: Final = {"and": "and", "or": "or", "in": "∈", "union": "∪"}


@lru_cache(maxsize=256)
def tokenize(text: str) -> tuple[Token, ...]:
    """Split ``text`` into tokens, the last of which is its end. Cached, because a text is often read twice."""
    tokens: list[Token] = []
    add = tokens.append
    braces: list[str] = []
    end = 0
    # Most texts have no dot; each alternative that is tried before a word or sign takes time for each of them.
    for space, value in (_PIECE_WITH_DOTS if "." in text else _PIECE).findall(text):
        start = end + len(space)
        end = start + len(value)
        known = classify_ascii(value)
        if known is not None:
            kind, spelling = known
            add(_NEW(Token, (kind, spelling, start, end)))
        elif value == "{":
            grouping = bool(tokens) and tokens[-1].kind in ("^", "_")
            braces.append("}" if grouping else "}}")
            add(Token("{" if grouping else "{{", value, start, end))
        elif value == "}":
            add(Token(braces.pop() if braces else "}}", value, start, end))
        elif value:
            tokens.extend(tokenize_unusual(text, value, start, end))
    return finish_tokens(text, tokens)


@lru_cache(maxsize=4096)
def classify_ascii(value: str) -> tuple[str, str] | None:
    """Kind and spelling of a sign, and of a word or number in ASCII characters; None for anything else."""
    if value in SIGN_TOKENS or not value or not value.isascii():
        return SIGN_TOKENS.get(value)
    if value == ".T":
        return "T", "T"
    if value[0] in _LETTERS and value[-1] == ".":  # the name of a module, which means nothing here
        return None
    if value[0] in _LETTERS:
        return _WORDS.get(value, "name"), value
    is_number = value[0] in _DIGITS and value[1:2] not in _BASES and value != "."
    return ("number", value) if is_number else None


def tokenize_unusual(text: str, value: str, start: int, end: int) -> list[Token]:
    """Read what is neither ASCII nor a sign, or refuse it."""
    if value[0] in _LETTERS and value[-1] == ".":
        return []
    match = _SCRIPT.fullmatch(value)
    if match and match.lastgroup == "tail":
        return [Token("name", spell_letter(match["letter"]) + match["tail"], start, end)]
    if match:
        return tokenize_script(match.lastgroup or "", value, start, end)
    if value[0] == "0":
        raise complain(text, start, end, "based-number", written=value, rest=value[1:])
    if value == "\\" and text[end:].lstrip().startswith("{"):  # ℝ \ {0}
        return [Token("∖", "∖", start, end)]
    if value == "~" and text[start - 1 : start].isdigit() and text[end : end + 1].isalpha():
        return []  # a blank of LaTeX between a value and its unit or a factor: 5~m
    if value == "." and not text[end:].strip():
        return []  # the full stop of a sentence
    raise refuse_character(text, start)


def finish_tokens(text: str, tokens: list[Token]) -> tuple[Token, ...]:
    """Add the end mark after the tokens, or refuse when there are too many."""
    if len(tokens) > MAX_TOKENS:
        start = tokens[MAX_TOKENS].start
        raise complain_over_limit(text, start, start + 1, "MAX_TOKENS", limit=MAX_TOKENS)
    return (*tokens, Token("end", END, len(text), len(text)))


def spell_letter(letter: str) -> str:
    """Spell a Greek or accented letter: ``omega`` for ``ω``, ``x_hat`` for ``x̂``."""
    if letter in PRECOMPOSED:
        return PRECOMPOSED[letter]
    name = GREEK.get(letter[0], letter[0])
    return f"{name}_{ACCENTS[letter[1]]}" if len(letter) > 1 else name


def tokenize_script(group: str, value: str, start: int, end: int) -> list[Token]:
    """Read a run of raised or lowered characters, or a vulgar fraction such as ``½``."""
    if group == "fraction":
        above, below = FRACTIONS[value]
        return [
            Token("frac", value, start, end),
            Token("number", above, start, end),
            Token("number", below, start, end),
        ]
    plain = "".join((SUPERSCRIPTS if group == "raised" else SUBSCRIPTS)[character] for character in value)
    mark = Token("^", value, start, start) if group == "raised" else Token("_", value, start, start)
    inner = [
        Token(kind_of_script(piece.group()), piece.group(), start + piece.start(), start + piece.end())
        for piece in (_RAISED if group == "raised" else _LOWERED).finditer(plain)
    ]
    if group == "raised" and len(inner) == 1 and (inner[0].kind == "number" or len(plain) == 1):
        return [mark, *inner]
    return [mark, Token("{", "{", start, start), *inner, Token("}", "}", end, end)]


def kind_of_script(piece: str) -> str:
    return "number" if piece[0].isdigit() else "name" if piece[0].isalpha() else piece
