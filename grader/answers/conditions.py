"""Conditions on an answer, which a right answer satisfies, or on which its credit depends.

``conditions`` are about the answer, by the name ``answer``: ``A*answer = 3*answer`` and ``answer != 0`` make it an
eigenvector. Each is decided by the engine. An equation holds if both sides are equal whatever the names are; ``!=``
holds if they are not; ``<`` and ``<=`` hold if they hold everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from grader.answers.judging import has_decimals, outcome_of
from grader.answers.protocol import Task
from grader.equivalence import Policy, decide
from grader.errors import AnswerError
from grader.expr.calculation.building import ZERO, number
from grader.expr.nodes import Add, Call, Matrix, Mul, Neg, Node, Relation, Symbol, Vector
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import walk
from grader.records import Decision, Equality, Remark, Verdict

__all__ = [
    "ANSWER", "OPERATORS", "Condition", "check_conditions", "declare_answer", "find_axes", "has_names",
    "has_other_values", "judge_by_conditions",
]  # fmt: skip

ANSWER: Final = "answer"  # the name of the answer in conditions
OPERATORS: Final = ("=", "!=", "<", "<=", ">", ">=")
ROUNDED: Final = Policy(rtol=Fraction(1, 200), atol=Fraction(1, 200))  # what a rounded value may be off by
BOUNDS: Final = (Fraction(1), Fraction(1, 1000))  # a value that stays above one of them is positive
NOT: Final = {Equality.EQUAL: Equality.DIFFERENT, Equality.DIFFERENT: Equality.EQUAL}


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """One condition on an answer: its text, and what it earns if the conditions have shares of their own.

    ``say`` is what a student is told whose answer does not satisfy it; ``axes`` is the shape of an answer, and
    ``of_names`` whether it may have names in it, as the expected answer has.
    """

    text: str
    relation: Relation
    axes: tuple[int, ...] = ()
    of_names: bool = False
    share: Fraction | None = None
    say: str = ""


def has_other_values(task: Task) -> bool:
    """Whether right answers may have other values than the expected one."""
    return any(name in task.options for name in ("up_to", "any_of", "conditions", "when"))


def judge_by_conditions(tree: Node, conditions: Sequence[Condition], task: Task) -> Verdict:
    """Judge an answer by what it satisfies: all of it, or the shares of those that hold."""
    decisions = check_conditions(tree, conditions, task)
    results = [decision.result for decision in decisions]
    has_shares = any(condition.share is not None for condition in conditions)
    credit: Fraction | None = Fraction(Equality.DIFFERENT not in results)
    if Equality.UNKNOWN in results and (has_shares or credit):
        credit = None
    elif has_shares:
        shares = share_credit(conditions)
        credit = sum((shares[at] for at, result in enumerate(results) if result is Equality.EQUAL), Fraction(0))
    remarks = tuple(
        make_remark(condition, result)
        for condition, result in zip(conditions, results, strict=True)
        if result is not Equality.EQUAL
    )
    return Verdict(outcome=outcome_of(credit), credit=credit, remarks=remarks, decision=join_decisions(decisions))


def share_credit(conditions: Sequence[Condition]) -> list[Fraction]:
    """Return the share of each condition; those without one of their own divide the rest."""
    stated = sum((one.share for one in conditions if one.share is not None), Fraction(0))
    others = sum(one.share is None for one in conditions)
    return [(1 - stated) / others if one.share is None else one.share for one in conditions]


def make_remark(condition: Condition, result: Equality) -> Remark:
    if result is Equality.UNKNOWN:
        text = f"It could not be proved that this satisfies {condition.text}, so a person will look at it."
        return Remark(id="undecided", text=text)
    text = condition.say or f"This does not satisfy {condition.text}."
    return Remark(id="condition", text=text, parameters=(("condition", condition.text),))


def join_decisions(decisions: Sequence[Decision]) -> Decision:
    """Return one decision: that of the first condition that fails, else of the first that is not known."""
    for result in (Equality.DIFFERENT, Equality.UNKNOWN):
        for decision in decisions:
            if decision.result is result:
                return replace(decision, by="conditions")
    assumes = dict.fromkeys(text for decision in decisions for text in decision.assumes)
    return Decision(result=Equality.EQUAL, by="conditions", assumes=tuple(assumes))


def check_conditions(tree: Node, conditions: Sequence[Condition], task: Task) -> list[Decision]:
    """Decide each condition on an answer; a rounded value that nearly satisfies one is left to a person."""
    found = []
    for condition in conditions:
        notation = declare_answer(task.notation, condition.axes, tree)
        decision = decide_relation(condition.relation, notation, task.policy)
        is_open = condition.relation.operators[0] == "!=" and not condition.of_names and has_names(tree, notation)
        if is_open and decision.result is Equality.EQUAL:  # (x, x) is not 0, but for x = 0
            decision = replace(decision, result=Equality.UNKNOWN)
        if decision.result is Equality.DIFFERENT and task.policy.is_exact and has_decimals(tree):
            near = decide_relation(condition.relation, notation, ROUNDED)
            decision = replace(decision, result=Equality.UNKNOWN) if near.result is Equality.EQUAL else decision
        found.append(decision)
    return found


def declare_answer(notation: Notation, axes: tuple[int, ...], tree: Node | None = None) -> Notation:
    """Return a notation in which ``answer`` is the name of the answer."""
    return notation.extended([Entry(name=ANSWER, axes=axes, definition=tree)])


def decide_relation(relation: Relation, notation: Notation, policy: Policy) -> Decision:
    """Decide whether a relation holds whatever its names are."""
    (left, right), operator = relation.operands, relation.operators[0]
    # A plain 0 is the zero vector where the other side is a vector.
    left, right = Mul((ZERO, right)) if left == ZERO else left, Mul((ZERO, left)) if right == ZERO else right
    try:
        if operator in ("=", "!="):
            decision = decide(left, right, notation, policy)
            if decision.result is Equality.DIFFERENT and decision.by == "structure":  # sides of two shapes
                return replace(decision, result=Equality.UNKNOWN)
            if operator == "=":
                return decision
            return Decision(result=NOT.get(decision.result, Equality.UNKNOWN), by=decision.by)
        difference = Add((right, Neg(left))) if operator in ("<", "<=") else Add((left, Neg(right)))
        return decide_order(difference, notation, policy.as_exact(), operator)
    except AnswerError:  # for instance a product of arrays that do not fit each other
        return Decision(result=Equality.UNKNOWN, by="structure")


def decide_order(difference: Node, notation: Notation, policy: Policy, operator: str) -> Decision:
    """Decide whether a value is never negative, and never 0 where the order is strict."""
    decision = decide(Call("abs", (difference,)), difference, notation, policy)
    if decision.by == "structure":  # an order of arrays
        return replace(decision, result=Equality.UNKNOWN)
    if decision.result is not Equality.EQUAL or operator in ("<=", ">="):
        return decision
    is_zero = decide(difference, ZERO, notation, policy)
    if is_zero.result is Equality.EQUAL:
        return Decision(result=Equality.DIFFERENT, by=is_zero.by)
    if not has_names(difference, notation):
        return Decision(result=NOT.get(is_zero.result, Equality.UNKNOWN), by=is_zero.by)
    # A value that is never below a positive number is never 0.
    for bound in BOUNDS:
        above = Add((difference, Neg(number(bound))))
        found = decide(Call("abs", (above,)), above, notation, policy)
        if found.result is Equality.EQUAL:
            return found
    return Decision(result=Equality.UNKNOWN, by=is_zero.by)


def has_names(tree: Node, notation: Notation) -> bool:
    """Whether a value depends on names that have no value."""
    return any(is_free(node, notation) for node in walk(tree))


def is_free(node: Node, notation: Notation) -> bool:
    """Whether a node is a name without a value, by itself or in what a name stands for."""
    if not isinstance(node, Symbol):
        return False
    entry = notation.entries.get(node.name)
    if entry is None or entry.definition is None:
        return True
    return any(is_free(part, notation) for part in walk(entry.definition))


def find_axes(tree: Node) -> tuple[int, ...]:
    """Return the shape of an expected answer that is written out."""
    if isinstance(tree, Matrix):
        return len(tree.rows), len(tree.rows[0])
    return (len(tree.items),) if isinstance(tree, Vector) else ()
