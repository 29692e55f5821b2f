"""The syntax tree of the answer language: frozen records, one class a construct.

The tree keeps what the student wrote (a subtraction stays a subtraction, a quotient a quotient), because it is
printed back *as it was read*; ``equivalence`` finds out later what is mathematically the same. The parser and the
solvers build trees only with these constructors; nothing here ever evaluates text.

Two trees are equal (``==``) when they are the same construct by construct. The place of a node in the text is never
kept in the tree, but beside it, in a ``Reading``.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

__all__ = [
    "Add", "Assignment", "BigOperator", "Call", "Constant", "Derivative", "Div", "Entry", "Factorial", "Gradient",
    "Indicator", "Interval", "Junction", "Matrix", "Mul", "Neg", "Node", "Number", "Power", "Relation",
    "SetOf", "Symbol", "Union", "Vector",
]  # fmt: skip


class Node:
    """The base class of every construct of the answer language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Number(Node):
    """An exact rational number. A decimal literal remembers how it was written.

    ``decimals`` is the number of digits after the point (with the exponent taken into account, so that ``1.20e2``
    has 0 and ``3.0e2`` has -1) and ``digits`` the number of significant digits written; both are None for anything
    but a decimal literal.
    """

    value: Fraction
    decimals: int | None = None
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A named number: ``pi``, ``e``, ``i`` or ``oo`` (infinity, only where the item allows it)."""

    name: Literal["pi", "e", "i", "oo"]


@dataclass(frozen=True, slots=True)
class Symbol(Node):
    """A name of the rubric's notation (already its canonical name), with subscripts and an iterate superscript.

    ``v_{k,j}`` is ``Symbol("v", (Symbol("k"), Symbol("j")))``, ``v_12`` is ``Symbol("v", (Number(1), Number(2)))``,
    ``x^{(k+1)}`` is ``Symbol("x", (), Add(...))``. A bare name of something that has indices means the whole array.
    """

    name: str
    indices: tuple[Node, ...] = ()
    iterate: Node | None = None


@dataclass(frozen=True, slots=True)
class Add(Node):
    """A sum of two or more terms; a subtracted term is a ``Neg``."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Neg(Node):
    """The negative of a term."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Mul(Node):
    """A product of two or more factors, in the order written (matrix products do not commute)."""

    factors: tuple[Node, ...]
    elementwise: bool = False  # the Hadamard product ⊙


@dataclass(frozen=True, slots=True)
class Div(Node):
    """A quotient."""

    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True)
class Power(Node):
    """A power; square roots are ``Call("sqrt", …)`` and inverse matrices powers of -1."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Factorial(Node):
    """``n!``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A known function of ``expr/functions.py``, or one that the notation declares, applied to its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """One entry of an array that has no name of its own: ``softmax(a)_j``, ``(A B)_{12}``."""

    of: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Vector(Node):
    """A vector or list in the order written: ``(9, 3)``, ``[9, 3]``. As a matrix it is a column."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """A matrix by rows, all of the same length."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class SetOf(Node):
    """A finite set ``{1, 2}``; empty for ∅."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """An interval; infinite ends are ``Constant("oo")`` or its ``Neg`` and are open."""

    lower: Node
    upper: Node
    lower_closed: bool
    upper_closed: bool


@dataclass(frozen=True, slots=True)
class Union(Node):
    """A union of sets and intervals."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Relation(Node):
    """A chain of comparisons ``a = b``, ``0 < x <= 1``: one operator fewer than operands."""

    operands: tuple[Node, ...]
    operators: tuple[Literal["=", "!=", "<", "<=", ">", ">="], ...]


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """Relations joined by ``and`` or ``or``."""

    kind: Literal["and", "or"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    """``target := value`` (also written ``←``)."""

    target: Node
    value: Node


@dataclass(frozen=True, slots=True)
class Indicator(Node):
    """``1[condition]``: one where the condition holds, else zero. ``\\delta_{ij}`` is the indicator of ``i = j``."""

    condition: Node


@dataclass(frozen=True, slots=True)
class BigOperator(Node):
    """A finite sum or product of ``body`` over an index.

    With ``lower`` and ``upper`` the index runs from one to the other; without them over the whole range that the
    notation declares for that index letter.
    """

    kind: Literal["sum", "product"]
    body: Node
    index: str
    lower: Node | None = None
    upper: Node | None = None


@dataclass(frozen=True, slots=True)
class Derivative(Node):
    """A derivative *as a name*: ``dL/dw``, ``\\frac{\\partial L}{\\partial w_1}``; it is looked up, not computed.

    ``of`` may itself be indexed (``∂f_i/∂a_j``); ``by`` holds one symbol for each order of differentiation.
    """

    of: Node
    by: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Gradient(Node):
    """``∇f``, ``∇f(x^k)`` or ``∇_w L`` as a name; ``at`` holds the arguments, ``by`` the subscript.

    ``prime`` marks the derivative of a function of one variable at some place: ``f'(2)``.
    """

    of: Node
    at: tuple[Node, ...] = ()
    by: Node | None = None
    prime: bool = False
