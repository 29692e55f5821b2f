"""Partial derivatives of scalar expressions: one rule for each primitive, as in the back cover of a calculus book.

Indices stay symbolic: ``∂z_i/∂z_j`` is the Kronecker delta ``1[i = j]``, which the sum around it collapses
(``∂(Σ_k z_k v_k)/∂z_j = v_j``). Indicators and steps have derivative zero, ``max`` and ``relu`` an indicator, ``|u|``
the sign of ``u``: the derivative wherever it exists. The softmax has its own rule,
``∂f_j/∂s = f_j (∂a_j/∂s − Σ_k f_k ∂a_k/∂s)``. So has any quotient ``e^u/v``, because its logarithmic derivative is
easier to read.

Source: Griewank & Walther, *Evaluating Derivatives*, 2nd ed., table 2.3 and §14.2 for the kinks; Goodfellow et al.,
*Deep Learning*, §6.2.2.3 for the softmax.

>>> from fractions import Fraction
>>> x, i, j = Symbol("x"), Symbol("i"), Symbol("j")
>>> differentiate(Power(x, Number(Fraction(2))), x) == Mul((Number(Fraction(2)), x))
True
>>> differentiate(Symbol("z", (i,)), Symbol("z", (j,))) == Indicator(Relation((i, j), ("=",)))
True
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from grader.errors import AnswerError, Diagnostic
from grader.expr.calculation.building import (
    ONE,
    ZERO,
    collect_powers,
    factors_of,
    kronecker,
    negative,
    number,
    power,
    product,
    quotient,
    simplify_entry,
    total,
)
from grader.expr.calculation.simplify import delta_index, simplify, simplify_sum, unroll, unroll_primed_sums
from grader.expr.nodes import (
    Add,
    BigOperator,
    Call,
    Constant,
    Div,
    Entry,
    Indicator,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Symbol,
    Vector,
)  # fmt: skip
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text
from grader.expr.traverse import choose_unused_letter, free_symbols, substitute, transform

__all__ = ["RULES", "Differentiation", "differentiate"]

TWO = number(2)
E = Constant("e")


def apply_function(name: str, *arguments: Node) -> Call:
    return Call(name, arguments)


def square(u: Node) -> Node:
    return power(u, TWO)


def one_plus_square(u: Node) -> Node:
    return total([ONE, square(u)])


def one_minus_square(u: Node) -> Node:
    return total([ONE, negative(square(u))])


def root_of_square_minus_one(u: Node) -> Node:
    """``√(u² − 1)``."""
    return apply_function("sqrt", total([square(u), number(-1)]))


def over_root(u: Node) -> Node:
    """``1/√u``."""
    return quotient(ONE, apply_function("sqrt", u))


# The derivative of each function of one argument, with respect to that argument.
RULES: Mapping[str, Callable[[Node], Node]] = {
    "exp": lambda u: apply_function("exp", u),
    "log": lambda u: quotient(ONE, u),
    "sqrt": lambda u: quotient(ONE, product([TWO, apply_function("sqrt", u)])),
    "sin": lambda u: apply_function("cos", u),
    "cos": lambda u: negative(apply_function("sin", u)),
    "tan": lambda u: one_plus_square(apply_function("tan", u)),
    "cot": lambda u: negative(one_plus_square(apply_function("cot", u))),
    "sec": lambda u: product([apply_function("sec", u), apply_function("tan", u)]),
    "csc": lambda u: negative(product([apply_function("csc", u), apply_function("cot", u)])),
    "asin": lambda u: over_root(one_minus_square(u)),
    "acos": lambda u: negative(over_root(one_minus_square(u))),
    "atan": lambda u: quotient(ONE, one_plus_square(u)),
    "acot": lambda u: negative(quotient(ONE, one_plus_square(u))),
    "asec": lambda u: quotient(ONE, product([apply_function("abs", u), root_of_square_minus_one(u)])),
    "acsc": lambda u: negative(quotient(ONE, product([apply_function("abs", u), root_of_square_minus_one(u)]))),
    "sinh": lambda u: apply_function("cosh", u),
    "cosh": lambda u: apply_function("sinh", u),
    "tanh": lambda u: one_minus_square(apply_function("tanh", u)),
    "coth": lambda u: one_minus_square(apply_function("coth", u)),
    "sech": lambda u: negative(product([apply_function("sech", u), apply_function("tanh", u)])),
    "csch": lambda u: negative(product([apply_function("csch", u), apply_function("coth", u)])),
    "asinh": lambda u: over_root(one_plus_square(u)),
    "acosh": lambda u: quotient(ONE, root_of_square_minus_one(u)),
    "atanh": lambda u: quotient(ONE, one_minus_square(u)),
    "acoth": lambda u: quotient(ONE, one_minus_square(u)),
    "asech": lambda u: negative(quotient(ONE, product([u, apply_function("sqrt", one_minus_square(u))]))),
    "acsch": lambda u: negative(
        quotient(ONE, product([apply_function("abs", u), apply_function("sqrt", one_plus_square(u))]))
    ),
    "sigmoid": lambda u: product([apply_function("sigmoid", u), total([ONE, negative(apply_function("sigmoid", u))])]),
    "softplus": lambda u: apply_function("sigmoid", u),
    "relu": lambda u: build_indicator(u, ">", ZERO),
    "abs": lambda u: apply_function("sign", u),
    "sign": lambda u: ZERO,
    "floor": lambda u: ZERO,
    "ceil": lambda u: ZERO,
}

# Functions that are replaced by their meaning before they are differentiated.
REWRITTEN: Mapping[str, Callable[..., Node]] = {
    "log": lambda u, base: Div(apply_function("log", u), apply_function("log", base)),
    "root": lambda u, n: Power(u, Div(ONE, n)),
    "logsumexp": lambda *us: apply_function("log", Add(tuple(apply_function("exp", u) for u in us))),
}


def differentiate(
    node: Node,
    symbol: Symbol,
    notation: Notation | None = None,
    rules: Callable[[Symbol, Notation], "Differentiation"] | None = None,
) -> Node:
    """The partial derivative of ``node`` with respect to ``symbol``, lightly simplified.

    Every other name is held fixed, intermediate quantities too (the ``backprop`` solver chains them). A written
    vector or matrix is differentiated entry by entry. Raises ``AnswerError`` if there is no rule. ``rules`` replaces
    the rules of the book by others, such as a student's.
    """
    notation = notation or Notation()
    derivative = (rules or Differentiation)(symbol, notation).derivative(simplify(node, notation.ranges))
    return collect_powers(unroll_primed_sums(derivative, notation.ranges))


class Differentiation:
    """One differentiation: by which symbol, under which notation."""

    def __init__(self, symbol: Symbol, notation: Notation) -> None:
        self.symbol = symbol
        self.ranges = notation.ranges
        self.entries = notation.entries
        self.index_names = {name.name for index in symbol.indices for name in free_symbols(index)}
        self.known: dict[int, tuple[Node, Node]] = {}

    def derivative(self, node: Node) -> Node:
        """The derivative of a simplified ``node``; shared subtrees are differentiated once."""
        if id(node) not in self.known:
            self.known[id(node)] = node, self.rule(node)
        return self.known[id(node)][1]

    def rule(self, node: Node) -> Node:
        """Choose the rule for the construct and apply it."""
        match node:
            case Number() | Constant() | Indicator():
                return ZERO
            case Symbol():
                return self.of_symbol(node)
            case Add(terms=terms):
                return gather_family(total(map(self.derivative, terms)), self.ranges)
            case Neg(operand=operand):
                return negative(self.derivative(operand))
            case Mul(factors=factors, elementwise=False):
                return self.of_product(factors)
            case Div(numerator=numerator, denominator=denominator):
                return self.of_quotient(numerator, denominator)
            case Power(base=base, exponent=exponent):
                return self.of_power(base, exponent)
            case Call():
                return self.of_call(node)
            case Entry(of=Call(function="softmax", arguments=(argument,)), indices=(index,)):
                return self.of_softmax(argument, index)
            case BigOperator():
                return self.of_sum(node)
            case Vector(items=items):
                return Vector(tuple(map(self.derivative, items)))
            case Matrix(rows=rows):
                return Matrix(tuple(tuple(map(self.derivative, row)) for row in rows))
        raise complain_no_rule(f"There is no derivative rule for '{to_text(node)}' in an expression of numbers.")

    def of_symbol(self, node: Symbol) -> Node:
        """Differentiate a name: 1 for itself, 0 for another, a Kronecker delta for another entry of the same array."""
        if node.name != self.symbol.name or node.iterate != self.symbol.iterate:
            return ZERO
        if len(node.indices) != len(self.symbol.indices):
            raise complain_no_rule(f"'{node.name}' is used both as a whole and by its entries.")
        pairs = zip(node.indices, self.symbol.indices, strict=True)
        return product(kronecker(mine, other) for mine, other in pairs)

    def of_product(self, factors: Sequence[Node]) -> Node:
        """Differentiate one factor at a time, each in its place."""
        terms = []
        for place, factor in enumerate(factors):
            inner = self.derivative(factor)
            if inner != ZERO:
                terms.append(product([*factors[:place], inner, *factors[place + 1 :]]))
        return total(terms)

    def of_quotient(self, u: Node, v: Node) -> Node:
        """Differentiate ``u/v``: ``u'/v`` for a constant v, ``(u/v)((log u)' − v'/v)`` for an exponential u."""
        du, dv = self.derivative(u), self.derivative(v)
        if dv == ZERO:
            return divide_keeping_indicators(du, v)
        log_u = logarithm_of_exponential(u)
        if du == ZERO and (log_u is None or not isinstance(v, Add | BigOperator)):
            return negative(quotient(product([u, dv]), square(v)))
        if log_u is not None:
            shares = [divide_keeping_indicators(term, v) for term in (dv.terms if isinstance(dv, Add) else (dv,))]
            return product([quotient(u, v), total([self.derivative(log_u), negative(total(shares))])])
        return quotient(total([product([du, v]), negative(product([u, dv]))]), square(v))

    def of_power(self, u: Node, v: Node) -> Node:
        """Differentiate ``u^v``: the power rule, the exponential rule, or both."""
        du, dv = self.derivative(u), self.derivative(v)
        terms = []
        if du != ZERO:
            terms.append(product([v, power(u, total([v, number(-1)])), du]))
        if dv != ZERO:
            terms.append(product([power(u, v), *([] if u == E else [apply_function("log", u)]), dv]))
        return simplify(total(terms), self.ranges)

    def of_call(self, node: Call) -> Node:
        """Differentiate a function of one argument by its rule, the others by name."""
        name, arguments = node.function, node.arguments
        declared = self.entries.get(name)
        if declared is not None and declared.parameters is not None and declared.definition is not None:
            values = {Symbol(p): value for p, value in zip(declared.parameters, arguments, strict=True)}
            return self.derivative(simplify(substitute(declared.definition, values, self.ranges), self.ranges))
        if all(self.derivative(argument) == ZERO for argument in arguments):
            return ZERO
        if name in RULES and len(arguments) == 1:
            return apply_chain_rule(simplify(RULES[name](arguments[0])), self.derivative(arguments[0]))
        if name in ("max", "min"):
            return self.of_extremum(arguments, ">" if name == "max" else "<")
        if name in REWRITTEN:
            return self.derivative(simplify(REWRITTEN[name](*arguments), self.ranges))
        raise complain_no_rule(f"There is no derivative rule for the function '{name}'.")

    def of_extremum(self, arguments: Sequence[Node], sign: str) -> Node:
        """Differentiate ``max`` or ``min``: each argument's derivative where that argument wins."""
        terms = []
        for place, u in enumerate(arguments):
            others = [*arguments[:place], *arguments[place + 1 :]]
            du = self.derivative(u)
            if du != ZERO:
                terms.append(product([*(build_indicator(u, sign, other) for other in others), du]))
        return total(terms)

    def of_softmax(self, argument: Node, index: Node) -> Node:
        """Differentiate ``f_j = softmax(a)_j``: ``f_j (a_j' − Σ_k f_k a_k')``."""
        f_j = Entry(Call("softmax", (argument,)), (index,))
        if isinstance(argument, Symbol) and argument.name == self.symbol.name:
            (by,) = self.symbol.indices
            return product([f_j, total([kronecker(index, by), negative(Entry(f_j.of, (by,)))])])
        if not isinstance(argument, Vector):
            return ZERO if isinstance(argument, Symbol) else self.unwritten(argument)
        slopes = [self.derivative(item) for item in argument.items]
        mean = total(product([Entry(f_j.of, (number(k),)), slope]) for k, slope in enumerate(slopes, 1))
        if all(slope == slopes[0] for slope in slopes):
            return ZERO  # the softmax does not change when every entry moves alike
        return product([f_j, total([simplify_entry(Vector(tuple(slopes)), (index,)), negative(mean)])])

    def unwritten(self, argument: Node) -> Node:
        raise complain_no_rule("A softmax is differentiated where its argument is a name or a written vector.")

    def of_sum(self, node: BigOperator) -> Node:
        """Differentiate under the sum sign; a product is written out first."""
        if node.kind == "product":
            written = unroll(node, self.ranges)
            if isinstance(written, BigOperator):
                raise complain_no_rule("A product is differentiated where its number of factors is known.")
            return self.derivative(written)
        if node.index in self.index_names:
            node = self.renamed(node)
        slope = self.derivative(node.body)
        return simplify_sum(BigOperator("sum", slope, node.index, node.lower, node.upper), self.ranges)

    def renamed(self, node: BigOperator) -> BigOperator:
        """Rename the letter of a sum if it occurs in the variable of the derivative."""
        taken = {symbol.name for symbol in free_symbols(node.body)} | self.index_names
        letter = choose_unused_letter(node.index, taken, self.ranges)
        body = substitute(node.body, {Symbol(node.index): Symbol(letter)}, self.ranges)
        return BigOperator(node.kind, body, letter, node.lower, node.upper)


def gather_family(node: Node, ranges: Mapping[str, int]) -> Node:
    """Turn ``1[1 = j] φ(1) + … + 1[n = j] φ(n)``, written out over the whole range of j, into ``φ(j)``."""
    if not isinstance(node, Add):
        return node
    for letter, length in ranges.items():
        if length == len(node.terms) > 1:
            members = [member_of_family(term, letter, place) for place, term in enumerate(node.terms, 1)]
            if members[0] is not None and all(member == members[0] for member in members):
                return members[0]
    return node


def member_of_family(term: Node, letter: str, place: int) -> Node | None:
    """``φ(j)`` from ``1[1 = j] φ(1)``, where 1 becomes j in every index; None without such a delta."""
    factors = factors_of(term)
    deltas = [part for part in factors if delta_index(part, letter) == number(place)]
    if not deltas:
        return None
    rest = product(part for part in factors if part is not deltas[0])

    def general(node: Node) -> Node:
        if not isinstance(node, Symbol | Entry):
            return node
        indices = tuple(Symbol(letter) if index == number(place) else index for index in node.indices)
        return replace(node, indices=indices)

    return transform(rest, general)


def apply_chain_rule(slope: Node, inner: Node) -> Node:
    """Multiply outer and inner derivative, the inner one in the numerator of a quotient."""
    if isinstance(slope, Div):
        return divide_keeping_indicators(product([slope.numerator, inner]), slope.denominator)
    return negative(apply_chain_rule(slope.operand, inner)) if isinstance(slope, Neg) else product([slope, inner])


def divide_keeping_indicators(above: Node, below: Node) -> Node:
    """Divide, but keep the numerator's indicators beside the quotient, where a sum around it finds them."""
    factors = factors_of(above)
    deltas = [factor for factor in factors if isinstance(factor, Indicator)]
    rest = product(factor for factor in factors if not isinstance(factor, Indicator))
    return product([quotient(rest, below), *deltas])


def build_indicator(left: Node, sign: str, right: Node) -> Node:
    return Indicator(Relation((left, right), (sign,)))  # type: ignore[arg-type]


def logarithm_of_exponential(node: Node) -> Node | None:
    """``u`` if ``node`` is ``e^u``."""
    match node:
        case Power(base=Constant(name="e"), exponent=u) | Call(function="exp", arguments=(u,)):
            return u
    return None


def complain_no_rule(what: str) -> AnswerError:
    return AnswerError(
        Diagnostic(
            slug="no-derivative-rule",
            what=what,
            help="Write the expression with functions that docs/answer-language.md lists as differentiable.",
            audience="author",
        )
    )
