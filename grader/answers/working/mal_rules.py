"""Wrong rules of algebra that students use: a power goes over a sum, a factor multiplies only the first term, ….

Each changes one place on the left side of a step by a rule that does not hold. If the engine finds that the right side
is the same, the student has probably used that rule. The remark states the rule that does hold.

>>> from grader.expr.nodes import Symbol
>>> from grader.expr.printing.text import to_text
>>> x = Symbol("x")
>>> [(rule.kind, to_text(changed)) for rule, changed in apply_mal_rules(Power(Add((x, ONE)), TWO))]
[('power-of-sum', 'x^2 + 1'), ('exponent-as-factor', '2*(x + 1)')]
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from grader.expr.calculation.building import ONE, number, power, product, quotient, total
from grader.expr.nodes import Add, Call, Div, Mul, Neg, Node, Number, Power
from grader.expr.traverse import children, rebuild

__all__ = ["MalRule", "apply_mal_rules"]

MAX_CHANGES = 24  # each is a question to the engine
TWO = number(2)
TERM_BY_TERM = ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "sigmoid")


@dataclass(frozen=True)
class MalRule:
    """A rule that does not hold: ``changes`` yields the formulas it leads to; ``text`` is the rule that does hold."""

    kind: str
    text: str
    changes: Callable[[Node], Iterator[Node]]


def apply_mal_rules(tree: Node) -> Iterator[tuple[MalRule, Node]]:
    """Yield each rule with the formula it leads to at one place, the outermost place first; ``MAX_CHANGES`` at most."""
    found = 0
    for place, put in list_places(tree):
        for rule in MAL_RULES:
            for changed in rule.changes(place):
                if found == MAX_CHANGES:
                    return
                found += 1
                yield rule, put(changed)


def list_places(tree: Node) -> Iterator[tuple[Node, Callable[[Node], Node]]]:
    """Yield every part of a formula, breadth first, with a function that replaces it."""
    waiting: list[tuple[Node, Callable[[Node], Node]]] = [(tree, lambda changed: changed)]
    while waiting:
        node, put = waiting.pop(0)
        yield node, put
        waiting += [(part, partial(replace_part, put, node, place)) for place, part in enumerate(children(node))]


def replace_part(put: Callable[[Node], Node], node: Node, place: int, new: Node) -> Node:
    """Return the whole formula with one part of a node in it replaced."""
    parts = children(node)
    return put(rebuild(node, [*parts[:place], new, *parts[place + 1 :]]))


def power_of_sum(node: Node) -> Iterator[Node]:
    """(a + b)^n = a^n + b^n."""
    if isinstance(node, Power) and isinstance(node.base, Add) and node.exponent != ONE:
        yield total(power(term, node.exponent) for term in node.base.terms)


def function_of_sum(node: Node) -> Iterator[Node]:
    """f(a + b) = f(a) + f(b); of sqrt(a^2 + b^2) also a + b."""
    if isinstance(node, Call) and node.function in TERM_BY_TERM and isinstance(node.arguments[0], Add):
        terms = node.arguments[0].terms
        yield total(Call(node.function, (term,)) for term in terms)
        if node.function == "sqrt" and all(isinstance(term, Power) and term.exponent == TWO for term in terms):
            yield total(term.base for term in terms if isinstance(term, Power))


def over_sum(node: Node) -> Iterator[Node]:
    """c/(a + b) = c/a + c/b."""
    if isinstance(node, Div) and isinstance(node.denominator, Add):
        yield total(quotient(node.numerator, term) for term in node.denominator.terms)


def cancelled_term(node: Node) -> Iterator[Node]:
    """(a + b)/a = b, or 1 + b."""
    if isinstance(node, Div) and isinstance(node.numerator, Add):
        for term in node.numerator.terms:
            if term == node.denominator:
                rest = [other for other in node.numerator.terms if other is not term]
                yield total(rest)
                yield total([ONE, *rest])


def half_distributed(node: Node) -> Iterator[Node]:
    """c (a + b) = c a + b."""
    if isinstance(node, Mul) and not node.elementwise:
        for place, factor in enumerate(node.factors):
            if isinstance(factor, Add):
                others = [*node.factors[:place], *node.factors[place + 1 :]]
                first, *rest = factor.terms
                yield total([product([*others, first]), *rest])


def power_of_product(node: Node) -> Iterator[Node]:
    """(c x)^n = c x^n."""
    if isinstance(node, Power) and isinstance(node.base, Mul) and node.exponent != ONE:
        *before, last = node.base.factors
        yield product([*before, power(last, node.exponent)])


def multiplied_exponents(node: Node) -> Iterator[Node]:
    """a^m a^n = a^(m n)."""
    if isinstance(node, Mul) and not node.elementwise:
        for one, other in combinations(range(len(node.factors)), 2):
            (base, m), (same, n) = split_power(node.factors[one]), split_power(node.factors[other])
            if base == same and not isinstance(base, Number):
                rest = [factor for place, factor in enumerate(node.factors) if place not in (one, other)]
                yield product([power(base, product([m, n])), *rest])


def added_exponents(node: Node) -> Iterator[Node]:
    """(a^m)^n = a^(m + n)."""
    if isinstance(node, Power) and isinstance(node.base, Power):
        yield power(node.base.base, total([node.base.exponent, node.exponent]))


def split_power(node: Node) -> tuple[Node, Node]:
    """Return a factor as a base and an exponent."""
    return (node.base, node.exponent) if isinstance(node, Power) else (node, ONE)


def exponent_as_factor(node: Node) -> Iterator[Node]:
    """a^n = n a."""
    if isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent != ONE:
        yield product([node.exponent, node.base])


def negative_square(node: Node) -> Iterator[Node]:
    """(-a)^2 = -a^2."""
    is_even = isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value % 2 == 0
    if isinstance(node, Power) and is_even and is_negative(node.base):
        yield Neg(node)


def is_negative(node: Node) -> bool:
    """Whether a formula is written with a minus sign in front."""
    return isinstance(node, Neg) or (isinstance(node, Number) and node.value < 0)


MAL_RULES = (
    MalRule("power-of-sum", "The power of a sum is not the sum of the powers.", power_of_sum),
    MalRule("function-of-sum", "A function of a sum is not the sum of the function's values.", function_of_sum),
    MalRule("over-sum", "A fraction cannot be split at a sum in its denominator.", over_sum),
    MalRule("cancelled-term", "Only a factor of the whole numerator cancels, not one of its terms.", cancelled_term),
    MalRule("half-distributed", "A factor in front of a sum multiplies every term of it.", half_distributed),
    MalRule("power-of-product", "The power of a product raises every factor.", power_of_product),
    MalRule("multiplied-exponents", "Where powers are multiplied, their exponents add up.", multiplied_exponents),
    MalRule("added-exponents", "Where a power is raised to a power, the exponents multiply.", added_exponents),
    MalRule("negative-square", "An even power of a negative number is positive.", negative_square),
    MalRule(
        "exponent-as-factor", "A power is not the product with its exponent: x^2 is x*x, not 2*x.", exponent_as_factor
    ),
)
