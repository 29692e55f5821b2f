"""Remarks beside an answer, which say where it is from: ``1/2 (l'Hospital twice)``, ``19.8 m/s because v^2 = 2gh``.

They are left out only where the answer cannot be read with them, and they are shown. A remark that may change the value
(``8 (negative)``), that holds a name of the exercise, or that states another value, is no aside; the answer then waits.

>>> notation, asked = Notation(), Asked(shape="value", question="What is its F1 score?")
>>> [drop_asides(text, notation, asked)[0] for text in ("1/2 (chain rule)", "F1 = 0.7 (P = 0.8, R = 0.6)", "8 (or 3)")]
['1/2', 'F1 = 0.7', '8 (or 3)']
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from grader.answers.conclusions.given_values import is_named_in
from grader.answers.conclusions.reading import SHAPES
from grader.answers.proposals import fits
from grader.answers.protocol import Answer, Task
from grader.documents import DocumentNode, Scalar, find_typed
from grader.errors import AnswerError
from grader.expr.asked.asked import Asked
from grader.expr.calculation.floats import compute_constant
from grader.expr.functions import FUNCTIONS
from grader.expr.grammar.run_readings import split_run
from grader.expr.names import Names, names_of
from grader.expr.nodes import Node, SetOf, Symbol
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.statements.labels import find_label
from grader.expr.statements.reasons import is_constant
from grader.expr.statements.rounding import is_rounded_form
from grader.expr.traverse import free_symbols, substitute
from grader.expr.units.units import parse_unit
from grader.expr.words.doubtful import is_doubtful, is_plain, is_quantity, list_prose
from grader.expr.words.phrases import read_phrase
from grader.patterns import regex

__all__ = ["drop_asides", "read_beside"]

# After a value and a blank, or at once after a digit or a bracket; of what is inside, only one more bracket deep.
_BRACKET: Final = regex(
    r"(?:(?<=\S)[ \t]++|(?<=[0-9)\]}]))\((?P<remark>[^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+)\)"
    r"(?=\s*+(?:$|[.](?:\s|$)|[,;\n=+≈→⇒-]|<?=>|and\b|or\b))"
)
_BECAUSE: Final = regex(
    r"(?<=[\w)\]}°%])(?:[ \t]*+,[ \t]*+|[ \t]++)(?P<remark>(?:because|since|due\s+to|by|using|as)\s[^\n]*+)$"
)
_UNIT: Final = regex(r"(?<=[0-9)\]}])[ \t]*+[(\[](?P<unit>[^()\[\]=,]{1,30})[)\]](?=\.?$)")
# After a comma, words alone; a number or a formula there may be one value more.
_WORDS: Final = regex(r"(?<=[\w)\]}°%])[ \t]*+,[ \t]*+(?P<remark>[^\W\d_][^\W\d_ '’.-]*+(?:[ -]+[^\W\d_'’]++)++)\.?$")
_REMARKS: Final = (_BECAUSE, _WORDS, _BRACKET)
# What a limit is from each side, or that these are not the same.
_ONE: Final = r"[-+−]?\s*(?:oo|inf(?:inity)?|∞|\\infty|[0-9]+(?:\.[0-9]+)?(?:/[0-9]+)?)"
_SIDE: Final = (
    r"(?:from\s+)?(?:the\s+)?(?:left|right|LHL|RHL)(?:[\s-]+(?:hand\s+)?(?:side\s+)?(?:limit)?)?\s*(?:is|=|:|->|→)?\s*"
    + _ONE
)
_SIDES: Final = regex(
    rf"\s*(?:{_SIDE}\s*(?:,|;|and|but|≠|!=)\s*{_SIDE}|{_ONE}\s*(?:≠|!=|\\neq?|vs\.?)\s*{_ONE})\s*", re.IGNORECASE
)
_ZERO_AT: Final = r"[A-Za-z]\w{0,5}\s*=\s*[-−]?[0-9][0-9./]*"
_ZEROS: Final = regex(
    r"\s*(?:(?:is\s+)?(?:zero|0)|=\s*0|vanishes|singular)\s+(?:for|at|if|when|iff)\s+"
    rf"(?P<places>{_ZERO_AT}(?:\s*(?:,\s*and|,|and|or)\s*{_ZERO_AT}){{0,5}})\s*\.?\s*",
    re.IGNORECASE,
)
_PLACE: Final = regex(r"([A-Za-z]\w{0,5})\s*=\s*([-−]?[0-9][0-9./]*)")
_ROUNDING: Final = 1e-9  # of the machine
_REASON: Final = regex(r"(?:because|since|as)\s+(?=[^\W\d_])", re.IGNORECASE)
_WORD: Final = regex(r"[^\W\d_]\w*+(?:['’]\w++)*+")
_AFTER_REASON: Final = regex(r"[,;]|\b(?:so|hence|thus|but)\b")
_CLAUSE: Final = regex(r"[,;]|\b(?:so|and|with|where|because|since|as)\b")
_STATES: Final = regex(r"[=<>≤≥≠≈∈~]")
_SIGN: Final = regex(r"\s*(?:[<>]=?|[=≤≥≠≈∈~])\s*")
_IS_NUMBER: Final = regex(r"(?P<name>[^\W\d_]+)\s+(?:is|are|equals|was)\s+[-+−]?[0-9]")
_NUMBER: Final = regex(r"(?<![\w.])[-+−]?[0-9][0-9.]*")
_COUNT: Final = regex(r"(?<![\w.])[-+−]?[0-9][0-9.]*(?=\s+[^\W\d_]|\s*$)")  # 7 apples
_MATHEMATICS: Final = regex(r"[*^\\{}\[\]|!√∑∫²³]|(?<!\w)/|/(?!\w)")
_OPERATIONS: Final = frozenset({"max", "min", "lim", "det", "rank", "mean", "var", "cov", "sign", "norm"})
LEAST: Final = 3  # letters of a word that can be no product of names
_LONGEST: Final = 160  # characters; nobody makes a longer remark


def read_beside(given: DocumentNode, task: Task, read: Callable[[Scalar], Answer]) -> Answer | None:
    """Return an answer without the remarks beside it, as the kind of thing that is asked for; None for any other."""
    typed = find_typed(given)
    if typed is None or task.asked.shape not in SHAPES:
        return None
    text = typed.text.rstrip()
    bare, asides = drop_asides(text, task.notation, task.asked)
    if bare == text:
        return None
    try:
        answer = read(Scalar.typed(bare))
    except AnswerError:
        return None
    is_answer = answer.tree is not None and fits(answer.tree, task.asked, task.notation)
    return replace(answer, text=given.span.text, ignored=(*answer.ignored, *asides)) if is_answer else None


def drop_asides(text: str, notation: Notation, asked: Asked) -> tuple[str, tuple[str, ...]]:
    """Return a text without remarks, and the remarks; the same text where one of them may change it."""
    found: list[str] = []
    text, has_remarks = look_for_remarks(text)
    for pattern in _REMARKS if has_remarks else ():
        places = list(pattern.finditer(text))
        if all(is_aside(match["remark"], text[: match.start()], notation, asked) for match in places):
            found += [match["remark"].strip() for match in places]
            text = pattern.sub("", text)
    return text, tuple(found)


@lru_cache(maxsize=128)  # most texts have none, and each is tried for every key that an item may have
def look_for_remarks(text: str) -> tuple[str, bool]:
    """Return a text with no brackets around its unit, and whether anything in it looks like a remark."""
    text = _UNIT.sub(free_unit, text)
    return text, any(pattern.search(text) for pattern in _REMARKS)


def is_aside(remark: str, before: str, notation: Notation, asked: Asked) -> bool:
    """Whether a remark only explains the value before it."""
    if (is_nothing(before) and _SIDES.fullmatch(remark)) or names_true_zeros(remark, before, notation):
        return True
    is_remark = remark.lstrip()[:1].isalpha() and len(remark) <= _LONGEST
    if not is_remark or is_doubtful(remark, asked.words) or not has_prose(remark, notation) or is_unit(remark, before):
        return False
    begins_reason = _REASON.match(remark) is not None
    if not begins_reason and (has_known_names(remark, notation) or not is_plain(remark, asked.words)):
        return False
    # A reason may be about any numbers, as far as its first comma: since rows 1 and 2 are dependent.
    is_reason = begins_reason and not _STATES.search(remark) and not states_value(remark, before, asked)
    clauses = _AFTER_REASON.split(remark)[1:] if is_reason else _CLAUSE.split(remark)
    return all(is_harmless(clause, before, notation, asked) for clause in clauses if clause.strip())


def is_nothing(before: str) -> bool:
    """Whether a text says only that something does not exist; what its two sides are is then no other value."""
    said = read_phrase(before.strip())
    return isinstance(said, SetOf) and not said.items


def names_true_zeros(remark: str, before: str, notation: Notation) -> bool:
    """Whether a remark only says where a formula is zero, and it is: *k^2 - 9 (zero for k = 3 and k = -3)*."""
    match = _ZEROS.fullmatch(remark)
    tree = find_value(before, notation) if match else None
    found = _PLACE.findall(match["places"]) if match else []
    if tree is None or len({name for name, _ in found}) != 1:
        return False
    symbol = parse_or_none(found[0][0], notation)
    values = [parse_or_none(value, notation) for _, value in found]
    if not isinstance(symbol, Symbol) or free_symbols(tree) != {symbol} or not all(values):
        return False
    filled = [substitute(tree, {symbol: value}) for value in values if value is not None]
    return all(abs(compute_constant(each)) < _ROUNDING for each in filled)  # NaN is not less


def has_prose(remark: str, notation: Notation) -> bool:
    """Whether a remark has a word that cannot be a name, a function, or a product of names."""
    names = names_of(notation)
    words = [word for word in _WORD.findall(remark) if len(word) >= LEAST]
    if _OPERATIONS.intersection(list_prose(remark)) or is_labelled(remark, notation):
        return True
    return any(names.resolve(word).kind in ("unknown", "refused") and not may_be_product(word, names) for word in words)


def may_be_product(word: str, names: Names) -> bool:
    return bool(names.pieces(word)) or split_run(names, word, "") is not None


def is_labelled(remark: str, notation: Notation) -> bool:
    """Whether a remark only gives values to names of its own: ``P = 0.8, R = 0.667``."""
    labels = [find_label(clause) for clause in remark.split(",")]
    return all(label is not None and parse_or_none(label[0], notation) is None for label in labels)


def is_unit(remark: str, before: str) -> bool:
    """Whether a remark ends in a unit, which is another one than the value has without it."""
    *words, last = remark.split()
    is_smallest = is_minimum(last, before) or (last == "min" and bool(words))
    return not is_smallest and parse_unit(last.strip(".")) is not None


def free_unit(match: re.Match[str]) -> str:
    """Return a unit without the brackets around it; it is read as a unit, and may be the wrong one."""
    is_free = parse_unit(match["unit"]) is not None and not is_minimum(match["unit"], match.string)
    return f" {match['unit']}" if is_free else match.group()


def is_minimum(word: str, text: str) -> bool:
    """Whether *min* is said of the smallest value, and not of minutes: beside a *max*."""
    return word == "min" and "max" in text


def has_known_names(remark: str, notation: Notation) -> bool:
    """Whether a remark has a name of the exercise, or a function that could be applied to the value."""
    known = {*notation.entries, *notation.aliases, *notation.ranges} | (set(FUNCTIONS) - _OPERATIONS)
    return bool(known.intersection(_WORD.findall(remark)))


def is_harmless(clause: str, before: str, notation: Notation, asked: Asked) -> bool:
    """Whether a clause of a remark gives no other value for what is asked: its numbers belong to something else."""
    if _STATES.search(clause):
        return is_harmless_equality(clause, before, notation, asked)
    if _MATHEMATICS.search(clause):
        return False
    return all(is_of_something_else(clause[: match.start()], asked) for match in _NUMBER.finditer(clause))


def states_value(reason: str, before: str, asked: Asked) -> bool:
    """Whether a reason for a number gives one to something that may be asked for: *because the result is 18*."""
    said = [match["name"] for match in _IS_NUMBER.finditer(reason)]
    has_number = any(character.isdigit() for character in before)
    return has_number and not all(is_quantity(name, asked.words) for name in said)


def is_of_something_else(before: str, asked: Asked) -> bool:
    """Whether a number after these words is that of what they name: *left -1*, *covariance 0*, *theorem 3*."""
    word = list_prose(before)[-1:] if before.rstrip(" .")[-1:].isalpha() else []
    return bool(word) and is_quantity(word[0], asked.words)


def is_harmless_equality(clause: str, before: str, notation: Notation, asked: Asked) -> bool:
    """Whether an equality in a remark is about something else, or ends in the value itself."""
    label = find_label(clause)
    if label is not None and is_other_name(label[0].strip(), before, notation, asked):
        return True
    last = _SIGN.split(clause)[-1]
    end = parse_or_none(last, notation)
    if end is None:
        return all(is_of_something_else(last[: match.start()], asked) for match in _COUNT.finditer(last))
    value = find_value(before, notation)
    return not is_constant(end) or (value is not None and is_constant(value) and is_rounded_form(end, value))


def is_other_name(name: str, before: str, notation: Notation, asked: Asked) -> bool:
    """Whether a name is a plain one that neither the exercise, the question nor the answer has."""
    is_plain = re.fullmatch(r"[^\W\d_]\w{0,9}", name) is not None
    is_known = parse_or_none(name, notation) is not None or is_named_in(name, asked.question)
    # A letter may be that of the answer, where this one has none of its own: 3 (v = 4).
    is_apart = is_quantity(name, asked.words) if len(name) >= LEAST else find_label(before) is not None
    is_new = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", before) is None
    return is_plain and is_apart and is_new and not is_known


def find_value(text: str, notation: Notation) -> Node | None:
    """Return the value at the end of a text, after its last equals sign."""
    return parse_or_none(_SIGN.split(text)[-1], notation)
