"""What is written around a value and does not belong to it: a label, a sign for *about*, words and a full stop.

>>> asked = Asked(question="How many apples?")
>>> [drop_surroundings(text, asked) for text in ("≈ 0.14", "12 apples", "60 degrees", "35 percent.")]
['  0.14', '12', '60°', '35%']
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import Reader
from grader.expr.units.asked_units import drop_units
from grader.expr.units.directions import drop_direction
from grader.expr.units.units import parse_unit
from grader.expr.words.doubtful import IN_FULL
from grader.patterns import regex

__all__ = [
    "bracket_operand",
    "drop_list_brackets", "drop_repeated_label", "drop_surroundings", "find_label", "mask", "mask_brackets", "may_name",
    "names_no_value", "split_other_label", "strip_dollars",
]  # fmt: skip

_ABOUT: Final = regex(
    r"\s*(?:≈|~|≃|≅|≐|\\approx\b|\\simeq\b|(?:about|approximately|approx|roughly|ca)\b\.?)\s*(?=\S)", re.IGNORECASE
)
_STOP: Final = regex(r"(?<=[^\s.])\.\s*$")
_QUOTED: Final = regex(r"""\s*(?P<sign>[`"“”„])(?P<inside>[^`"“”„]*)[`"“”]\s*""")
_LEAD: Final = regex(r"\s*(?:=|:)\s*(?=\S)")
_DEGREES: Final = regex(r"(?<=[0-9)])\s*(?:degrees|degree|deg|grad)\b\.?", re.IGNORECASE)
_PERCENT: Final = regex(r"(?<=[0-9)])\s*(?:percent|per cent|pct)\b\.?", re.IGNORECASE)
_SHORTEST: Final = 4  # letters of a word that may be shortened
_ARTICLES: Final = frozenset({"the", "an", "in", "total", "altogether", "overall"})
# What is counted, where a question asks in how many ways.
_WAYS: Final = frozenset({"ways", "way", "possibilities", "combinations", "choices", "options", "selections"})
_TAIL: Final = regex(r"(?<=[0-9)\]}a-zA-Z°])\s+(?P<words>[A-Za-z]{2,}(?:\s+[A-Za-z]{2,}){0,4})\s*\.?\s*$")
# A name, perhaps with primes, indices, an argument or a superscript in brackets: f'(x), x^(2), H, \hat{y}_1, dy/dx.
_LISTED: Final = regex(
    r"(?P<open>\s*+(?:\$\$?)?+\s*+(?:\\left\s*+)?+[(\[]\s*+)(?P<inside>.*\S)"
    r"(?P<close>\s*(?:\\right\s*)?[)\]]\s*(?:\$\$?)?\s*)",
    re.DOTALL,
)
_ACCENT: Final = r"\\(?:hat|bar|tilde|vec|dot|widehat|widetilde|overline|mathbf|boldsymbol|mathcal)\b"
_OF_MATRIX: Final = regex(r"\s*(?P<name>det|tr|rank|dim|trace)\s*(?P<of>[A-Z])(?=\s*=)")
_WORD: Final = (
    rf"(?:{_ACCENT}\s*\\?[A-Za-z]+|\\[A-Za-z]+|[^\W\d_]+[\u0302-\u0307\u20d7]?)"
    r"(?:\{[^{}=]{0,20}\})?(?:-(?:hat|bar)\b)?"
)
_NAME: Final = (
    rf"(?:(?:d|∂|\\partial)\^?\d?\s*)?{_WORD}(?:_\{{[^{{}}=]{{0,20}}\}}|_?[0-9A-Za-z]{{1,6}},[0-9]{{1,2}}|_?[0-9A-Za-z]{{0,6}})['′’]{{0,3}}"
    rf"(?:\^\s*\(?\{{?\(?[-0-9A-Za-z+ ]{{1,6}}\)?\}}?\)?|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵀ]{{1,6}})?(?:\s*\([^()]{{0,30}}\))?"
    rf"(?:\s*/\s*(?:d|∂|\\partial)\s*{_WORD}(?:_?[0-9A-Za-z]{{0,6}})?)?"
)
_BAR: Final = r"(?:\|{1,2}|‖|\\[lr]?[vV]ert\b|\\\|)"
_NORM: Final = rf"{_BAR}\s*{_WORD}\s*{_BAR}"  # |A|, ‖v‖
# The blanks before a label may be a long line of them, where a statement is at its place in the whole text.
# The sign of a sum, a product, an integral or a limit, with its index: sum_k=1^3 a_k has no label.
_INDEXED: Final = (
    r"(?:\\?(?:[Ss]um|[Pp]rod|[Pp]roduct|[Ii]nt|[Ll]im)|[ΣΠ∑∏∫])\s*_\s*[{(]?\s*[a-z](?:,?\s*[a-z])?(?![A-Za-z0-9])"
)
_LABEL: Final = regex(
    rf"\s*+\$?+\s*+(?!{_INDEXED})(?P<label>{_NORM}|{_NAME})\s*(?P<sign>:=|=|≈|\\approx\b|:(?=\s))\s*(?=\S)"
)
_BARE_SIGN: Final = regex(rf"\s*+{_INDEXED}\s*[}})]?\s*=")
_MEMBER: Final = regex(rf"\s*+\$?+\s*+(?P<label>{_NAME})\s*(?:∈|\\in\b|\bin\b)\s*(?=\S)")
# "integers in [1, 4)" says which numbers of the interval are meant.
_KIND: Final = regex(r"(?:integer|natural|rational|prime|number|even|odd|multiple|value)s?", re.IGNORECASE)
_TWICE: Final = regex(rf"\s*+\$?+\s*+(?P<label>{_NAME})\s*(?P<sign>:=|=|:)(?=\s*(?P=label)\s*(?::=|=|:)\s*\S)")
_DENIES: Final = regex(r"(?:not|no|never|nowhere|neither|outside|wrong|false|except)\b", re.IGNORECASE)
_SEPARATORS: Final = regex(r"[,;\n]|\b(?:and|or|so)\b|[<>≤≥≠≈→⇒:]")
# A name as it may be for a number or a function of its own: no derivative, no power.
_PLAIN: Final = regex(
    rf"{_WORD}(?:_?[0-9A-Za-z]{{0,6}}|_\{{[^{{}}=]{{0,20}}\}})(?:\s*\((?P<arguments>[^()]{{0,30}})\))?"
)


def mask(text: str, start: int, end: int) -> str:
    """Return a text with blanks in place of a piece, so that all other places stay the same."""
    return text[:start] + " " * (end - start) + text[end:]


def strip_dollars(text: str) -> str:
    """Return a text without the signs of a displayed formula, which may be around each line."""
    if "$" not in text and "\\" not in text:
        return text
    for sign in ("$$", "$", "\\[", "\\]", "\\(", "\\)"):
        text = text.replace(sign, " " * len(sign))
    return text


def drop_surroundings(text: str, asked: Asked) -> str:
    """Return a text without a sign for *about*, a full stop, and a unit or words after its value of the question."""
    stop = _STOP.search(text)
    if stop:
        text = mask(text, *stop.span()).rstrip()
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        text = " " * quoted.start("inside") + quoted["inside"]
    for pattern in (_LEAD, _ABOUT):
        match = pattern.match(text)
        if match:
            text = mask(text, *match.span())
    text = _PERCENT.sub("%", _DEGREES.sub("°", text))
    tail = _TAIL.search(text)
    if tail and is_said(tail["words"].split(), asked) and not is_other_unit(tail["words"], asked):
        text = text[: tail.start()]
    return drop_units(drop_direction(text, asked.words), asked.units, are_named=asked.names_unit)


def is_said(words: Sequence[str], asked: Asked) -> bool:
    """Whether the words after a value are of the question, but for articles: *down the incline*."""
    said = [word for word in words if word not in _ARTICLES]
    return bool(said) and all(
        asked.mentions(word) or is_short_for(word, asked) or (word in _WAYS and "ways" in asked.words) for word in said
    )


def is_short_for(word: str, asked: Asked) -> bool:
    """Whether a word is the beginning of exactly one in the question: ``params`` of *parameters*."""
    short = word.casefold().removesuffix("s")
    return len(short) >= _SHORTEST and len([other for other in asked.words if other.startswith(short)]) == 1


def is_other_unit(words: str, asked: Asked) -> bool:
    """Whether words of the question are a unit, and another one than it asks for: 5 kg for an acceleration."""
    unit = parse_unit(words)
    return unit is not None and bool(asked.units) and unit not in asked.units


def drop_list_brackets(text: str) -> str:
    """Return a list in brackets whose entries have labels without its brackets: ``(g_1 = …, g_2 = …)``.

    With a label, the first entry is no part of a formula that only begins with a bracket.
    """
    match = _LISTED.fullmatch(text)
    if match is None or find_label(match["inside"]) is None or not is_one_group(match["inside"]):
        return text
    return mask(mask(text, *match.span("open")), *match.span("close"))


def is_one_group(inside: str) -> bool:
    """Whether no bracket in a text closes one that was opened before it."""
    depth = 0
    for character in inside:
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            return False
    return True


def find_label(text: str) -> tuple[str, int] | None:
    """Return what looks like a name in front of ``=``, with the place after the sign; None where nothing does."""
    match = _LABEL.match(text)
    return (match["label"], match.end()) if match else None


def names_no_value(text: str) -> bool:
    """Whether a text begins with the sign of a sum, a product or an integral with its index, and ``=`` after it."""
    return _BARE_SIGN.match(text) is not None


def bracket_operand(text: str, asked: Asked) -> str:
    """Return ``det A = 8`` with brackets, where the question is about that of a matrix."""
    match = _OF_MATRIX.match(text)
    if match is None or not (asked.mentions(match["name"]) or asked.mentions(IN_FULL.get(match["name"], ""))):
        return text
    return f"{match['name']}({match['of']}){text[match.end() :]}"


def drop_repeated_label(text: str, asked: Asked) -> str:
    """Return a text with blanks in place of a label that is there twice, at the beginning or at the end, too.

    An equation may well say the same name twice; there, only a colon is after a label.

    >>> [drop_repeated_label(text, Asked("value")) for text in ("x: x = 3", "x = 3 = x", "y = x, x = y", "x = 3")]
    ['   x = 3', 'x = 3    ', 'y = x, x = y', 'x = 3']
    """
    if text.count("=") + text.count(":") < 2:  # most answers
        return text
    twice = _TWICE.match(text)
    is_condition = asked.shape == "condition"
    if twice is not None and not (is_condition and "=" in twice["sign"]):
        return mask(text, twice.start("label"), twice.end())
    label = find_label(text)
    if label is None or is_condition or text.count("=") < 2:
        return text
    value, _, last = text[label[1] :].rpartition("=")
    is_one = _SEPARATORS.search(mask_brackets(value)) is None
    is_repeated = value.strip() and last.strip() == label[0].strip()
    return mask(text, label[1] + len(value), len(text)) if is_one and is_repeated else text


def mask_brackets(text: str) -> str:
    """Return a text with blanks in place of what is in brackets."""
    depth, found = 0, []
    for character in text:
        depth -= character in ")]}"
        found.append(character if depth == 0 else " ")
        depth += character in "([{"
    return "".join(found)


def find_member(text: str) -> tuple[str, int] | None:
    """Return what looks like a name in front of ``∈``, with the place after the sign; None where nothing does."""
    match = _MEMBER.match(text)
    return (match["label"], match.end()) if match and not _KIND.fullmatch(match["label"]) else None


def split_other_label(text: str, reader: Reader, asked: Asked | None = None) -> tuple[str, str] | None:
    """Return a label that is no name of the exercise, and what is after it in its place; None for any other text.

    Where a set is asked for, ``X ∈`` in front of it is a label, too.
    """
    is_set = asked is not None and asked.shape in ("set", "interval")
    label = find_label(text) or (find_member(text) if is_set else None)
    if label is None or _DENIES.match(label[0]):
        return None
    if reader.parse(f"{label[0]} = 0" if "," in label[0] else label[0]) is not None:
        return None
    return label[0], mask(text, 0, label[1])


def may_name(label: str, unknown: str, used: Collection[str]) -> bool:
    """Whether a label may be another name for an unknown that is given by the names that are ``used``.

    It is no derivative, no power, and a function of these names: ``f(t)`` is none of x.

    >>> [may_name(label, "y", {"x"}) for label in ("T", "f(x)", "f'(x)", "y^2", "g(y)", "f(t)")]
    [True, True, False, False, False, False]
    """
    match = _PLAIN.fullmatch(label.strip())
    if match is None:
        return False
    arguments = set(re.findall(r"[^\W\d]\w*", match["arguments"] or ""))
    return unknown not in arguments and (not arguments or not used or not arguments.isdisjoint(used))
