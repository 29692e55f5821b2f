"""Vectors, matrices and index families taken apart into scalars, over any algebra of scalars.

``Interpreter`` knows how arrays are made of scalars: a matrix product is sums of products, ``softmax(a)_j`` a quotient,
a declared quantity its definition. What a scalar *is*, an ``Algebra`` says: a syntax tree (``SCALARS`` below, for
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
from grader.solvers.scalars.array_algebra import ARRAY_FUNCTIONS, Array, each, inverse, multiplied, single

__all__ = ["Array", "Interpreter", "leaf_of", "parameter_symbols", "scalar_symbols"]

T = TypeVar("T")
Letters = Mapping[str, int]


@dataclass
class Interpreter(Generic[T]):
    """Takes expressions apart under one notation.

    ``leaf`` gives a named scalar, or None for a quantity that is to be replaced by its definition; ``sizes`` gives a
    number for each size that the notation leaves symbolic.
    """

    algebra: Algebra[T]
    notation: Notation
    leaf: Callable[[Symbol], T | None]
    sizes: Mapping[str, int] = field(default_factory=dict)
    known: dict[Symbol, T] = field(default_factory=dict)

    def scalar(self, node: Node, letters: Letters | None = None) -> T:
        """Return a scalar expression's value."""
        array = self.array(node, letters)
        if array.shape and array.shape != (1, 1) and array.shape != (1,):
            raise author_error("A vector or matrix stands where a single number is needed.")
        return array.cells[0]

    def array(self, node: Node, letters: Letters | None = None) -> Array[T]:
        """Return an expression's entries."""
        at = letters or {}
        match node:
            case Number(value=value):
                return single(self.algebra.number(value))
            case Constant(name=name):
                return single(self.algebra.constant(name))
            case Symbol():
                return self.named(node, at)
            case Add(terms=terms):
                return each(self.algebra.add, [self.array(term, at) for term in terms])
            case Neg(operand=operand):
                return each(lambda cells: self.algebra.negative(cells[0]), [self.array(operand, at)])
            case Mul(factors=factors, elementwise=elementwise):
                return multiplied(self.algebra, [self.array(factor, at) for factor in factors], elementwise)
            case Div(numerator=above, denominator=below):
                return each(lambda cells: self.algebra.divide(*cells), [self.array(above, at), self.array(below, at)])
            case Power(base=base, exponent=exponent):
                return self.raised(self.array(base, at), exponent, at)
            case Factorial(operand=operand):
                return single(self.algebra.call("factorial", [self.scalar(operand, at)]))
            case Call(function=name, arguments=arguments):
                return self.called(name, arguments, at)
            case Entry(of=of, indices=indices):
                return single(self.entry(self.array(of, at), [self.index(index, at) for index in indices]))
            case Vector(items=items):
                return Array((len(items),), tuple(self.scalar(item, at) for item in items))
            case Matrix(rows=rows):
                cells = tuple(self.scalar(cell, at) for row in rows for cell in row)
                return Array((len(rows), len(rows[0])), cells)
            case Indicator(condition=condition):
                return self.indicated(condition, at)
            case BigOperator():
                return self.over_range(node, at)
        raise author_error(f"'{to_text(node)}' has no value that a solver could use.")

    def size(self, axis: str | int) -> int:
        """Return the length of an axis."""
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
        """Return an index as a number."""
        if isinstance(node, Symbol) and node.name in letters:
            return letters[node.name]
        value = simplify(substitute(node, {Symbol(letter): number(n) for letter, n in letters.items()}))
        if isinstance(value, Number) and value.value.denominator == 1:
            return value.value.numerator
        raise author_error("An index here is neither a number nor a letter that runs.")

    def named(self, symbol: Symbol, letters: Letters) -> Array[T]:
        """Return a name's value: one entry, or all of them where it stands without indices."""
        if symbol.name in letters and not symbol.indices:
            return single(self.algebra.number(Fraction(letters[symbol.name])))
        shape = self.shape(symbol.name)
        if symbol.indices or not shape:
            indices = tuple(number(self.index(index, letters)) for index in symbol.indices)
            return single(self.quantity(Symbol(symbol.name, indices, symbol.iterate)))
        places = combinations(*(range(1, length + 1) for length in shape))
        return Array(shape, tuple(self.quantity(Symbol(symbol.name, tuple(map(number, at)))) for at in places))

    def quantity(self, symbol: Symbol) -> T:
        """Return one scalar: as ``leaf`` gives it, else by its definition; each is worked out once."""
        if symbol not in self.known:
            given = self.leaf(symbol)
            self.known[symbol] = self.defined(symbol) if given is None else given
        return self.known[symbol]

    def defined(self, symbol: Symbol) -> T:
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

    def raised(self, base: Array[T], exponent: Node, letters: Letters) -> Array[T]:
        """Return a power: of a square matrix by products, of anything else entry by entry."""
        if len(base.shape) < 2:
            return each(lambda cells: self.algebra.power(*cells), [base, self.array(exponent, letters)])
        times = self.index(exponent, letters)
        if times == -1:
            return inverse(self.algebra, base)
        if base.rows != base.columns or not 1 <= times <= MAX_SUM_TERMS:
            raise author_error("Only a square matrix has powers, and only whole positive ones are taken here.")
        return multiplied(self.algebra, [base] * times, elementwise=False)

    def called(self, name: str, arguments: Sequence[Node], letters: Letters) -> Array[T]:
        """Return a function's value: declared, of arrays, or entry by entry."""
        entry = self.notation.entries.get(name)
        if entry is not None and entry.parameters is not None and entry.definition is not None:
            return self.array(applied(name, arguments, self.notation), letters)
        given = [self.array(argument, letters) for argument in arguments]
        if name in ARRAY_FUNCTIONS:
            return ARRAY_FUNCTIONS[name](self.algebra, *given)
        return each(lambda cells: self.algebra.call(name, cells), self.spread(name, given))

    def spread(self, name: str, given: list[Array[T]]) -> list[Array[T]]:
        """Return the arguments of a function; ``max`` and ``min`` of one vector take its entries."""
        if name in ("max", "min") and len(given) == 1:
            return [single(cell) for cell in given[0].cells]
        return given

    def indicated(self, condition: Node, letters: Letters) -> Array[T]:
        """Return an indicator; of a comparison of arrays entry by entry."""
        if not isinstance(condition, Relation):
            return single(self.algebra.indicator(self.condition(condition, letters)))
        sides = [self.array(side, letters) for side in condition.operands]
        return each(lambda cells: self.algebra.indicator(self.algebra.compare(condition.operators, cells)), sides)

    def condition(self, node: Node, letters: Letters) -> Any:
        """Return a condition in the algebra's own form."""
        if isinstance(node, Relation):
            return self.algebra.compare(node.operators, [self.scalar(side, letters) for side in node.operands])
        if isinstance(node, Junction):
            return self.algebra.join(node.kind, [self.condition(part, letters) for part in node.parts])
        raise author_error("An indicator needs a condition such as x > 0.")

    def over_range(self, node: BigOperator, letters: Letters) -> Array[T]:
        """Return a sum or product term by term."""
        first = 1 if node.lower is None else self.index(node.lower, letters)
        last = self.size(node.index) if node.upper is None else self.index(node.upper, letters)
        if last - first >= MAX_SUM_TERMS:
            raise author_limit(f"A sum here has {last - first + 1} terms.", "MAX_SUM_TERMS", "Make it shorter.")
        terms = [self.array(node.body, {**letters, node.index: k}) for k in range(first, last + 1)]
        if not terms:
            return single(self.algebra.number(Fraction(node.kind == "product")))
        return each(self.algebra.add if node.kind == "sum" else self.algebra.multiply, terms)


def parameter_symbols(name: str, notation: Notation) -> tuple[Symbol, ...]:
    """Return the scalar symbols that stand for a function's parameters; of an array parameter all its entries."""
    parameters = notation.entries[name].parameters or ()
    return tuple(symbol for parameter in parameters for symbol in scalar_symbols(parameter, notation))


def scalar_symbols(parameter: str, notation: Notation) -> Iterable[Symbol]:
    """Return the scalars that one parameter stands for: itself, an entry (``x_1``), or every entry of an array."""
    entry = notation.entries.get(parameter)
    base, _, digits = parameter.rpartition("_")
    if entry is None and digits.isdigit() and base in notation.entries:
        return [Symbol(base, tuple(number(int(digit)) for digit in digits))]
    shape = Interpreter(SCALARS, notation, leaf_of(notation)).shape(parameter)
    return [Symbol(parameter, tuple(map(number, at))) for at in combinations(*(range(1, n + 1) for n in shape))]


def applied(name: str, arguments: Sequence[Node], notation: Notation) -> Node:
    """Return a declared function's definition at ``arguments``; a written vector fills an array parameter."""
    entry = notation.entries[name]
    assert entry.definition is not None
    symbols = parameter_symbols(name, notation)
    spread = list(arguments[0].items) if len(arguments) == 1 and isinstance(arguments[0], Vector) else list(arguments)
    if len(spread) == len(symbols):
        definition = Interpreter(SCALARS, notation, leaf_of(notation)).scalar(entry.definition)
        return substitute(definition, dict(zip(symbols, spread, strict=True)), notation.ranges)
    if len(arguments) != len(entry.parameters or ()):
        raise author_error(f"'{name}' takes {len(symbols)} arguments, and {len(spread)} are given.")
    names = [Symbol(parameter) for parameter in entry.parameters or ()]
    return substitute(entry.definition, dict(zip(names, arguments, strict=True)), notation.ranges)


def leaf_of(notation: Notation, kept: frozenset[str] = frozenset()) -> Callable[[Symbol], Node | None]:
    """Return what keeps given names as they are and opens quantities, except those ``kept`` by name."""

    def leaf(symbol: Symbol) -> Node | None:
        entry = notation.entries.get(symbol.name)
        is_given = entry is None or entry.definition is None or entry.parameters is not None
        return symbol if is_given or symbol.name in kept else None

    return leaf
