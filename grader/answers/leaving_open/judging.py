"""Judging an answer up to what its item leaves open: as a value, as the value in ``y = value``, or member by member."""

from collections.abc import Callable
from dataclasses import replace

from grader.answers.leaving_open.protocol import LeftOpen, find_left_open
from grader.answers.leaving_open.values import are_equal, leave_to_person
from grader.answers.protocol import Task
from grader.answers.set_members import judge_set
from grader.expr.calculation.building import ONE, ZERO
from grader.expr.nodes import Add, Div, Interval, Junction, Mul, Neg, Node, Relation, SetOf, Symbol, Union
from grader.expr.traverse import free_symbols, substitute
from grader.records import Remark, Verdict

__all__ = ["find_open_value", "judge_left_open", "replace_open_value"]

NOT_VALUES = (Relation, Junction, SetOf, Interval, Union)
UNSOLVED = Remark(
    id="undecided", text="This equation is not solved for the name that is asked for, so a person will look at it."
)
Judge = Callable[[Node], Verdict]


def judge_left_open(tree: Node, expected: Node, task: Task, judge: Judge) -> Verdict:
    """Judge an answer up to what its item leaves open; ``judge`` judges it where that is nothing."""
    kind = task.options.get("up_to")
    return judge_up_to(find_left_open(kind), tree, expected, task, judge) if kind else judge(tree)


def judge_up_to(member: LeftOpen, tree: Node, expected: Node, task: Task, judge: Judge) -> Verdict:
    """Judge values by the kind of what is left open; an answer of another shape is judged as it always is."""
    if isinstance(expected, SetOf) and member.is_for_members:
        return judge_set(tree, expected, task, lambda one, other, inner: member.judge(one, other, inner))
    if isinstance(expected, Relation):
        return judge_equation(member, tree, expected, task, judge)
    is_taken = not isinstance(tree, NOT_VALUES) or (member.is_for_lists and isinstance(tree, SetOf))
    return member.judge(tree, expected, task) if is_taken else judge(tree)


def judge_equation(member: LeftOpen, tree: Node, expected: Relation, task: Task, judge: Judge) -> Verdict:
    """Judge what an equation gives the name for which the expected one is solved."""
    wanted = find_open_value(expected)
    name = expected.operands[0]
    if member.is_for_lists and wanted is not None and isinstance(tree, Junction) and tree.kind == "or":
        values = [part.operands[1] for part in tree.parts if isinstance(part, Relation) and part.operands[0] == name]
        return member.judge(SetOf(tuple(values)), wanted, task) if len(values) == len(tree.parts) else judge(tree)
    if wanted is None or not isinstance(name, Symbol) or not isinstance(tree, Relation) or tree.operators != ("=",):
        return judge(tree)
    own = tree.operands[1] if tree.operands[0] == name else solve_for(name, tree, task)
    if own is not None and name not in free_symbols(own):
        return member.judge(own, wanted, task)
    plain = judge(tree)
    is_open = plain.credit == 0 and name in free_symbols(tree)
    return leave_to_person(plain, UNSOLVED) if is_open else plain


def solve_for(name: Symbol, equation: Relation, task: Task) -> Node | None:
    """Return the value that an equation gives a name in which it is linear; None for any other equation."""
    left, right = equation.operands
    whole = Add((left, Neg(right)))
    rest = substitute(whole, {name: ZERO})
    factor = Add((substitute(whole, {name: ONE}), Neg(rest)))
    notation, seed = task.notation, task.policy.seed
    is_linear = are_equal(whole, Add((Mul((factor, name)), rest)), notation, seed)
    return Neg(Div(rest, factor)) if is_linear and are_equal(factor, ZERO, notation, seed) is False else None


def find_open_value(tree: Node) -> Node | None:
    """Return a value, or the one that an equation gives a name; None for any other relation."""
    if not isinstance(tree, Relation):
        return None if isinstance(tree, Junction) else tree
    is_solved = tree.operators == ("=",) and isinstance(tree.operands[0], Symbol)
    return tree.operands[1] if is_solved else None


def replace_open_value(tree: Node, value: Node) -> Node:
    """Return a tree with another value in the place of its own."""
    return replace(tree, operands=(tree.operands[0], value)) if isinstance(tree, Relation) else value
