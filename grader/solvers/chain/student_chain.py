"""A run of the chain rule with slips, as students apply it.

``StudentChain`` is the chain rule (``chain_rule.py``) with one step of it replaced for each mistake. Where a mistake
lies behind a named adjoint (``g_j = ∂L/∂a_j``), the name would hide it, so the adjoint is written out there.

A network has dozens of pairs of mistakes, and their runs agree in most of what they do. So each link, product and sum
is kept with the forward pass and worked out once (``SharedWork``): a function of what it is made of, whatever the run.
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
from grader.solvers.chain.chain_rule import ChainRule, declared_adjoints
from grader.solvers.chain.folding import Pattern, all_patterns
from grader.solvers.chain.mistakes import KINKED, is_normalised
from grader.solvers.mistakes.calculus import DIFFERENTIATION_MISTAKES, differentiate_with
from grader.solvers.named_mistakes import NONE, Slips
from grader.solvers.problem.target import dependents
from grader.solvers.protocol import Step

__all__ = ["StudentChain"]

T = TypeVar("T")
BEHIND = frozenset({
    "softmax-diagonal", "softmax-sign", "softmax-delta-forgotten", "half-lost", "half-kept", "square-factor-lost",
    "error-reversed", "sign", "batch-summed", "batch-averaged",
})  # fmt: skip
OF_A_LINK = frozenset({
    "softmax-diagonal", "softmax-sign", "softmax-delta-forgotten", "indicator-missing", "activation-derivative-missing",
    "activation-at-output", "activation-of-input", *(mistake.id for mistake in DIFFERENTIATION_MISTAKES),
})  # fmt: skip
_work = Memory(capacity=16)


@dataclass
class SharedWork:
    """What all runs over one forward pass have in common, whatever the slips: it is worked out once."""

    patterns: tuple[Pattern, ...]
    named: Mapping[str, str]
    consumers: dict[str, tuple[Declared, ...]] = field(default_factory=dict)
    behind: dict[str, frozenset[str]] = field(default_factory=dict)
    links: dict[Hashable, Node] = field(default_factory=dict)
    tidied: dict[Node, Node] = field(default_factory=dict)
    terms: dict[tuple[Node, Node], Node] = field(default_factory=dict)
    sums: dict[tuple[Node, ...], Node] = field(default_factory=dict)
    entries: dict[str, tuple[tuple[Symbol, Node], ...]] = field(default_factory=dict)


def shared_work(notation: Notation, of: Symbol) -> SharedWork:
    """Return the work that the runs with mistakes over one forward pass share; a cache of pure functions."""
    key = (id(notation), of)
    work: SharedWork | None = _work.recalled(key)
    if work is None:
        work = SharedWork(all_patterns(notation), declared_adjoints(notation, of))
        _work.keep(key, work, (notation,))
    return work


@dataclass
class StudentChain(ChainRule):
    """The chain rule with slips; ``factor`` is what becomes of the derivative of the loss."""

    slips: Slips = field(default_factory=lambda: NONE)
    factor: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        self.work = shared_work(self.notation, self.of)
        self.patterns, self.named = self.work.patterns, self.work.named

    def adjoint(self, q: Symbol) -> Node:
        """Return ``∂of/∂q``; not by its name where the name would hide a slip."""
        if self.is_hiding(q.name) and q.name != self.asked:
            if q not in self.known:
                self.known[q] = self.worked_out(q, [])
            return self.known[q]
        return super().adjoint(q)

    def is_hiding(self, name: str) -> bool:
        """Tell whether the named adjoint of a quantity has a slip in it."""
        if name not in self.named:
            return False
        if name not in self.work.behind:
            self.work.behind[name] = dependents(frozenset([name]), self.notation)
        behind = self.work.behind[name]
        places = {self.slips.get("link-missing"), self.slips.get("upstream-missing")}
        return bool(self.slips.keys() & BEHIND or places & behind)

    def entries_of(self, c: Declared) -> Iterator[tuple[Symbol, Node]]:
        """Yield every entry of a quantity with its definition, each written out once for all runs."""
        if c.name not in self.work.entries:
            self.work.entries[c.name] = tuple(super().entries_of(c))
        return iter(self.work.entries[c.name])

    def consumers(self, name: str) -> Iterator[Declared]:
        """Yield the quantities that use a name, without one of them where a path is missing."""
        if name not in self.work.consumers:
            self.work.consumers[name] = tuple(super().consumers(name))
        return iter(self.without_path(list(self.work.consumers[name])))

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

    def linked(self, weight: Node, upstream: Node) -> Node:
        """Return a local derivative times what is upstream, each product once for all runs."""
        if (weight, upstream) not in self.work.terms:
            self.work.terms[weight, upstream] = super().linked(weight, upstream)
        return self.work.terms[weight, upstream]

    def summed_up(self, terms: Sequence[Node]) -> Node:
        """Return the sum of the contributions, each sum once for all runs."""
        key = tuple(terms)
        if key not in self.work.sums:
            self.work.sums[key] = super().summed_up(terms)
        return self.work.sums[key]

    def tidy(self, weight: Node) -> Node:
        """Write a local derivative in terms of declared quantities, each once for all runs."""
        if weight not in self.work.tidied:
            self.work.tidied[weight] = super().tidy(weight)
        return self.work.tidied[weight]

    def slope(self, c_J: Symbol, definition: Node, q: Symbol, notation: Notation) -> Node:
        """Return the derivative of one link with the slips, worked out once for all runs that agree in it."""
        of_loss = self.factor if c_J.name == self.of.name else 1
        is_missing = self.slips.get("link-missing") == c_J.name
        key = (c_J, definition, q, of_loss, is_missing, frozenset(self.slips.keys() & OF_A_LINK))
        if key not in self.work.links:
            self.work.links[key] = self.slope_of(c_J, definition, q, notation)
        return self.work.links[key]

    def slope_of(self, c_J: Symbol, definition: Node, q: Symbol, notation: Notation) -> Node:
        """Work out the derivative of one link with the slips."""
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
