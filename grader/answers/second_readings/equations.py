"""An equation that gives what is asked for but is not solved: ``v^2 = 2gh`` where v is asked for.

What is right of ``=`` is read as the result, and is not the value of v. The equation may say the same as the expected
answer, perhaps but for the sign. It may also say something else although its right side is the expected answer:
``2v = sqrt(2gh)``.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from grader.answers.conclusions.endings import split_conclusions
from grader.answers.protocol import Answer, Task
from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr.nodes import Junction, Neg, Node, Number, Power, Relation, Symbol
from grader.expr.traverse import walk
from grader.patterns import regex
from grader.records import Equality

__all__ = ["gives_another_value", "gives_by_equation"]

# A power of a name that the exercise does not have, as a label: R^2 = …, v² = …
_POWER: Final = regex(r"\s*+\$?+\s*+[^\W\d_]++\s*+(?:\^\s*\{?\s*(?P<exponent>[23])\s*\}?|(?P<raised>[²³]))\s*=")
_RAISED: Final = {"²": 2, "³": 3}


def gives_by_equation(answer: Answer, expected: Node, text: str, task: Task) -> bool:
    """Whether an equation in an answer has the expected one as its solution."""
    return any(is_same(given, wanted, task) for given, wanted in list_comparisons(answer, expected, text, task))


def gives_another_value(answer: Answer, expected: Node, task: Task) -> bool:
    """Whether an equation for what is asked, of which the right side is the expected value, gives another one."""
    return any(
        not is_same(equation, Relation((name, expected), ("=",)), task)
        for chain in answer.working
        for equation in (Relation(chain.operands[-2:], ("=",)),)
        for name in task.symbols
        if isinstance(name, Symbol) and name != equation.operands[0] and name in walk(equation.operands[0])
    )


def list_comparisons(answer: Answer, expected: Node, text: str, task: Task) -> Iterator[tuple[Node, Node]]:
    """Yield what is typed, each time with what it has to be equal to."""
    for chain in answer.working:
        equation = Relation(chain.operands[-2:], ("=",))
        for name in list_names(equation, expected, task):
            value = Relation((name, expected), ("=",))
            yield equation, value
            yield equation, Junction("or", (value, Relation((name, Neg(expected)), ("=",))))
    power = _POWER.match(split_conclusions(text)[-1])
    if power is not None and answer.tree is not None and not answer.working:
        exponent = int(power["exponent"] or _RAISED[power["raised"]])
        yield answer.tree, Power(expected, Number(Fraction(exponent)))


def list_names(equation: Relation, expected: Node, task: Task) -> Iterator[Symbol]:
    """Yield the names in an equation that it may be solved for: what is asked for, or else what the key has not."""
    left, right = equation.operands
    asked = [name for name in task.symbols if isinstance(name, Symbol)]
    known = set(walk(expected))
    for name in dict.fromkeys(node for node in walk(equation) if isinstance(node, Symbol)):
        is_possible = name in asked if asked else name not in known and name.name in task.notation.entries
        if is_possible and name not in (left, right):
            yield name


def is_same(given: Node, wanted: Node, task: Task) -> bool:
    try:
        return decide(given, wanted, task.notation, task.policy).result is Equality.EQUAL
    except AnswerError:
        return False
