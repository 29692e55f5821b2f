"""A value in another scale than the question asks for: ``0.15`` where percent are, ``12000000`` where millions are.

>>> list_factors("What is the probability of heads?") == [100, Fraction(1, 100)]
True
>>> list_factors("How many people live there, in millions?") == [10**6, Fraction(1, 10**6)]
True
>>> list_factors("How many people live there?")
[]
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

from grader.answers.protocol import Answer, AnswerType, Task
from grader.answers.second_readings.other_subjects import split_question
from grader.expr.nodes import Mul, Node, Number
from grader.expr.statements.reasons import is_constant
from grader.expr.units.percents import asks_for_percent
from grader.patterns import regex

__all__ = ["is_in_other_scale", "list_factors"]

_HUNDREDTHS: Final = 2  # a percent is 10^-2 of the whole
# What is said with a share of 1, or with a number of percent, as one likes.
_SHARES: Final = regex(
    r"(?i)\b(?:probability|chances?|accuracy|precision|recall|proportion|share|percentage\s+points?|confidence\s+level)\b"
)
# By how many powers of ten a number of these is larger or smaller than the value itself.
_SCALES: Final = (
    (regex(r"(?i)\bper\s+(?:mille|mill|thousand)\b|‰"), (3, 1)),
    (regex(r"(?i)\bbasis\s+points?\b"), (4, _HUNDREDTHS)),
    (regex(r"(?i)\bthousands?\b"), (3,)),
    (regex(r"(?i)\bmillions?\b"), (6,)),
    (regex(r"(?i)\bbillions?\b"), (9,)),
)


@lru_cache(maxsize=256)  # the same for every answer to a question
def list_powers(question: str) -> frozenset[int]:
    """Return the powers of ten by which a value may be larger or smaller, depending on how a question is understood."""
    _, asking = split_question(question)
    found = {power for pattern, powers in _SCALES if pattern.search(asking) for power in powers}
    if asks_for_percent(question):
        found |= {_HUNDREDTHS, 2 * _HUNDREDTHS}  # 100/7 % may be 100 over 7 percent
    elif _SHARES.search(asking):
        found.add(_HUNDREDTHS)
    return frozenset(found)


def list_factors(question: str) -> list[Fraction]:
    """Return what a value in another scale would have to be multiplied by."""
    powers = sorted(list_powers(question))
    return [factor for power in powers for factor in (Fraction(10**power), Fraction(1, 10**power))]


def is_in_other_scale(answer: Answer, answer_type: AnswerType, key: Answer, task: Task) -> bool:
    """Whether a wrong value would be right, or a question for a person, in another scale."""
    if answer.tree is None or task.asked.shape != "value" or not is_constant(answer.tree):
        return False
    scaled = list_scaled(answer.tree, list_factors(task.asked.question))
    return any(
        answer_type.judge(replace(answer, tree=tree, working=()), key, task).credit in (None, 1) for tree in scaled
    )


def list_scaled(tree: Node, factors: list[Fraction]) -> Iterator[Node]:
    """Yield a value times each of some powers of ten; a decimal keeps its digits."""
    for factor in factors:
        if isinstance(tree, Number):
            power = len(str(max(factor.numerator, factor.denominator))) - 1
            shift = power if factor > 1 else -power
            yield Number(tree.value * factor, None if tree.decimals is None else tree.decimals - shift, tree.digits)
        else:
            yield Mul((tree, Number(factor)))
