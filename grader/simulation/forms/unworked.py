"""Right values that are not in the form that an item asks for: the key before its last step, or rewritten once more."""

from collections.abc import Iterator
from random import Random
from typing import Final

from grader.equivalence.form.violations import find_violations
from grader.expr.calculation.building import number
from grader.expr.nodes import Add, Call, Div, Matrix, Mul, Neg, Node, Relation, SetOf, Vector
from grader.rubric import Item
from grader.simulation.forms.forms import make_site
from grader.simulation.forms.rewriting import rewrite_randomly

__all__ = ["list_unworked"]

DRAWN: Final = 12  # random rewritings, of which some are in another form
STEPS: Final = 3


def list_unworked(item: Item) -> Iterator[Node]:
    """Yield formulas that are equal to the key, in a form that the item does not accept."""
    if item.key is None or item.key.answer.tree is None:
        return
    key, site = item.key.answer.tree, make_site(item, Random(item.id))
    drawn = [rewrite_randomly(key, site, STEPS) for _ in range(DRAWN)]
    for tree in dict.fromkeys((*unwork(key), *drawn)):
        if find_violations(tree, item.form, item.notation):
            yield tree


def unwork(tree: Node) -> Iterator[Node]:
    """Yield a value before a last step of working: a matrix as an inverse, a number as a sum, an entry doubled."""
    if isinstance(tree, Matrix):
        if len({len(tree.rows), *map(len, tree.rows)}) == 1:
            yield Call("transpose", (Call("transpose", (tree,)),))
    elif isinstance(tree, Vector):
        yield Add((tree, Vector(tuple(number(0) for _ in tree.items))))
    elif isinstance(tree, SetOf):
        yield from (SetOf((*tree.items[:-1], other)) for last in tree.items[-1:] for other in unwork(last))
    elif isinstance(tree, Relation):
        yield Relation(tuple(Mul((number(2), side)) for side in tree.operands), tree.operators)
    else:
        yield Add((tree, number(0)))
        yield Div(Mul((number(2), tree)), number(2))
        yield Neg(Neg(tree))
