"""A formula as a function of ordinary floating-point numbers, for pictures: fast, but with rounding errors.

No verdict depends on it: verdicts use exact arithmetic and enclosures. The function returns ``nan`` if the formula has
no real value, or one that is too large for a float.

>>> x, y = Symbol("x"), Symbol("y")
>>> f = float_function(Add((Power(x, Number(Fraction(2))), Call("exp", (y,)))), (x, y))
>>> f(3.0, 0.0), f(0.0, 1e9)
(10.0, nan)
"""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from grader.expr.nodes import (
    Add,
    Call,
    Constant,
    Div,
    Indicator,
    Junction,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Symbol,
)  # fmt: skip

__all__ = ["compute_constant", "float_function"]

Point = Sequence[float]
Compiled = Callable[[Point], float]
MAX_FLOAT = 10**300  # a little below the largest float, 1.8e308


def compute_constant(constant: Node) -> float:
    """Return the value of a formula without variables, or NaN of anything else."""
    function = float_function(constant, ())
    return function() if function else math.nan


def float_function(node: Node, variables: Sequence[Symbol]) -> Callable[..., float] | None:
    """Compile a scalar formula to a function of its variables; None if some part of it is not a number."""
    places = {variable: place for place, variable in enumerate(variables)}
    try:
        compiled = compile_node(node, places)
    except NoNumberError:
        return None

    def function(*point: float) -> float:
        try:
            value = compiled(point)
        except (ValueError, OverflowError, ZeroDivisionError):
            return math.nan
        return value if math.isfinite(value) else math.nan

    return function


class NoNumberError(Exception):
    """A construct of a formula has no value as one real number."""


def compile_node(node: Node, places: Mapping[Symbol, int]) -> Compiled:
    match node:
        case Number(value=value):
            return compile_constant(value)
        case Constant(name="pi" | "e" as name):
            return compile_constant(Fraction(math.pi if name == "pi" else math.e))
        case Symbol() if node in places:
            return operator.itemgetter(places[node])
        case Add(terms=terms):
            parts = [compile_node(term, places) for term in terms]
            # not ``sum``, which rounds differently since Python 3.12
            return lambda point: math.fsum([part(point) for part in parts])
        case Neg(operand=operand):
            inner = compile_node(operand, places)
            return lambda point: -inner(point)
        case Mul(factors=factors, elementwise=False):
            parts = [compile_node(factor, places) for factor in factors]
            return lambda point: math.prod([part(point) for part in parts])
        case Div(numerator=above, denominator=below):
            over, under = compile_node(above, places), compile_node(below, places)
            return lambda point: over(point) / under(point)
        case Power(base=base, exponent=exponent):
            of, to = compile_node(base, places), compile_node(exponent, places)
            return lambda point: math.pow(of(point), to(point))
        case Indicator(condition=condition):
            holds = compile_condition(condition, places)
            return lambda point: float(holds(point))
        case Call(function=name, arguments=arguments) if name in FUNCTIONS:
            function, given = FUNCTIONS[name], [compile_node(argument, places) for argument in arguments]
            return lambda point: function(*[argument(point) for argument in given])
    raise NoNumberError


def compile_constant(value: Fraction) -> Compiled:
    if abs(value) > MAX_FLOAT:
        raise NoNumberError
    number = float(value)
    return lambda point: number


def compile_condition(condition: Node, places: Mapping[Symbol, int]) -> Callable[[Point], bool]:
    match condition:
        case Junction(kind=kind, parts=parts):
            holds = [compile_condition(part, places) for part in parts]
            every = all if kind == "and" else any
            return lambda point: every(part(point) for part in holds)
        case Relation(operands=operands, operators=operators):
            sides = [compile_node(side, places) for side in operands]
            signs = [COMPARISONS[sign] for sign in operators]
            steps = list(zip(signs, sides, sides[1:], strict=False))
            return lambda point: all(sign(left(point), right(point)) for sign, left, right in steps)
    raise NoNumberError


def logarithm(x: float, base: float = math.e) -> float:
    return math.log(x) if base == math.e else math.log(x, base)


def root(x: float, index: float) -> float:
    """The real root; of a negative number only if its index is odd."""
    if x < 0 and index % 2 == 1:
        return -math.pow(-x, 1 / index)
    return math.pow(x, 1 / index)


def sigmoid(x: float) -> float:
    """1/(1 + e^(−x)), without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    **{name: getattr(math, name) for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
                                              "asinh", "acosh", "atanh", "exp", "sqrt")},
    "cot": lambda x: 1 / math.tan(x), "sec": lambda x: 1 / math.cos(x), "csc": lambda x: 1 / math.sin(x),
    "coth": lambda x: 1 / math.tanh(x), "sech": lambda x: 1 / math.cosh(x), "csch": lambda x: 1 / math.sinh(x),
    "acot": lambda x: math.atan(1 / x), "asec": lambda x: math.acos(1 / x), "acsc": lambda x: math.asin(1 / x),
    "acoth": lambda x: math.atanh(1 / x), "asech": lambda x: math.acosh(1 / x), "acsch": lambda x: math.asinh(1 / x),
    "log": logarithm, "root": root, "abs": abs, "sign": lambda x: float((x > 0) - (x < 0)),
    "floor": lambda x: float(math.floor(x)), "ceil": lambda x: float(math.ceil(x)),
    "max": lambda *values: max(values), "min": lambda *values: min(values), "relu": lambda x: max(x, 0.0),
    "sigmoid": sigmoid, "softplus": lambda x: max(x, 0.0) + math.log1p(math.exp(-abs(x))),
}  # fmt: skip
