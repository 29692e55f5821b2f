"""A run of matrix calculus with mistakes, as students apply it.

``StudentMatrix`` is back-propagation through whole arrays (``matrix_calculus.py``) with one rule of it replaced for
each mistake. The result need not have the right shape: a link that is left out takes its sizes with it.

>>> from grader.expr.calculation.building import number
>>> from grader.expr.nodes import Power
>>> from grader.expr.notation import Notation
>>> from grader.expr.printing.text import to_text
>>> W, x, s = Symbol("W"), Symbol("x"), Symbol("s")
>>> names = [Entry(name="W", axes=("h", "n")), Entry(name="x", axes=("n",))]
>>> names += [Entry(name="s", axes=("h",), definition=Call("tanh", (Mul((W, x)),)))]
>>> names += [Entry(name="L", definition=Power(Call("norm", (s,)), number(2)))]
>>> notation = Notation(entries={entry.name: entry for entry in names})
>>> to_text(StudentMatrix(notation, Symbol("L"), "W").adjoint("W"))
'2*(s ⊙ (1 - s ⊙ s))*xᵀ'
>>> mistakes = {"activation-derivative-missing": ""}
>>> to_text(StudentMatrix(notation, Symbol("L"), "W", mistakes=mistakes).adjoint("W"))
'2*s*xᵀ'
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grader.expr.calculation.building import ONE, negative, product
from grader.expr.calculation.differentiate import RULES
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import Add, Call, Mul, Neg, Node, Symbol
from grader.expr.notation import Entry
from grader.expr.traverse import free_symbols, transform
from grader.solvers.chain.folding import fold
from grader.solvers.chain.matrix_calculus import MatrixCalculus, transpose
from grader.solvers.chain.mistakes import KINKED, is_square
from grader.solvers.chain.rational_form import shorten
from grader.solvers.named_mistakes import NO_MISTAKES, PlacedMistakes
from grader.solvers.problem.target import find_dependents

__all__ = ["StudentMatrix"]

OF_SOFTMAX = ("softmax-diagonal", "softmax-sign", "softmax-delta-forgotten")


@dataclass
class StudentMatrix(MatrixCalculus):
    """Matrix calculus with mistakes; ``factor`` is what the mistakes make of the derivative of the loss."""

    mistakes: PlacedMistakes = field(default_factory=lambda: NO_MISTAKES)
    factor: Node = ONE

    def __post_init__(self) -> None:
        super().__post_init__()
        self.activation: Node | None = None

    def find_declared_name(self, name: str) -> str | None:
        """Return the name of an adjoint, unless the name would hide a mistake."""
        return None if self.is_hiding(name) else super().find_declared_name(name)

    def is_hiding(self, name: str) -> bool:
        """Whether the adjoint of a quantity has a mistake in it."""
        places = {self.mistakes.get("link-missing"), self.mistakes.get("upstream-missing")}
        is_changed = self.factor != ONE or bool(self.mistakes.keys() & {*OF_SOFTMAX})
        return is_changed or bool(places & find_dependents(frozenset([name]), self.notation))

    def adjoint(self, name: str) -> Node:
        """Return ``∂of/∂name``; for the loss itself, what a mistake makes of it."""
        return self.factor if name == self.of.name else super().adjoint(name)

    def pass_back(self, c: Entry, name: str) -> Iterator[Node]:
        """Yield what the definition of one quantity passes back, with a factor of it left out."""
        assert c.definition is not None
        definition = simplify(c.definition, self.notation.ranges)
        bar = ONE if self.mistakes.get("upstream-missing") == c.name else self.adjoint(c.name)
        if self.mistakes.get("link-missing") == c.name:
            yield bar
            return
        self.activation = definition
        yield from self.pull(definition, bar, Symbol(name))

    def transpose_factors(self, factors: Sequence[Node]) -> list[Node]:
        """Return the factors of the transpose of a product; a mistake leaves square weights as they are."""
        if "weights-transposed" not in self.mistakes:
            return super().transpose_factors(factors)
        return [
            factor if self.is_square(factor) else super().transpose_factors([factor])[0] for factor in reversed(factors)
        ]

    def is_square(self, factor: Node) -> bool:
        """Whether a factor is the name of square weights."""
        entry = self.notation.entries.get(factor.name) if isinstance(factor, Symbol) else None
        return entry is not None and entry.definition is None and is_square(entry, self.notation)

    def of_call(self, name: str, arguments: Sequence[Node], node: Node, bar: Node, q: Symbol) -> Iterator[Node]:
        """Yield what a function passes back, an activation or a softmax with its mistakes."""
        first = next(argument for argument in arguments if q in free_symbols(argument))
        missing = "indicator-missing" if name in KINKED else "activation-derivative-missing"
        if node == self.activation and missing in self.mistakes and (name in RULES or name in KINKED):
            yield from self.pull(first, bar, q)
        elif name == "softmax" and self.mistakes.keys() & {*OF_SOFTMAX}:
            yield from self.pull(first, self.of_softmax(fold(node, self.patterns), bar), q)
        else:
            yield from super().of_call(name, arguments, node, bar, q)

    def of_softmax(self, f: Node, bar: Node) -> Node:
        """Return what a softmax passes back, by a Jacobian with mistakes."""
        if "softmax-diagonal" in self.mistakes:
            passed: Node = Mul((f, Add((ONE, Neg(f))), bar), elementwise=True)
        else:
            shared = Mul((f, transpose(f)))
            jacobian = (
                negative(shared)
                if "softmax-delta-forgotten" in self.mistakes
                else Add((Call("diag", (f,)), Neg(shared)))
            )
            passed = product([jacobian, bar])
        return negative(passed) if "softmax-sign" in self.mistakes else passed

    def through_function(self, name: str, u: Node, node: Node, bar: Node) -> Node:
        """Return ``C̄ ⊙ σ'(u)``, with the derivative of an activation taken at its output, or in terms of its input."""
        taken = self.mistakes.keys() & {"activation-at-output", "activation-of-input"}
        if node != self.activation or name in KINKED or not taken:
            return super().through_function(name, u, node, bar)
        names: dict[Symbol, Node] = {}
        argument, value = self.as_scalars(u, names), self.as_scalars(fold(node, self.patterns), names)
        if "activation-at-output" in self.mistakes:
            slope = simplify(RULES[name](value))
        else:
            called = Call(name, (argument,))
            slope = transform(simplify(RULES[name](argument)), lambda part: argument if part == called else part)
        return self.as_arrays(shorten(product([self.as_scalars(bar, names), slope])), names)
