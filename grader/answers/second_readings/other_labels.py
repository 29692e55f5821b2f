"""Labels that look like what is asked for and name something else: ``F_1`` for F, ``BA`` for AB, m for a force.

>>> from grader.expr.notation import Notation
>>> task = Task(notation=Notation(), asked=Asked(question="For F_1 = (1, 0) and F_2 = (0, 2), find the force F."))
>>> [names_other_member(head, task, is_whole=True) for head in ("F", "F_1", "F2", "F_R", "R")]
[False, True, True, False, False]
>>> [names_other_product(head, "Compute AB and det(AB).") for head in ("AB", "BA", "B*A", "det(BA)", "C")]
[False, True, True, True, False]
"""

import re
from typing import Final

from grader.answers.protocol import Task
from grader.answers.second_readings.asked_names import find_asked_names
from grader.answers.second_readings.other_subjects import split_question
from grader.expr.asked.asked import Asked
from grader.expr.words.doubtful import is_opposite
from grader.patterns import regex

__all__ = [
    "names_opposite_index",
    "names_other_count",
    "names_other_letter",
    "names_other_member",
    "names_other_product",
    "names_other_variable",
]

_INDEXED: Final = regex(
    r"\$?(?P<letter>\\?[^\W\d_]+?)(?:_?\{?(?P<index>[0-9]{1,2})\}?|(?P<small>[₀₁₂₃₄₅₆₇₈₉]{1,2}))\$?"
)
_SMALL: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
# v_1 is what everybody calls an eigenvector, or a vector of a basis, also where the question says v.
_NUMBERED: Final = frozenset({"eigenvector", "eigenvectors", "basis", "base", "root", "roots", "solution", "solutions"})
_PRODUCT: Final = regex(r"(?<![A-Za-z\\])(?P<letters>[A-Z](?:\s*[*·@]?\s*[A-Z]){1,2})(?![A-Za-z'’])")
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_CALLED: Final = regex(r"\$?\s*\\?[A-Za-z]{1,4}\s*[(\[](?P<inside>[^()\[\]=]*)[)\]]\s*\$?")
_DENOMINATOR: Final = r"(?:d|∂|\\partial(?![A-Za-z]))\s*\\?(?P<by>[A-Za-zα-ω]+?)(?:_\{?\w+\}?|[0-9])?"
_BY: Final = regex(rf"^[^/=]{{1,30}}(?:/|\}}\s*\{{)\s*{_DENOMINATOR}\s*\}}?(?:\s*\([^()]*\))?$")
_BY_IN: Final = regex(rf"(?:/|\}}\s*\{{)\s*{_DENOMINATOR}(?![A-Za-z])")
_ASKED_BY: Final = regex(
    r"\b(?:derivatives?|differentiate|gradient)\b[^.?!]{0,60}?\b(?:by|with\s+respect\s+to|w\.?r\.?t\.?|in)\s+(?:the\s+)?"
    r"(?:[a-z]{2,}\s+){0,2}?(?P<by>[A-Za-zα-ω])(?:_\{?\w+\}?)?(?![\w'’])"
)
_WORD_INDEX: Final = regex(r"\\?[A-Za-zα-ωΔ]{1,5}_\s*\{?\s*(?:\\(?:text|mathrm)\s*\{)?(?P<word>[a-z]{3,})\s*\}{0,2}")
_COUNT: Final = regex(rf"(?<![\w.,])([0-9]{{1,4}}|{'|'.join(_NUMBERS)})\s+([a-z]{{3,}})", re.IGNORECASE)
# What a letter is for in every book of mechanics and geometry; a label with another one is about something else.
_LETTERS: Final = {
    "F": frozenset(["force", "forces", "tension", "friction", "weight", "thrust", "drag", "load", "push", "pull"]),
    "m": frozenset(["mass", "masses", "slope", "gradient"]),
    "a": frozenset(["acceleration", "accelerations", "accelerate", "decelerate", "deceleration"]),
    "v": frozenset(["speed", "speeds", "velocity", "velocities", "fast", "faster", "moves", "moving"]),
    "t": frozenset(["time", "times", "when", "long", "duration"]),
    "A": frozenset(["area", "areas", "surface", "amplitude", "amount"]),
    "C": frozenset(["circumference", "capacity", "capacitance", "cost", "constant"]),
    "d": frozenset(["diameter", "diameters", "distance", "diagonal", "depth", "difference", "displacement"]),
    "h": frozenset(["height", "heights", "depth"]),
    "P": frozenset(["perimeter", "power", "pressure", "probability", "population", "profit", "price"]),
    "r": frozenset(["radius", "radii", "rate", "ratio"]),
    "V": frozenset(["volume", "volumes", "voltage", "potential", "speed", "velocity"]),
}
_ASKS: Final = frozenset({
    "force", "mass", "acceleration", "time", "speed", "velocity", "energy", "momentum", "fast",
    "area", "circumference", "diameter", "perimeter", "radius", "volume",
})  # fmt: skip
_ASKED: Final = regex(
    r"\b(?:what|which|how|find|compute|calculate|determine|give|its|the)\s+(?:is\s+)?(?:the\s+|its\s+)?"
    r"(?P<words>[a-z]+(?:\s+[a-z]+)?)",
    re.IGNORECASE,
)


def names_other_member(head: str, task: Task, *, is_whole: bool) -> bool:
    """Whether a label has a number as its index, and the question asks for the letter alone, or with another number.

    Of a single value, the letter alone may have been meant: ``x_1 = 3`` is the first solution for x.
    """
    match = _INDEXED.fullmatch(head)
    if match is None or not task.asked.words.isdisjoint(_NUMBERED):
        return False
    letter, index = match["letter"], (match["index"] or match["small"]).translate(_SMALL)
    asked = {name.replace("{", "").replace("}", "") for name in find_asked_names(task.asked.question)}
    same = {name for name in asked if re.fullmatch(rf"{re.escape(letter)}_?[0-9]*", name)}
    numbers = {re.sub(r"\D", "", name) for name in same}
    if not same or index in numbers:
        return False
    is_given = re.search(rf"(?<![\w\\]){re.escape(letter)}_?\{{?{index}(?![0-9])", task.asked.question) is not None
    return is_whole or is_given or "" not in numbers


def names_other_count(head: str, question: str) -> bool:
    """Whether a label counts something, and the question counts it only with other numbers.

    >>> question = "What is the probability of exactly three heads in 5 tosses?"
    >>> [names_other_count(head, question) for head in ("P(3 heads)", "P(2 heads)", "P(one head)", "P(2 tails)")]
    [False, True, True, False]
    """
    inside = _CALLED.fullmatch(head)
    counted = _COUNT.findall(inside["inside"]) if inside else []
    asked = [(find_number(number), word) for number, word in _COUNT.findall(question)]
    for number, word in counted:
        same = {other for other, thing in asked if thing.casefold().rstrip("s") == word.casefold().rstrip("s")}
        if same and find_number(number) not in same:
            return True
    return False


def find_number(written: str) -> int:
    """Return the number that is written in digits or as a word."""
    return int(written) if written.isdigit() else _NUMBERS.index(written.casefold())


def names_other_product(head: str, question: str) -> bool:
    """Whether a label has the factors of a product of matrices in the question in another order."""
    found = _PRODUCT.search(head)
    if found is None:
        return False
    letters = re.sub(r"[^A-Z]", "", found["letters"])
    asked = {re.sub(r"[^A-Z]", "", match["letters"]) for match in _PRODUCT.finditer(question)}
    return letters not in asked and any(sorted(letters) == sorted(other) for other in asked)


def names_other_variable(head: str, question: str) -> bool:
    """Whether a label is a derivative by another name than those by which the question asks for one.

    >>> question = "For outputs p_j, give the derivative of L by the logit z_j in terms of p_j and y_j."
    >>> [names_other_variable(head, question) for head in ("dL/dz_j", "dL/dp_j", "∂L/∂z_i", "L'", "p_j")]
    [False, True, False, False, False]
    """
    match = _BY.search(head.strip(" $"))
    if match is None:
        return False
    asked = {found["by"] for pattern in (_ASKED_BY, _BY_IN) for found in pattern.finditer(question)}
    return bool(asked) and match["by"] not in asked


def names_opposite_index(head: str, asked: Asked) -> bool:
    """Whether a label has the opposite of a word of the question as its index.

    >>> asked = Asked(question="What is the kinetic energy of the ball at its maximal speed?")
    >>> [names_opposite_index(head, asked) for head in ("E_kin", "E_pot", "v_{max}", "v_min", "E_total")]
    [False, True, False, True, False]
    """
    index = _WORD_INDEX.fullmatch(head.strip(" $"))
    return index is not None and any(is_opposite(index["word"].casefold(), word) for word in asked.words)


def names_other_letter(head: str, asked: Asked) -> bool:
    """Whether a label is the usual letter of another quantity than the one that is asked for.

    >>> asked = Asked(question="A body of 2 kg is pulled. What is its acceleration?")
    >>> [names_other_letter(head, asked) for head in ("a", "F", "m", "x")]
    [False, True, True, False]
    >>> asked = Asked(question="What force gives it an acceleration of 2 m/s^2?")
    >>> [names_other_letter(head, asked) for head in ("F", "a")]
    [False, True]
    """
    usual = _LETTERS.get(head)
    if usual is None or not _ASKS & asked.words or head in find_asked_names(asked.question):
        return False
    _, asking = split_question(asked.question)
    wanted = {word.casefold() for match in _ASKED.finditer(asking) for word in match["words"].split()} & _ASKS
    return bool(wanted) and wanted.isdisjoint(usual)
