"""What ``up_to`` changes of an item: the names that its answers may use, and its key.

A vector or matrix that is right up to something is right or wrong as a whole: every vector that is not zero has some
multiple that agrees with the key in one component, so shares of the credit would be given away.
"""

from dataclasses import replace

from grader.answers.leaving_open.judging import find_open_value, replace_open_value
from grader.answers.leaving_open.protocol import LeftOpen, find_left_open
from grader.answers.protocol import Answer, Task
from grader.expr.nodes import SetOf

__all__ = ["complete_key", "find_key_fault", "leave_open"]

WHOLES = ("vector", "matrix")


def leave_open(task: Task, kind: str) -> Task:
    """Return the task of an item of a type, in which answers may use the names of what is left open."""
    member = find_member(task)
    if member is None:
        return task
    options = {**task.options, "partial_credit": "no"} if kind in WHOLES else task.options
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


def find_member(task: Task) -> LeftOpen | None:
    kind = task.options.get("up_to")
    return find_left_open(kind) if kind else None
