"""Which items have a picture, and what it shows: paths of descent, and curves of wrong answers in one variable.

Most answers have no picture. A look at the item's type and its outcome settles those.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from grader.answers import Task
from grader.answers.reading import rows_of
from grader.errors import AnswerError
from grader.expr import to_text
from grader.expr.calculation.floats import float_function
from grader.expr.nodes import Node, Symbol, Vector
from grader.expr.notation import Domain, Notation
from grader.expr.traverse import count_nodes, free_symbols
from grader.grading.figure import CurvesFigure, DescentFigure, Point
from grader.grading.marked import Marked
from grader.memory import by_identity
from grader.rubric import Item
from grader.solvers import Landscaped
from grader.solvers.protocol import is_whole_run

__all__ = ["draw_figure"]

MAX_DIMENSIONS = 2  # a picture is flat
MAX_POINTS = 60  # of one path; more would overlap in a picture
MAX_NODES = 300  # of a formula that is evaluated at every point of a picture
ENDS = {"positive": ("0", ""), "nonnegative": ("0", ""), "negative": ("", "0")}
REAL = ("real", "positive", "nonnegative", "negative", "nonzero")


def draw_figure(one: Marked) -> Marked:
    if one.answer is None or one.answer.tree is None or one.item.key is None:
        return one
    figure: DescentFigure | CurvesFigure | None = None
    if one.item.type == "iterates":
        figure = draw_descent(one.item, one.answer.tree)
    elif one.is_wrong and one.task is not None:
        figure = draw_curves(one.item, one.answer.tree, one.task)
    return one if figure is None else replace(one, result=replace(one.result, figure=figure))


def draw_descent(item: Item, answer: Node) -> DescentFigure | None:
    """The path of an answer over the function that is minimised, if that has one or two variables."""
    blank = draw_landscape(item)
    own = list_points(answer, len(blank.variables)) if blank is not None else ()
    return replace(blank, own=own) if blank is not None and own else None


@by_identity
def draw_landscape(item: Item) -> DescentFigure | None:
    """The figure before any student's path is added: the function, the start, and the path of the key."""
    key = item.key
    if key is None or key.problem is None or not isinstance(key.solver, Landscaped) or not is_whole_run(key.problem):
        return None
    try:
        ground = key.solver.landscape(key.problem)
    except AnswerError:
        return None
    width = len(ground.variables)
    first, expected = list_points(Vector((Vector(ground.start),)), width), list_points(key.answer.tree, width)
    if not is_drawable(ground.formula, ground.variables) or not first or not expected:
        return None
    names = tuple(map(to_text, ground.variables))
    return DescentFigure(function=to_text(ground.formula), variables=names, start=first[0], own=(), expected=expected)


def list_points(tree: Node | None, width: int) -> tuple[Point, ...]:
    """The points of a path in one or two dimensions as exact text; empty if it is anything else."""
    rows = (rows_of(tree) if tree is not None else None) or ()
    coordinates = [row.items if isinstance(row, Vector) else (row,) for row in rows]
    if width > MAX_DIMENSIONS or len(rows) > MAX_POINTS or not all(is_point(place, width) for place in coordinates):
        return ()
    return tuple(tuple(map(to_text, place)) for place in coordinates)


def is_point(coordinates: Sequence[Node], width: int) -> bool:
    """Whether these are ``width`` numbers, each short enough to be evaluated."""
    return len(coordinates) == width and all(is_drawable(each, ()) for each in coordinates)


def is_drawable(formula: Node, variables: Sequence[Symbol]) -> bool:
    """Whether a formula gives a number for each value of its variables, and is short enough to be evaluated often."""
    return count_nodes(formula) <= MAX_NODES and float_function(formula, variables) is not None


def draw_curves(item: Item, answer: Node, task: Task) -> CurvesFigure | None:
    """The curves of a wrong answer and of the key, if both depend on the same single real variable."""
    expected = item.key.answer.tree if item.key else None
    if expected is None or task.own:
        return None
    names = free_symbols(expected) | free_symbols(answer)
    variable = next(iter(names)) if len(names) == 1 else None
    if variable is None or not is_free(variable, task.notation):
        return None
    if not is_drawable(expected, (variable,)) or not is_drawable(answer, (variable,)):
        return None
    lower, upper = find_ends(task.notation.entries[variable.name].domain)
    return CurvesFigure(
        variable=to_text(variable), own=to_text(answer), expected=to_text(expected), lower=lower, upper=upper
    )


def is_free(symbol: Symbol, notation: Notation) -> bool:
    """Whether a symbol is a given real number, not an array or a quantity."""
    entry = notation.entries.get(symbol.name)
    if entry is None or entry.axes or entry.definition is not None or entry.parameters is not None:
        return False
    return not symbol.indices and symbol.iterate is None and entry.domain.kind in REAL


def find_ends(domain: Domain) -> tuple[str, str]:
    """The ends of a domain as text; empty if it has none."""
    lower, upper = ENDS.get(domain.kind, ("", ""))
    return format_end(domain.lower) or lower, format_end(domain.upper) or upper


def format_end(end: Fraction | None) -> str:
    return "" if end is None else str(end)
