"""The mistakes in differentiating: each replaces one rule of the table by a wrong one that students use.

>>> from grader.expr.calculation.building import number
>>> from grader.expr.nodes import Power
>>> from grader.expr.printing.text import to_text
>>> x = Symbol("x")
>>> inner = Add((Mul((number(3), x)), number(1)))
>>> to_text(differentiate_with(Power(inner, number(2)), x, Notation(), {"inner-derivative-lost": ""}))
'2*(3*x + 1)'
"""

from collections.abc import Sequence
from functools import partial

from grader.expr.calculation.building import ONE, ZERO, factors_of, negative, number, power, product, quotient, total
from grader.expr.calculation.differentiate import RULES, Differentiation, apply_chain_rule, differentiate, square
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import Add, Call, Mul, Neg, Node, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import free_symbols
from grader.memory import Memory
from grader.solvers.named_mistakes import Mistake, PlacedMistakes

__all__ = ["DIFFERENTIATION_MISTAKES", "SIGN", "differentiate_with"]

SIGN = Mistake("sign", "reversing the sign")
DIFFERENTIATION_MISTAKES = (
    Mistake(
        "inner-derivative-lost",
        "leaving out the inner derivative",
        hint="The chain rule has two factors.",
    ),
    Mistake(
        "factor-lost",
        "losing the factor that the exponent brings down",
        hint="Look at what happens to an exponent.",
    ),
    Mistake("exponent-kept", "bringing the exponent down without lowering it"),
    Mistake(
        "product-one-term",
        "differentiating only one factor of a product",
        hint="The product rule has two terms.",
    ),
    Mistake(
        "product-as-product",
        "taking the derivative of a product as the product of the derivatives",
        hint="The product rule has two terms.",
    ),
    Mistake("rule-sign", "losing the minus sign in the derivative of a function"),
    Mistake(
        "quotient-sign",
        "exchanging the two terms of the quotient rule",
        hint="The quotient rule has a minus sign in it.",
    ),
    Mistake(
        "quotient-as-quotient",
        "taking the derivative of a quotient as the quotient of the derivatives",
        hint="The quotient rule has two terms, and the square of the denominator.",
    ),
    Mistake(
        "exponential-as-power",
        "using the power rule where the variable is in the exponent",
        hint="Look at whether the variable is in the base or in the exponent.",
    ),
    Mistake(
        "constant-kept",
        "keeping terms that do not depend on the variable",
        hint="Look at the terms without the variable.",
    ),
    Mistake(
        "mixed-term-forgotten",
        "forgetting the terms that contain several variables",
        hint="Look at the terms with several variables.",
    ),
    Mistake(
        "mixed-factor-lost",
        "dropping the other variable from the terms that contain several",
        hint="The other variables stay as they are.",
    ),
)
RULE_MISTAKES = frozenset(mistake.id for mistake in DIFFERENTIATION_MISTAKES)
_derivatives = Memory(capacity=256)  # partial derivatives, shared by all runs over a notation


class StudentRules(Differentiation):
    """The rules of differentiation, some of them replaced by wrong ones."""

    def __init__(self, symbol: Symbol, notation: Notation, mistakes: PlacedMistakes) -> None:
        super().__init__(symbol, notation)
        self.mistakes = mistakes
        self.outermost: Node | None = None

    def rule(self, node: Node) -> Node:
        """Apply the mistakes of a sum to the outermost one only; any other node has its usual rule."""
        if not isinstance(node, Add) or self.outermost is not None:
            return super().rule(node)
        self.outermost = node
        return total(self.of_term(term) for term in node.terms)

    def of_term(self, term: Node) -> Node:
        """Differentiate one term of a sum."""
        slope = self.derivative(term)
        if "constant-kept" in self.mistakes and slope == ZERO:
            return term
        others = free_symbols(term) - {self.symbol}
        if slope != ZERO and others and isinstance(drop_sign(term), Mul):
            if "mixed-term-forgotten" in self.mistakes:
                return ZERO
            if "mixed-factor-lost" in self.mistakes:
                kept = [part for part in factors_of(term) if not free_symbols(part) & others]
                return self.derivative(product(kept))
        return slope

    def of_product(self, factors: Sequence[Node]) -> Node:
        """Differentiate only the first factor with the variable, or all of them at once."""
        moving = [place for place, factor in enumerate(factors) if self.derivative(factor) != ZERO]
        if "product-as-product" in self.mistakes and len(moving) > 1:
            return product(self.derivative(factor) if at in moving else factor for at, factor in enumerate(factors))
        if "product-one-term" in self.mistakes and len(moving) > 1:
            place = moving[0]
            return product([*factors[:place], self.derivative(factors[place]), *factors[place + 1 :]])
        return super().of_product(factors)

    def of_quotient(self, u: Node, v: Node) -> Node:
        """Differentiate a quotient with its terms exchanged, or above and below by itself."""
        du, dv = self.derivative(u), self.derivative(v)
        if "quotient-as-quotient" in self.mistakes and ZERO not in (du, dv):
            return quotient(du, dv)
        if "quotient-sign" in self.mistakes and dv != ZERO:
            return quotient(total([product([u, dv]), negative(product([du, v]))]), square(v))
        return super().of_quotient(u, v)

    def of_power(self, u: Node, v: Node) -> Node:
        """Differentiate a power without its factor, its inner derivative, or the lower exponent."""
        du, dv = self.derivative(u), self.derivative(v)
        if du == ZERO and dv != ZERO and "exponential-as-power" in self.mistakes:
            return simplify(product([v, power(u, total([v, number(-1)]))]), self.ranges)
        if du == ZERO:
            return self.of_exponential(u, v, dv) if "inner-derivative-lost" in self.mistakes else super().of_power(u, v)
        if dv != ZERO or not self.mistakes.keys() & {"inner-derivative-lost", "factor-lost", "exponent-kept"}:
            return super().of_power(u, v)
        factor = ONE if "factor-lost" in self.mistakes else v
        lowered = v if "exponent-kept" in self.mistakes else total([v, number(-1)])
        inner = ONE if "inner-derivative-lost" in self.mistakes else du
        return simplify(product([factor, power(u, lowered), inner]), self.ranges)

    def of_exponential(self, u: Node, v: Node, dv: Node) -> Node:
        """Differentiate ``u^v`` by its exponent without the inner derivative."""
        slope = super().of_power(u, v)
        return simplify(quotient(slope, dv), self.ranges) if dv not in (ZERO, ONE) else slope

    def of_call(self, node: Call) -> Node:
        """Differentiate a function without its sign or its inner derivative, or ``exp`` as if it were a power."""
        slope = super().of_call(node)
        if "exponential-as-power" in self.mistakes and node.function == "exp" and slope != ZERO:
            return simplify(product([node.arguments[0], Call("exp", (total([node.arguments[0], number(-1)]),))]))
        if node.function not in RULES or len(node.arguments) != 1 or slope == ZERO:
            return slope
        outer, inner = simplify(RULES[node.function](node.arguments[0])), self.derivative(node.arguments[0])
        if "rule-sign" in self.mistakes and isinstance(outer, Neg):
            outer = outer.operand
        return apply_chain_rule(outer, ONE if "inner-derivative-lost" in self.mistakes else inner)


def drop_sign(term: Node) -> Node:
    return term.operand if isinstance(term, Neg) else term


def differentiate_with(node: Node, symbol: Symbol, notation: Notation, mistakes: PlacedMistakes) -> Node:
    """Return a partial derivative by the rules with these mistakes; mistakes in other places change nothing here."""
    made = frozenset(mistakes.keys() & RULE_MISTAKES)
    key = (node, symbol, id(notation), made)
    known: Node | None = _derivatives.recalled(key)
    if known is None:
        rules = partial(StudentRules, mistakes=mistakes) if made else None
        known = _derivatives.keep(key, differentiate(node, symbol, notation, rules), (notation,))
    return known
