"""Values that people know: ``sin(pi/6)``, ``asin(1/2)``, ``ln(e^2)``, ``log_2(8)``, ``8^(1/3)``, ``i^2``."""

from fractions import Fraction
from math import isqrt
from typing import Final

from grader.equivalence.form.numbers import rational_of
from grader.expr.nodes import Call, Constant, Div, Mul, Neg, Node, Power, Symbol
from grader.expr.traverse import walk

__all__ = ["find_exponent", "find_pi_multiple", "has_known_value", "is_root_of_negative"]

PERIODIC: Final = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
INVERSE: Final = {
    "asin": (Fraction(0), Fraction(1, 2), Fraction(1)), "acos": (Fraction(0), Fraction(1, 2), Fraction(1)),
    "atan": (Fraction(0), Fraction(1)), "acot": (Fraction(0), Fraction(1)),
}  # fmt: skip
OF_NUMBERS: Final = frozenset({"abs", "binomial", "ceil", "floor", "max", "min", "relu", "sign"})
DENOMINATORS: Final = (1, 2, 3, 4, 6)  # of the multiples of pi whose sine and cosine everybody knows
MAX_BITS: Final = 256  # of a number of which a root or logarithm is obvious
MAX_EXPONENT: Final = 64  # of a power that is looked for: log_2(1024) is 10


def has_known_value(node: Node) -> bool:
    """Whether a node is a function, root or power with a plain value that people know."""
    if isinstance(node, Power):
        return is_known_power(node)
    if not isinstance(node, Call):
        return False
    first = node.arguments[0]
    if node.function in PERIODIC:
        multiple = find_pi_multiple(first)
        return multiple is not None and multiple.denominator in DENOMINATORS
    if node.function in INVERSE:
        value = rational_of(first)
        return value is not None and abs(value) in INVERSE[node.function]
    if node.function in OF_NUMBERS:
        return all(rational_of(argument) is not None for argument in node.arguments)
    if node.function == "log" and len(node.arguments) == 1:
        return is_real_exponential(first)
    if node.function == "log":
        return is_power_of(rational_of(first), rational_of(node.arguments[1]))
    if node.function == "exp":
        return isinstance(first, Call) and first.function == "log" and len(first.arguments) == 1
    if node.function == "root":
        degree = rational_of(node.arguments[1])
        return degree is not None and degree.denominator == 1 and is_perfect(rational_of(first), degree.numerator)
    return False


def find_pi_multiple(node: Node) -> Fraction | None:
    """Return q where a node is q times pi, as ``-5*pi/6``; None where it is something else.

    >>> from grader.expr import parse
    >>> from grader.expr.notation import Notation
    >>> find_pi_multiple(parse("-5*pi/6", Notation()).tree)
    Fraction(-5, 6)
    """
    if node == Constant("pi"):
        return Fraction(1)
    if isinstance(node, Neg):
        inner = find_pi_multiple(node.operand)
        return None if inner is None else -inner
    if isinstance(node, Div):
        above, below = find_pi_multiple(node.numerator), rational_of(node.denominator)
        return above / below if above is not None and below else None
    if isinstance(node, Mul):
        found = Fraction(1)
        multiples = 0
        for factor in node.factors:
            value, multiple = rational_of(factor), find_pi_multiple(factor)
            if value is None and multiple is None:
                return None
            multiples += multiple is not None
            found *= multiple if multiple is not None else value or Fraction(0)
        return found if multiples == 1 else None
    return None


def is_real_exponential(node: Node) -> bool:
    """Whether a node is ``e^2`` or ``exp(2)``, of which the logarithm is 2; ``ln(e^z)`` need not be z."""
    exponent = find_exponent(node)
    return exponent is not None and not any(
        isinstance(part, Symbol) or part == Constant("i") for part in walk(exponent)
    )


def find_exponent(node: Node) -> Node | None:
    """Return the exponent of a power of e, written as ``e^x`` or ``exp(x)``; None of anything else."""
    if isinstance(node, Power) and node.base == Constant("e"):
        return node.exponent
    return node.arguments[0] if isinstance(node, Call) and node.function == "exp" else None


def is_root_of_negative(node: Node) -> bool:
    """Whether a node is ``sqrt(-3)``, which is ``sqrt(3)*i``."""
    value = rational_of(node.arguments[0]) if isinstance(node, Call) and node.function == "sqrt" else None
    return value is not None and value < 0


def is_known_power(node: Power) -> bool:
    """Whether a power is a whole root, as ``8^(1/3)``, or a power of i, or ``e^(ln x)``."""
    exponent = rational_of(node.exponent)
    if node.base == Constant("e"):
        return isinstance(node.exponent, Call) and node.exponent.function == "log"
    if exponent is None:
        return False
    if node.base == Constant("i"):
        return exponent.denominator == 1
    return exponent.denominator > 1 and is_perfect(rational_of(node.base), exponent.denominator)


def is_perfect(value: Fraction | None, degree: int) -> bool:
    """Whether a rational number is the power of another one with an exponent of 2 or more."""
    if value is None or value < 0 or is_large(value) or not 2 <= degree <= MAX_EXPONENT:
        return False
    return all(find_root(part, degree) ** degree == part for part in (value.numerator, value.denominator))


def is_large(value: Fraction) -> bool:
    return max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS


def find_root(value: int, degree: int) -> int:
    """Return the whole part of a root, by bisection."""
    if degree == 2:
        return isqrt(value)
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
    return low


def is_power_of(value: Fraction | None, base: Fraction | None) -> bool:
    """Whether a number is a whole power of a base: ``log_2(8)`` and ``log_10(1/100)`` are known."""
    if value is None or base is None or value <= 0 or base <= 0 or base == 1 or is_large(value) or is_large(base):
        return False
    return any(value in (base**exponent, base**-exponent) for exponent in range(MAX_EXPONENT + 1))
