"""The form ``solved for: x``: an equation or inequality with the name alone on one side, and not on any other.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> texts = ("x = 2", "2 < x", "1 < x <= 4", "x < -1 or x > 2", "2x > 6", "x > 2/x", "1 < 2x < 4")
>>> [check_solved_for(parse(text, notation).tree, ("x",), notation) is None for text in texts]
[True, True, True, True, False, False, False]
"""

from collections.abc import Sequence

from grader.equivalence.form.complaints import Words, build_complaint
from grader.errors import Diagnostic
from grader.expr.nodes import Assignment, Junction, Node, Relation, Symbol
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text
from grader.expr.traverse import walk

__all__ = ["check_solved_for"]

MOST_SIDES = 3  # of 1 < x <= 4, with the name between its bounds


def check_solved_for(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """An equation or inequality with the variable alone on one side, and on no other; of several, each."""
    name = words[0]
    if isinstance(tree, Junction):
        found = (check_solved_for(part, words, notation) for part in tree.parts)
        return next((complaint for complaint in found if complaint is not None), None)
    if is_solved_for(tree, name):
        return None
    if isinstance(tree, Relation) and "=" not in tree.operators:
        help = f"write '{name}' alone on one side of each sign."
        return build_complaint("not-solved", f"This is not solved for '{name}'.", help)
    return build_complaint(
        "not-solved", f"This is not solved for '{name}'.", f"write '{name} = …' without '{name}' on the right."
    )


def is_solved_for(tree: Node, name: str) -> bool:
    """Whether one side of a relation is the name, between its bounds if there are two, and no other side holds it."""
    sides = list_sides(tree)
    alone = [place for place, side in enumerate(sides) if is_symbol_named(side, name)]
    if len(alone) != 1 or len(sides) > MOST_SIDES or (len(sides) == MOST_SIDES and alone != [1]):
        return False
    if isinstance(tree, Relation) and len(sides) == MOST_SIDES and {"=", "!="} & set(tree.operators):
        return False
    others = (side for place, side in enumerate(sides) if place not in alone)
    return not any(is_symbol_named(node, name) for side in others for node in walk(side))


def list_sides(tree: Node) -> Sequence[Node]:
    """The sides of a relation; an assignment, y := 2x, counts as an equation."""
    if isinstance(tree, Assignment):
        return (tree.target, tree.value)
    return tree.operands if isinstance(tree, Relation) else ()


def is_symbol_named(node: Node, name: str) -> bool:
    """Whether a node is the symbol of that name, written with its subscripts."""
    return isinstance(node, Symbol) and name in (node.name, to_text(node))
