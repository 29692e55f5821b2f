"""The chain rule as students apply it: with a link, a path, an indicator or a factor missing, or taken wrongly.

``StudentChain`` is the chain rule (``chain_rule.py``) with one step of it replaced for each mistake. Where a mistake
lies behind a named adjoint (``g_j = ∂L/∂a_j``), the name would hide it, so the adjoint is written out there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from grader.expr.building import ZERO, factors_of, kronecker, negative, number, product
from grader.expr.differentiate import RULES, differentiate
from grader.expr.nodes import Add, BigOperator, Call, Div, Entry, Indicator, Node, Number, Power, Symbol
from grader.expr.notation import Entry as Declared
from grader.expr.notation import Notation
from grader.expr.simplify import simplify
from grader.expr.traverse import free_symbols, substitute, transform, walk
from grader.solvers.calculus_mistakes import differentiate_with
from grader.solvers.chain_rule import ChainRule, ancestors, declared_adjoints
from grader.solvers.mistakes import NONE, Mistake, Slips
from grader.solvers.options import items
from grader.solvers.protocol import Problem, Step
from grader.solvers.target import dependents

__all__ = ["CHAIN_MISTAKES", "LOSS_MISTAKES", "StudentChain", "loss_factor", "transposed"]

T = TypeVar("T")
KINKED = ("max", "min", "relu", "abs")
BEHIND = frozenset({
    "softmax-diagonal", "softmax-sign", "softmax-delta-forgotten", "half-lost", "half-kept", "square-factor-lost",
    "error-reversed", "sign", "batch-summed", "batch-averaged",
})  # fmt: skip


def on_the_way(problem: Problem) -> list[Declared]:
    """Return the quantities from what is differentiated by, on the way to what is differentiated."""
    of, by = problem.options.get("of"), items(problem.options.get("by"))
    if not isinstance(of, Symbol) or not by or not isinstance(by[0], Symbol):
        return []
    names = ancestors(of.name, problem.notation) & dependents(frozenset([by[0].name]), problem.notation)
    return [entry for entry in problem.notation.entries.values() if entry.name in names]


def loss(problem: Problem) -> Node | None:
    """Return the definition of what is differentiated."""
    of = problem.options.get("of")
    entry = problem.notation.entries.get(of.name) if isinstance(of, Symbol) else None
    return entry.definition if entry is not None else None


def activations(problem: Problem) -> Iterator[Declared]:
    """Yield the quantities on the way that are a function of one argument, such as ``tanh(s)``."""
    for entry in on_the_way(problem):
        if isinstance(entry.definition, Call) and (entry.definition.function in RULES or is_kinked(entry)):
            yield entry


def is_kinked(entry: Declared) -> bool:
    """Tell whether a quantity is a ReLU or the like, whose derivative is an indicator."""
    return isinstance(entry.definition, Call) and entry.definition.function in KINKED


def is_normalised(entry: Declared) -> bool:
    """Tell whether a quantity is a softmax, in which every entry depends on every other."""
    definition = entry.definition
    if definition is None:
        return False
    if isinstance(definition, Div) and entry.axes:
        return any(isinstance(node, BigOperator) for node in walk(definition.denominator))
    return any(isinstance(node, Call) and node.function == "softmax" for node in walk(definition))


def with_softmax(problem: Problem) -> Iterable[str]:
    """Return one place where there is a softmax on the way."""
    return ("",) if any(map(is_normalised, on_the_way(problem))) else ()


def with_kinks(problem: Problem) -> Iterable[str]:
    """Return one place where there is a ReLU on the way."""
    return ("",) if any(map(is_kinked, activations(problem))) else ()


def with_activations(problem: Problem) -> Iterable[str]:
    """Return one place where there is a smooth activation on the way."""
    return ("",) if any(not is_kinked(entry) for entry in activations(problem)) else ()


def links(problem: Problem) -> Iterable[str]:
    """Return the links of the chain whose derivatives can be left out, by name."""
    known = {entry.name for entry in activations(problem)}
    of = problem.options.get("of")
    last = of.name if isinstance(of, Symbol) else ""
    return tuple(entry.name for entry in on_the_way(problem) if entry.name not in known and entry.name != last)


def upstream(problem: Problem) -> Iterable[str]:
    """Return the quantities whose own derivative can be left out, by name: all but the last."""
    of = problem.options.get("of")
    last = of.name if isinstance(of, Symbol) else ""
    return tuple(entry.name for entry in on_the_way(problem) if entry.name != last)


def with_sums(problem: Problem) -> Iterable[str]:
    """Return the paths of a short sum on the way, one of which can be missing."""
    ranges = problem.notation.ranges
    sizes = [ranges.get(str(axis), 1) for entry in on_the_way(problem) for axis in entry.axes]
    many = max(sizes, default=1)
    return tuple(str(place) for place in range(1, many + 1)) if 1 < many <= 3 else ()


def has_half(definition: Node | None) -> bool:
    """Tell whether a loss is half of something squared."""
    return definition is not None and Fraction(1, 2) in fractions_in(definition) and has_square(definition)


def has_square(definition: Node) -> bool:
    """Tell whether something is squared in a loss."""
    return any(isinstance(node, Power) and node.exponent == number(2) for node in walk(definition))


def fractions_in(definition: Node) -> set[Fraction]:
    """Return the numbers in a formula, quotients of numbers as fractions."""
    found = {node.value for node in walk(simplify(definition)) if isinstance(node, Number)}
    divided = (node for node in walk(simplify(definition)) if isinstance(node, Div))
    return found | {1 / node.denominator.value for node in divided if isinstance(node.denominator, Number)}


def with_half(problem: Problem) -> Iterable[str]:
    """Return one place where the loss has a factor ½."""
    return ("",) if has_half(loss(problem)) else ()


def with_bare_square(problem: Problem) -> Iterable[str]:
    """Return one place where the loss is a square without a factor ½."""
    definition = loss(problem)
    return ("",) if definition is not None and has_square(definition) and not has_half(definition) else ()


def with_error(problem: Problem) -> Iterable[str]:
    """Return one place where the loss is of squared differences."""
    definition = loss(problem)
    return ("",) if definition is not None and has_square(definition) else ()


def without_error(problem: Problem) -> Iterable[str]:
    """Return one place where the loss is not of squared differences."""
    return () if with_error(problem) else ("",)


def batch_size(problem: Problem) -> tuple[int, bool]:
    """Return over how many samples the loss is summed, and whether it is their mean; 1 where that cannot be told."""
    definition = loss(problem)
    sums = [node for node in walk(definition) if isinstance(node, BigOperator)] if definition is not None else []
    if definition is None or len(sums) != 1 or sums[0].index not in problem.notation.ranges:
        return 1, False
    size, found = problem.notation.ranges[sums[0].index], fractions_in(definition)
    if size == 2 and Fraction(1, 2) in found:
        return 1, False  # ½ may be either: the mean of two, or the half of a square
    return size, bool(found & {Fraction(1, size), Fraction(1, 2 * size)})


def with_mean(problem: Problem) -> Iterable[str]:
    """Return one place where the loss is a mean over samples."""
    size, is_mean = batch_size(problem)
    return ("",) if size > 1 and is_mean else ()


def with_total(problem: Problem) -> Iterable[str]:
    """Return one place where the loss is a sum over samples."""
    size, is_mean = batch_size(problem)
    return ("",) if size > 1 and not is_mean else ()


def with_square_weights(problem: Problem) -> Iterable[str]:
    """Return one place where there are weights with two indices of the same size."""
    notation = problem.notation
    used = {s.name for entry in on_the_way(problem) if entry.definition for s in free_symbols(entry.definition)}
    given = [entry for name, entry in notation.entries.items() if name in used and entry.definition is None]
    return ("",) if any(is_square(entry, notation) for entry in given) else ()


def is_square(entry: Declared, notation: Notation) -> bool:
    """Tell whether an array has two indices that run over the same numbers."""
    return len(entry.axes) == 2 and len({notation.size(axis) or axis for axis in entry.axes}) == 1


LOSS_MISTAKES = (
    Mistake("half-lost", "dropping the factor ½ of the loss", with_half, "Look at the factor in front of the loss."),
    Mistake(
        "half-kept",
        "keeping the factor ½ of the loss, which the exponent cancels",
        with_half,
        "Look at what becomes of the factor ½.",
    ),
    Mistake("square-factor-lost", "losing the factor 2 that the square brings down", with_bare_square),
    Mistake(
        "error-reversed", "taking the error with the other sign, target minus output", with_error, "Look at the sign."
    ),
    Mistake("sign", "reversing the sign", without_error, "Look at the sign."),
    Mistake("batch-summed", "summing over the samples instead of averaging", with_mean),
    Mistake("batch-averaged", "averaging over the samples instead of summing", with_total),
)
CHAIN_MISTAKES = (
    Mistake(
        "softmax-diagonal",
        "taking the softmax Jacobian as diagonal",
        with_softmax,
        "Every output of a softmax depends on every input.",
    ),
    Mistake("softmax-sign", "taking the softmax Jacobian with the other sign", with_softmax),
    Mistake(
        "softmax-delta-forgotten",
        "forgetting what a softmax output gains from its own input",
        with_softmax,
        "Look at the case of equal indices.",
    ),
    Mistake(
        "indicator-missing",
        "leaving out the derivative of the ReLU",
        with_kinks,
        "A ReLU passes on a gradient only where it is active.",
    ),
    Mistake(
        "activation-derivative-missing",
        "leaving out the derivative of the activation function",
        with_activations,
        "Every link of the chain has its factor.",
    ),
    Mistake(
        "activation-at-output",
        "taking the derivative of the activation function at its output",
        with_activations,
        "Look at where the derivative of the activation function is taken.",
    ),
    Mistake(
        "activation-of-input",
        "writing the input of the activation function where its derivative has the output",
        with_activations,
        "Look at where the derivative of the activation function is taken.",
    ),
    Mistake(
        "link-missing",
        "leaving out the derivative of {place} in the chain",
        links,
        "Every link of the chain has its factor.",
    ),
    Mistake(
        "upstream-missing",
        "leaving out the derivative by {place}, so that the chain rule stops early",
        upstream,
        "Follow the chain all the way from the end.",
    ),
    Mistake("path-missing", "following only one path of a sum", with_sums, "Add up all the ways that lead on."),
    Mistake(
        "weights-transposed",
        "exchanging the two indices of the weights",
        with_square_weights,
        "Look at what each index of the weights counts.",
    ),
)


def loss_factor(problem: Problem, slips: Slips) -> Fraction:
    """Return what the derivative of the loss is multiplied by."""
    size, _ = batch_size(problem)
    factors: Mapping[str, Fraction] = {
        "half-lost": Fraction(2), "half-kept": Fraction(1, 2), "square-factor-lost": Fraction(1, 2),
        "error-reversed": Fraction(-1), "sign": Fraction(-1),
        "batch-summed": Fraction(size), "batch-averaged": Fraction(1, size),
    }  # fmt: skip
    result = Fraction(1)
    for slip in slips:
        result *= factors.get(slip, Fraction(1))
    return result


@dataclass
class StudentChain(ChainRule):
    """The chain rule with slips; ``factor`` is what becomes of the derivative of the loss."""

    slips: Slips = field(default_factory=lambda: NONE)
    factor: Fraction = Fraction(1)

    def adjoint(self, q: Symbol) -> Node:
        """Return ``∂of/∂q``; not by its name where the name would hide a slip."""
        if self.is_hiding(q.name) and q.name != self.asked:
            if q not in self.known:
                self.known[q] = self.worked_out(q, [])
            return self.known[q]
        return super().adjoint(q)

    def is_hiding(self, name: str) -> bool:
        """Tell whether the named adjoint of a quantity has a slip in it."""
        if name not in declared_adjoints(self.notation, self.of):
            return False
        behind = dependents(frozenset([name]), self.notation)
        places = {self.slips.get("link-missing"), self.slips.get("upstream-missing")}
        return bool(self.slips.keys() & BEHIND or places & behind)

    def consumers(self, name: str) -> Iterator[Declared]:
        """Yield the quantities that use a name, without one of them where a path is missing."""
        found = list(super().consumers(name))
        return iter(self.without_path(found))

    def contributions(self, c: Declared, q: Symbol, notes: list[Step]) -> Iterator[Node]:
        """Yield the contributions, without one of them where a path is missing."""
        found = list(super().contributions(c, q, notes))
        if any(free_symbols(index) for index in q.indices):
            return iter(found)
        return iter(self.without_path(found))

    def summed(self, term: Node, letter: str, ranges: Mapping[str, int]) -> Node:
        """Return a sum over a letter, only one term of it where a path is missing."""
        whole = super().summed(term, letter, ranges)
        if isinstance(whole, Add) and "path-missing" in self.slips:
            return self.without_path(list(whole.terms))[0]
        return whole

    def without_path(self, found: list[T]) -> list[T]:
        """Return only the path that is followed, where one is."""
        place = int(self.slips.get("path-missing", "0"))
        return [found[place - 1]] if place and len(found) > 1 and place <= len(found) else found

    def term(self, c_J: Symbol, weight: Node) -> Node:
        """Return the product of a link with what is upstream, unless that is left out."""
        if self.slips.get("upstream-missing") == c_J.name:
            return weight
        return super().term(c_J, weight)

    def slope(self, c_J: Symbol, definition: Node, q: Symbol, notation: Notation) -> Node:
        """Return the derivative of one link with the slips."""
        slope = differentiate_with(definition, q, notation, self.slips)
        if slope == ZERO:
            return slope
        slope = self.of_link(c_J, definition, q, notation, slope)
        if c_J.name == self.of.name:
            slope = product([number(self.factor), slope])
        if self.slips.get("link-missing") == c_J.name:
            same = isinstance(definition, Entry | Div) and len(c_J.indices) == len(q.indices) == 1
            slope = kronecker(c_J.indices[0], q.indices[0]) if same else product(filter(is_delta, factors_of(slope)))
        return slope

    def of_link(self, c_J: Symbol, definition: Node, q: Symbol, notation: Notation, slope: Node) -> Node:
        """Return the derivative of a softmax or an activation with the slips."""
        if isinstance(definition, Call):
            return self.of_activation(c_J, definition, q, notation, slope)
        if is_normalised(self.notation.entries[c_J.name]) and len(c_J.indices) == len(q.indices) == 1:
            return self.of_softmax(c_J, definition, q, slope)
        return slope

    def of_softmax(self, f_i: Symbol, definition: Node, a_j: Symbol, slope: Node) -> Node:
        """Return the softmax Jacobian with the slips."""
        i, j = f_i.indices[0], a_j.indices[0]
        if "softmax-diagonal" in self.slips:
            delta = kronecker(i, j)
            slope = product([substitute(slope, {i: j}) if isinstance(i, Symbol) else slope, delta])
        if "softmax-delta-forgotten" in self.slips:
            f_j = substitute(definition, {i: j}) if isinstance(i, Symbol) else Symbol(f_i.name, (j,))
            slope = negative(product([definition, f_j]))
        return negative(slope) if "softmax-sign" in self.slips else slope

    def of_activation(self, c_J: Symbol, definition: Call, q: Symbol, notation: Notation, slope: Node) -> Node:
        """Return the derivative of an activation with the slips."""
        missing = "indicator-missing" if definition.function in KINKED else "activation-derivative-missing"
        u = next(argument for argument in definition.arguments if q.name in {s.name for s in free_symbols(argument)})
        inner = differentiate(u, q, notation)
        if missing in self.slips:
            return inner
        if definition.function in RULES and definition.function not in KINKED:
            if "activation-at-output" in self.slips:
                return product([simplify(RULES[definition.function](c_J)), inner])
            if "activation-of-input" in self.slips:
                outer = transform(simplify(RULES[definition.function](u)), lambda n: u if n == definition else n)
                return product([outer, inner])
        return slope


def is_delta(factor: Node) -> bool:
    """Tell whether a factor says only which indices belong together."""
    return isinstance(factor, Indicator) and all(sign == "=" for sign in getattr(factor.condition, "operators", ()))


def transposed(node: Node, notation: Notation) -> Node:
    """Return a formula with the two indices of all weights exchanged."""

    def change(part: Node) -> Node:
        if isinstance(part, Symbol) and len(part.indices) == 2 and part.name in notation.entries:
            entry = notation.entries[part.name]
            if entry.definition is None and is_square(entry, notation):
                return Symbol(part.name, part.indices[::-1], part.iterate)
        return part

    return transform(node, change)
