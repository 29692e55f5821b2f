"""What ways of spelling share: the key as a tree, and its parts written one by one."""

from collections.abc import Iterator

from grader.expr import to_latex, to_text
from grader.expr.nodes import Matrix, Node, Relation, SetOf, Symbol, Vector
from grader.expr.traverse import walk
from grader.grading.proof import format_key
from grader.rubric import Item
from grader.rubric.accepted.rounded import round_tree
from grader.simulation.forms.forms import is_formula

__all__ = ["find_tree", "has_iterates", "list_texts", "write_arrays"]


def find_tree(item: Item) -> Node | None:
    """Return the key of an item that is answered by a formula, rounded if it has to be; None for any other item."""
    if item.key is None or item.key.answer.tree is None or not is_formula(item):
        return None
    policy = item.task.policy
    return round_tree(item.key.answer.tree, policy) if policy.exactly else item.key.answer.tree


def has_iterates(tree: Node) -> bool:
    """Whether a formula holds names such as ``x^(k)``, in which '^' is no power."""
    return any(isinstance(node, Symbol) and node.iterate is not None for node in walk(tree))


def list_texts(item: Item) -> Iterator[str]:
    """Yield the key as plain text, if it is one line."""
    text = format_key(item)
    if text and "\n" not in text:
        yield text


def write_arrays(tree: Node, pattern: str, between: str, between_rows: str = "") -> str:
    """Write a formula with its vectors and matrices, at the top or in a set or equation, filled into a pattern.

    What is in them is LaTeX if the pattern is.

    >>> from grader.expr.calculation.building import number
    >>> write_arrays(SetOf((Vector((number(1), number(2))),)), "<%s>", ", ")
    '{<1, 2>}'
    """
    print_leaf = to_latex if "\\" in pattern else to_text

    def write(node: Node) -> str:
        match node:
            case Vector(items=items):
                return pattern % between.join(map(write, items))
            case Matrix(rows=rows):
                return pattern % between_rows.join(between.join(map(write, row)) for row in rows)
            case SetOf(items=items) if items:
                opening, closing = ("\\{", "\\}") if "\\" in pattern else ("{", "}")
                return f"{opening}{', '.join(map(write, items))}{closing}"
            case Relation(operands=(left, right), operators=("=",)):
                return f"{print_leaf(left)} = {write(right)}"
        return print_leaf(node)

    return write(tree)
