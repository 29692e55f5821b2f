"""The chain rule over a declared forward pass, from the loss backwards, with indices kept symbolic.

The adjoint of a quantity is ``∂L/∂q_I = Σ_c Σ_J ∂L/∂c_J · ∂c_J/∂q_I`` over the quantities ``c`` that are computed from
``q`` directly. The local derivatives come from the table of primitives; a Kronecker delta in one collapses the sum over
J. Two kinds of names are written in the result, so that it reads ``(v_k1 g_1 + v_k2 g_2) · 1[δ_k > 0] · x``: the name
that the rubric gives to an adjoint (a quantity whose definition is a derivative, ``g_j = ∂L/∂a_j``), and the name of a
declared quantity in place of its definition.

Source: Griewank & Walther, *Evaluating Derivatives*, §3.2; Goodfellow et al., *Deep Learning*, §6.5.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product as combinations

from grader.expr.calculation.building import ZERO, factors_of, kronecker, number, product, total
from grader.expr.calculation.differentiate import differentiate
from grader.expr.calculation.simplify import delta_of, expand_terms, simplify, simplify_sum, unroll
from grader.expr.nodes import Add, BigOperator, Call, Derivative, Entry, Matrix, Mul, Node, Number, Symbol, Vector
from grader.expr.notation import Entry as Declared
from grader.expr.notation import Notation
from grader.expr.traverse import children, choose_unused_letter, free_symbols, substitute
from grader.limits import MAX_SUM_TERMS
from grader.solvers.chain.folding import Pattern, fold, list_patterns
from grader.solvers.chain.rational_form import shorten
from grader.solvers.options import author_error
from grader.solvers.problem.target import equation
from grader.solvers.protocol import Step
from grader.solvers.scalars.algebra import SCALARS
from grader.solvers.scalars.arrays import Interpreter

__all__ = ["ChainRule"]

LONGEST_WRITTEN_OUT = 4  # terms; a longer sum keeps its sum sign, so that the result stays readable


@dataclass
class ChainRule:
    """The derivatives of one quantity ``of`` with respect to the others, each worked out once."""

    notation: Notation
    of: Symbol
    asked: str = ""  # the quantity whose adjoint is the question, so that its name is not the answer
    known: dict[Symbol, Node] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    patterns: tuple[Pattern, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)  # the adjoints that the notation names

    def __post_init__(self) -> None:
        self.patterns, self.named = list_patterns(self.notation), find_declared_adjoints(self.notation, self.of)

    def adjoint(self, q: Symbol) -> Node:
        """Return ``∂of/∂q``, by its declared name where it has one and is not what is asked for."""
        name = self.named.get(q.name)
        if name is not None and q.name != self.asked:
            return Symbol(name, q.indices)
        if q not in self.known:
            notes: list[Step] = []
            self.known[q] = self.work_out(q, notes)
            if q != self.of:
                self.steps += notes
                self.steps.append(Step("Chain rule.", equation(Derivative(self.of, (q,)), self.known[q])))
        return self.known[q]

    def work_out(self, q: Symbol, notes: list[Step]) -> Node:
        """Sum over the quantities that are computed from ``q`` directly; add the local derivatives to ``notes``."""
        terms = [self.seed(q)] if q.name == self.of.name else []
        for c in self.list_consumers(q.name):
            terms += self.list_contributions(c, q, notes)
        return self.sum_up(terms)

    def sum_up(self, terms: Sequence[Node]) -> Node:
        return self.make_readable(factor_out(terms))

    def seed(self, q: Symbol) -> Node:
        """Return the derivative of ``of`` by an entry of itself."""
        if len(q.indices) != len(self.of.indices):
            raise author_error(f"'{q.name}' is an array; the derivative of one entry is taken at a time.")
        return product(kronecker(i, j) for i, j in zip(self.of.indices, q.indices, strict=True))

    def list_consumers(self, name: str) -> Iterator[Declared]:
        """Yield the quantities on the way to ``of`` whose definitions use ``name``."""
        needed = find_ancestors(self.of.name, self.notation)
        for entry in self.notation.entries.values():
            if entry.name in needed and entry.name != name and name in list_names_used(entry):
                yield entry

    def list_contributions(self, c: Declared, q: Symbol, notes: list[Step]) -> Iterator[Node]:
        """Yield ``Σ_J ∂of/∂c_J · ∂c_J/∂q`` term by term."""
        is_general = any(free_symbols(index) for index in q.indices)
        if c.name == self.of.name:
            yield from (
                self.find_local(c_J, definition, q, []) for c_J, definition in self.list_entries(c) if c_J == self.of
            )
        elif is_general and is_family(c, self.notation):
            yield from self.list_letter_contributions(c, q, notes)
        else:
            for c_J, definition in self.list_entries(c):
                weight = self.find_local(c_J, definition, q, notes)
                if weight != ZERO:
                    yield self.term(c_J, weight)

    def list_letter_contributions(self, c: Declared, q: Symbol, notes: list[Step]) -> Iterator[Node]:
        """Yield the contributions of a whole index family at once: deltas collapse, the rest is summed."""
        letters, ranges = self.choose_letters(c, q)
        wide = replace(self.notation, ranges=ranges)
        at = {Symbol(str(axis)): Symbol(letter) for axis, letter in zip(c.axes, letters, strict=True)}
        c_general = Symbol(c.name, tuple(map(Symbol, letters)))
        local = self.slope(c_general, substitute(self.definition(c), at, ranges), q, wide)
        notes += note_slope(c_general, q, self.tidy(local))
        for weight, places in collapse_deltas(local, letters, ranges):
            if weight == ZERO:
                continue
            c_J = Symbol(c.name, tuple(places[letter] for letter in letters))
            summed = self.term(c_J, self.tidy(weight))
            for letter in letters:
                if places[letter] == Symbol(letter):
                    summed = self.sum_over_letter(summed, letter, ranges)
            yield summed

    def sum_over_letter(self, term: Node, letter: str, ranges: Mapping[str, int]) -> Node:
        """Return a sum over a letter: collapsed by a delta, written out if short, else as a sum."""
        whole = simplify_sum(BigOperator("sum", term, letter), ranges)
        longest = LONGEST_WRITTEN_OUT if letter in self.notation.ranges else MAX_SUM_TERMS
        return unroll(whole, ranges, longest)

    def choose_letters(self, c: Declared, q: Symbol) -> tuple[list[str], dict[str, int]]:
        """Return letters for the indices of ``c`` that occur nowhere else, and the ranges with them."""
        taken = {symbol.name for symbol in free_symbols(q) | free_symbols(self.of)}
        letters: list[str] = []
        for axis in map(str, c.axes):
            letter = axis if axis not in taken else choose_unused_letter(axis, taken, self.notation.ranges)
            letters.append(letter)
            taken.add(letter)
        sizes = {letter: self.notation.ranges[str(axis)] for letter, axis in zip(letters, c.axes, strict=True)}
        return letters, {**self.notation.ranges, **sizes}

    def list_entries(self, c: Declared) -> Iterator[tuple[Symbol, Node]]:
        """Yield every entry of a quantity with its definition in scalars; of the target only the entry in question."""
        names = [self.of] if c.name == self.of.name else list(list_entry_names(c, self.notation))
        for c_J in names:
            at = {Symbol(str(axis)): index for axis, index in zip(c.axes, c_J.indices, strict=True)}
            if is_family(c, self.notation):
                yield c_J, substitute(self.definition(c), at, self.notation.ranges)
            else:
                yield c_J, Interpreter(SCALARS, self.notation, lambda symbol: symbol).expand_definition(c_J)

    def definition(self, c: Declared) -> Node:
        """Return the definition of a quantity; for a vector ``softmax(a)`` the general entry."""
        assert c.definition is not None
        if isinstance(c.definition, Call) and c.definition.function == "softmax" and c.axes:
            return Entry(c.definition, tuple(Symbol(str(axis)) for axis in c.axes))
        return c.definition

    def find_local(self, c_J: Symbol, definition: Node, q: Symbol, notes: list[Step]) -> Node:
        """Return a local derivative in terms of declared quantities, and add it to ``notes``."""
        weight = self.tidy(self.slope(c_J, definition, q, self.notation))
        notes += note_slope(c_J, q, weight)
        return weight

    def slope(self, c_J: Symbol, definition: Node, q: Symbol, notation: Notation) -> Node:
        """Return ``∂c_J/∂q`` by the table of primitives."""
        return differentiate(definition, q, notation)

    def tidy(self, weight: Node) -> Node:
        """Write a local derivative in terms of declared quantities, with short sums written out."""
        short = unroll(fold(weight, self.patterns), self.notation.ranges, LONGEST_WRITTEN_OUT)
        return fold(short, self.patterns)

    def term(self, c_J: Symbol, weight: Node) -> Node:
        """Return ``∂of/∂c_J`` times a local derivative: a named adjoint comes last, a worked-out one first."""
        return self.link(weight, self.adjoint(c_J))

    def link(self, weight: Node, upstream: Node) -> Node:
        """Return a local derivative times the upstream derivative."""
        named = isinstance(upstream, Symbol)
        return shorten(product([weight, upstream] if named else [upstream, weight]))

    def make_readable(self, value: Node) -> Node:
        """Return a derivative in terms of declared quantities."""
        folded = fold(simplify(value, self.notation.ranges), self.patterns)
        return shorten(folded)


def note_slope(c_J: Symbol, q: Symbol, weight: Node) -> list[Step]:
    """Return the step that states a local derivative; none for zero."""
    return [] if weight == ZERO else [Step("Local derivative.", equation(Derivative(c_J, (q,)), weight))]


def factor_out(terms: Sequence[Node]) -> Node:
    """Return a sum with its common factors taken out: to the front if they lead any term, else to the back."""
    whole = total(terms)
    if not isinstance(whole, Add):
        return whole
    split = [factors_of(term) for term in whole.terms]
    candidates = dict.fromkeys(part for part in split[0] if not isinstance(part, Number))  # each once, f of f² too
    shared = [part for part in candidates if all(part in other for other in split)]
    if not shared:
        return whole
    rest = total(product(take_out(factors, shared)) for factors in split)
    in_front = [part for part in shared if any(is_leading(factors, part) for factors in split)]
    return product([*in_front, rest, *take_out(shared, in_front)])


def is_leading(factors: Sequence[Node], part: Node) -> bool:
    """Whether ``part`` is the first factor, numbers aside."""
    return next((factor for factor in factors if not isinstance(factor, Number)), None) == part


def take_out(factors: Sequence[Node], shared: Sequence[Node]) -> list[Node]:
    """Return ``factors`` with each of ``shared`` removed once."""
    kept = list(factors)
    for part in shared:
        kept.remove(part)
    return kept


def collapse_deltas(
    local: Node, letters: Sequence[str], ranges: Mapping[str, int]
) -> Iterator[tuple[Node, dict[str, Node]]]:
    """Yield the terms of a local derivative, with the index that a delta forces each letter to be (else itself)."""
    found: list[tuple[Node, dict[str, Node]]] = [(local, {letter: Symbol(letter) for letter in letters})]
    for letter in letters:
        found = [split for term, places in found for split in split_by_delta(term, places, letter, ranges)]
    return iter(found)


def split_by_delta(
    term: Node, places: dict[str, Node], letter: str, ranges: Mapping[str, int]
) -> Iterator[tuple[Node, dict[str, Node]]]:
    """Yield the parts of a term in which a delta forces ``letter``, and the rest unchanged."""
    free: list[Node] = []
    for part in expand_terms(term, letter):
        delta = delta_of(part, letter, ranges)
        if delta is None:
            free.append(part)
        else:
            rest = product(factor for factor in factors_of(part) if factor is not delta[0])
            yield simplify(substitute(rest, {Symbol(letter): delta[1]}), ranges), {**places, letter: delta[1]}
    if free:
        yield total(free), places


def find_ancestors(name: str, notation: Notation) -> frozenset[str]:
    """Return ``name`` and every quantity that it is computed from."""
    reached = {name}
    for entry in reversed(list(notation.entries.values())):
        if entry.name in reached:
            reached |= list_names_used(entry)
    return frozenset(reached)


def list_names_used(entry: Declared) -> frozenset[str]:
    """Return the names in the definition of a quantity; none for a name that is given or a declared derivative."""
    if entry.definition is None or entry.parameters is not None or isinstance(entry.definition, Derivative):
        return frozenset()
    return frozenset(symbol.name for symbol in free_symbols(entry.definition))


def find_declared_adjoints(notation: Notation, of: Symbol) -> dict[str, str]:
    """Return the names that the notation gives to derivatives of ``of``: for ``g_j = ∂L/∂a_j``, a → g."""
    named = {}
    for entry in notation.entries.values():
        match entry.definition:
            case Derivative(of=target, by=(Symbol(name=name, indices=indices),)) if target == of:
                if not indices or indices == tuple(Symbol(str(axis)) for axis in entry.axes):
                    named[name] = entry.name
    return named


def list_entry_names(c: Declared, notation: Notation) -> Iterator[Symbol]:
    """Yield the name of every entry of a quantity; the quantity itself if it is a scalar."""
    shape = Interpreter(SCALARS, notation, lambda symbol: symbol).shape(c.name)
    for places in combinations(*(range(1, length + 1) for length in shape)):
        yield Symbol(c.name, tuple(map(number, places)))


def is_family(c: Declared, notation: Notation) -> bool:
    """Whether a quantity is defined by one scalar formula in the letters of its axes."""
    lettered = all(isinstance(axis, str) and axis in notation.ranges for axis in c.axes)
    return (
        lettered and c.definition is not None and (is_softmax(c.definition) or not has_arrays(c.definition, notation))
    )


def is_softmax(node: Node) -> bool:
    """Whether a node is the softmax of a name."""
    return isinstance(node, Call) and node.function == "softmax" and isinstance(node.arguments[0], Symbol)


def has_arrays(node: Node, notation: Notation) -> bool:
    """Whether whole arrays occur in a formula, apart from the entries of a softmax of a name."""
    if isinstance(node, Entry) and is_softmax(node.of):
        return False
    if isinstance(node, Symbol):
        entry = notation.entries.get(node.name)
        return entry is not None and bool(entry.axes) and not node.indices
    is_array = isinstance(node, Vector | Matrix | Entry) or (isinstance(node, Mul) and node.elementwise)
    return is_array or any(has_arrays(child, notation) for child in children(node))
