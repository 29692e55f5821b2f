"""The exact value of an expression at exact rational values of its symbols.

Every operation uses fractions, so the result is exact or there is none: an irrational square root, ``exp(1)`` or a
division by zero is an error, never a rounded number. The size of each power and factorial is estimated before it is
computed.

>>> x = Symbol("x")
>>> evaluate(Div(Power(x, Number(Fraction(2))), Number(Fraction(3))), {x: Fraction(1, 2)})
Fraction(1, 12)
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import ceil, comb, factorial, floor, isqrt, log10, prod

from grader.errors import AnswerError, Diagnostic, LimitError
from grader.expr.nodes import (
    Add,
    BigOperator,
    Call,
    Div,
    Entry,
    Factorial,
    Indicator,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Symbol,
    Vector,
)  # fmt: skip
from grader.expr.traverse import substitute
from grader.limits import MAX_FACTORIAL, MAX_ROOT_INDEX, MAX_SUM_TERMS, MAX_VALUE_DIGITS

__all__ = ["COMPARISONS", "evaluate", "exact_power", "exact_root", "is_condition_true", "is_rational"]

Values = Mapping[Symbol, Fraction]
COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def evaluate(node: Node, values: Values, ranges: Mapping[str, int] | None = None) -> Fraction:
    """The exact value of a scalar expression; ``ranges`` gives the lengths of sums without written ends.

    Raises ``AnswerError`` if the value is not rational or not defined, ``LimitError`` if it would be too long.
    """
    return Evaluation(values, ranges or {}).value(node)


def is_rational(node: Node, values: Values, ranges: Mapping[str, int] | None = None) -> bool:
    """Whether ``evaluate`` can give a value."""
    try:
        evaluate(node, values, ranges)
    except AnswerError:
        return False
    return True


class Evaluation:
    """One evaluation: the values of the symbols, and the value of each shared subtree."""

    def __init__(self, values: Values, ranges: Mapping[str, int]) -> None:
        self.values = values
        self.ranges = ranges
        self.known: dict[int, Fraction] = {}

    def value(self, node: Node) -> Fraction:
        if id(node) not in self.known:
            self.known[id(node)] = check_digits(self.compute(node))
        return self.known[id(node)]

    def compute(self, node: Node) -> Fraction:
        match node:
            case Number(value=value):
                return value
            case Symbol():
                return self.look_up(node)
            case Add(terms=terms):
                return sum(map(self.value, terms), Fraction(0))
            case Neg(operand=operand):
                return -self.value(operand)
            case Mul(factors=factors, elementwise=False):
                return prod(map(self.value, factors), start=Fraction(1))
            case Div(numerator=numerator, denominator=denominator):
                return divide_exactly(self.value(numerator), self.value(denominator))
            case Power(base=base, exponent=exponent):
                return exact_power(self.value(base), self.value(exponent))
            case Factorial(operand=operand):
                return exact_factorial(self.value(operand))
            case Call(function=name, arguments=arguments):
                return exact_call(name, [self.value(argument) for argument in arguments])
            case Indicator(condition=condition):
                return Fraction(self.holds(condition))
            case BigOperator():
                return self.over_range(node)
            case Entry(of=Vector() | Matrix() as array, indices=indices):
                return self.value(entry_of(array, [self.value(index) for index in indices]))
        raise complain_not_rational("This expression has no single rational value.")

    def look_up(self, symbol: Symbol) -> Fraction:
        """Look up the given value of a symbol, its indices evaluated first."""
        if symbol in self.values:
            return self.values[symbol]
        indices = tuple(Number(self.value(index)) for index in symbol.indices)
        plain = Symbol(symbol.name, indices, symbol.iterate)
        if plain in self.values:
            return self.values[plain]
        raise complain_not_rational(f"'{symbol.name}' has no value here.")

    def holds(self, condition: Node) -> bool:
        return is_condition_true(condition, self.value)

    def over_range(self, node: BigOperator) -> Fraction:
        """Add or multiply term by term; the number of terms is checked before it starts."""
        lower = 1 if node.lower is None else to_whole_number(self.value(node.lower), "A sum's lower end")
        upper = (
            self.ranges.get(node.index)
            if node.upper is None
            else to_whole_number(self.value(node.upper), "A sum's upper end")
        )
        if upper is None:
            raise complain_not_rational(f"The sum over '{node.index}' does not say how far it runs.")
        if upper - lower >= MAX_SUM_TERMS:
            raise complain_too_large(f"The sum over '{node.index}' has {upper - lower + 1} terms.", "MAX_SUM_TERMS")
        total = Fraction(node.kind == "product")
        for count in range(lower, upper + 1):
            term = self.value_of_term(node, count)
            total = check_digits(total + term if node.kind == "sum" else total * term)
        return total

    def value_of_term(self, node: BigOperator, count: int) -> Fraction:
        body = substitute(node.body, {Symbol(node.index): Number(Fraction(count))}, self.ranges)
        return Evaluation(self.values, self.ranges).value(body)


def is_condition_true(condition: Node, value: Callable[[Node], Fraction]) -> bool:
    if isinstance(condition, Junction):
        parts = [is_condition_true(part, value) for part in condition.parts]
        return all(parts) if condition.kind == "and" else any(parts)
    if isinstance(condition, Relation):
        sides = [value(side) for side in condition.operands]
        pairs = zip(condition.operators, sides, sides[1:], strict=False)
        return all(COMPARISONS[sign](left, right) for sign, left, right in pairs)
    raise complain_not_rational("An indicator needs a condition such as x > 0.")


def entry_of(array: Vector | Matrix, indices: Sequence[Fraction]) -> Node:
    """The entry of a written array at 1-based ``indices``."""
    rows = (array.items,) if isinstance(array, Vector) else array.rows
    places = [1] * isinstance(array, Vector) + [int(index) for index in indices]
    if len(places) != 2 or not 1 <= places[0] <= len(rows) or not 1 <= places[1] <= len(rows[0]):
        raise complain_not_rational("The array has no entry with these indices.")
    return rows[places[0] - 1][places[1] - 1]


def divide_exactly(numerator: Fraction, denominator: Fraction) -> Fraction:
    if denominator == 0:
        raise complain_undefined("The value is not defined: it divides by zero.")
    return numerator / denominator


def exact_power(base: Fraction, exponent: Fraction) -> Fraction:
    """Compute a power that is rational, after estimating how long it is."""
    if exponent.denominator > MAX_ROOT_INDEX:
        raise complain_too_large(f"A root with index {exponent.denominator} is not taken exactly.", "MAX_ROOT_INDEX")
    if exponent.denominator != 1:
        return exact_power(exact_root(base, exponent.denominator), Fraction(exponent.numerator))
    if base == 0 and exponent < 0:
        raise complain_undefined("The value is not defined: it divides by zero.")
    if base not in (0, 1, -1) and count_digits(base) * abs(exponent) > MAX_VALUE_DIGITS:
        raise complain_too_large("A power has too many digits to be written out.", "MAX_VALUE_DIGITS")
    if base in (0, 1, -1):  # the parity of the exponent is all that matters, however long it is
        exponent = Fraction(2 - int(exponent) % 2) if exponent else exponent
    return Fraction(base) ** exponent.numerator


def exact_root(value: Fraction, index: int) -> Fraction:
    """The real root of ``value`` if it is rational; a negative number is refused."""
    if value < 0:
        raise complain_undefined("The value is not defined: it takes a root of a negative number.")
    roots = [integer_root(part, index) for part in (value.numerator, value.denominator)]
    if Fraction(*roots) ** index != value:
        raise complain_not_rational("A root here is not rational.")
    return Fraction(*roots)


def integer_root(value: int, index: int) -> int:
    """The largest whole number whose ``index``-th power is at most ``value``, by bisection."""
    if index == 2:
        return isqrt(value)
    low, high = 0, 1 << (value.bit_length() // index + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**index <= value else (low, middle - 1)
    return low


def exact_factorial(value: Fraction) -> Fraction:
    n = to_whole_number(value, "A factorial's argument")
    if n < 0:
        raise complain_undefined("The value is not defined: it takes the factorial of a negative number.")
    if n > MAX_FACTORIAL:
        raise complain_too_large(f"The factorial of {n} is too long to be written out.", "MAX_FACTORIAL")
    return Fraction(factorial(n))


def sign(x: Fraction) -> Fraction:
    return Fraction((x > 0) - (x < 0))


RATIONAL_FUNCTIONS: Mapping[str, Callable[..., Fraction]] = {
    "abs": abs,
    "sign": sign,
    "max": max,
    "min": min,
    "relu": lambda x: max(x, Fraction(0)),
    "floor": lambda x: Fraction(floor(x)),
    "ceil": lambda x: Fraction(ceil(x)),
    "sqrt": lambda x: exact_root(x, 2),
    "root": lambda x, n: exact_power(x, divide_exactly(Fraction(1), n)),
    "binomial": lambda n, k: exact_binomial(n, k),
}
EXACT_POINTS: Mapping[tuple[str, Fraction], Fraction] = {
    **{(name, Fraction(0)): Fraction(0) for name in ("sin", "tan", "asin", "atan", "sinh", "tanh", "asinh")},
    **{(name, Fraction(0)): Fraction(1) for name in ("exp", "cos", "cosh")},
    **{(name, Fraction(1)): Fraction(0) for name in ("log", "acos", "acosh")},
    ("atanh", Fraction(0)): Fraction(0),
    ("sigmoid", Fraction(0)): Fraction(1, 2),
}


def exact_call(name: str, arguments: Sequence[Fraction]) -> Fraction:
    """The value of a function if it is rational."""
    if name in RATIONAL_FUNCTIONS:
        return RATIONAL_FUNCTIONS[name](*arguments)
    if len(arguments) == 1 and (name, arguments[0]) in EXACT_POINTS:
        return EXACT_POINTS[name, arguments[0]]
    raise complain_not_rational(f"The value of '{name}' here is not rational.")


def exact_binomial(n: Fraction, k: Fraction) -> Fraction:
    above, below = to_whole_number(n, "A binomial coefficient"), to_whole_number(k, "A binomial coefficient")
    if not 0 <= above <= MAX_FACTORIAL or below < 0:
        raise complain_too_large("A binomial coefficient here is not computed.", "MAX_FACTORIAL")
    return Fraction(comb(above, below))


def to_whole_number(value: Fraction, what: str) -> int:
    if value.denominator != 1:
        raise complain_undefined(f"{what} has to be a whole number.")
    return value.numerator


def count_digits(value: Fraction) -> float:
    """About how many decimal digits the longer of numerator and denominator has."""
    return max(value.numerator.bit_length(), value.denominator.bit_length()) * log10(2)


def check_digits(value: Fraction) -> Fraction:
    if count_digits(value) > MAX_VALUE_DIGITS:
        raise complain_too_large("A number here has too many digits to be written out.", "MAX_VALUE_DIGITS")
    return value


def complain_not_rational(what: str) -> AnswerError:
    return AnswerError(Diagnostic(slug="not-rational", what=what, why="Only exact rational numbers are computed here."))


def complain_undefined(what: str) -> AnswerError:
    return AnswerError(Diagnostic(slug="undefined-value", what=what))


def complain_too_large(what: str, limit: str) -> LimitError:
    return LimitError(Diagnostic(slug="too-large", what=what, why=f"The limit is {limit}, in docs/limits.md."))
