"""An answer type for an item that has other right answers than the expected one, or branches (``when``).

``any_of`` are further right answers beside the expected one, ``conditions`` what a right answer satisfies, and ``when``
what an answer earns by what it satisfies.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from grader.answers.accepted.branches import judge_by_branches
from grader.answers.conditions import Condition, judge_by_conditions
from grader.answers.judging import is_misfit
from grader.answers.protocol import Answer, AnswerType, Schema, Task
from grader.documents import DocumentNode
from grader.records import Verdict

__all__ = ["WIDENING", "Widened", "widen"]

WIDENING: Final = frozenset({"any_of", "conditions", "when"})


class Widened:
    """An answer type for an item that has other right answers than the expected one."""

    def __init__(self, inner: AnswerType) -> None:
        self.inner = inner
        self.kind, self.summary, self.options = inner.kind, inner.summary, inner.options
        self.answer_schema: Schema = inner.answer_schema
        self.example, self.needs_expected = inner.example, inner.needs_expected
        self.shape: str = getattr(inner, "shape", "")
        self.public_options: tuple[str, ...] = getattr(inner, "public_options", ())

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the answer as ever."""
        return self.inner.read(given, task)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Judge by the branches, if the answer reaches one, and else by what is right."""
        return judge_by_branches(self.judge_value(answer, expected, task), answer, expected, task)

    def judge_value(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Judge by the expected answer, then by the others, and at last by the conditions."""
        plain = self.inner.judge(answer, expected, task)
        if plain.credit == 1 or answer.tree is None:
            return plain
        others: Sequence[Answer] = task.options.get("any_of", ())
        best = choose_best([plain, *(self.inner.judge(answer, other, task) for other in others)])
        conditions: Sequence[Condition] = task.options.get("conditions", ())
        if best.credit == 1 or not conditions or is_misfit(plain):
            return best
        return judge_by_conditions(answer.tree, conditions, task)


def widen(answer_type: AnswerType, options: Any) -> AnswerType:
    """Return the answer type of an item: its own, unless the item has other right answers."""
    return Widened(answer_type) if WIDENING & options.keys() else answer_type


def choose_best(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the best of some verdicts; what is undecided is better than what is not right."""
    return max(verdicts, key=lambda one: Fraction(1, 2) + 1 if one.credit is None else one.credit * 2)
