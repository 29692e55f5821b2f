"""Judging an answer up to what its item leaves open: as a value, as the value in ``y = value``, or member by member."""

from collections.abc import Callable
from dataclasses import replace

from grader.answers.leaving_open.protocol import LeftOpen, find_left_open
from grader.answers.protocol import Task
from grader.answers.set_members import judge_set
from grader.expr.nodes import Interval, Junction, Node, Relation, SetOf, Symbol, Union
from grader.records import Verdict

__all__ = ["find_open_value", "judge_left_open", "replace_open_value"]

NOT_VALUES = (Relation, Junction, SetOf, Interval, Union)
Judge = Callable[[Node], Verdict]


def judge_left_open(tree: Node, expected: Node, task: Task, judge: Judge) -> Verdict:
    """Judge an answer up to what its item leaves open; ``judge`` judges it where that is nothing."""
    kind = task.options.get("up_to")
    return judge_up_to(find_left_open(kind), tree, expected, task, judge) if kind else judge(tree)


def judge_up_to(member: LeftOpen, tree: Node, expected: Node, task: Task, judge: Judge) -> Verdict:
    """Judge values by the kind of what is left open; an answer of another shape is judged as it always is."""
    if isinstance(expected, SetOf) and member.is_for_members:
        return judge_set(tree, expected, task, lambda one, other, inner: member.judge(one, other, inner))
    own, wanted = find_open_value(tree), find_open_value(expected)
    same_shape = isinstance(tree, Relation) is isinstance(expected, Relation)
    if own is None or wanted is None or not same_shape or isinstance(own, NOT_VALUES):
        return judge(tree)
    if isinstance(tree, Relation) and isinstance(expected, Relation) and tree.operands[0] != expected.operands[0]:
        return judge(tree)
    verdict = member.judge(own, wanted, task)
    # An equation of another form may still be the expected one itself: 2 y = 4 for y = 2.
    plain = judge(tree) if isinstance(tree, Relation) and verdict.credit != 1 else verdict
    return plain if plain.credit == 1 else verdict


def find_open_value(tree: Node) -> Node | None:
    """Return a value, or the one that an equation gives a name; None for any other relation."""
    if not isinstance(tree, Relation):
        return None if isinstance(tree, Junction) else tree
    is_solved = tree.operators == ("=",) and isinstance(tree.operands[0], Symbol)
    return tree.operands[1] if is_solved else None


def replace_open_value(tree: Node, value: Node) -> Node:
    """Return a tree with another value in the place of its own."""
    return replace(tree, operands=(tree.operands[0], value)) if isinstance(tree, Relation) else value


