"""Intervals with brackets turned outwards, in words, with a dash, or worked out from a margin.

>>> turn_brackets("]-∞;-1,96[ U ]1,96;+∞["), turn_brackets("[-1;1["), turn_brackets("[0, 1]")
('(-∞, -1.96) U (1.96, +∞)', '[-1, 1)', None)
>>> tuple(find_words("from -1 (included) to 1 (excluded)") or ()), tuple(find_words("between 2 and 3") or ())
(('-1', '1', True, False, ''), ('2', '3', None, None, ''))
"""

import math
import re
from typing import Final, NamedTuple

from grader.expr.advice.rules import replace_all
from grader.expr.advice.separators import point_decimals
from grader.expr.asked.asked import Asked
from grader.expr.asked.asking import DASH, DECIMAL_COMMAS, ENDS, TWO_INTERVALS, ask_back
from grader.expr.asked.reader import Reader
from grader.expr.calculation.floats import float_function
from grader.expr.nodes import Interval, Node, Relation, SetOf, Symbol, Vector
from grader.expr.sets.bounds import keep_in_bounds
from grader.expr.shapes.shaping import take_as_interval
from grader.expr.spellings.claims import drop_claim
from grader.patterns import regex

__all__ = ["Words", "ask_about_interval", "find_words", "read_interval", "turn_brackets"]

_BRACKETS: Final = regex(
    r"(?P<left>[\[\]])(?P<lower>[^\[\];]*?);(?P<upper>[^\[\];]*?)(?P<right>[\[\]])"
    r"|(?P<left_>[\[\]])(?P<lower_>[^\[\],;]*?),(?P<upper_>[^\[\],;]*?)(?P<right_>[\[\]])"
)
_IN: Final = r"incl(?:\.|uded|usive)?|closed"
_OUT: Final = r"excl(?:\.|uded|usive)?|open"
_SAID: Final = rf"(?:\s*\(?\s*(?:(?P<{{0}}_in>{_IN})|(?P<{{0}}_out>{_OUT}))\b\.?\s*\)?)?"
_NAME: Final = r"\\?[^\W\d]\w{0,12}"
_END: Final = r"[-+−]?[^\s()]+|[-+−]?[^\s()]*\([^()]*\)"
_WORDS: Final = regex(
    rf"\s*(?:(?:for|when|if)\s+)?(?:(?:all|every)\s+)?"
    rf"(?:(?P<name>(?!strictly\b){_NAME})\s+(?:(?:is|lies|runs|ranges|goes|(?:must|should|has\s+to)\s+(?:be|lie))\s+)?"
    r"(?=strictly|between|from))?"
    r"(?P<strictly>strictly\s+(?=between))?(?:(?P<between>between)\s+|(?:from\s+)?)"
    rf"(?:(?P<lower_name>{_NAME})\s*=\s*)?(?P<lower>{_END}){_SAID.format('lower')}"
    rf"\s*(?(between)\band|\b(?:to|up to|until))\s+"
    rf"(?:(?P<upper_name>{_NAME})\s*=\s*)?(?P<upper>{_END}?){_SAID.format('upper')}\s*\.?\s*",
    re.IGNORECASE,
)
_ENDS: Final = r"(?:(?:the|both|its)\s+)*(?:ends?|end\s?-?points?|boundar(?:y|ies)|bounds)"
_BOTH: Final = regex(
    rf"(?<![\s,])[\s,]*+\(?\s*+(?:(?P<_in>inclusive|both\s+included|(?:with|including)\s+{_ENDS}|{_ENDS}\s+included)"
    rf"|both\s+excluded|(?:without|excluding|(?:but\s+)?not\s+including)\s+{_ENDS}|{_ENDS}\s+excluded)"
    r"\s*\)?\s*\.?\s*$",
    re.IGNORECASE,
)
# A question that asks for an open interval says that the ends do not belong to it.
_KIND: Final = regex(
    r"\b(?:which|what|find|give|state|determine|name)\s+(?:(?:the|an?|all|largest|longest|maximal)\s+)*"
    r"(?P<kind>open|closed)(?:,?\s+(?!open\b|closed\b|or\b|and\b)[a-z]+)?\s+intervals?\b(?!\s*[\[(])",
    re.IGNORECASE,
)
_NUMERAL: Final = r"[-−]?[0-9]+(?:\.[0-9]+)?"
_DASH: Final = regex(rf"\s*(?P<open>\()?\s*(?P<lower>{_NUMERAL})\s*[-−–—]\s*(?P<upper>{_NUMERAL})\s*(?(open)\))\s*")
_COMMAS: Final = regex(
    r"\s*(?:[A-Za-z]{1,4}\s*=\s*)?\[\s*(?P<lower>[-−]?[0-9]+,[0-9]+)\s*;\s*(?P<upper>[-−]?[0-9]+,[0-9]+)\s*\]\s*"
)  # fmt: skip
_MARGIN: Final = regex(r"±|\+/-|\\pm")
_APART: Final = 1e-9  # rounding of the machine; both sides are written exactly
_LONGEST: Final = 120  # characters; nobody says an interval in more


class Words(NamedTuple):
    """The ends of an interval in words, and whether each is said to belong to it; None where nothing is said.

    ``name`` is what lies between them, if that is said.
    """

    lower: str
    upper: str
    lower_closed: bool | None
    upper_closed: bool | None
    name: str = ""


def turn_brackets(text: str) -> str | None:
    """Return intervals with a round bracket at each open end; None where no bracket is turned outwards."""
    changed = _BRACKETS.sub(write_interval, text)
    return changed if any(is_turned(match) for match in _BRACKETS.finditer(text)) else None


def is_turned(match: re.Match[str]) -> bool:
    return (match["left"] or match["left_"]) == "]" or (match["right"] or match["right_"]) == "["


def write_interval(match: re.Match[str]) -> str:
    left, right = match["left"] or match["left_"], match["right"] or match["right_"]
    lower, upper = (match["lower"] or match["lower_"] or "").strip(), (match["upper"] or match["upper_"] or "").strip()
    ends = f"{point_decimals(lower)}, {point_decimals(upper)}"
    return f"{'[' if left == '[' else '('}{ends}{']' if right == ']' else ')'}"


def find_words(text: str) -> Words | None:
    """Return the ends of ``from 2 to 3`` and ``between 2 and 3``; None for any other text."""
    if len(text) > _LONGEST:
        return None
    both = _BOTH.search(text)
    match = _WORDS.fullmatch(text[: both.start()] if both else text)
    if match is None:
        return None
    names = {match[group] for group in ("name", "lower_name", "upper_name")} - {None}
    if len(names) > 1 or (match["upper_name"] and not match["lower_name"]):  # from t = 1 to x = 3
        return None
    said = bool(both["_in"]) if both else False if match["strictly"] else None
    ends = (is_said(match, "lower"), is_said(match, "upper"))
    if said is not None:
        ends = (said, said) if ends == (None, None) else (None, None)
    return Words(match["lower"], match["upper"], *ends, name=min(names, default=""))


def is_said(match: re.Match[str], end: str) -> bool | None:
    return True if match[f"{end}_in"] else False if match[f"{end}_out"] else None


def read_interval(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return an interval in words, or after its margin; ``AnswerError`` where its ends are left open.

    Nobody says of a confidence interval whether its ends belong to it. So ends of which nothing is said are closed
    where closed ones are expected, and are asked back elsewhere, unless they do not matter or the question says it.
    """
    words = find_words(drop_claim(text, asked))
    if words is None:
        return read_result_of_margin(text, reader, asked)
    lower, upper = reader.parse(words.lower), reader.parse(words.upper)
    if lower is None or upper is None or isinstance(lower, Relation) or isinstance(upper, Relation):
        return None
    if words.name and not may_be_name(words.name, reader, asked):
        return None
    said = find_ends(words, asked)
    if said is None:
        ends = f"{words.lower}, {words.upper}"
        written = (f"[{ends}]", f"({ends})", f"[{ends})", f"({ends}]")
        raise ask_back(text, 0, len(text), ENDS, *(replace_all(text, each) for each in written))
    values = Interval(lower, upper, *said)
    name = reader.parse(words.name) if words.name else None
    return keep_in_bounds(values, name, asked) if isinstance(name, Symbol) else values


def find_ends(words: Words, asked: Asked) -> tuple[bool, bool] | None:
    """Return whether each end belongs to an interval; None where that has to be asked."""
    if asked.any_ends:
        return True, True
    said = (words.lower_closed, words.upper_closed)
    if None not in said:
        return said[0] is True, said[1] is True
    if said != (None, None):
        return None
    kinds = {match["kind"].casefold() for match in _KIND.finditer(asked.question)}
    if len(kinds) == 1:
        return (kinds == {"closed"},) * 2
    return (True, True) if asked.closed == (True, True) else None


def may_be_name(name: str, reader: Reader, asked: Asked) -> bool:
    """Whether a word in front of *between* is the name of what lies there: one of the exercise, or a letter.

    Where the question has names of the exercise, no other one of the exercise is meant.
    """
    entries = reader.notation.entries
    asked_about = set(re.findall(r"\w+", asked.question)) & set(entries)
    if name in entries and asked_about and name not in asked_about:
        return False
    return isinstance(reader.parse(name), Symbol) or len(name.lstrip("\\")) == 1 or asked.mentions(name)


def read_result_of_margin(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return the interval of ``50 ± 2 = (48, 52)``; ``AnswerError`` where the two sides differ.

    Round brackets only list the ends here, and a margin alone is read with its ends, where these are expected.
    """
    margin, equals, result = text.rpartition("=")
    if not equals or not _MARGIN.search(margin) or _MARGIN.search(result):
        return None
    values, reading = reader.parse(margin.rpartition("=")[2]), reader.read(result)
    if reading is None or not isinstance(values, SetOf):
        return None
    interval = take_as_interval(reading)
    if not isinstance(interval, Interval):
        return None
    ends = [find_float(value) for value in (interval.lower, interval.upper)]
    found = sorted(map(find_float, values.items))
    digits = min((getattr(end, "decimals", None) or 0 for end in (interval.lower, interval.upper)), default=0)
    if len(found) != 2 or not all(abs(a - b) <= 0.5 * 10.0**-digits + _APART for a, b in zip(ends, found, strict=True)):
        raise ask_back(text, 0, len(text), TWO_INTERVALS, replace_all(text, result))
    is_listed = isinstance(reading.tree, Vector) and asked.closed == (True, True)
    return Interval(interval.lower, interval.upper, True, True) if is_listed else interval


def find_float(constant: Node) -> float:
    function = float_function(constant, ())
    return function() if function else math.nan


def ask_about_interval(text: str, asked: Asked) -> None:
    """Ask back a dash between two ends, and commas in them, where an interval is asked for."""
    if asked.shape != "interval" and not (asked.shape == "vector" and asked.mentions("interval")):
        return
    for pattern, question in ((_DASH, DASH), (_COMMAS, DECIMAL_COMMAS)):
        match = pattern.fullmatch(text)
        if match:
            ends = f"{point_decimals(match['lower'])}, {point_decimals(match['upper'])}"
            raise ask_back(text, 0, len(text), question, replace_all(text, f"[{ends}]"), replace_all(text, f"({ends})"))
