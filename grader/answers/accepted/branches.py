"""Response trees: a short list of conditions on an answer, each with its credit and what is said (``when``).

The first branch whose conditions all hold decides, before anything else is compared. If it is not known whether the
conditions of a branch hold, no later one is asked, and a person decides. An answer that is equal to the expected one is
no such case: ``rubric check`` has proved that no branch takes credit from that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from grader.answers.conditions import ANSWER, Condition, check_conditions
from grader.answers.judging import is_misfit, outcome_of
from grader.answers.protocol import Answer, Task
from grader.equivalence import Policy, decide
from grader.errors import AnswerError
from grader.expr.nodes import Assignment, Interval, Junction, Node, Relation, SetOf, Symbol, Union
from grader.expr.traverse import free_symbols
from grader.records import Decision, Equality, Remark, Verdict

__all__ = ["Branch", "Reached", "find_branch", "judge_by_branches"]

NOT_VALUES: Final = (Assignment, Relation, Junction, SetOf, Interval, Union)


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """One branch: what has to hold, what the answer then earns, and what is said.

    Without a ``credit`` it earns what it would earn anyway. ``examples`` are answers that reach it.
    """

    conditions: tuple[Condition, ...]
    credit: Fraction | None = None
    say: str = ""
    examples: tuple[Answer, ...] = ()

    @property
    def text(self) -> str:
        """The conditions as the author wrote them."""
        return " and ".join(condition.text for condition in self.conditions)

    @property
    def named_values(self) -> tuple[Node, ...]:
        """The values that an answer is equal to by a condition, which are examples unless an earlier branch holds."""
        equations = [one.relation.operands for one in self.conditions if one.relation.operators == ("=",)]
        return tuple(
            value
            for sides in equations
            for name, value in (sides, sides[::-1])
            if name == Symbol(ANSWER) and Symbol(ANSWER) not in free_symbols(value)
        )

    @property
    def takes_credit(self) -> bool:
        return self.credit is not None and self.credit < 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """The branch that an answer reaches, and whether that is certain; None if it certainly reaches none."""

    branch: Branch | None
    is_certain: bool = True


def find_branch(tree: Node, branches: Sequence[Branch], task: Task) -> Reached:
    """Return the first branch whose conditions hold, or of which it is not known whether they do."""
    if isinstance(tree, NOT_VALUES):
        return Reached(branch=None)
    for branch in branches:
        results = [decision.result for decision in check_conditions(tree, branch.conditions, task)]
        if Equality.DIFFERENT not in results:
            return Reached(branch=branch, is_certain=Equality.UNKNOWN not in results)
    return Reached(branch=None)


def judge_by_branches(verdict: Verdict, answer: Answer, expected: Answer, task: Task) -> Verdict:
    """Return the verdict of the branch that an answer reaches, and the one that it had if it reaches none."""
    branches: Sequence[Branch] = task.options.get("when", ())
    if not branches or answer.tree is None or is_misfit(verdict):
        return verdict
    reached = find_branch(answer.tree, branches, task)
    if reached.branch is None or (not reached.is_certain and is_key(answer, expected, task)):
        return verdict
    if not reached.is_certain:
        return leave_open(verdict, reached.branch)
    return take_branch(verdict, reached.branch)


def is_key(answer: Answer, expected: Answer, task: Task) -> bool:
    """Whether an answer is proved to be equal to the expected one, without any tolerance."""
    if answer.tree is None or expected.tree is None:
        return False
    try:
        found = decide(answer.tree, expected.tree, task.notation, Policy(seed=task.policy.seed))
    except AnswerError:
        return False
    return found.result is Equality.EQUAL


def take_branch(verdict: Verdict, branch: Branch) -> Verdict:
    """Return what a branch says and gives."""
    said = (Remark(id="branch", text=branch.say),) if branch.say else ()
    if branch.credit is None or branch.credit == verdict.credit:
        return replace(verdict, remarks=(*said, *verdict.remarks))
    result = Equality.EQUAL if branch.credit == 1 else Equality.DIFFERENT
    return Verdict(
        outcome=outcome_of(branch.credit),
        credit=branch.credit,
        remarks=said,
        decision=Decision(result=result, by="branch"),
    )


def leave_open(verdict: Verdict, branch: Branch) -> Verdict:
    text = f"It could not be proved whether {branch.text} holds for this, so a person will look at it."
    decision = Decision(result=Equality.UNKNOWN, by="branch")
    remark = Remark(id="undecided", text=text)
    return replace(verdict, outcome=outcome_of(None), credit=None, remarks=(remark,), components=(), decision=decision)
