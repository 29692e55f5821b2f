"""Labels in the notation of a field that name another quantity: ``E(X)`` for a variance, ``f(2)`` for f'(2).

>>> [names_other_measure(f"{head} = 4", "What is the variance of X?") for head in ("Var(X)", "s^2", "E(X)", "sigma")]
[False, False, True, True]
>>> names_other_measure("Var(X) = E(X) = 4", "What is the expected value of X?")
False
>>> [names_other_measure(f"E({owner}) = 4", "What is E(X)?") for owner in ("X", "X^2")]
[False, True]
>>> question = "Let f(x) = x^3. Compute f'(2)."
>>> [names_other_value(head, question) for head in ("f'(2)", "f'(x)", "f(2)", "f''(2)", "f'(3)", "F(2)", "y")]
[False, False, True, True, True, True, False]
"""

import re
from fractions import Fraction
from typing import Final

from grader.answers.conclusions.endings import split_members
from grader.answers.second_readings.other_subjects import split_question
from grader.expr.asked.asked import Asked
from grader.patterns import regex

__all__ = ["names_other_measure", "names_other_value"]

# The kinds of measure that words ask for. A standard error is a standard deviation.
_WORDS: Final = {
    "mean": frozenset({"mean", "expected", "expectation", "average", "mu"}),
    "variance": frozenset({"variance", "var"}),
    "deviation": frozenset({"deviation", "error", "sd", "std", "sigma"}),
    "covariance": frozenset({"covariance", "cov"}),
    "correlation": frozenset({"correlation", "corr"}),
}
_OF: Final = r"(?:\s*[(\[][^()\[\]=]{1,20}(?:\([^()]*\))?[)\]]|\s+[A-Z])"
_NOTATION: Final = {
    "mean": regex(rf"(?:\\mathbb\{{?E\}}?|E){_OF}"),
    "variance": regex(rf"(?:Var|var|\\operatorname\{{Var\}}){_OF}"),
    "deviation": regex(rf"(?:SD|sd|Std|std){_OF}"),
    "covariance": regex(rf"(?:Cov|cov|\\operatorname\{{Cov\}}){_OF}"),
    "correlation": regex(rf"(?:Corr|corr){_OF}"),
}
# Letters, only beside a question for a spread: in other fields they are for something else.
_LETTERS: Final = {
    "mean": regex(r"\\?mu|μ"),
    "variance": regex(r"(?:\\?sigma|σ|s)\s*(?:\^\s*\{?2\}?|²)"),
    "deviation": regex(r"\\?sigma|σ"),
}
_FORMULA: Final = regex(r"[0-9+\-−/]")
_SPREAD: Final = frozenset({"variance", "deviation"})
_FUNCTION: Final = r"(?<![\w\\])(?P<letter>[A-Za-z])(?P<primes>['’′]{0,3})"
_VALUE: Final = regex(rf"\$?\s*{_FUNCTION}\s*\((?P<inside>[^()=]{{1,12}})\)\s*\$?")
_CALL: Final = regex(rf"{_FUNCTION}\((?P<inside>[^()=]{{1,12}})\)")
_DERIVED: Final = regex(r"(?<![\w\\])(?P<letter>[A-Za-z])(?P<primes>['’′]{1,3})(?![\w'’′(])")
_DERIVATIVES: Final = frozenset({
    "derivative", "derivatives", "derive", "differentiate", "slope", "slopes", "gradient", "rate", "tangent", "steep",
    "change", "changes", "velocity", "speed", "acceleration", "marginal", "fast",
})  # fmt: skip


def names_other_measure(statement: str, question: str) -> bool:
    """Whether a value is said to be a mean where a variance is asked for, and so on; not if it is said of both."""
    members = [member.strip(" $") for member in split_members(statement)[:-1]]
    said = find_measure(members[0]) if members else ""
    _, asking = split_question(question)
    asked = find_asked_measures(asking) if said else set()
    if asked & {find_measure(member) for member in members}:
        return said in asked and is_of_other_formula(members[0], asking)
    if not asked:
        return False
    return is_notation(members[0]) or bool(asked & _SPREAD)


def find_measure(member: str) -> str:
    """Return the kind of measure that a member of a chain is in notation; nothing for anything else."""
    found = (kind for table in (_NOTATION, _LETTERS) for kind, pattern in table.items() if pattern.fullmatch(member))
    return next(found, "")


def is_of_other_formula(member: str, asking: str) -> bool:
    """Whether a measure is that of a formula which the question does not have: ``E(X^2)`` for E(X)."""
    inside = squash(member.partition("(")[2] or member.partition("[")[2])
    return _FORMULA.search(inside) is not None and inside not in squash(asking)


def squash(text: str) -> str:
    return re.sub(r"[\s{}^*·()\[\]]", "", text.replace("²", "2"))


def is_notation(member: str) -> bool:
    return any(pattern.fullmatch(member) for pattern in _NOTATION.values())


def find_asked_measures(asking: str) -> set[str]:
    """Return the kinds of measure in a question, in words or in notation."""
    words = Asked(question=asking).words
    return {kind for kind, names in _WORDS.items() if names & words or _NOTATION[kind].search(asking)}


def names_other_value(head: str, question: str) -> bool:
    """Whether a label is a function's value elsewhere or of another derivative than the question asks for.

    >>> question = "Differentiate f(x) = x^2 at 3, and give f(3)."
    >>> [names_other_value(head, question) for head in ("f'(3)", "f(3)", "f(2)", "g(2)")]
    [False, False, True, False]
    """
    match = _VALUE.fullmatch(head)
    if match is None:
        return False
    _, asking = split_question(question)
    letter, order = match["letter"], len(match["primes"])
    asked = [(len(each["primes"]), each["inside"]) for each in _CALL.finditer(asking) if each["letter"] == letter]
    orders = {asked_order for asked_order, _ in asked}
    orders |= {len(each["primes"]) for each in _DERIVED.finditer(asking) if each["letter"] == letter}
    if not orders:
        return is_antiderivative(letter, question, asking)
    if order not in orders:
        return _DERIVATIVES.isdisjoint(Asked(question=question).words)
    places = {find_number(inside) for asked_order, inside in asked if asked_order == order} - {None}
    return bool(places) and find_number(match["inside"]) not in {*places, None}


def is_antiderivative(letter: str, question: str, asking: str) -> bool:
    """Whether a capital letter is that of a function whose derivative is asked for, and not in the question."""
    small = letter.lower()
    is_asked = any(each["letter"] == small and each["primes"] for each in _CALL.finditer(asking)) or any(
        each["letter"] == small for each in _DERIVED.finditer(asking)
    )
    return letter.isupper() and is_asked and re.search(rf"(?<!\w){letter}(?!\w)", question) is None


def find_number(inside: str) -> Fraction | None:
    try:
        return Fraction(inside.replace("−", "-").replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        return None
