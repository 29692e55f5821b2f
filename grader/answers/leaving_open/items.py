"""What ``up_to`` changes of an item: the names that its answers may use, and its key.

A vector or matrix that is right up to something is right or wrong as a whole: every vector that is not zero has some
multiple that agrees with the key in one component, so shares of the credit would be given away.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from grader.answers.leaving_open.judging import find_open_value, replace_open_value
from grader.answers.leaving_open.protocol import LeftOpen, Miss, find_left_open
from grader.answers.protocol import Answer, Task
from grader.expr.nodes import Node, SetOf

__all__ = ["complete_key", "find_key_fault", "find_member", "leave_open", "list_misses", "vary_key"]

WHOLES = ("vector", "matrix")


def leave_open(task: Task, kind: str) -> Task:
    """Return the task of an item of a type, in which answers may use the names of what is left open."""
    member = find_member(task)
    if member is None:
        return task
    options = {**task.options, "partial_credit": "no"} if kind in WHOLES and not member.has_shares else task.options
    return replace(task, notation=member.widen(task.notation), options=options)


def complete_key(key: Answer, task: Task) -> Answer:
    """Return the expected answer with what is left open written into it, where its author left it out."""
    member = find_member(task)
    value = find_open_value(key.tree) if key.tree is not None else None
    if member is None or value is None or key.tree is None:
        return key
    complete = member.complete(value, task)
    return key if complete == value else replace(key, tree=replace_open_value(key.tree, complete))


def find_key_fault(key: Answer, task: Task) -> str:
    """Say why the answers to an item cannot be judged up to what it leaves open; nothing where they can."""
    member = find_member(task)
    if member is None or key.tree is None:
        return ""
    value = find_open_value(key.tree)
    if value is None:
        return "The expected answer is a relation that is not solved for a name, so it has no value to compare."
    if isinstance(value, SetOf) and member.is_for_members:
        return next(filter(None, (member.find_fault(item, task) for item in value.items)), "")
    return member.find_fault(value, task)


def vary_key(tree: Node, task: Task, random: Random) -> Node:
    """Return a right answer that may differ from the key by what is left open; the key where nothing is."""
    member, value = find_member(task), find_open_value(tree)
    if member is None or value is None:
        return tree
    if isinstance(value, SetOf) and member.is_for_members:
        return SetOf(tuple(member.vary(item, task, random) for item in value.items))
    return replace_open_value(tree, member.vary(value, task, random))


def list_misses(tree: Node, task: Task) -> Iterator[Miss]:
    """Yield answers that are wrong whatever is left open; none where nothing is."""
    member, value = find_member(task), find_open_value(tree)
    if member is None or value is None:
        return
    if isinstance(value, SetOf) and not member.is_for_lists:
        return  # the general near misses of its members do
    for miss in member.list_misses(value, task):
        yield replace(miss, tree=replace_open_value(tree, miss.tree))


def find_member(task: Task) -> LeftOpen | None:
    """Return the kind of what an item leaves open; None where that is nothing."""
    kind = task.options.get("up_to")
    return find_left_open(kind) if kind else None
