"""The grammar of answers, from the loosest to the tightest: one method a rule, its docstring the production.

Precedence: ``or``, ``and``, relations, ``∪``, sums, products and quotients (from the left), signs, powers (from the
right), then ``!``, ``ᵀ`` and subscripts. A factor may follow another without a sign, but after a quotient only where
nobody can read it in two ways: ``1/2x`` is ``(1/2)x``, and ``x/2y`` is refused with both spellings.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Final

from grader.expr.cursor import is_condition
from grader.expr.derivatives import Derivatives
from grader.expr.nodes import (
    Add,
    Assignment,
    Call,
    Constant,
    Div,
    Factorial,
    Interval,
    Junction,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)  # fmt: skip
from grader.expr.tokens import RELATIONS, Token, limit
from grader.limits import MAX_DECIMAL_EXPONENT, MAX_DEPTH, MAX_LITERAL_DIGITS, MAX_ROOT_INDEX, MIN_DECIMAL_EXPONENT

__all__ = ["Parser"]

_OPERANDS: Final = frozenset(
    {"name", "(", "number", "frac", "root", "sum", "∂", "∇", "1", "{", "{{", "⌊", "⌈", "⟨", "begin", "[", "|", "||"}
)
_CONTINUES: Final = _OPERANDS | {"*", "/", "⊙", "⊗"}
_POSTFIX: Final = frozenset({"!", "'", "T", "_", "["})
_CLOSING: Final = frozenset({")", ",", "end", "]", "}", "}}", "&", ";;", ";", "end environment"})


class Parser(Derivatives):
    """The rules from a whole answer down to one operand."""

    __slots__ = ()

    def answer(self) -> Node:
        """Answer = Condition [ ':=' Sum ]."""
        start = self.token.start
        tree = self.condition()
        if self.token.kind == ":=":
            mark = self.advance()
            if not isinstance(tree, Symbol):
                raise self.refuse(
                    mark, "assignment", "Only a name can be given a value.", "", "write for example w := w - eta*dL/dw."
                )
            tree = self.place(Assignment(tree, self.sum()), start)
        if self.token.kind != "end":
            raise self.leftover()
        return tree

    def condition(self) -> Node:
        """Condition = Conjunction { 'or' Conjunction }, Conjunction = Relation { 'and' Relation }."""
        start = self.token.start
        first = self.sum()
        if self.token.kind in _CLOSING:
            return first
        first = self.relation(first, start)
        if self.token.kind not in ("and", "or"):
            return first
        alternatives = [[first]]
        while self.token.kind in ("and", "or"):
            if self.advance().kind == "or":
                alternatives.append([])
            begin = self.token.start
            alternatives[-1].append(self.relation(self.sum(), begin))
        parts = [self.joined("and", parts, start) for parts in alternatives]
        return self.joined("or", parts, start)

    def joined(self, kind: str, parts: list[Node], start: int) -> Node:
        """Return ``parts`` joined by 'and' or 'or'; each must be true or false."""
        if len(parts) == 1:
            return parts[0]
        for part in parts:
            if not is_condition(part):
                _, begin, end = self.places.get(id(part), (part, start, start + 1))
                token = Token("", "", begin, end)
                raise self.refuse(
                    token,
                    "value-as-condition",
                    f"'{self.source(begin, end)}' is neither true nor false.",
                    f"Each side of '{kind}' has to be a comparison.",
                    "write it out, as in x < -1 or x >= 1.",
                )
        return self.place(Junction("and" if kind == "and" else "or", tuple(parts)), start)

    def relation(self, first: Node, start: int) -> Node:
        """Relation = Union { ( '=' | '!=' | '<' | '<=' | '>' | '>=' ) Union } | Union '∈' Union."""
        first = self.union(first, start)
        if self.token.kind == "∈":
            mark = self.advance()
            begin = self.token.start
            return self.membership(first, self.union(self.sum(), begin), mark, start)
        if self.token.kind not in RELATIONS:
            return first
        operands, operators = [first], []
        while self.token.kind in RELATIONS:
            operators.append(self.advance().kind)
            begin = self.token.start
            operands.append(self.union(self.sum(), begin))
        for operand in operands:
            if is_condition(operand):
                raise self.refuse(
                    self.tokens[self.at - 1],
                    "value-as-condition",
                    "A comparison cannot be compared again.",
                    "",
                    "join comparisons with the word and.",
                )
        return self.place(Relation(tuple(operands), tuple(operators)), start)  # type: ignore[arg-type]

    def membership(self, member: Node, within: Node, mark: Token, start: int) -> Node:
        """Return ``x ∈ (0, 1]`` as the comparison ``0 < x <= 1``, and of several parts as a junction."""
        parts = within.parts if isinstance(within, Union) else (self.as_set(within),)
        found: list[Node] = []
        for part in parts:
            if isinstance(part, SetOf):
                found.extend(Relation((member, item), ("=",)) for item in part.items)
            elif isinstance(part, Interval):
                found.append(self.between(member, part, mark))
        if not found:
            raise self.refuse(
                mark,
                "membership",
                "After ∈ an interval or a non-empty set is needed.",
                "",
                "write for example x ∈ (0, 1].",
            )
        return self.place(Junction("or", tuple(found)) if len(found) > 1 else found[0], start)

    def between(self, member: Node, interval: Interval, mark: Token) -> Node:
        """Return the comparison that says that ``member`` lies in ``interval``."""
        operands, operators = [member], []
        if not isinstance(interval.lower, Neg) or not isinstance(interval.lower.operand, Constant):
            operands.insert(0, interval.lower)
            operators.append("<=" if interval.lower_closed else "<")
        if not isinstance(interval.upper, Constant):
            operands.append(interval.upper)
            operators.append("<=" if interval.upper_closed else "<")
        if not operators:
            raise self.refuse(
                mark, "membership", "Every number lies between -∞ and ∞.", "", "leave this condition out."
            )
        return Relation(tuple(operands), tuple(operators))  # type: ignore[arg-type]

    def union(self, first: Node, start: int) -> Node:
        """Union = Sum { '∪' Sum }; the operands are sets, and (a, b) is an open interval here."""
        if not self.at_union():
            return first
        parts = [self.as_set(first)]
        while self.at_union():
            self.advance()
            parts.append(self.as_set(self.sum()))
        return self.place(Union(tuple(parts)), start)

    def at_union(self) -> bool:
        """Tell whether a union sign stands here; a lone ``U`` is one where it is not a name."""
        token = self.token
        return token.kind == "∪" or (
            token.kind == "name" and token.value == "U" and self.meaning(token).kind == "unknown"
        )

    def as_set(self, node: Node) -> Node:
        """Return a vector of two as the interval that its brackets mean."""
        if isinstance(node, Vector) and len(node.items) == 2:
            square = self.closed.get(id(node), False)
            _, start, end = self.places[id(node)]
            interval = Interval(node.items[0], node.items[1], square, square)
            self.places[id(interval)] = (interval, start, end)
            return interval
        if not isinstance(node, (Interval, SetOf, Union)):
            raise self.refuse(
                self.tokens[self.at - 1],
                "not-a-set",
                "Here an interval or a set is needed.",
                "∪ and ∈ stand beside sets.",
                "write for example (0, 1) ∪ [2, 3] or {1, 2}.",
            )
        return node

    def sum(self) -> Node:
        """Sum = Term { ( '+' | '-' ) Term }, Term = { '+' | '-' } Product."""
        start = self.token.start
        first = self.signed_term() if self.token.kind in ("-", "+") else self.product()
        if self.token.kind not in ("+", "-"):
            return first
        terms = [first]
        while True:
            kind = self.token.kind
            if kind == "-":
                begin = self.advance().start
                term = self.signed_term() if self.token.kind in ("-", "+") else self.product()
                terms.append(self.place(Neg(term), begin))
            elif kind == "+":
                self.advance()
                terms.append(self.signed_term() if self.token.kind in ("-", "+") else self.product())
            else:
                return self.place(Add(tuple(terms)), start)

    def signed_term(self) -> Node:
        """Term = { '+' | '-' } Product."""
        return self.with_signs(self.product)

    def signed(self) -> Node:
        """Signed = { '+' | '-' } Power."""
        return self.with_signs(self.power) if self.token.kind in ("-", "+") else self.power()

    def with_signs(self, rule: Callable[[], Node]) -> Node:
        """Read signs, then an operand by ``rule``; the signs are counted, so that no chain of them is too deep."""
        starts: list[int] = []
        while self.token.kind in ("-", "+"):
            token = self.advance()
            if token.kind == "-":
                starts.append(token.start)
            if len(starts) + self.depth > MAX_DEPTH:
                raise self.too_deep(token)
        self.depth += len(starts)
        node = rule()
        self.depth -= len(starts)
        for start in reversed(starts):
            node = self.place(Neg(node), start)
        return node

    def product(self) -> Node:
        """Product = Power { ( '*' | '/' | '⊙' | '⊗' ) Signed | Power }, from the left."""
        start = self.token.start
        first = self.power()
        if self.token.kind not in _CONTINUES or (self.bars and self.closes_bars()):
            return first
        return self.rest_of_product(first, start)

    def rest_of_product(self, first: Node, start: int) -> Node:
        """Read the further factors of a product."""
        factors, hadamard = [first], False
        divided: Token | None = None  # the sign of the last quotient, while a factor without a sign would be ambiguous
        had_bars = isinstance(first, Call) and first.function == "abs"
        while True:
            kind = self.token.kind
            if kind == "*" or kind == "⊙":
                self.advance()
                if len(factors) > 1 and hadamard != (kind == "⊙"):
                    factors = [self.place(Mul(tuple(factors), hadamard), start)]
                hadamard = kind == "⊙"
                divided = None
                factors.append(self.signed())
            elif kind == "/":
                mark = self.advance()
                above = factors[0] if len(factors) == 1 else self.place(Mul(tuple(factors), hadamard), start)
                below = self.signed()
                divided = None if isinstance(above, Number) and isinstance(below, Number) else mark
                factors, hadamard = [self.place(Div(above, below), start)], False
            elif kind == "⊗":
                self.advance()
                above = factors[0] if len(factors) == 1 else self.place(Mul(tuple(factors), hadamard), start)
                factors, hadamard, divided = [self.place(Call("outer", (above, self.signed())), start)], False, None
            elif kind in _OPERANDS and not (self.bars and self.closes_bars()) and not self.at_union():
                if hadamard:
                    factors, hadamard = [self.place(Mul(tuple(factors), True), start)], False
                had_bars = self.check_juxtaposed(factors[-1], divided, start, had_bars)
                before, opening = self.tokens[self.at - 1], self.token
                factor = self.power()
                if opening.kind == "(" and before.kind == "name" and isinstance(factor, Vector):
                    raise self.not_a_function(before, opening)
                factors.append(factor)
            else:
                break
        return factors[0] if len(factors) == 1 else self.place(Mul(tuple(factors), hadamard), start)

    def closes_bars(self) -> bool:
        """Tell whether the bar at this place closes the open ones."""
        token = self.token
        if token.kind == "||" and token.value != "open":
            return self.bars > 1 or token.value == "close" or self.after_bars_end()
        return token.kind == "|" and token.value != "open"

    def after_bars_end(self) -> bool:
        """Tell whether ``||`` closes a norm, or single bars before others: in both cases it closes something."""
        return True

    def check_juxtaposed(self, previous: Node, divided: Token | None, start: int, had_bars: bool) -> bool:
        """Refuse a factor without a sign where it could be read in two ways; return whether bars have been seen."""
        token, before = self.token, self.tokens[self.at - 1]
        if divided is not None:
            raise self.ambiguous_quotient(divided, start)
        if token.kind == "number" and not self.begins_indicator():
            raise self.refuse(
                token,
                "juxtaposed-number",
                f"A sign is missing before {self.written(token)}.",
                "A number after a factor can be a product, a power or an index.",
                f"write '*{token.value}', '^{token.value}' or '_{token.value}'.",
            )
        if token.kind == "[" and not self.holds_relation(self.at) and before.kind != "number":
            raise self.refuse(
                token,
                "no-indices",
                "Square brackets after a factor are not read as an index here.",
                "",
                "write * before the bracket for a product.",
            )
        if before.kind == "name" and before.value == "d" and token.kind == "name":
            raise self.refuse(
                before,
                "differential",
                f"'{self.source(before.start, token.end)}' looks like a differential.",
                "A formula has products and derivatives, but no loose differentials.",
                f"write 'd*{self.source(token.start, token.end)}' for a product.",
                token.end,
            )
        if token.kind in ("|", "||") and token.value not in ("open", "close"):
            if had_bars and before.kind not in ("|", "||"):
                raise self.refuse(
                    token,
                    "ambiguous-bars",
                    "It is not clear which bars belong together here.",
                    "Bars look the same at both ends.",
                    "write abs(…) for each absolute value.",
                )
            return True
        return had_bars

    def power(self) -> Node:
        """Power = Postfix [ '^' Exponent ], the exponent itself a signed power: from the right."""
        token = self.token
        node = self.postfix()
        while self.token.kind == "^":
            if self.transposes():
                self.advance()
                braced = self.accept("{")
                self.advance()
                if braced:
                    self.advance()
                node = self.postfixed(self.place(Call("transpose", (node,)), token.start), token.start)
                continue
            mark = self.advance()
            if self.token.kind == "'" or (self.token.kind == "{" and self.peek().kind == "'"):
                raise self.refuse(
                    self.token, "prime", "A prime cannot be an exponent.", "", "write the prime without '^'."
                )
            self.enter(mark)
            exponent = self.exponent()
            self.depth -= 1
            if not (isinstance(exponent, Number) and isinstance(node, (Symbol, Constant)) and exponent.value < 1000):
                self.heavy = True
            node = self.place(Power(node, exponent), token.start)
            if self.token.kind in ("!", "T"):
                node = self.postfixed(node, token.start)
        return node

    def postfix(self) -> Node:
        """Postfix = Primary { '!' | "'" | 'ᵀ' | Subscript }."""
        start = self.token.start
        node = self.primary()
        return self.postfixed(node, start) if self.token.kind in _POSTFIX else node

    def postfixed(self, node: Node, start: int) -> Node:
        """Read the signs after an operand."""
        while True:
            token = self.token
            if token.kind == "!":
                self.advance()
                if self.token.kind == "!" and self.touches():
                    raise self.refuse(
                        token,
                        "double-factorial",
                        "'!!' can mean two things.",
                        "It may be the double factorial or a factorial taken twice.",
                        "write (n!)! for a factorial taken twice.",
                        self.token.end,
                    )
                self.heavy = True
                node = self.place(Factorial(node), start)
            elif token.kind == "T" or token.kind == "'":
                if self.is_scalar(node):
                    raise self.refuse(
                        token,
                        "prime",
                        f"{self.written(token)} stands after something that is not a vector or matrix.",
                        "It means the transpose.",
                        "leave it out.",
                    )
                self.advance()
                node = self.place(Call("transpose", (node,)), start)
            elif token.kind == "_" and self.tokens[self.at - 1].kind in (")", "]", "}", "end environment"):
                node = self.entry(node, start)
            elif token.kind == "_":
                raise self.refuse(
                    token,
                    "subscript",
                    f"A subscript cannot follow {self.written(self.tokens[self.at - 1])}.",
                    "A subscript belongs directly to a name.",
                    "write the subscript before any exponent, as in x_1^2.",
                )
            else:
                return node

    def primary(self) -> Node:
        """Primary = number | Name | Parenthesis | Square | Set | Group | Absolute | Fraction | Root | Big | Derivative | …."""
        rule = _RULES.get(self.token.kind)
        if rule is None:
            raise self.missing_operand()
        return rule(self)

    def number(self) -> Node:
        """Number = digits [ '.' digits ] [ 'e' digits ]; a ``1`` before a bracketed condition is an indicator."""
        token = self.advance()
        if (
            token.value == "1"
            and self.token.kind in ("[", "(", "{{", "_")
            and (self.token.kind == "_" or self.holds_relation(self.at))
        ):
            return self.indicator_after(token)
        digits = token.value
        if len(digits) > 12 or "e" in digits or "E" in digits:
            self.check_literal(token)
        return self.place(Number(*literal(digits)), token.start)

    def check_literal(self, token: Token) -> None:
        """Refuse a number with too many digits or too large an exponent, before it is computed."""
        mantissa, _, exponent = token.value.lower().partition("e")
        if len(mantissa) > MAX_LITERAL_DIGITS:
            raise limit(
                self.text,
                token.start,
                token.end,
                "MAX_LITERAL_DIGITS",
                f"This number has more than {MAX_LITERAL_DIGITS} digits.",
                "round it.",
            )
        self.check_exponent(token, exponent)

    def check_exponent(self, token: Token, exponent: str) -> None:
        """Refuse a decimal exponent beyond the limits."""
        digits = exponent.lstrip("+-0")
        size = int(digits) if digits and len(digits) < 7 else 10**7 if digits else 0
        if exponent.startswith("-") and size > -MIN_DECIMAL_EXPONENT:
            raise limit(
                self.text,
                token.start,
                token.end,
                "MIN_DECIMAL_EXPONENT",
                f"The exponent of this number is below {MIN_DECIMAL_EXPONENT:,}.",
                "write a number closer to 1.",
            )
        if not exponent.startswith("-") and size > MAX_DECIMAL_EXPONENT:
            raise limit(
                self.text,
                token.start,
                token.end,
                "MAX_DECIMAL_EXPONENT",
                f"The exponent of this number is above {MAX_DECIMAL_EXPONENT}.",
                "write a number closer to 1.",
            )

    def fraction_or_derivative(self) -> Node:
        """Fraction = 'frac' Argument Argument."""
        if self.peek().kind == "{":
            node = self.fraction()
            if node is not None:
                return node
        token = self.advance()
        first = self.token
        if token.value == "binom":
            above, below = self.argument(), self.argument()
            self.heavy = True
            return self.place(Call("binomial", (above, below)), token.start)
        if (
            first.kind == "number"
            and len(first.value) == 2
            and first.value.isdecimal()
            and self.latex
            and token.value not in ("½",)
        ):
            self.advance()
            return self.place(Div(Number(*literal(first.value[0])), Number(*literal(first.value[1]))), token.start)
        above = self.argument()
        return self.place(Div(above, self.argument()), token.start)

    def argument(self) -> Node:
        """Argument = Group | one character: what a LaTeX command takes."""
        token = self.token
        if token.kind == "{":
            return self.group()
        if (
            token.kind == "number"
            and self.latex
            and len(token.value) > 1
            and self.text[token.start : token.end] == token.value
        ):
            raise self.refuse(
                token,
                "latex-group",
                f"'{token.value}' has more than one digit and no braces.",
                "In LaTeX an argument without braces is one character long.",
                f"write {{{token.value}}}.",
            )
        return self.primary()

    def root(self) -> Node:
        """Root = 'root' [ '[' Sum ']' ] Argument."""
        token = self.advance()
        order: Node | None = None
        if self.token.kind == "[" and self.latex:
            opening = self.advance()
            (items,), _ = self.items(opening, ("]",))
            order = items[0] if len(items) == 1 else None
            if isinstance(order, Number) and (order.value > MAX_ROOT_INDEX):
                raise limit(
                    self.text,
                    opening.start,
                    self.tokens[self.at - 1].end,
                    "MAX_ROOT_INDEX",
                    f"The index of this root is above {MAX_ROOT_INDEX:,}.",
                    "write it as a power.",
                )
        self.enter(token)
        operand = self.argument() if self.latex else self.postfix()
        self.depth -= 1
        if order is None or (isinstance(order, Number) and order.value == 2):
            return self.place(Call("sqrt", (operand,)), token.start)
        return self.place(Call("root", (operand, order)), token.start)

    def empty_set(self) -> Node:
        """EmptySet = '∅'."""
        return self.place(SetOf(()), self.advance().start)

    # Complaints.

    def leftover(self) -> Exception:
        """Return the complaint about the first token after a complete formula."""
        token = self.token
        if token.kind == ",":
            return self.loose_comma(token)
        if token.kind == ":=":
            return self.refuse(
                token,
                "assignment",
                "An assignment stands alone.",
                "",
                "write one assignment, such as w := w - eta*dL/dw.",
            )
        if token.kind in (")", "]", "}", "}}"):
            return self.refuse(
                token,
                "unopened",
                f"{self.written(token)} closes a bracket that was never opened.",
                "",
                "delete it, or write the opening bracket.",
            )
        return self.refuse(
            token,
            "unexpected",
            f"{self.written(token)} cannot stand here.",
            "The formula before it is complete.",
            f"write an operator before {self.written(token)}, or delete it.",
        )

    def loose_comma(self, token: Token) -> Exception:
        """Return the complaint about a comma outside all brackets: a list, thousands, or a decimal comma."""
        before, after = self.tokens[self.at - 1], self.peek()
        if before.kind == after.kind == "number" and before.end == token.start and token.end == after.start:
            mend = f"write '{before.value}{after.value}' or '{before.value}.{after.value}', or '({before.value}, {after.value})' for a list."
            return self.refuse(
                before,
                "comma-in-number",
                f"'{self.text[before.start : after.end]}' can be read in several ways.",
                "A comma separates the entries of a list; it is neither a decimal point nor a mark for thousands.",
                mend,
                after.end,
            )
        return self.refuse(
            token,
            "loose-comma",
            "A comma stands outside all brackets.",
            "A list needs brackets around it.",
            f"write '({self.source(0, len(self.text))})'.",
        )

    def ambiguous_quotient(self, mark: Token, start: int) -> Exception:
        """Return the complaint about ``x/2y``, with both ways to write it."""
        at = next(index for index, token in enumerate(self.tokens) if token is mark)
        above = self.source(start, mark.start)
        below = self.source(self.tokens[at + 1].start, self.tokens[self.at - 1].end)
        rest = self.source(self.token.start, self.token.end)
        more = "…" if self.token.kind not in ("name", "number") else ""
        mend = f"write '{above}/({below}*{rest}{more})' or '({above}/{below})*{rest}{more}'."
        return self.refuse(
            self.tokens[at + 1],
            "ambiguous-quotient",
            f"It is not clear whether {self.written(self.token)} belongs below the fraction line.",
            "After a quotient a factor without a sign can be read in two ways.",
            mend,
            self.token.end,
        )

    def not_a_function(self, name: Token, opening: Token) -> Exception:
        """Return the complaint about ``N(a, b)`` where ``N`` is not a function."""
        end = self.tokens[self.at - 1].end
        return self.refuse(
            name,
            "not-a-function",
            f"'{self.source(name.start, name.end)}' is not a function of this exercise.",
            "Only a function takes several arguments.",
            f"write '{self.source(name.start, name.end)}*{self.source(opening.start, end)}' for a product.",
            end,
        )


@lru_cache(maxsize=4096)
def literal(text: str) -> tuple[Fraction, int | None, int | None]:
    """Return value, decimals and significant digits of a number as written.

    >>> literal("1.60e-3")
    (Fraction(1, 625), 5, 3)
    """
    mantissa, mark, exponent = text.lower().partition("e")
    whole, point, decimals = mantissa.partition(".")
    if not point and not mark:
        return Fraction(int(whole)), None, None
    scale = len(decimals) - int(exponent or 0)
    digits = (whole + decimals).lstrip("0")
    value = Fraction(int(digits or "0")) * Fraction(10) ** -scale
    return value, max(scale, 0), max(len(digits), 1)


_RULES: Final[dict[str, Callable[[Parser], Node]]] = {
    "number": Parser.number, "name": Parser.name, "(": Parser.parenthesis, "[": Parser.square, "{{": Parser.braces,
    "{": Parser.group, "|": Parser.absolute, "||": Parser.absolute, "frac": Parser.fraction_or_derivative,
    "root": Parser.root, "sum": Parser.big_operator, "∂": Parser.derivative, "∇": Parser.nabla,
    "1": Parser.blackboard_one, "⌊": Parser.floor_or_ceil, "⌈": Parser.floor_or_ceil, "⟨": Parser.floor_or_ceil,
    "begin": Parser.environment, "∅": Parser.empty_set,
}  # fmt: skip
