"""The exact value of an expression at exact rational values of its symbols.

Every operation is carried out on fractions, so the result is exact or there is none: a square root that is not
rational, ``exp(1)`` or a division by zero is a complaint, never a rounded number. The size of each power and
factorial is estimated before it is computed.

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

__all__ = ["COMPARISONS", "evaluate", "exact_power", "exact_root", "holds", "is_rational"]

Values = Mapping[Symbol, Fraction]
COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def evaluate(node: Node, values: Values, ranges: Mapping[str, int] | None = None) -> Fraction:
    """Return the exact value of a scalar expression; ``ranges`` gives the lengths of sums without written ends.

    Raises ``AnswerError`` where the value is not rational or not defined, ``LimitError`` where it would be too long.
    """
    return Evaluation(values, ranges or {}).value(node)


def is_rational(node: Node, values: Values, ranges: Mapping[str, int] | None = None) -> bool:
    """Tell whether ``evaluate`` has a value to give."""
    try:
        evaluate(node, values, ranges)
    except AnswerError:
        return False
    return True


class Evaluation:
    """One evaluation: the values of the symbols, and what each shared subtree came to."""

    def __init__(self, values: Values, ranges: Mapping[str, int]) -> None:
        self.values = values
        self.ranges = ranges
        self.known: dict[int, Fraction] = {}

    def value(self, node: Node) -> Fraction:
        """Return the exact value of ``node``."""
        if id(node) not in self.known:
            self.known[id(node)] = bounded(self.compute(node))
        return self.known[id(node)]

    def compute(self, node: Node) -> Fraction:
        """Return the value of ``node`` from those of its parts, in order."""
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
                return quotient(self.value(numerator), self.value(denominator))
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
        raise not_rational("What stands here has no single rational value.")

    def look_up(self, symbol: Symbol) -> Fraction:
        """Return the given value of a symbol, its indices evaluated first."""
        if symbol in self.values:
            return self.values[symbol]
        indices = tuple(Number(self.value(index)) for index in symbol.indices)
        plain = Symbol(symbol.name, indices, symbol.iterate)
        if plain in self.values:
            return self.values[plain]
        raise not_rational(f"'{symbol.name}' has no value here.")

    def holds(self, condition: Node) -> bool:
        """Return whether a relation, or several joined by and/or, is true here."""
        return holds(condition, self.value)

    def over_range(self, node: BigOperator) -> Fraction:
        """Return a sum or product term by term, its length counted before it starts."""
        lower = 1 if node.lower is None else whole(self.value(node.lower), "A sum's lower end")
        upper = (
            self.ranges.get(node.index) if node.upper is None else whole(self.value(node.upper), "A sum's upper end")
        )
        if upper is None:
            raise not_rational(f"The sum over '{node.index}' does not say how far it runs.")
        if upper - lower >= MAX_SUM_TERMS:
            raise too_large(f"The sum over '{node.index}' has {upper - lower + 1} terms.", "MAX_SUM_TERMS")
        total = Fraction(node.kind == "product")
        for count in range(lower, upper + 1):
            term = self.value_of_term(node, count)
            total = bounded(total + term if node.kind == "sum" else total * term)
        return total

    def value_of_term(self, node: BigOperator, count: int) -> Fraction:
        """Return the body of a sum with its letter replaced by ``count``."""
        body = substitute(node.body, {Symbol(node.index): Number(Fraction(count))}, self.ranges)
        return Evaluation(self.values, self.ranges).value(body)


def holds(condition: Node, value: Callable[[Node], Fraction]) -> bool:
    """Return whether ``condition`` is true, given how to value its sides."""
    if isinstance(condition, Junction):
        parts = [holds(part, value) for part in condition.parts]
        return all(parts) if condition.kind == "and" else any(parts)
    if isinstance(condition, Relation):
        sides = [value(side) for side in condition.operands]
        pairs = zip(condition.operators, sides, sides[1:], strict=False)
        return all(COMPARISONS[sign](left, right) for sign, left, right in pairs)
    raise not_rational("An indicator needs a condition such as x > 0.")


def entry_of(array: Vector | Matrix, indices: Sequence[Fraction]) -> Node:
    """Return the entry of a written array at 1-based ``indices``."""
    rows = (array.items,) if isinstance(array, Vector) else array.rows
    places = [1] * isinstance(array, Vector) + [int(index) for index in indices]
    if len(places) != 2 or not 1 <= places[0] <= len(rows) or not 1 <= places[1] <= len(rows[0]):
        raise not_rational("The array has no entry with these indices.")
    return rows[places[0] - 1][places[1] - 1]


def quotient(numerator: Fraction, denominator: Fraction) -> Fraction:
    """Return an exact quotient."""
    if denominator == 0:
        raise undefined("The value is not defined: it divides by zero.")
    return numerator / denominator


def exact_power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return a power that is rational, after estimating how long it is."""
    if exponent.denominator > MAX_ROOT_INDEX:
        raise too_large(f"A root with index {exponent.denominator} is not taken exactly.", "MAX_ROOT_INDEX")
    if exponent.denominator != 1:
        return exact_power(exact_root(base, exponent.denominator), Fraction(exponent.numerator))
    if base == 0 and exponent < 0:
        raise undefined("The value is not defined: it divides by zero.")
    if base not in (0, 1, -1) and digits(base) * abs(exponent) > MAX_VALUE_DIGITS:
        raise too_large("A power has too many digits to be written out.", "MAX_VALUE_DIGITS")
    if base in (0, 1, -1):  # the parity of the exponent is all that matters, however long it is
        exponent = Fraction(2 - int(exponent) % 2) if exponent else exponent
    return Fraction(base) ** exponent.numerator


def exact_root(value: Fraction, index: int) -> Fraction:
    """Return the real root of ``value`` where it is rational (the negative one of a negative number is not taken)."""
    if value < 0:
        raise undefined("The value is not defined: it takes a root of a negative number.")
    roots = [integer_root(part, index) for part in (value.numerator, value.denominator)]
    if Fraction(*roots) ** index != value:
        raise not_rational("A root here is not rational.")
    return Fraction(*roots)


def integer_root(value: int, index: int) -> int:
    """Return the largest whole number whose ``index``-th power is at most ``value``, by bisection."""
    if index == 2:
        return isqrt(value)
    low, high = 0, 1 << (value.bit_length() // index + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**index <= value else (low, middle - 1)
    return low


def exact_factorial(value: Fraction) -> Fraction:
    """Return ``n!`` for a whole number within the limit."""
    n = whole(value, "A factorial's argument")
    if n < 0:
        raise undefined("The value is not defined: it takes the factorial of a negative number.")
    if n > MAX_FACTORIAL:
        raise too_large(f"The factorial of {n} is too long to be written out.", "MAX_FACTORIAL")
    return Fraction(factorial(n))


def sign(x: Fraction) -> Fraction:
    """Return -1, 0 or 1."""
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
    "root": lambda x, n: exact_power(x, quotient(Fraction(1), n)),
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
    """Return a function's value where it is rational."""
    if name in RATIONAL_FUNCTIONS:
        return RATIONAL_FUNCTIONS[name](*arguments)
    if len(arguments) == 1 and (name, arguments[0]) in EXACT_POINTS:
        return EXACT_POINTS[name, arguments[0]]
    raise not_rational(f"The value of '{name}' here is not rational.")


def exact_binomial(n: Fraction, k: Fraction) -> Fraction:
    """Return a binomial coefficient of whole numbers within the limit."""
    above, below = whole(n, "A binomial coefficient"), whole(k, "A binomial coefficient")
    if not 0 <= above <= MAX_FACTORIAL or below < 0:
        raise too_large("A binomial coefficient here is not computed.", "MAX_FACTORIAL")
    return Fraction(comb(above, below))


def whole(value: Fraction, what: str) -> int:
    """Return ``value`` as an int, where it is a whole number."""
    if value.denominator != 1:
        raise undefined(f"{what} has to be a whole number.")
    return value.numerator


def digits(value: Fraction) -> float:
    """Return about how many decimal digits the longer of numerator and denominator has."""
    return max(value.numerator.bit_length(), value.denominator.bit_length()) * log10(2)


def bounded(value: Fraction) -> Fraction:
    """Return ``value`` unless it has grown beyond the limit."""
    if digits(value) > MAX_VALUE_DIGITS:
        raise too_large("A number here has too many digits to be written out.", "MAX_VALUE_DIGITS")
    return value


def not_rational(what: str) -> AnswerError:
    """Complain that there is no exact rational value."""
    return AnswerError(Diagnostic(slug="not-rational", what=what, why="Only exact rational numbers are computed here."))


def undefined(what: str) -> AnswerError:
    """Complain that there is no value at all."""
    return AnswerError(Diagnostic(slug="undefined-value", what=what))


def too_large(what: str, limit: str) -> LimitError:
    """Complain that a value would be too long, naming the limit."""
    return LimitError(Diagnostic(slug="too-large", what=what, why=f"The limit is {limit}, in docs/limits.md."))
