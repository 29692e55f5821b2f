"""Back-propagation through matrix expressions, by the rules of matrix calculus; sizes may stay symbolic.

The adjoint of an array has the array's own shape, ``Ā_ij = ∂L/∂A_ij``. A product ``C = A F B`` passes back
``F̄ = Aᵀ C̄ Bᵀ``, an entrywise function ``C = σ(F)`` passes back ``F̄ = C̄ ⊙ σ'(F)``. Entrywise parts are cancelled
exactly, so that the sigmoid with the cross-entropy gives ``p − y``.

Source: Petersen & Pedersen, *The Matrix Cookbook*, §2; Giles, *Collected matrix derivative results for forward and
reverse mode algorithmic differentiation* (2008), §2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grader.expr.calculation.building import ONE, negative, number, power, product, quotient, split_coefficient, total
from grader.expr.calculation.differentiate import RULES, build_indicator
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import Add, Call, Derivative, Div, Mul, Neg, Node, Number, Power, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import free_symbols, transform
from grader.solvers.chain.chain_rule import find_ancestors, list_names_used
from grader.solvers.chain.folding import Pattern, fold, list_patterns
from grader.solvers.chain.rational_form import shorten
from grader.solvers.options import author_error
from grader.solvers.problem.target import equation
from grader.solvers.protocol import Step
from grader.solvers.scalars.shapes import shape

__all__ = ["MatrixCalculus", "transpose"]


@dataclass
class MatrixCalculus:
    """The derivatives of a scalar quantity ``of`` by whole arrays, each worked out once."""

    notation: Notation
    of: Symbol
    asked: str = ""
    known: dict[str, Node] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    patterns: tuple[Pattern, ...] = ()

    def __post_init__(self) -> None:
        self.patterns = list_patterns(self.notation)

    def adjoint(self, name: str) -> Node:
        """Return ``∂of/∂name``, by its declared name where it has one and is not what is asked for."""
        declared = self.find_declared_name(name)
        if declared is not None and name != self.asked:
            return Symbol(declared)
        if name not in self.known:
            self.known[name] = ONE if name == self.of.name else self.work_out(name)
            if name != self.of.name:
                self.steps.append(Step("Chain rule.", equation(Derivative(self.of, (Symbol(name),)), self.known[name])))
        return self.known[name]

    def find_declared_name(self, name: str) -> str | None:
        """Return the name that the notation gives to ``∂of/∂name``."""
        wanted = Derivative(self.of, (Symbol(name),))
        return next((entry.name for entry in self.notation.entries.values() if entry.definition == wanted), None)

    def work_out(self, name: str) -> Node:
        """Sum what every quantity that is computed from ``name`` passes back."""
        needed = find_ancestors(self.of.name, self.notation)
        terms: list[Node] = []
        for c in self.notation.entries.values():
            if c.name in needed and name in list_names_used(c):
                terms += self.pass_back(c, name)
        return self.tidy(total(terms))

    def pass_back(self, c: Entry, name: str) -> Iterator[Node]:
        """Yield what the definition of one quantity passes back to ``name``."""
        assert c.definition is not None
        yield from self.pull(simplify(c.definition, self.notation.ranges), self.adjoint(c.name), Symbol(name))

    def pull(self, node: Node, bar: Node, q: Symbol) -> Iterator[Node]:
        """Yield the contributions to the adjoint of ``q`` where ``bar`` is the adjoint of ``node``."""
        if node == q:
            yield bar
        elif q in free_symbols(node):
            yield from self.rule(node, bar, q)

    def rule(self, node: Node, bar: Node, q: Symbol) -> Iterator[Node]:
        """Yield the contributions by the rule for this kind of node."""
        match node:
            case Add(terms=terms):
                for term in terms:
                    yield from self.pull(term, self.broadcast(bar, node, term, q), q)
            case Neg(operand=operand):
                yield from self.pull(operand, negative(bar), q)
            case Mul(factors=factors, elementwise=elementwise):
                for place, factor in enumerate(factors):
                    if q in free_symbols(factor):
                        before, after = factors[:place], factors[place + 1 :]
                        if elementwise:
                            passed = self.multiply_entrywise([bar, *before, *after])
                        else:
                            passed = self.of_factor(factor, before, after, bar)
                        yield from self.pull(factor, passed, q)
            case Div(numerator=above, denominator=below):
                yield from self.of_quotient(above, below, bar, q)
            case Power(base=Call(function="norm", arguments=(v,)), exponent=Number(value=exponent)) if exponent == 2:
                yield from self.pull(v, product([number(2), bar, v]), q)
            case Power(base=base, exponent=exponent) if len(self.shape(base)) < 2 and q not in free_symbols(exponent):
                slope = product([exponent, power(base, total([exponent, number(-1)]))])
                yield from self.pull(base, self.multiply_entrywise([bar, slope]), q)
            case Call(function=name, arguments=arguments):
                yield from self.of_call(name, arguments, node, bar, q)
            case _:
                raise no_rule_error()

    def of_factor(self, factor: Node, before: Sequence[Node], after: Sequence[Node], bar: Node) -> Node:
        """Return the adjoint of one factor of a product: ``Aᵀ C̄ Bᵀ``, or a number for a scalar factor."""
        if not self.shape(factor):
            rest = product([*before, *after])
            return product([bar, rest]) if not self.shape(rest) else self.inner(rest, bar)
        if not self.shape(bar):
            return product([bar, *self.transpose_factors(before), *self.transpose_factors(after)])
        return product([*self.transpose_factors(before), bar, *self.transpose_factors(after)])

    def transpose_factors(self, factors: Sequence[Node]) -> list[Node]:
        """Return the factors of the transpose of a product; scalars stay as they are."""
        return [transpose(factor) if self.shape(factor) else factor for factor in reversed(factors)]

    def inner(self, a: Node, b: Node) -> Node:
        """Return the sum of the products of the entries of two arrays."""
        if len(self.shape(a)) == 1:
            return product([transpose(a), b])
        return Call("tr", (product([transpose(a), b]),))

    def of_quotient(self, above: Node, below: Node, bar: Node, q: Symbol) -> Iterator[Node]:
        """Yield what a quotient passes back: to its numerator, and to a scalar denominator."""
        if q in free_symbols(above):
            yield from self.pull(above, quotient(bar, below), q)
        if q in free_symbols(below):
            if self.shape(below) or self.shape(above):
                raise no_rule_error()
            yield from self.pull(below, negative(quotient(product([bar, above]), power(below, number(2)))), q)

    def of_call(self, name: str, arguments: Sequence[Node], node: Node, bar: Node, q: Symbol) -> Iterator[Node]:
        """Yield what a function passes back."""
        first = arguments[0]
        if name in ("max", "min") and len(arguments) == 2:
            for u, other in (arguments, arguments[::-1]):
                won = build_indicator(u, ">" if name == "max" else "<", other)
                yield from self.pull(u, self.multiply_entrywise([bar, won]), q)
        elif name == "transpose":
            yield from self.pull(first, transpose(bar), q)
        elif name in RULES:
            yield from self.pull(first, self.through_function(name, first, node, bar), q)
        elif name == "softmax":
            f = fold(node, self.patterns)
            jacobian = Add((Call("diag", (f,)), Neg(Mul((f, transpose(f))))))
            yield from self.pull(first, product([jacobian, bar]), q)
        elif name == "norm" and len(arguments) == 1:
            yield from self.pull(first, product([bar, quotient(first, node)]), q)
        elif name == "dot":
            for u, other in (arguments, arguments[::-1]):
                yield from self.pull(u, product([bar, other]), q)
        elif name == "tr" and isinstance(first, Mul):
            yield from self.of_trace(first.factors, bar, q)
        else:
            raise no_rule_error()

    def of_trace(self, factors: Sequence[Node], bar: Node, q: Symbol) -> Iterator[Node]:
        """Yield what ``tr(A F B)`` passes back to F: ``Aᵀ Bᵀ``."""
        for place, factor in enumerate(factors):
            if q in free_symbols(factor):
                others = [*self.transpose_factors(factors[:place]), *self.transpose_factors(factors[place + 1 :])]
                yield from self.pull(factor, product([bar, *others]), q)

    def broadcast(self, bar: Node, whole: Node, term: Node, q: Symbol) -> Node:
        """Return the adjoint of one term of a sum; a scalar term of a sum of arrays has no formula without ones."""
        if self.shape(whole) and not self.shape(term) and q in free_symbols(term):
            raise no_rule_error()
        return bar

    def shape(self, node: Node) -> tuple[str | int, ...]:
        return shape(node, self.notation)

    def multiply_entrywise(self, parts: Sequence[Node]) -> Node:
        """Return an entrywise product, with quotients in it cancelled as for numbers."""
        arrays = [part for part in parts if self.shape(part)]
        if len(arrays) < 2:
            return product(parts)
        names: dict[Symbol, Node] = {}
        scalar = shorten(product(self.as_scalars(part, names) for part in parts))
        return self.as_arrays(scalar, names)

    def through_function(self, name: str, u: Node, node: Node, bar: Node) -> Node:
        """Return ``C̄ ⊙ σ'(u)``, in which ``σ(u)`` is written by the name of its quantity."""
        names: dict[Symbol, Node] = {}
        argument, value = self.as_scalars(u, names), self.as_scalars(fold(node, self.patterns), names)
        called = Call(name, (argument,))
        slope = transform(simplify(RULES[name](argument)), lambda part: value if part == called else part)
        return self.as_arrays(shorten(product([self.as_scalars(bar, names), slope])), names)

    def as_scalars(self, node: Node, names: dict[Symbol, Node]) -> Node:
        """Return an entrywise expression as one of numbers, with a stand-in for every part that is not entrywise."""
        match node:
            case Add(terms=terms):
                return total(self.as_scalars(term, names) for term in terms)
            case Neg(operand=operand):
                return negative(self.as_scalars(operand, names))
            case Div(numerator=above, denominator=below):
                return quotient(self.as_scalars(above, names), self.as_scalars(below, names))
            case Power(base=base, exponent=Number() as exponent) if len(self.shape(base)) < 2:
                return power(self.as_scalars(base, names), exponent)
            case Mul(factors=factors, elementwise=elementwise):
                if elementwise or sum(bool(self.shape(factor)) for factor in factors) < 2:
                    return product(self.as_scalars(factor, names) for factor in factors)
        if not self.shape(node):
            return node
        stand_in = next((name for name, known in names.items() if known == node), Symbol(f"#{len(names)}"))
        names[stand_in] = node
        return stand_in

    def as_arrays(self, node: Node, names: dict[Symbol, Node]) -> Node:
        """Return an expression of numbers as the entrywise expression that it means."""

        def change(current: Node) -> Node:
            if isinstance(current, Symbol):
                return names.get(current, current)
            if isinstance(current, Power) and self.shape(current.base) and current.exponent == number(2):
                return Mul((current.base, current.base), elementwise=True)
            if isinstance(current, Mul):
                arrays = [factor for factor in current.factors if self.shape(factor)]
                scalars = [factor for factor in current.factors if not self.shape(factor)]
                return product([*scalars, self.join_arrays(arrays)]) if len(arrays) > 1 else current
            return current

        return transform(node, change)

    def join_arrays(self, arrays: Sequence[Node]) -> Node:
        """Return the entrywise product of arrays; a number over an array has no value alone and is joined to them."""
        divided = [part for part in arrays if isinstance(part, Div) and not self.shape(part.numerator)]
        whole = [part for part in arrays if part not in divided]
        if not divided or not whole:
            return Mul(tuple(arrays), elementwise=True)
        above = product([*(part.numerator for part in divided), entrywise_product(whole)])
        return quotient(above, entrywise_product([part.denominator for part in divided]))

    def tidy(self, node: Node) -> Node:
        """Return a derivative in terms of declared quantities, with the numbers of each product in front."""
        folded = fold(simplify(node, self.notation.ranges), self.patterns)
        return transform(folded, self.move_numbers_to_front)

    def move_numbers_to_front(self, node: Node) -> Node:
        """Return a product of arrays with its scalar factors multiplied and put in front."""
        if not isinstance(node, Mul) or node.elementwise:
            return node
        scalars = [factor for factor in node.factors if not self.shape(factor)]
        arrays = [factor for factor in node.factors if self.shape(factor)]
        return product([shorten(product(scalars)), *arrays]) if scalars and arrays else node


def entrywise_product(arrays: Sequence[Node]) -> Node:
    return arrays[0] if len(arrays) == 1 else Mul(tuple(arrays), elementwise=True)


def transpose(node: Node) -> Node:
    """Return a transpose with its numerical factor in front; the transpose of a transpose is the array itself."""
    if isinstance(node, Call) and node.function == "transpose":
        return node.arguments[0]
    factor, rest = split_coefficient(node)
    if factor != 1:
        return product([number(factor), transpose(rest)])
    return Call("transpose", (node,))


def no_rule_error() -> Exception:
    return author_error(
        "The derivative by a whole array of symbolic size goes through a construct that has no rule here.",
        "Give the sizes numbers under 'ranges:' and index letters to the quantities, as in w_k.",
    )
