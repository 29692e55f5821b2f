"""A result with words or steps around it: *it goes to infinity*, ``cos(x)/2 -> 1/2``, *3 and -2 are the solutions*.

>>> limit = Asked("value", question="Find the limit of 1/(x - 3) as x goes to 3 from the right.")
>>> [write_infinity(text, limit) for text in ("Infinity!", "it goes to plus infinity", "decreases without bound")]
['oo', 'oo', '-oo']
>>> [write_infinity(text, limit) for text in ("not infinity", "it is unbounded", "infinity or 0", "goes to infinity?")]
['not infinity', 'it is unbounded', 'infinity or 0', 'goes to infinity?']
>>> [take_limit(text, limit) for text in ("5cos(5x)/2 -> 5/2", "x -> 3", "1/x as x -> 3", "1/(x - 3) → 2 → 3")]
['5/2', 'x -> 3', '1/x as x -> 3', '1/(x - 3) → 2 → 3']
>>> roots = Asked("set", question="Find all real solutions of x^2 - x - 6 = 0.")
>>> texts = ("3 and -2 are the solutions", "3 and -2 are not solutions", "3 is the minimum", "3, -2 are the two roots")
>>> [drop_statement(text, roots) for text in texts]
['3 and -2', '3 and -2 are not solutions', '3 is the minimum', '3, -2 are the two roots']
>>> taylor = Asked("value", question="Give the Taylor polynomial of degree 2.")
>>> [drop_order(text, taylor) for text in ("1 + x - x**2 + O(x**3)", "1 + x^2 + O(x^2)", "1 + O(x)")]
['1 + x - x**2', '1 + x^2 + O(x^2)', '1']
>>> area = Asked("value", question="Compute the integral of 2x from x = 0 to x = 2.")
>>> [drop_square_units(text, area) for text in ("10 square units", "10 units^2", "10 cubic units", "10 units")]
['10', '10', '10 cubic units', '10 units']
>>> [drop_ends(text, area) for text in ("x^2 from 0 to 2 = 4", "x^2 from 0 to 2", "from 0 to 2 = 4")]
['4', 'x^2 from 0 to 2', 'from 0 to 2 = 4']
>>> inverse = Asked("matrix", question="Give the inverse of the matrix A.")
>>> texts = ("det = 1, so the inverse is [[3, -1], [-5, 2]]", "the inverse is 1, so the transpose is [[1, 0], [0, 1]]")
>>> [take_said_end(text, inverse) for text in texts]
['[[3, -1], [-5, 2]]', 'the inverse is 1, so the transpose is [[1, 0], [0, 1]]']
"""

import re
from typing import Final

from grader.answers.conclusions.endings import measure_depth, split_conclusions
from grader.answers.second_readings.other_subjects import is_given, is_word_of, names_other_subject
from grader.expr.asked.asked import Asked
from grader.expr.statements.other_labels import is_known
from grader.expr.words.doubtful import is_quantity
from grader.patterns import regex

__all__ = [
    "drop_ends", "drop_order", "drop_square_units", "drop_statement", "take_limit", "take_said_end", "write_crosses",
    "write_infinity",
]  # fmt: skip

_SUBJECT: Final = (
    r"(?:(?:so\s+)?(?:it|this|that|the\s+(?:limit|function|value|expression|sum|series|sequence|integral))\s+)?"
)
_INFINITY: Final = regex(
    rf"(?i)\s*{_SUBJECT}(?:(?:is|=|equals|goes|tends|diverges|approaches|grows|explodes"
    r"|blows\s+up)\s*(?:off\s+)?(?:to\s+|towards?\s+)?)?"
    r"(?P<sign>plus|minus|positive|negative|[+−-])?\s*(?:infinity|infinite|inf|oo|∞|\\infty)\s*[.!]?\s*"
)
_UNBOUNDED: Final = regex(
    rf"(?i)\s*{_SUBJECT}(?:(?P<up>grows|increases|rises|gets\s+(?:larger|bigger))|(?P<down>decreases|falls|drops))\s+"
    r"(?:without\s+(?:any\s+)?(?:bounds?|limits?)|(?:beyond|over)\s+all\s+bounds)\s*[.!]?\s*"
)
_LIMITS: Final = frozenset({"limit", "limits", "lim"})
_ARROW: Final = regex(r"\s*(?:->|-->|→|⟶|\\to(?![A-Za-z])|\\rightarrow(?![A-Za-z]))\s*")
_NAME: Final = regex(r"\s*\$?\\?[A-Za-z]\w{0,5}\s*")
_WORDS: Final = regex(r"\b(?:as|for|when|if|where|not|no|or|and|lim)\b|[,;:?]|\\lim|lim")
_CALCULATED: Final = regex(r".*[-+*/^(√].*", re.DOTALL)
_OPERATORS: Final = frozenset("+-*/^)")
_STATEMENT: Final = regex(
    r"(?i)(?P<values>\s*[-−+0-9(\[{√].*?)\s+(?P<verb>is|are)\s+(?P<rest>(?:the|its|all(?:\s+the)?|my|our)\s+[a-z]+"
    r"(?:\s+[a-z]+){0,3})\s*[.!]?\s*",
    re.DOTALL,
)
_DENIED: Final = regex(
    r"(?i)\b(?:not|no|never|nor|neither|wrong|false|except|without|unless|if|or|but|maybe|perhaps)\b|n['’]t\b|\?"
)
_ORDER: Final = regex(
    r"\s*\+\s*(?:\\mathcal\s*\{?\s*)?[Oo]\}?\s*\(\s*\|?(?P<name>[a-z])\|?\s*(?:(?:\^|\*\*)\s*\{?\(?(?P<power>[0-9])\)?\}?)?\s*\)\s*\.?\s*$"
)
_POWERS: Final = r"(?<![A-Za-z]){name}\s*(?:\^|\*\*)\s*\{{?\(?([0-9]+)"
_SERIES: Final = frozenset({"taylor", "maclaurin", "series", "expansion", "expand"})
_SQUARES: Final = regex(
    r"(?i)(?<=[0-9)}π])\s*(?:(?:square|sq\.?|area)\s+units?|units?\s*(?:\^\s*2|²|squared)|u\.\s?a\.)\s*\.?\s*$"
)
_INTEGRALS: Final = frozenset({"integral", "integrate", "area"})
_FROM: Final = regex(
    r"(?P<before>[^=]*[^\s=])\s+from\s+(?:[a-z]\s*=\s*)?[^=,;]{1,12}?\s+to\s+[^=,;]{1,12}?\s*=\s*(?P<value>.+)",
    re.DOTALL,
)
_CROSS: Final = regex(r"(?<=[0-9)])(?P<left>\s+)[xX](?P<right>\s+)(?=[0-9(])")
_SAID: Final = regex(
    r"(?i)\s*(?:(?:the|its|our|my)\s+)?(?P<label>[a-z]{3,}(?:\s+[a-z]{3,})?)\s*(?:=|:|\bis\b|\bare\b)\s*(?P<value>[-−+0-9(\[{√\\<].*)",
    re.DOTALL,
)


def write_infinity(text: str, asked: Asked) -> str:
    """Return the sign for infinity that is said in words, where one value is asked for."""
    if asked.shape != "value":
        return text
    if match := _INFINITY.fullmatch(text):
        return "-oo" if (match["sign"] or "").casefold() in ("minus", "negative", "-", "−") else "oo"
    if match := _UNBOUNDED.fullmatch(text):
        return "oo" if match["up"] else "-oo"
    return text


def take_limit(text: str, asked: Asked) -> str:
    """Return the limit after an arrow that follows a formula, and no name, where a limit is asked for."""
    if asked.shape != "value" or not asked.words & _LIMITS:
        return text
    pieces = _ARROW.split(text)
    if len(pieces) != 2 or not pieces[1].strip():
        return text
    before, value = pieces
    is_formula = _NAME.fullmatch(before) is None and _CALCULATED.fullmatch(before) is not None
    if before[-1:] in ("-", "/") or is_piece(before, asked.question):
        return text
    return value.strip() if is_formula and not _WORDS.search(before) and not _WORDS.search(value) else text


def is_piece(formula: str, question: str) -> bool:
    """Whether a formula is only a piece of one in the question: its numerator, or one of its factors."""
    written, bare = ("".join(text.split()) for text in (question, formula))
    place = written.find(bare)
    around = written[place - 1 : place] + written[place + len(bare) : place + len(bare) + 1] if place >= 0 else ""
    return any(sign in _OPERATORS for sign in around)


def drop_statement(text: str, asked: Asked) -> str:
    """Return the values of *3 and -2 are the solutions*, where these words are those of the question."""
    match = _STATEMENT.fullmatch(text) if asked.shape in ("value", "set", "vector", "matrix", "interval") else None
    if match is None or _DENIED.search(text) or "=" in match["values"]:
        return text
    words = [word for word in match["rest"].split() if not is_known(word, Asked())]
    kinds = [
        word for word in match["rest"].split() if word.casefold() in ("solutions", "solution", "answer", "answers")
    ]
    is_asked = is_known(match["rest"], asked) and (kinds or words)
    is_other = any(is_given(word, asked.question) for word in words)
    return (
        text
        if not is_asked or is_other or names_other_subject(f"{match['rest']} = 1", asked.question)
        else match["values"]
    )


def drop_order(text: str, asked: Asked) -> str:
    """Return a Taylor polynomial without the order of its remainder, which is higher than each of its own powers."""
    match = _ORDER.search(text) if asked.shape == "value" and asked.words & _SERIES else None
    if match is None:
        return text
    before = text[: match.start()]
    powers = [int(power) for power in re.findall(_POWERS.format(name=match["name"]), before)]
    powers += [1] if re.search(rf"(?<![A-Za-z\\]){match['name']}(?![A-Za-z])", before) else []
    return before if max(powers, default=0) < int(match["power"] or 1) else text


def drop_square_units(text: str, asked: Asked) -> str:
    """Return a value without square units, where an area or an integral is asked for."""
    is_area = asked.shape == "value" and bool(asked.words & _INTEGRALS) and not asked.units
    return _SQUARES.sub("", text) if is_area else text


def drop_ends(text: str, asked: Asked) -> str:
    """Return what an antiderivative between its ends is equal to: ``10`` of *x^3 + x from 0 to 2 = 10*."""
    match = _FROM.fullmatch(text) if asked.shape == "value" and asked.words & _INTEGRALS else None
    return match["value"] if match and _CALCULATED.fullmatch(match["before"]) else text


def write_crosses(text: str, asked: Asked) -> str:
    """Return ``784 x 10 + 10`` with stars, where no name can be in the answer.

    >>> from grader.expr.nodes import Number
    >>> count = Asked("value", tree=Number(7850))
    >>> [write_crosses(text, count) for text in ("784 x 10 + 10 = 7850", "(784+1) x 10", "21x16", "x = 3")]
    ['784 * 10 + 10 = 7850', '(784+1) * 10', '21x16', 'x = 3']
    """
    is_number = asked.shape == "value" and asked.tree is not None and not asked.unknowns
    return _CROSS.sub(r"\g<left>*\g<right>", text) if is_number else text


def take_said_end(text: str, asked: Asked) -> str:
    """Return the array or set at the end of a text that alone is called what the question asks for."""
    if asked.shape not in ("vector", "matrix", "set", "interval"):
        return text
    *before, last = split_conclusions(text)
    match = _SAID.fullmatch(last) if before else None
    if match is None or _DENIED.search(text) or any(measure_depth(match["value"])[-1:]):
        return text
    words = [word for word in match["label"].casefold().split() if not is_known(word, Asked())]
    is_asked = bool(words) and all(asked.mentions(word) and not is_given(word, asked.question) for word in words)
    said = [name for name in asked.words if any(is_word_of(name, piece) for piece in before)]
    is_first = not any(word in said or is_quantity(word, frozenset()) for word in words if word in said)
    return (
        match["value"].strip()
        if is_asked and is_first and not names_other_subject(f"{match['label']} = 1", asked.question)
        else text
    )
