"""Numbers as they are written: how many digits, and which place the last of them has.

>>> from grader.expr.nodes import Number
>>> from fractions import Fraction
>>> number = read_written_number(Number(Fraction(300)))
>>> number, number.read_with(1)
(Written(decimals=0, digits=3, zeros=2), Written(decimals=-2, digits=1, zeros=0))
"""

from dataclasses import dataclass, field, replace
from itertools import takewhile

from grader.expr.nodes import Add, Constant, Div, Matrix, Mul, Neg, Node, Number, Power, Vector
from grader.expr.traverse import walk
from grader.limits import MAX_VALUE_DIGITS

__all__ = [
    "Written",
    "list_entry_trees",
    "read_complex_number",
    "read_mixed_number",
    "read_power_of_ten",
    "read_written_number",
]

BASE = 10  # of the powers that shift the point: 1.2*10^3


@dataclass(frozen=True, slots=True)
class Written:
    """The digits of a written number.

    ``decimals`` is the number of digits after the point, below 0 where the last digit counts tens or more; ``digits``
    the number of significant digits. ``zeros`` are those at the end of a whole number, which may stand for digits that
    are not known: 300 has one, two or three significant digits. ``is_decimal`` numbers have a point or an exponent; a
    whole number without them is often an exact one.
    """

    decimals: int
    digits: int
    zeros: int = 0
    is_decimal: bool = field(default=False, compare=False, repr=False)

    def read_with(self, needed: int) -> "Written":
        """Return the reading with as few significant digits as are needed: it allows the widest range of values."""
        left_out = max(0, min(self.zeros, self.digits - needed))
        return replace(
            self, decimals=self.decimals - left_out, digits=self.digits - left_out, zeros=self.zeros - left_out
        )

    def shift(self, places: int) -> "Written":
        """Return the number times a power of ten."""
        return replace(self, decimals=self.decimals - places)


def read_written_number(tree: Node) -> Written | None:
    """Return the digits of a number that a tree consists of: 8.67, -300, 1.2*10^3; None where it is more than that."""
    while isinstance(tree, Neg):  # -8.67 is written as a minus and a decimal
        tree = tree.operand
    if isinstance(tree, Number):
        return read_digits(tree)
    if isinstance(tree, Div):
        places = read_power_of_ten(tree.denominator)
        number = read_written_number(tree.numerator)
        return number.shift(-places) if number is not None and places is not None else None
    if not isinstance(tree, Mul) or len(tree.factors) != 2:
        return None
    for mantissa, power in (tree.factors, tree.factors[::-1]):
        places = read_power_of_ten(power)
        number = read_written_number(mantissa) if places is not None else None
        if number is not None and places is not None:
            return number.shift(places)
    return None


def read_digits(number: Number) -> Written | None:
    """Return the digits of a decimal or whole number."""
    if number.decimals is not None:
        return Written(number.decimals, number.digits or 0, is_decimal=True)
    # A longer number has no readable digits: Python refuses to write it.
    if number.value.denominator != 1 or number.value.numerator.bit_length() > 3 * MAX_VALUE_DIGITS // 10:
        return None
    # 0 has no significant digit.
    digits = str(abs(number.value.numerator)).lstrip("0")
    return Written(0, len(digits), len(list(takewhile(lambda digit: digit == "0", reversed(digits)))))


def read_power_of_ten(tree: Node) -> int | None:
    """Return n where a tree is ``10^n`` with a written whole number n."""
    if not isinstance(tree, Power) or not isinstance(tree.base, Number) or tree.base.value != BASE:
        return None
    exponent, sign = tree.exponent, 1
    while isinstance(exponent, Neg):
        exponent, sign = exponent.operand, -sign
    if not isinstance(exponent, Number) or exponent.value.denominator != 1:
        return None
    return sign * exponent.value.numerator if abs(exponent.value) <= MAX_VALUE_DIGITS else None


def read_complex_number(tree: Node) -> tuple[Written | None, Written | None] | None:
    """Return the digits of the real and the imaginary part of a written complex number such as ``1.73 - 2i``."""
    parts: dict[bool, Written] = {}
    for term in tree.terms if isinstance(tree, Add) else (tree,):
        while isinstance(term, Neg):
            term = term.operand
        rest = list(term.factors) if isinstance(term, Mul) else [term]
        is_imaginary = Constant("i") in rest
        if is_imaginary:
            rest.remove(Constant("i"))
        # i alone is 1 times i.
        inner = rest[0] if len(rest) == 1 else Mul(tuple(rest))
        number = read_written_number(inner) if rest else Written(0, 1)
        if number is None or is_imaginary in parts:
            return None
        parts[is_imaginary] = number
    return parts.get(False), parts.get(True)


def read_mixed_number(tree: Node) -> tuple[Written | None, Written | None] | None:
    """Return the digits of both parts where one is written as a decimal and the other as a formula: ``1/2 + 0.866 i``.

    None in place of digits says that the part is a formula, and exact; None alone, that the parts are not apart, or
    that both are formulas.
    """
    if not isinstance(tree, Add) or len(tree.terms) != 2:
        return None
    found: dict[bool, Written | None] = {}
    for term in tree.terms:
        is_imaginary = Constant("i") in walk(term)
        written = read_complex_number(term)
        # e^(0.5 i) has a part of each kind.
        if is_imaginary in found or (written is None and is_imaginary and not is_multiple_of_i(term)):
            return None
        found[is_imaginary] = written[is_imaginary] if written is not None else None
    return (found[False], found[True]) if len(found) == 2 and any(found.values()) else None


def is_multiple_of_i(term: Node) -> bool:
    """Whether a formula is i, or has it as a factor once: sqrt(3) i/2."""
    if isinstance(term, Neg):
        return is_multiple_of_i(term.operand)
    if isinstance(term, Div):
        return is_multiple_of_i(term.numerator) and Constant("i") not in walk(term.denominator)
    if isinstance(term, Mul):
        rest = [factor for factor in term.factors if Constant("i") in walk(factor)]
        return len(rest) == 1 and is_multiple_of_i(rest[0])
    return term == Constant("i")


def list_entry_trees(tree: Node, count: int) -> list[Node]:
    """List the trees of an array's entries where it is written out, else the tree itself for each."""
    if isinstance(tree, Neg):  # -(3.14, 8.67) has the entries -3.14 and -8.67
        entries = list_entry_trees(tree.operand, count)
        return [tree] * count if entries and entries[0] is tree.operand else [Neg(entry) for entry in entries]
    if isinstance(tree, Vector) and len(tree.items) == count:
        return list(tree.items)
    if isinstance(tree, Vector) and tree.items and all(isinstance(item, Vector) for item in tree.items):
        # A list of lists is the matrix with those rows.
        tree = Matrix(tuple(item.items for item in tree.items if isinstance(item, Vector)))
    if isinstance(tree, Matrix):
        entries = [entry for row in tree.rows for entry in row]
        if len(entries) == count:
            return entries
    return [tree] * count
