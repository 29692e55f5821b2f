"""The shapes of matrix expressions whose sizes may stay symbolic: ``X w`` is a vector of length m.

>>> X, w = Entry(name="X", axes=("m", "n")), Entry(name="w", axes=("n",))
>>> shape(Mul((Symbol("X"), Symbol("w"))), Notation(entries={"X": X, "w": w}))
('m',)
"""

from grader.expr.nodes import Add, Call, Div, Indicator, Matrix, Mul, Neg, Node, Power, Relation, Symbol, Vector
from grader.expr.notation import Entry, Notation
from grader.solvers.options import author_error

__all__ = ["Shape", "shape"]

Shape = tuple[str | int, ...]
SCALAR_VALUED = ("norm", "dot", "tr", "det", "logsumexp")


def shape(node: Node, notation: Notation) -> Shape:
    """Return () for a scalar, (n,) for a column vector, (m, n) for a matrix."""
    match node:
        case Symbol():
            return shape_of_name(node, notation)
        case Add(terms=parts) | Mul(factors=parts, elementwise=True):
            return common_shape([shape(part, notation) for part in parts])
        case Mul(factors=parts):
            return product_shape([shape(part, notation) for part in parts])
        case Neg(operand=part) | Power(base=part):
            return shape(part, notation)
        case Div(numerator=above, denominator=below):
            return common_shape([shape(above, notation), shape(below, notation)])
        case Vector(items=items):
            return (len(items),)
        case Matrix(rows=rows):
            return len(rows), len(rows[0])
        case Indicator(condition=Relation(operands=sides)):
            return common_shape([shape(side, notation) for side in sides])
        case Call(function=name, arguments=arguments):
            return call_shape(name, [shape(argument, notation) for argument in arguments])
    return ()


def shape_of_name(symbol: Symbol, notation: Notation) -> Shape:
    """Return the shape of a name; a name with all its indices is a scalar."""
    entry = notation.entries.get(symbol.name, Entry(name=symbol.name))
    sizes = [notation.size(axis) or axis for axis in entry.axes]
    return () if symbol.indices else tuple(sizes)


def common_shape(shapes: list[Shape]) -> Shape:
    """Return the shape of an entrywise operation; scalars go with any shape."""
    found = {given for given in shapes if given}
    if len(found) > 1:
        raise author_error("A sum or an entrywise product has operands of different shapes.")
    return found.pop() if found else ()


def product_shape(shapes: list[Shape]) -> Shape:
    """Return the shape of a matrix product; a row times a column is a scalar."""
    arrays = [given for given in shapes if given]
    result: Shape = ()
    for given in arrays:
        result = pair_shape(result, given) if result else given
    return result


def pair_shape(a: Shape, b: Shape) -> Shape:
    (m, n), (p, q) = as_rows_and_columns(a), as_rows_and_columns(b)
    if n != p and (m, n) != (p, q):
        raise author_error(f"A matrix product does not fit: {m} by {n} times {p} by {q}.")
    if (m, q) == (1, 1) or (len(a) == len(b) == 1):
        return ()
    return (m,) if q == 1 and len(b) == 1 else (m, q)


def as_rows_and_columns(given: Shape) -> tuple[str | int, str | int]:
    """Return a shape as rows and columns; a vector is one column."""
    return (given[0], given[1] if len(given) == 2 else 1)


def call_shape(name: str, shapes: list[Shape]) -> Shape:
    if name in SCALAR_VALUED:
        return ()
    if name == "transpose":
        m, n = as_rows_and_columns(shapes[0]) if shapes[0] else (1, 1)
        return () if not shapes[0] else (n,) if m == 1 else (n, m)
    if name == "diag" and len(shapes[0]) == 1:
        return shapes[0][0], shapes[0][0]
    if name == "outer":
        return shapes[0][0], shapes[1][0]
    return common_shape(shapes)
