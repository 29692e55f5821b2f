"""Rules for lowering numbers, arithmetic, arrays, indicators and sums: a syntax tree becomes nodes of the graph."""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from grader import limits
from grader.equivalence.graph import powers, signs
from grader.equivalence.graph.graph import Graph, coefficient_of
from grader.equivalence.graph.kinds import NUMBER, ONE, UNDEFINED, ZERO
from grader.equivalence.lowering import arrays
from grader.equivalence.lowering.arrays import Array, Value, apply_elementwise, complaint
from grader.equivalence.lowering.calls import factorial
from grader.equivalence.lowering.closed_sums import close_sum
from grader.equivalence.lowering.scope import Env, Scope, lowers
from grader.expr import nodes
from grader.expr.nodes import Node
from grader.expr.printing.text import to_text
from grader.expr.traverse import count_outside_sums, walk

__all__: list[str] = []

MAX_MATRIX_POWER = 64  # a power is multiplied out one factor at a time, entry by entry


@lowers(nodes.Number)
def lower_number(scope: Scope, node: nodes.Number, env: Env) -> Value:
    return scope.graph.number(coefficient_of(node.value))


@lowers(nodes.Constant)
def lower_constant(scope: Scope, node: nodes.Constant, env: Env) -> Value:
    g = scope.graph
    if node.name == "oo":
        raise complaint(
            "infinity-in-formula",
            "Infinity is used inside a formula here.",
            "It is not a number, so it cannot be calculated with.",
            "use it only as the end of an interval, or alone.",
        )
    # e is exp(1), so that e^x and exp(x) are one node.
    return g.call("exp", ONE) if node.name == "e" else g.call(node.name)


@lowers(nodes.Add)
def lower_add(scope: Scope, node: nodes.Add, env: Env) -> Value:
    terms, scalars = [], True
    for term in node.terms:
        # A difference is a sum with a negative term in the tree. Its sign becomes a coefficient, not a product with -1.
        inner, factor = (term.operand, -1) if type(term) is nodes.Neg else (term, 1)
        value = scope.lower(inner, env)
        scalars = scalars and not isinstance(value, Array)
        terms.append((value, factor))
    if scalars:
        return scope.graph.combine(terms)  # type: ignore[arg-type]
    g = scope.graph
    return arrays.add_values(g, [value if factor == 1 else negative(g, value) for value, factor in terms])


def negative(g: Graph, value: Value) -> Value:
    return apply_elementwise(g.neg, value)


@lowers(nodes.Neg)
def lower_neg(scope: Scope, node: nodes.Neg, env: Env) -> Value:
    return negative(scope.graph, scope.lower(node.operand, env))


@lowers(nodes.Mul)
def lower_mul(scope: Scope, node: nodes.Mul, env: Env) -> Value:
    g = scope.graph
    factors = [scope.lower(factor, env) for factor in node.factors]
    # Numbers commute, so the graph may collect them; matrices are multiplied in the order that is written.
    if not any(isinstance(factor, Array) for factor in factors):
        return g.mul(factors)  # type: ignore[arg-type]
    if node.elementwise:
        return apply_elementwise(lambda *entries: g.mul(entries), *factors)
    return reduce(lambda left, right: arrays.matmul(g, left, right), factors)


@lowers(nodes.Div)
def lower_div(scope: Scope, node: nodes.Div, env: Env) -> Value:
    """Lower a quotient. The divisor is a number, unless two arrays of one shape are divided entry by entry."""
    g = scope.graph
    top, bottom = scope.lower(node.numerator, env), scope.lower(node.denominator, env)
    if type(top) is int and type(bottom) is int:
        return g.build_once(Graph.div, top, bottom)
    if isinstance(bottom, Array) and not isinstance(top, Array):
        raise complaint("division-by-array", f"A number is divided by {arrays.describe_shape(bottom.shape)} here.",
                        help="write the inverse matrix, or name the component that you mean.")  # fmt: skip
    return apply_elementwise(lambda above, below: g.build_once(Graph.div, above, below), top, bottom)


@lowers(nodes.Power)
def lower_power(scope: Scope, node: nodes.Power, env: Env) -> Value:
    g = scope.graph
    base = scope.lower(node.base, env)
    exponent = scope.lower_scalar(node.exponent, env)
    if isinstance(base, Array):
        return matrix_power(g, base, g.data[exponent] if g.kind[exponent] == NUMBER else None)
    # 0^n is 1 for n = 0 and 0 for n > 0: no formula without a step has these values.
    if base == ZERO and g.kind[exponent] != NUMBER:
        raise complaint(
            "power-of-zero",
            "Zero is raised to a power that is not a number here.",
            "Its value would jump where the exponent is zero.",
            "write an indicator for a value at a single point.",
        )
    # As x^0 or 0^k in a sum or series it is 1, as everybody writes them; of numbers alone it has no value.
    if base == exponent == ZERO and not any(isinstance(part, nodes.Symbol) for part in walk(node)):
        return UNDEFINED
    return g.build_once(powers.general_power, base, exponent)


def matrix_power(g: Graph, base: Array, exponent: Any) -> Value:
    """Return a whole power of a square matrix."""
    if len(base.shape) != 2 or base.rows != base.columns or type(exponent) is not int:
        raise complaint(
            "power-of-array",
            f"This power of {arrays.describe_shape(base.shape)} is not supported.",
            "Only square matrices have powers, with whole numbers as exponents.",
            "write a number for the exponent of a matrix, and x^T x for a vector's squared length.",
        )
    if abs(exponent) > MAX_MATRIX_POWER:
        raise complaint(
            "power-of-array",
            f"A matrix is raised to a power above {MAX_MATRIX_POWER} here, and it is not computed.",
            "Matrices are multiplied out here, entry by entry.",
            "write the result in another form.",
        )
    if exponent < 0:
        return matrix_power(g, arrays.inverse(g, base), -exponent)  # type: ignore[arg-type]
    result: Value = arrays.diagonal(g, Array((base.rows,), [ONE] * base.rows))
    for _ in range(exponent):
        result = arrays.matmul(g, result, base)
    return result


@lowers(nodes.Factorial)
def lower_factorial(scope: Scope, node: nodes.Factorial, env: Env) -> Value:
    return factorial(scope.graph, scope.lower_scalar(node.operand, env))


@lowers(nodes.Vector)
def lower_vector(scope: Scope, node: nodes.Vector, env: Env) -> Value:
    """Lower a vector; a list of vectors is the matrix with those rows."""
    items = [scope.lower(item, env) for item in node.items]
    if items and all(isinstance(item, Array) for item in items):
        return stack_rows([item.entries for item in items if isinstance(item, Array)])
    if any(isinstance(item, Array) for item in items):
        raise complaint("mixed-list", "This list mixes numbers and vectors.", help="write all entries in the same way.")
    return Array((len(items),), items)  # type: ignore[arg-type]


def stack_rows(rows: list[list[int]]) -> Array:
    if len({len(row) for row in rows}) > 1:
        raise complaint(
            "ragged-matrix", "The rows of this matrix have different lengths.", help="give every row the same length."
        )
    return Array((len(rows), len(rows[0])), [entry for row in rows for entry in row])


@lowers(nodes.Matrix)
def lower_matrix(scope: Scope, node: nodes.Matrix, env: Env) -> Value:
    return stack_rows([[scope.lower_scalar(entry, env) for entry in row] for row in node.rows])


@lowers(nodes.Entry)
def lower_entry(scope: Scope, node: nodes.Entry, env: Env) -> Value:
    """Lower one entry of an array, or one row of a matrix."""
    value = scope.lower(node.of, env)
    indices = [scope.lower_whole(index, env) for index in node.indices]
    shape = arrays.shape_of(value)
    if isinstance(value, Array) and len(shape) == 2 and 1 in shape and len(indices) == 1:
        # A row is a 1 × n matrix, and may be indexed like a vector.
        shape = (max(shape),)
    if not isinstance(value, Array) or len(indices) > len(shape):
        raise complaint(
            "no-such-entry", f"This is {arrays.describe_shape(shape)} and has no entry with {len(indices)} indices."
        )
    for index, size in zip(indices, shape, strict=False):
        if index is None or not 1 <= index <= size:
            raise complaint(
                "no-such-entry",
                f"This is {arrays.describe_shape(arrays.shape_of(value))} and has no entry with that index.",
                f"Indices count from 1 to {size}.",
            )
    if len(indices) < len(shape):
        return Array((value.columns,), value.row(indices[0] - 1))  # type: ignore[operator]
    return value.entry_at(tuple(index for index in indices if index is not None))


@lowers(nodes.Indicator)
def lower_indicator(scope: Scope, node: nodes.Indicator, env: Env) -> Value:
    """An indicator is 1 where its condition holds and 0 elsewhere."""
    return lower_condition(scope, node.condition, env)


def lower_condition(scope: Scope, node: Node, env: Env) -> Value:
    """Lower a condition to 1 or 0."""
    g = scope.graph
    if isinstance(node, nodes.Junction):
        parts = [lower_condition(scope, part, env) for part in node.parts]
        if node.kind == "and":
            return apply_elementwise(lambda *entries: g.mul(entries), *parts)
        # "or" by De Morgan: 1 - (1 - a)(1 - b).
        return apply_elementwise(lambda *entries: g.sub(ONE, g.mul([g.sub(ONE, entry) for entry in entries])), *parts)
    if not isinstance(node, nodes.Relation):
        raise complaint("condition-expected", "This indicator contains something that is not a condition.",
                        help="write a comparison such as 1[x > 0].")  # fmt: skip
    values = [scope.lower(operand, env) for operand in node.operands]
    tests = [apply_elementwise(lambda a, b, test=TESTS[operator]: test(g, a, b), left, right)
             for left, operator, right in zip(values, node.operators, values[1:], strict=False)]  # fmt: skip
    return apply_elementwise(lambda *entries: g.mul(entries), *tests)


# Every comparison goes back to the sign of one difference, so that a < b and b > a are one node.
TESTS: Mapping[str, Callable[[Graph, int, int], int]] = {
    ">": lambda g, a, b: signs.indicate_positive(g, g.sub(a, b)),
    "<": lambda g, a, b: signs.indicate_positive(g, g.sub(b, a)),
    ">=": lambda g, a, b: signs.indicate_nonnegative(g, g.sub(a, b)),
    "<=": lambda g, a, b: signs.indicate_nonnegative(g, g.sub(b, a)),
    "=": lambda g, a, b: signs.indicate_zero(g, g.sub(a, b)),
    "!=": lambda g, a, b: g.sub(ONE, signs.indicate_zero(g, g.sub(a, b))),
}


@lowers(nodes.BigOperator)
def lower_big(scope: Scope, node: nodes.BigOperator, env: Env) -> Value:
    """Lower a sum or product over an index by writing it out, or in closed form if it ends at a symbol."""
    g = scope.graph
    if node.upper is not None and scope.lower_whole(node.upper, env) is None:
        closed = close_sum(scope, node, env)
        if closed is not None:
            return closed
    first, last = find_bounds(scope, node, env)
    # Counted before anything is written out.
    if last - first + 1 > limits.MAX_SUM_TERMS:
        raise complaint("sum-too-long", f"A sum here has more than {limits.MAX_SUM_TERMS} terms.",
                        "The limit MAX_SUM_TERMS keeps the work for one answer bounded.")  # fmt: skip
    # Also over all sums of an answer, because the bounds of an inner sum, or a function that holds a sum, may depend on
    # the outer index. A sum further in is counted when it is written out itself, once for each term of this one.
    g.work.write_out(max(0, last - first + 1) * count_outside_sums(node.body))
    values = [scope.lower(node.body, {**env, node.index: g.number(k)}) for k in range(first, last + 1)]
    if node.kind == "sum":
        # An empty sum is 0, and an empty product 1 (``mul`` of nothing).
        return arrays.add_values(g, values) if values else ZERO
    if not any(isinstance(value, Array) for value in values):
        return g.mul(values)  # type: ignore[arg-type]
    return reduce(lambda left, right: arrays.matmul(g, left, right), values)


def find_bounds(scope: Scope, node: nodes.BigOperator, env: Env) -> tuple[int, int]:
    """Return the first and last value of a sum's index."""
    if node.lower is None or node.upper is None:
        size = scope.notation.size(node.index) or scope.sizes.get(node.index)
        if size is None:
            raise complaint(
                "sum-without-bounds",
                f"The sum over '{node.index}' does not say where it starts and ends.",
                help=f"write the first and last value of '{node.index}'.",
            )
        return 1, size
    first, last = scope.lower_whole(node.lower, env), scope.lower_whole(node.upper, env)
    if first is None or last is None:
        bound = node.lower if first is None else node.upper
        what = "is not a whole number" if is_number(scope, bound, env) else "is not a number"
        raise complaint("sum-bounds", f"The bound '{to_text(bound)}' of the sum over '{node.index}' {what}.",
                        "The terms are added one by one.", "write the sum in closed form.")  # fmt: skip
    return first, last


def is_number(scope: Scope, node: Node, env: Env) -> bool:
    """Whether a tree is an exact number, with no symbol in it."""
    return scope.graph.kind[scope.lower_scalar(node, env)] == NUMBER


@lowers(nodes.SetOf, nodes.Interval, nodes.Union, nodes.Relation, nodes.Junction, nodes.Assignment)
def lower_not_a_value(scope: Scope, node: Node, env: Env) -> Value:
    """Refuse a relation, set or interval inside a formula."""
    raise complaint("value-expected", "A relation, set or interval is here, but a value is expected.",
                    help="write the value alone.")  # fmt: skip
