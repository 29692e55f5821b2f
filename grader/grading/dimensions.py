"""Dimensions inside formulas: where names have units, a wrong answer may have terms that cannot be added.

Nothing is judged here: an answer that is equal to the key stays right. The key is looked at first; where its own
dimensions do not fit, or follow from nothing, nothing is said about answers.
"""

from collections.abc import Iterator
from dataclasses import replace

from grader.expr import to_text
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.grading.marked import Marked
from grader.records import Remark
from grader.rubric.records import Item

__all__ = ["add_dimension_remark", "describe_key", "remark_on_terms"]


def has_units(notation: Notation) -> bool:
    return any(entry.unit for entry in notation.entries.values())


def add_dimension_remark(one: Marked) -> Marked:
    """Say where the dimensions of a wrong answer do not fit, or that they are not those of what is asked for."""
    if not one.is_wrong or one.answer is None or one.answer.tree is None or one.task is None or one.item.key is None:
        return one
    key = one.item.key.answer.tree
    if key is None or not has_units(one.task.notation):
        return one
    remarks = tuple(compare_dimensions(one.answer.tree, key, one.task.notation))
    return replace(one, result=replace(one.result, remarks=(*one.result.remarks, *remarks))) if remarks else one


def compare_dimensions(tree: Node, key: Node, notation: Notation) -> Iterator[Remark]:
    from grader.answers.units.dimensions import describe_dimension
    from grader.answers.units.formulas import DimensionFault, find_dimension
    from grader.answers.units.named import list_dimensions

    names = list_dimensions(notation)
    try:
        asked = find_dimension(key, names)
    except DimensionFault:
        return
    faults = tuple(remark_on_terms(tree, notation))
    yield from faults
    own = None if faults else find_dimension(tree, names)
    if own is not None and asked is not None and own != asked:
        is_, wanted = describe_dimension(own), describe_dimension(asked)
        yield Remark(
            id="other-dimension",
            text=f"By its dimension this is {is_}, and {wanted} is asked for.",
            parameters=(("is", is_), ("asked", wanted)),
        )


def remark_on_terms(tree: Node, notation: Notation) -> Iterator[Remark]:
    """Yield what is said of the first place in a formula where the dimensions do not fit."""
    if not has_units(notation):
        return
    from grader.answers.units.formulas import DimensionFault, find_dimension
    from grader.answers.units.named import list_dimensions

    try:
        find_dimension(tree, list_dimensions(notation))
    except DimensionFault as fault:
        yield Remark(id="terms-dimension", text=fault.text, parameters=(("piece", to_text(fault.piece)),))


def describe_key(item: Item) -> str:
    """Return why the dimensions of the answers to an item are not looked at; empty if they are, or have no units."""
    if item.key is None or item.key.answer.tree is None:
        return ""
    for remark in remark_on_terms(item.key.answer.tree, item.notation):
        return f"The dimensions of the expected answer do not fit, so those of answers are not looked at. {remark.text}"
    return ""
