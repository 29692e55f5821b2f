"""Whether the sizes of vectors and matrices in a formula fit, with nothing to compare it to.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"X": Entry(name="X", axes=("m", "n")), "w": Entry(name="w", axes=("n",))})
>>> find_shape_fault(parse("w*X", notation).tree, notation).why
'The first has 1 column, the second 2 rows. Here m = 2, n = 3.'
>>> find_shape_fault(parse("X*w", notation).tree, notation)
"""

from grader.equivalence.decide import Comparer
from grader.equivalence.lowering.chosen_sizes import add_sizes_note, choose_sizes
from grader.errors import Diagnostic, GraderError
from grader.expr.nodes import Call, Derivative, Gradient, Node, SetOf
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["find_shape_fault"]


def find_shape_fault(tree: Node, notation: Notation) -> Diagnostic | None:
    """Return the message about sizes that do not fit; None where they fit, or where that cannot be said."""
    for node in walk(tree):
        # What a derivative or a function of the exercise is equal to may be missing here, and with it its shape.
        if isinstance(node, Derivative | Gradient) or (isinstance(node, Call) and node.function in notation.entries):
            return None
    try:
        for part in tree.items if isinstance(tree, SetOf) else (tree,):
            Comparer(part, notation)  # it prepares one side, and so reads every size in it
    except GraderError as error:
        fault = error.diagnostic
        return add_sizes_note(fault, choose_sizes(tree, notation)[0]) if fault.slug == "shape-mismatch" else None
    except RecursionError:
        return None
    return None
