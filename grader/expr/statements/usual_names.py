"""Names that every course uses and no exercise declares: unit vectors, j for i, a letter for what lies in an interval.

They are tried only where a text cannot be read with the names of the exercise, and only where the item asks for
something that they belong to; a declared name is never one of them.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Notation
>>> asked = Asked(shape="vector", tree=parse("(2, -1, 1)", Notation()).tree)
>>> wide = add_unit_vectors(Notation(), asked)
>>> [to_text(gather_components(parse(text, wide).tree, 3)) for text in ("2i - j + k", r"2(\\hat{i} - \\mathbf{j}/2)")]
['(2, -1, 1)', '(2, 2*(-1/2), 0)']
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.calculation.building import ZERO
from grader.expr.nodes import Add, Constant, Div, Mul, Neg, Node, Number, Symbol, Vector
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import walk
from grader.memory import Memory

__all__ = ["IMAGINARY", "add_imaginary", "add_letter", "add_other_unit", "add_unit_vectors", "gather_components"]

UNITS: Final = ("i_hat", "j_hat", "k_hat")
OTHER: Final = {
    "x_hat": "i_hat", "y_hat": "j_hat", "z_hat": "k_hat", "e_x": "i_hat", "e_y": "j_hat", "e_z": "k_hat",
    "e_1": "i_hat", "e_2": "j_hat", "e_3": "k_hat",
}  # fmt: skip
_ONE: Final = Number(Fraction(1))
IMAGINARY: Final = Constant("i")
# More rubrics than one process works with at a time.
_notations = Memory(capacity=64)
_hatted = Memory(capacity=64)
_without_k = Memory(capacity=64)
_imaginary = Memory(capacity=64)


def add_unit_vectors(notation: Notation, asked: Asked) -> Notation | None:
    """Return a notation with unit vectors where a vector in the plane or in space is asked for."""
    is_vector = asked.shape == "vector" and isinstance(asked.tree, Vector) and len(asked.tree.items) in (2, 3)
    if not is_vector or asked.tree is None:
        return None
    has_complex_entries = IMAGINARY in walk(asked.tree) or any(is_complex(node, notation) for node in asked.unknowns)
    return (_hatted if has_complex_entries else _notations).of(
        extend_with_hats if has_complex_entries else extend_with_units, notation
    )


def add_other_unit(notation: Notation, asked: Asked) -> Notation | None:
    """Return a notation in which k is a unit vector though it is declared, where no component has k in it."""
    is_free = asked.shape == "vector" and asked.tree is not None and Symbol("k") not in asked.unknowns
    return _without_k.of(drop_k, notation) if is_free and "k" in notation.entries else None


def drop_k(notation: Notation) -> Notation:
    return replace(notation, entries={name: entry for name, entry in notation.entries.items() if name != "k"})


def add_imaginary(notation: Notation, asked: Asked) -> Notation | None:
    """Return a notation in which j and I are the imaginary unit, where the expected answer has it; None elsewhere.

    >>> from grader.expr import parse, to_text
    >>> from grader.expr.notation import Domain
    >>> complex_names = Notation(entries={"z": Entry(name="z", domain=Domain(kind="complex"))})
    >>> wide = add_imaginary(complex_names, Asked("value", tree=parse("1 + 2i", complex_names).tree))
    >>> to_text(parse("1 + 2j", wide).tree)
    '1 + 2*i'
    """
    if asked.tree is not None:
        is_asked = IMAGINARY in walk(asked.tree)
    else:  # in practice nobody knows the key
        is_asked = any(entry.domain.kind == "complex" for entry in notation.entries.values())
    return None if not is_asked else _imaginary.of(extend_with_imaginary, notation)


def extend_with_imaginary(notation: Notation) -> Notation:
    taken = {*notation.entries, *notation.aliases, *notation.ranges, *notation.symbolic_sizes()}
    return replace(notation, aliases={**{name: "i" for name in ("j", "I") if name not in taken}, **notation.aliases})


def is_complex(node: Symbol, notation: Notation) -> bool:
    entry = notation.entries.get(node.name)
    return entry is not None and entry.domain.kind == "complex"


def extend_with_units(notation: Notation) -> Notation:
    """Return a notation in which ``i``, ``î`` and ``x̂`` are names of the first unit vector, and so on.

    A letter that the exercise declares keeps its meaning without a hat.
    """
    return extend_with_hats(notation, {unit[0]: unit for unit in UNITS})


def extend_with_hats(notation: Notation, letters: Mapping[str, str] = MappingProxyType({})) -> Notation:
    """Do the same for vectors of complex numbers, in which i and j are units only under a hat."""
    taken = {*notation.entries, *notation.aliases}
    spellings = OTHER | {f"{unit[0]}_vec": unit for unit in UNITS} | dict(letters)
    free = {spelling: unit for spelling, unit in spellings.items() if spelling not in taken and unit not in taken}
    wide = notation.extended([Entry(name=unit) for unit in UNITS if unit not in taken])
    return replace(wide, aliases={**free, **notation.aliases})


def gather_components(tree: Node, size: int) -> Node | None:
    """Return ``2i - j`` as the vector of its components; None where it is no sum of multiples of unit vectors."""
    found = list_components(tree)
    if found is None or any(part != ZERO for part in found[size:]):
        return None
    return Vector(tuple(found[:size]))


def list_components(tree: Node) -> list[Node] | None:
    """Return the coefficients of the unit vectors, None for a tree that is no vector of this kind."""
    if isinstance(tree, Symbol) and tree.name in UNITS:
        return [_ONE if tree.name == unit else ZERO for unit in UNITS]
    if isinstance(tree, Neg):
        return apply_to_each(list_components(tree.operand), lambda part: part if part == ZERO else Neg(part))
    if isinstance(tree, Add):
        return add_components([list_components(term) for term in tree.terms])
    if isinstance(tree, Div) and not has_units(tree.denominator):
        return apply_to_each(
            list_components(tree.numerator), lambda part: part if part == ZERO else Div(part, tree.denominator)
        )
    return scale_components(tree.factors) if isinstance(tree, Mul) and not tree.elementwise else None


def add_components(parts: Sequence[list[Node] | None]) -> list[Node] | None:
    """Return the sum of vectors, component by component."""
    columns = [part for part in parts if part is not None]
    if len(columns) < len(parts):
        return None
    return [join_terms([column[place] for column in columns]) for place in range(len(UNITS))]


def join_terms(terms: Sequence[Node]) -> Node:
    left = tuple(term for term in terms if term != ZERO)
    return Add(left) if len(left) > 1 else left[0] if left else ZERO


def scale_components(factors: Sequence[Node]) -> list[Node] | None:
    """Return a product with one vector in it, component by component."""
    vectors = [factor for factor in factors if has_units(factor)]
    found = list_components(vectors[0]) if len(vectors) == 1 else None
    rest = tuple(factor for factor in factors if factor is not vectors[0]) if found else ()
    return apply_to_each(found, lambda part: join_factors(rest, part))


def join_factors(factors: tuple[Node, ...], part: Node) -> Node:
    """Return the product of numbers and a component, without a factor of 1."""
    if part == ZERO:
        return ZERO
    every = factors if part == _ONE else (*factors, part)
    return Mul(every) if len(every) > 1 else every[0]


def apply_to_each(parts: list[Node] | None, change: Callable[[Node], Node]) -> list[Node] | None:
    return None if parts is None else [change(part) for part in parts]


def has_units(tree: Node) -> bool:
    return any(isinstance(node, Symbol) and node.name in UNITS for node in walk(tree))


def add_letter(notation: Notation, name: str) -> Notation:
    """Return a notation with one more name, which stands for the values of an interval: ``46 < μ < 54``."""
    return notation.extended([Entry(name=name)])
