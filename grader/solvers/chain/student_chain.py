"""A run of the chain rule with mistakes, as students apply it.

``StudentChain`` is the chain rule (``chain_rule.py``) with one step of it replaced for each mistake. If a named adjoint
(``g_j = ∂L/∂a_j``) has a mistake in it, the name would hide the mistake, so that adjoint is written out.

A network has dozens of pairs of mistakes, and their runs agree in most of their parts. So each link, product and sum is
worked out once and kept with the forward pass (``SharedWork``). Each is a pure function of its parts, in any run.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from grader.expr.calculation.building import ZERO, factors_of, kronecker, negative, number, product
from grader.expr.calculation.differentiate import RULES, differentiate
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import Add, Call, Div, Entry, Indicator, Node, Symbol
from grader.expr.notation import Entry as Declared
from grader.expr.notation import Notation
from grader.expr.traverse import free_symbols, substitute, transform
from grader.memory import Memory
from grader.solvers.chain.chain_rule import ChainRule, find_declared_adjoints
from grader.solvers.chain.folding import Pattern, list_patterns
from grader.solvers.chain.mistakes import KINKED, is_normalised
from grader.solvers.mistakes.calculus import DIFFERENTIATION_MISTAKES, differentiate_with
from grader.solvers.named_mistakes import NO_MISTAKES, PlacedMistakes
from grader.solvers.problem.target import find_dependents
from grader.solvers.protocol import Step

__all__ = ["StudentChain"]

T = TypeVar("T")
UPSTREAM_MISTAKES = frozenset({
    "softmax-diagonal", "softmax-sign", "softmax-delta-forgotten", "half-lost", "half-kept", "square-factor-lost",
    "error-reversed", "sign", "batch-summed", "batch-averaged",
})  # fmt: skip
LINK_MISTAKES = frozenset({
    "softmax-diagonal", "softmax-sign", "softmax-delta-forgotten", "indicator-missing", "activation-derivative-missing",
    "activation-at-output", "activation-of-input", *(mistake.id for mistake in DIFFERENTIATION_MISTAKES),
})  # fmt: skip
_work = Memory(capacity=16)  # forward passes


@dataclass
class SharedWork:
    """The parts that all runs over one forward pass have in common, whatever their mistakes."""

    patterns: tuple[Pattern, ...]
    named: Mapping[str, str]
    consumers: dict[str, tuple[Declared, ...]] = field(default_factory=dict)
    dependents: dict[str, frozenset[str]] = field(default_factory=dict)
    links: dict[Hashable, Node] = field(default_factory=dict)
    tidied: dict[Node, Node] = field(default_factory=dict)
    terms: dict[tuple[Node, Node], Node] = field(default_factory=dict)
    sums: dict[tuple[Node, ...], Node] = field(default_factory=dict)
    entries: dict[str, tuple[tuple[Symbol, Node], ...]] = field(default_factory=dict)


def find_shared_work(notation: Notation, of: Symbol) -> SharedWork:
    """Return the work that the runs with mistakes over one forward pass share; a cache of pure functions."""
    key = (id(notation), of)
    work: SharedWork | None = _work.recalled(key)
    if work is None:
        work = SharedWork(list_patterns(notation), find_declared_adjoints(notation, of))
        _work.keep(key, work, (notation,))
    return work


@dataclass
class StudentChain(ChainRule):
    """The chain rule with mistakes; ``factor`` is what the mistakes make of the derivative of the loss."""

    mistakes: PlacedMistakes = field(default_factory=lambda: NO_MISTAKES)
    factor: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        self.work = find_shared_work(self.notation, self.of)
        self.patterns, self.named = self.work.patterns, self.work.named

    def adjoint(self, q: Symbol) -> Node:
        """Return ``∂of/∂q``; not by its name if the name would hide a mistake."""
        if self.is_hiding(q.name) and q.name != self.asked:
            if q not in self.known:
                self.known[q] = self.work_out(q, [])
            return self.known[q]
        return super().adjoint(q)

    def is_hiding(self, name: str) -> bool:
        """Whether the named adjoint of a quantity has a mistake in it."""
        if name not in self.named:
            return False
        if name not in self.work.dependents:
            self.work.dependents[name] = find_dependents(frozenset([name]), self.notation)
        later = self.work.dependents[name]
        places = {self.mistakes.get("link-missing"), self.mistakes.get("upstream-missing")}
        return bool(self.mistakes.keys() & UPSTREAM_MISTAKES or places & later)

    def list_entries(self, c: Declared) -> Iterator[tuple[Symbol, Node]]:
        """Yield every entry of a quantity with its definition, each expanded once for all runs."""
        if c.name not in self.work.entries:
            self.work.entries[c.name] = tuple(super().list_entries(c))
        return iter(self.work.entries[c.name])

    def list_consumers(self, name: str) -> Iterator[Declared]:
        """Yield the quantities that use a name; only one of them if a path is missing."""
        if name not in self.work.consumers:
            self.work.consumers[name] = tuple(super().list_consumers(name))
        return iter(self.keep_path(list(self.work.consumers[name])))

    def list_contributions(self, c: Declared, q: Symbol, notes: list[Step]) -> Iterator[Node]:
        """Yield the contributions; only one of them if a path is missing."""
        found = list(super().list_contributions(c, q, notes))
        if any(free_symbols(index) for index in q.indices):
            return iter(found)
        return iter(self.keep_path(found))

    def sum_over_letter(self, term: Node, letter: str, ranges: Mapping[str, int]) -> Node:
        """Return a sum over a letter; only one term of it if a path is missing."""
        whole = super().sum_over_letter(term, letter, ranges)
        if isinstance(whole, Add) and "path-missing" in self.mistakes:
            return self.keep_path(list(whole.terms))[0]
        return whole

    def keep_path(self, found: list[T]) -> list[T]:
        """Return only the path that is followed, if one is missing."""
        place = int(self.mistakes.get("path-missing", "0"))
        return [found[place - 1]] if place and len(found) > 1 and place <= len(found) else found

    def term(self, c_J: Symbol, weight: Node) -> Node:
        """Return the product of a link with the upstream derivative, unless that is left out."""
        if self.mistakes.get("upstream-missing") == c_J.name:
            return weight
        return super().term(c_J, weight)

    def link(self, weight: Node, upstream: Node) -> Node:
        """Return a local derivative times the upstream derivative, each product once for all runs."""
        if (weight, upstream) not in self.work.terms:
            self.work.terms[weight, upstream] = super().link(weight, upstream)
        return self.work.terms[weight, upstream]

    def sum_up(self, terms: Sequence[Node]) -> Node:
        """Return the sum of the contributions, each sum once for all runs."""
        key = tuple(terms)
        if key not in self.work.sums:
            self.work.sums[key] = super().sum_up(terms)
        return self.work.sums[key]

    def tidy(self, weight: Node) -> Node:
        """Write a local derivative in terms of declared quantities, each once for all runs."""
        if weight not in self.work.tidied:
            self.work.tidied[weight] = super().tidy(weight)
        return self.work.tidied[weight]

    def slope(self, c_J: Symbol, definition: Node, q: Symbol, notation: Notation) -> Node:
        """Return the derivative of one link with the mistakes, once for all runs that agree in it."""
        of_loss = self.factor if c_J.name == self.of.name else 1
        is_missing = self.mistakes.get("link-missing") == c_J.name
        key = (c_J, definition, q, of_loss, is_missing, frozenset(self.mistakes.keys() & LINK_MISTAKES))
        if key not in self.work.links:
            self.work.links[key] = self.work_out_slope(c_J, definition, q, notation)
        return self.work.links[key]

    def work_out_slope(self, c_J: Symbol, definition: Node, q: Symbol, notation: Notation) -> Node:
        slope = differentiate_with(definition, q, notation, self.mistakes)
        if slope == ZERO:
            return slope
        slope = self.of_link(c_J, definition, q, notation, slope)
        if c_J.name == self.of.name:
            slope = product([number(self.factor), slope])
        if self.mistakes.get("link-missing") == c_J.name:
            same = isinstance(definition, Entry | Div) and len(c_J.indices) == len(q.indices) == 1
            slope = kronecker(c_J.indices[0], q.indices[0]) if same else product(filter(is_delta, factors_of(slope)))
        return slope

    def of_link(self, c_J: Symbol, definition: Node, q: Symbol, notation: Notation, slope: Node) -> Node:
        """Return the derivative of a softmax or an activation with the mistakes."""
        if isinstance(definition, Call):
            return self.of_activation(c_J, definition, q, notation, slope)
        if is_normalised(self.notation.entries[c_J.name]) and len(c_J.indices) == len(q.indices) == 1:
            return self.of_softmax(c_J, definition, q, slope)
        return slope

    def of_softmax(self, f_i: Symbol, definition: Node, a_j: Symbol, slope: Node) -> Node:
        """Return the softmax Jacobian with the mistakes."""
        i, j = f_i.indices[0], a_j.indices[0]
        if "softmax-diagonal" in self.mistakes:
            delta = kronecker(i, j)
            slope = product([substitute(slope, {i: j}) if isinstance(i, Symbol) else slope, delta])
        if "softmax-delta-forgotten" in self.mistakes:
            f_j = substitute(definition, {i: j}) if isinstance(i, Symbol) else Symbol(f_i.name, (j,))
            slope = negative(product([definition, f_j]))
        return negative(slope) if "softmax-sign" in self.mistakes else slope

    def of_activation(self, c_J: Symbol, definition: Call, q: Symbol, notation: Notation, slope: Node) -> Node:
        """Return the derivative of an activation with the mistakes."""
        missing = "indicator-missing" if definition.function in KINKED else "activation-derivative-missing"
        u = next(argument for argument in definition.arguments if q.name in {s.name for s in free_symbols(argument)})
        inner = differentiate(u, q, notation)
        if missing in self.mistakes:
            return inner
        if definition.function in RULES and definition.function not in KINKED:
            if "activation-at-output" in self.mistakes:
                return product([simplify(RULES[definition.function](c_J)), inner])
            if "activation-of-input" in self.mistakes:
                outer = transform(simplify(RULES[definition.function](u)), lambda n: u if n == definition else n)
                return product([outer, inner])
        return slope


def is_delta(factor: Node) -> bool:
    """Whether a factor is a Kronecker delta, which only says which indices are equal."""
    return isinstance(factor, Indicator) and all(sign == "=" for sign in getattr(factor.condition, "operators", ()))
