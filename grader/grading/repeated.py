"""What a rubric says twice, so that one of both means nothing: wrong answers that are right, alternatives that agree.

Each is a sentence for the author. None of it makes a verdict wrong by itself, but it is hardly what was meant.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from grader.answers.spelled.spelling import simplify
from grader.equivalence import decide
from grader.errors import GraderError, put_in_quotes
from grader.expr import to_text
from grader.expr.nodes import Node
from grader.grading.result import ItemResult
from grader.records import Equality, Outcome
from grader.rubric import Item

__all__ = ["list_repeated"]

LISTS: Final = ("choices", "left", "right", "items")  # options in which a name has a meaning


def list_repeated(item: Item, judge: Callable[[str], ItemResult]) -> Iterator[str]:
    """Yield what is said twice in an item; ``judge`` marks an answer without the declared wrong answers."""
    for option in LISTS:
        meanings = item.task.options.get(option)
        if isinstance(meanings, Mapping):
            yield from list_equal_meanings(meanings)
    declared = [(wrong.id, wrong.answer) for wrong in item.misconceptions if wrong.answer is not None]
    for name, answer in declared:
        if judge(to_text(answer)).outcome is Outcome.CORRECT:
            yield f"The declared wrong answer '{name}', which is {put_in_quotes(to_text(answer))}, is a right answer."
    for (first, one), (second, other) in combinations(declared, 2):
        if are_equal(one, other, item):
            yield f"The declared wrong answers '{first}' and '{second}' are equal, so only one of them is ever named."
    yield from list_needless(item)


def list_equal_meanings(meanings: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names that have the same meaning, which nobody can tell apart."""
    for (first, one), (second, other) in combinations(meanings.items(), 2):
        if simplify(str(one)) and simplify(str(one)) == simplify(str(other)):
            names = f"{put_in_quotes(first)} and {put_in_quotes(second)}"
            yield f"{names} have the same meaning: {put_in_quotes(str(one))}."


def list_needless(item: Item) -> Iterator[str]:
    """Yield the answers of ``any_of`` that are equal to the key, and so right without being listed."""
    key = item.key.answer.tree if item.key is not None else None
    for answer in item.task.options.get("any_of", ()):
        if key is not None and answer.tree is not None and are_equal(answer.tree, key, item):
            yield f"The answer {put_in_quotes(to_text(answer.tree))} of 'any_of' is equal to the expected answer."


def are_equal(one: Node, other: Node, item: Item) -> bool:
    try:
        return decide(one, other, item.notation, item.task.policy).result is Equality.EQUAL
    except GraderError:  # two answers of different kinds
        return False
