"""The shape of what is asked: one value, a vector, a set, a condition.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> [find_shape(parse(text, notation).tree) for text in ("2x", "{1, 2}", "x > 1", "(1, 2)")]
['value', 'set', 'condition', 'vector']
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Literal

from grader.expr.calculation.floats import compute_constant
from grader.expr.nodes import (
    Add,
    Assignment,
    Call,
    Constant,
    Derivative,
    Div,
    Gradient,
    Interval,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)  # fmt: skip
from grader.expr.traverse import children, walk
from grader.expr.units.asked_units import asks_for_degrees, find_units, names_unit
from grader.expr.units.percents import asks_for_percent
from grader.expr.units.units import Unit
from grader.patterns import regex

__all__ = ["COMPARISON", "Asked", "Shape", "ask_for", "find_shape", "find_unknowns"]

_WORD: Final = regex(r"[^\W\d_]{2,}")
PI: Final = Constant("pi")
_SOLVING: Final = frozenset({"solve", "solves", "inequality", "inequalities", "satisfy", "satisfies"})
COMPARISON: Final = regex(r"[<>≤≥≠]|!=|\\(?:le|leq|lt|ge|geq|gt|ne|neq)\b")
_ORDERS: Final = {"second": 2, "third": 3, "fourth": 4}
ORDER: Final = frozenset({"<", "<=", ">", ">="})
Shape = Literal["any", "value", "vector", "matrix", "list", "family", "set", "interval", "condition"]


_SHAPES: Final[Mapping[type[Node], Shape]] = {
    **dict.fromkeys((Relation, Junction, Assignment), "condition"),
    **dict.fromkeys((Interval, Union), "interval"),
    SetOf: "set",
    Vector: "vector",
    Matrix: "matrix",
}


@dataclass(frozen=True)
class Asked:
    """What an answer is read as; *any* leaves it as it is written.

    ``names`` are what is asked for, as the rubric writes it. The words and the unit of the ``question`` may follow a
    value (``12 apples``). With ``keeps_sets``, braces are a set even where a vector is asked for: nobody but the
    expected answer says so. With ``any_ends`` it does not matter whether the ends of an interval belong to it.
    ``bounds`` are the values that a declared name may have, where these are an interval. The expected answer
    ``is_share`` if it is written with a percent sign itself, and so is no number of percent. Where the item
    ``is_strict``, single numbers count at which a function has no value, or another one.
    Most answers need no more than the shape, so the rest is found in the expected answer, ``tree``, when it is needed.
    """

    shape: Shape = "any"
    names: tuple[Node, ...] = ()
    tree: Node | None = None
    question: str = ""
    keeps_sets: bool = False
    any_ends: bool = False
    is_share: bool = False
    is_strict: bool = False
    bounds: tuple[tuple[str, Interval], ...] = ()

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the question, in small letters."""
        return find_words(self.question)

    def mentions(self, word: str) -> bool:
        """Whether a word is in the question, in the singular or the plural."""
        lowered = word.casefold()
        return bool({lowered, f"{lowered}s", lowered.removesuffix("s")} & self.words)

    @cached_property
    def units(self) -> frozenset[Unit]:
        """The units that an answer to the question may have."""
        return find_units(self.question)

    @cached_property
    def names_unit(self) -> bool:
        """Whether the question says in which unit its answer is."""
        return names_unit(self.question)

    @cached_property
    def in_degrees(self) -> bool:
        """Whether the expected answer is the number of degrees of an angle: 45, and neither pi/4 nor 45°."""
        return asks_for_degrees(self.question) and self.tree is not None and PI not in walk(self.tree)

    @cached_property
    def in_percent(self) -> bool:
        """Whether the expected answer is a number of percent: 15, and not 0.15; of 0.5, nobody can know."""
        if self.is_share or self.tree is None or not asks_for_percent(self.question):
            return False
        values = self.tree.items if isinstance(self.tree, Vector | SetOf) else (self.tree,)
        numbers = [value for value in values if not any(isinstance(node, Symbol | Relation) for node in walk(value))]
        return any(abs(compute_constant(number)) > 1 for number in numbers)

    @cached_property
    def is_angle(self) -> bool:
        """Whether an angle is asked for, and the question does not say in radians."""
        return bool(self.words & {"angle", "angles"}) and not self.words & {"radian", "radians"}

    @cached_property
    def has_condition(self) -> bool:
        """Whether the question has an inequality, or asks to solve one, so that the answer has to be solved."""
        return bool(self.words & _SOLVING) or COMPARISON.search(self.question) is not None

    @cached_property
    def order(self) -> int:
        """The order of the derivative that the question asks for; 0 if it asks for none."""
        if not self.words & {"derivative", "differentiate"}:
            return 0
        return next((order for word, order in _ORDERS.items() if word in self.words), 1)

    @cached_property
    def unknowns(self) -> tuple[Symbol, ...]:
        """The names in the expected answer."""
        return () if self.tree is None else find_unknowns(self.tree)

    @cached_property
    def is_solved(self) -> bool:
        """Whether the expected answer is a condition that only gives values of its unknown."""
        return self.tree is not None and is_solved(self.tree)

    @cached_property
    def is_ordered(self) -> bool:
        """Whether the expected answer holds an inequality."""
        nodes = walk(self.tree) if self.tree is not None else ()
        return any(isinstance(node, Relation) and set(node.operators) <= ORDER for node in nodes)

    @cached_property
    def has_points(self) -> bool:
        """Whether the expected answer is a set of points."""
        return isinstance(self.tree, SetOf) and any(isinstance(item, Vector) for item in self.tree.items)

    @property
    def is_of_numbers(self) -> bool:
        """Whether the question asks for a set of numbers, or for a condition on one, which is the same."""
        is_set = self.shape in ("set", "interval") and not self.has_points
        return is_set or (self.shape == "condition" and len(self.unknowns) == 1)

    @property
    def taken(self) -> tuple[Symbol, ...]:
        """The names that the members of an expected set hold, so that the answer gives the values of another one."""
        return () if self.shape == "condition" else self.unknowns

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """The names that a listed value may hold: those of the expected answer, if it only gives values itself."""
        return self.unknowns if self.shape != "condition" or self.is_solved else ()

    @cached_property
    def solved_name(self) -> Symbol | None:
        """The name whose only value the expected equation gives: y for ``y = 2*x``; None for any other answer."""
        name = self.tree.operands[0] if isinstance(self.tree, Relation) and self.is_solved else None
        return name if isinstance(name, Symbol) else None

    def gives(self, name: Symbol) -> bool:
        """Whether the expected equation gives a name by the others: it is in it once, and only added or multiplied."""
        return isinstance(self.tree, Relation) and self.tree.operators == ("=",) and is_linear(self.tree, name) is True

    @cached_property
    def labels(self) -> tuple[Node, ...]:
        """The names that may be on the left of an answer; a function may be there without its argument.

        A function that the exercise has only as a number is read as a product: ``y(t)`` is ``y*t`` there.
        """
        heads = [Symbol(name.function) for name in self.names if isinstance(name, Call)]
        products = [name.factors for name in self.names if isinstance(name, Mul)]
        heads += [factors[0] for factors in products if all(isinstance(factor, Symbol) for factor in factors)]  # type: ignore[misc]
        by_one = [name for name in self.names if isinstance(name, Derivative) and len(name.by) == 1]
        return (*self.names, *heads, *(Gradient(name.of, (), name.by[0]) for name in by_one))  # ∇_v L for ∂L/∂v

    @property
    def closed(self) -> tuple[bool, bool]:
        """Which ends belong to the expected interval; both where it is none, or several."""
        tree = self.tree
        parts = [part for part in tree.parts if isinstance(part, Interval)] if isinstance(tree, Union) else ()
        tree = parts[0] if len(parts) == 1 else tree
        return (tree.lower_closed, tree.upper_closed) if isinstance(tree, Interval) else (True, True)


@lru_cache(maxsize=256)  # the same question is asked with each key that it may have
def find_words(question: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(question))


def ask_for(tree: Node, names: tuple[Node, ...] = (), *, keeps_sets: bool = False) -> Asked:
    """Return what an item asks for whose expected answer is a tree."""
    return Asked(find_shape(tree), names, tree, keeps_sets=keeps_sets)


def find_shape(tree: Node) -> Shape:
    """Return the shape of an expected answer; a union of listed members is a set like any other."""
    if isinstance(tree, Union) and all(isinstance(part, SetOf) for part in tree.parts):
        return "set"
    return _SHAPES.get(type(tree), "value")


def is_solved(tree: Node) -> bool:
    """Whether a condition only gives values: ``x = 3 or x = -3``, but not ``x^2 = 9``."""
    if isinstance(tree, Junction) and tree.kind == "or":
        return all(map(is_solved, tree.parts))
    if not isinstance(tree, Relation) or tree.operators != ("=",):
        return False
    name, value = tree.operands
    return isinstance(name, Symbol) and name not in walk(value)


def is_linear(tree: Node, name: Symbol) -> bool | None:
    """Whether a name is in a tree once, where an equation can be solved for it by sight; None where it is not in it."""
    if tree == name:
        return True
    found = [found for child in children(tree) if (found := is_linear(child, name)) is not None]
    if not found:
        return None
    is_below = isinstance(tree, Div) and name in walk(tree.denominator)
    return found == [True] and isinstance(tree, Add | Neg | Mul | Div | Relation) and not is_below


def find_unknowns(tree: Node) -> tuple[Symbol, ...]:
    """Return the names in a tree, each once."""
    return tuple(dict.fromkeys(node for node in walk(tree) if isinstance(node, Symbol)))
