"""The result among several statements: the only one with the name of what is asked for on its left.

What is before it is working: ``ReLU: 1[z_k > 0]``, ``∂z_k/∂w_k = x``, and then ``∂L/∂w_k = …``. A number or a list
without a name is no working but another answer, and so is what is joined by *or*.
"""

from collections.abc import Sequence

from grader.expr.asked.asked import Asked
from grader.expr.grammar.ranks import rank
from grader.expr.nodes import Assignment, Derivative, Junction, Matrix, Node, Relation, SetOf, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.shapes.splitting import Statement
from grader.expr.traverse import transform, walk

__all__ = ["find_result"]


def find_result(trees: Sequence[Node], statements: Sequence[Statement], asked: Asked, notation: Notation) -> int | None:
    """Return the place of the statement that gives what is asked for; None where none does, or several do.

    On lines of its own it may be anywhere, else it is the last.
    """
    named = [place for place, tree in enumerate(trees) if gives_what_is_asked(tree, asked, notation)]
    joints = {statement.joint for statement in statements[1:]}
    if len(named) != 1 or not joints <= {"\n", ","}:
        return None
    others = [tree for place, tree in enumerate(trees) if place != named[0]]
    quantity = find_quantity(trees[named[0]])
    if asked.shape != "value" and any(find_quantity(tree) == quantity for tree in others):
        return None  # delta_1 = 5, delta_k = w_k*x: the rest is a part of the answer, and may contradict it
    if asked.shape == "value" and joints == {"\n"}:
        return named[0]
    is_last = named[0] == len(trees) - 1
    return named[0] if (is_last or joints == {"\n"}) and all(map(is_working, others)) else None


def gives_what_is_asked(tree: Node, asked: Asked, notation: Notation) -> bool:
    """Whether a statement is an equation for what is asked for, and its value not clearly of another kind."""
    if isinstance(tree, Assignment) or not isinstance(tree, Relation) or set(tree.operators) != {"="}:
        return False
    if asked.shape in ("vector", "matrix"):
        return tree.operands[0] in asked.names and rank(tree.operands[-1], notation) > 0
    if asked.shape == "family":
        return tree.operands[0] in asked.names
    return asked.shape == "value" and is_asked_for(tree.operands[0], asked)


def find_quantity(tree: Node) -> Node | None:
    """Return what an equation is for, without its indices: ``∂L/∂w`` for ``∂L/∂w_1 = …``; None for no equation."""
    if not isinstance(tree, Relation):
        return None
    return transform(tree.operands[0], lambda node: Symbol(node.name) if isinstance(node, Symbol) else node)


def is_asked_for(name: Node, asked: Asked) -> bool:
    """Whether a name is what is asked for: by the rubric, or as the derivative of the order in the question."""
    if asked.names:
        return name in asked.names
    return isinstance(name, Derivative) and len(name.by) == asked.order


def is_working(tree: Node) -> bool:
    """Whether a statement may lead to the result: it says something, or is a formula with names in it."""
    if isinstance(tree, Relation | Junction):
        return True
    return not isinstance(tree, Vector | Matrix | SetOf) and any(isinstance(node, Symbol) for node in walk(tree))
