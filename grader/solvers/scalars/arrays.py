"""Vectors, matrices and index families expanded into scalars, over any algebra of scalars.

``Interpreter`` expands arrays into scalars: a matrix product into sums of products, ``softmax(a)_j`` into a quotient, a
declared quantity into its definition. What a scalar *is* depends on the ``Algebra``: a syntax tree (``SCALARS``, for
solvers that need formulas), a ball (``balls``) or a sympy expression (``sympy_bridge``), for confirmations.

>>> A = Matrix(((number(1), number(2)), (number(3), number(4))))
>>> Interpreter(SCALARS, Notation(), Symbol).array(Mul((A, Vector((number(5), number(6)))))).cells
(Number(value=Fraction(17, 1), decimals=None, digits=None), Number(value=Fraction(39, 1), decimals=None, digits=None))
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product as combinations
from math import prod
from typing import Any, Generic, TypeVar

from grader.expr.calculation.building import number
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import (
    Add,
    BigOperator,
    Call,
    Constant,
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
)
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text
from grader.expr.traverse import length_of, substitute
from grader.limits import MAX_ENTRIES, MAX_SUM_TERMS
from grader.solvers.options import author_error, author_limit
from grader.solvers.scalars.algebra import SCALARS, Algebra
from grader.solvers.scalars.array_algebra import (
    ARRAY_FUNCTIONS,
    Array,
    inverse,
    map_entries,
    multiply_arrays,
    scalar_array,
)

__all__ = ["Array", "Interpreter", "list_parameters", "list_scalars", "make_leaf"]

T = TypeVar("T")
Letters = Mapping[str, int]


@dataclass
class Interpreter(Generic[T]):
    """Expands expressions under one notation.

    ``leaf`` gives the value of a name, or None for a quantity that is to be replaced by its definition. ``sizes``
    gives a number for each size that the notation leaves symbolic.
    """

    algebra: Algebra[T]
    notation: Notation
    leaf: Callable[[Symbol], T | None]
    sizes: Mapping[str, int] = field(default_factory=dict)
    known: dict[Symbol, T] = field(default_factory=dict)

    def scalar(self, node: Node, letters: Letters | None = None) -> T:
        """Return the value of a scalar expression."""
        array = self.array(node, letters)
        if array.shape and array.shape != (1, 1) and array.shape != (1,):
            raise author_error("A vector or matrix is written where a single number is needed.")
        return array.cells[0]

    def array(self, node: Node, letters: Letters | None = None) -> Array[T]:
        """Return the entries of an expression."""
        at = letters or {}
        match node:
            case Number(value=value):
                return scalar_array(self.algebra.number(value))
            case Constant(name=name):
                return scalar_array(self.algebra.constant(name))
            case Symbol():
                return self.look_up(node, at)
            case Add(terms=terms):
                return map_entries(self.algebra.add, [self.array(term, at) for term in terms])
            case Neg(operand=operand):
                return map_entries(lambda cells: self.algebra.negative(cells[0]), [self.array(operand, at)])
            case Mul(factors=factors, elementwise=elementwise):
                return multiply_arrays(self.algebra, [self.array(factor, at) for factor in factors], elementwise)
            case Div(numerator=above, denominator=below):
                return map_entries(
                    lambda cells: self.algebra.divide(*cells), [self.array(above, at), self.array(below, at)]
                )
            case Power(base=base, exponent=exponent):
                return self.raise_to(self.array(base, at), exponent, at)
            case Factorial(operand=operand):
                return scalar_array(self.algebra.call("factorial", [self.scalar(operand, at)]))
            case Call(function=name, arguments=arguments):
                return self.call(name, arguments, at)
            case Entry(of=of, indices=indices):
                return scalar_array(self.entry(self.array(of, at), [self.index(index, at) for index in indices]))
            case Vector(items=items):
                return Array((len(items),), tuple(self.scalar(item, at) for item in items))
            case Matrix(rows=rows):
                cells = tuple(self.scalar(cell, at) for row in rows for cell in row)
                return Array((len(rows), len(rows[0])), cells)
            case Indicator(condition=condition):
                return self.evaluate_indicator(condition, at)
            case BigOperator():
                return self.combine_over_range(node, at)
        raise author_error(f"'{to_text(node)}' has no value that a solver could use.")

    def size(self, axis: str | int) -> int:
        size = axis if isinstance(axis, int) else length_of(axis, self.notation.ranges)
        size = self.sizes.get(str(axis)) if size is None else size
        if size is None:
            raise author_error(
                f"The size '{axis}' is not a number here.", f"Give '{axis}' a number under 'ranges:', or in the shape."
            )
        return size

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape that a name is declared with."""
        entry = self.notation.entries.get(name)
        shape = tuple(map(self.size, entry.axes)) if entry else ()
        if prod(shape) > MAX_ENTRIES:
            raise author_limit(f"'{name}' has {prod(shape)} entries.", "MAX_ENTRIES", "Make the array smaller.")
        return shape

    def index(self, node: Node, letters: Letters) -> int:
        if isinstance(node, Symbol) and node.name in letters:
            return letters[node.name]
        value = simplify(substitute(node, {Symbol(letter): number(n) for letter, n in letters.items()}))
        if isinstance(value, Number) and value.value.denominator == 1:
            return value.value.numerator
        raise author_error("An index here is neither a number nor a letter that runs.")

    def look_up(self, symbol: Symbol, letters: Letters) -> Array[T]:
        """Return the value of a name: one entry, or all of them if it has no indices."""
        if symbol.name in letters and not symbol.indices:
            return scalar_array(self.algebra.number(Fraction(letters[symbol.name])))
        shape = self.shape(symbol.name)
        if symbol.indices or not shape:
            indices = tuple(number(self.index(index, letters)) for index in symbol.indices)
            return scalar_array(self.quantity(Symbol(symbol.name, indices, symbol.iterate)))
        places = combinations(*(range(1, length + 1) for length in shape))
        return Array(shape, tuple(self.quantity(Symbol(symbol.name, tuple(map(number, at)))) for at in places))

    def quantity(self, symbol: Symbol) -> T:
        """Return one scalar: from ``leaf``, else by its definition; each is worked out once."""
        if symbol not in self.known:
            given = self.leaf(symbol)
            self.known[symbol] = self.expand_definition(symbol) if given is None else given
        return self.known[symbol]

    def expand_definition(self, symbol: Symbol) -> T:
        """Return one scalar by the definition of its quantity."""
        entry = self.notation.entries.get(symbol.name)
        if entry is None or entry.definition is None or entry.parameters is not None:
            raise author_error(f"'{symbol.name}' has no value here.")
        places = [int(index.value) for index in symbol.indices if isinstance(index, Number)]
        letters = {str(axis): place for axis, place in zip(entry.axes, places, strict=False)}
        value = self.array(entry.definition, letters)
        return self.entry(value, places) if value.shape and places else value.cells[0]

    def entry(self, array: Array[T], indices: Sequence[int]) -> T:
        """Return the entry at 1-based indices."""
        if len(indices) != len(array.shape) or not all(1 <= i <= n for i, n in zip(indices, array.shape, strict=True)):
            raise author_error("The array has no entry with these indices.")
        return array.at(*(i - 1 for i in indices))

    def raise_to(self, base: Array[T], exponent: Node, letters: Letters) -> Array[T]:
        """Return a power: of a square matrix by products, of anything else entry by entry."""
        if len(base.shape) < 2:
            return map_entries(lambda cells: self.algebra.power(*cells), [base, self.array(exponent, letters)])
        times = self.index(exponent, letters)
        if times == -1:
            return inverse(self.algebra, base)
        if base.rows != base.columns or not 1 <= times <= MAX_SUM_TERMS:
            raise author_error("Only a square matrix has powers, and only whole positive ones are taken here.")
        return multiply_arrays(self.algebra, [base] * times, elementwise=False)

    def call(self, name: str, arguments: Sequence[Node], letters: Letters) -> Array[T]:
        """Return the value of a function: declared, of arrays, or entry by entry."""
        entry = self.notation.entries.get(name)
        if entry is not None and entry.parameters is not None and entry.definition is not None:
            return self.array(apply_function(name, arguments, self.notation), letters)
        given = [self.array(argument, letters) for argument in arguments]
        if name in ARRAY_FUNCTIONS:
            return ARRAY_FUNCTIONS[name](self.algebra, *given)
        return map_entries(lambda cells: self.algebra.call(name, cells), self.spread_arguments(name, given))

    def spread_arguments(self, name: str, given: list[Array[T]]) -> list[Array[T]]:
        """Return the arguments of a function; ``max`` and ``min`` of one vector take its entries."""
        if name in ("max", "min") and len(given) == 1:
            return [scalar_array(cell) for cell in given[0].cells]
        return given

    def evaluate_indicator(self, condition: Node, letters: Letters) -> Array[T]:
        """Return an indicator; for a comparison of arrays entry by entry."""
        if not isinstance(condition, Relation):
            return scalar_array(self.algebra.indicator(self.condition(condition, letters)))
        sides = [self.array(side, letters) for side in condition.operands]
        return map_entries(
            lambda cells: self.algebra.indicator(self.algebra.compare(condition.operators, cells)), sides
        )

    def condition(self, node: Node, letters: Letters) -> Any:
        """Return a condition in the algebra's own form."""
        if isinstance(node, Relation):
            return self.algebra.compare(node.operators, [self.scalar(side, letters) for side in node.operands])
        if isinstance(node, Junction):
            return self.algebra.join(node.kind, [self.condition(part, letters) for part in node.parts])
        raise author_error("An indicator needs a condition such as x > 0.")

    def combine_over_range(self, node: BigOperator, letters: Letters) -> Array[T]:
        """Return a sum or product term by term."""
        first = 1 if node.lower is None else self.index(node.lower, letters)
        last = self.size(node.index) if node.upper is None else self.index(node.upper, letters)
        if last - first >= MAX_SUM_TERMS:
            raise author_limit(f"A sum here has {last - first + 1} terms.", "MAX_SUM_TERMS", "Make it shorter.")
        terms = [self.array(node.body, {**letters, node.index: k}) for k in range(first, last + 1)]
        if not terms:
            return scalar_array(self.algebra.number(Fraction(node.kind == "product")))
        return map_entries(self.algebra.add if node.kind == "sum" else self.algebra.multiply, terms)


def list_parameters(name: str, notation: Notation) -> tuple[Symbol, ...]:
    """Return the scalar symbols of a function's parameters; for an array parameter all its entries."""
    parameters = notation.entries[name].parameters or ()
    return tuple(symbol for parameter in parameters for symbol in list_scalars(parameter, notation))


def list_scalars(parameter: str, notation: Notation) -> Iterable[Symbol]:
    """Return the scalars that one parameter means: itself, an entry (``x_1``), or every entry of an array."""
    entry = notation.entries.get(parameter)
    base, _, digits = parameter.rpartition("_")
    if entry is None and digits.isdigit() and base in notation.entries:
        return [Symbol(base, tuple(number(int(digit)) for digit in digits))]
    shape = Interpreter(SCALARS, notation, make_leaf(notation)).shape(parameter)
    return [Symbol(parameter, tuple(map(number, at))) for at in combinations(*(range(1, n + 1) for n in shape))]


def apply_function(name: str, arguments: Sequence[Node], notation: Notation) -> Node:
    """Return the definition of a declared function at ``arguments``; a written vector fills an array parameter."""
    entry = notation.entries[name]
    assert entry.definition is not None
    symbols = list_parameters(name, notation)
    spread = list(arguments[0].items) if len(arguments) == 1 and isinstance(arguments[0], Vector) else list(arguments)
    if len(spread) == len(symbols):
        definition = Interpreter(SCALARS, notation, make_leaf(notation)).scalar(entry.definition)
        return substitute(definition, dict(zip(symbols, spread, strict=True)), notation.ranges)
    if len(arguments) != len(entry.parameters or ()):
        raise author_error(f"'{name}' takes {len(symbols)} arguments, and {len(spread)} are given.")
    names = [Symbol(parameter) for parameter in entry.parameters or ()]
    return substitute(entry.definition, dict(zip(names, arguments, strict=True)), notation.ranges)


def make_leaf(notation: Notation, kept: frozenset[str] = frozenset()) -> Callable[[Symbol], Node | None]:
    """Return a ``leaf`` that keeps given names and expands quantities, except those in ``kept``."""

    def leaf(symbol: Symbol) -> Node | None:
        entry = notation.entries.get(symbol.name)
        is_given = entry is None or entry.definition is None or entry.parameters is not None
        return symbol if is_given or symbol.name in kept else None

    return leaf
