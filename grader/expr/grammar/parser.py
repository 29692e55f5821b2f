"""The grammar of answers, from the loosest rule to the tightest: one method for each, its docstring the production.

Precedence: ``or``, ``and``, relations, ``∪``, sums, products and quotients (from the left), signs, powers (from the
right), then ``!``, ``ᵀ`` and subscripts. A factor may follow another without a sign, but after a quotient only if it
cannot be read in two ways: ``1/2x`` is ``(1/2)x``, and ``x/2y`` is refused with both spellings.

The rules for operands are in ``calls.py``, ``brackets.py`` and the files next to them; each class adds some rules.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from grader.errors import AnswerError
from grader.expr.calculation.size import may_be_exact
from grader.expr.complaints import Change, complain_over_limit
from grader.expr.grammar.conditions import say_exclusion, say_membership
from grader.expr.grammar.cursor import is_condition
from grader.expr.grammar.postfix_units import divide_by_hundred, in_radians
from grader.expr.grammar.products import Products
from grader.expr.nodes import (
    Add,
    Assignment,
    Call,
    Div,
    Factorial,
    Interval,
    Junction,
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
from grader.expr.tokens.literals import check_literal, parse_literal
from grader.expr.tokens.tokens import RELATIONS, Token
from grader.limits import MAX_DEPTH, MAX_ROOT_INDEX

__all__ = ["Parser"]

_POSTFIX: Final = frozenset({"!", "'", "T", "_", "%", "°"})
_DEGREES: Final = ("°", "⊙")  # a raised ring is read as the second
_AFTER_PERCENT: Final = frozenset({"name", "number", "(", "[", "{{", "root", "frac"})  # 5 % 3 is a remainder elsewhere
_ROOT_ORDERS: Final = {"∛": Number(Fraction(3)), "∜": Number(Fraction(4))}
_CLOSING: Final = frozenset({")", ",", "end", "]", "}", "}}", "&", ";;", ";", "end environment"})


class Parser(Products):
    """The rules from a whole answer down to one operand."""

    __slots__ = ()

    def answer(self) -> Node:
        """Answer = Condition [ ':=' Sum ]."""
        start = self.token.start
        tree = self.condition()
        if self.token.kind == ":=" and isinstance(tree, Symbol):
            self.advance()
            tree = self.place(Assignment(tree, self.sum()), start)
        if self.token.kind == "," and is_condition(tree):
            at = self.token
            changes = (
                Change(" and", "for both at once", at.start, at.end, ""),
                Change(" or", "for alternatives", at.start, at.end, ""),
            )
            raise self.refuse(self.token, "listed-conditions", None, *changes)
        if self.token.kind != "end":
            raise self.complain_leftover()
        return tree

    # Conditions.

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
        return self.join_conditions("or", [self.join_conditions("and", parts, start) for parts in alternatives], start)

    def join_conditions(self, kind: str, parts: list[Node], start: int) -> Node:
        """Join ``parts`` by 'and' or 'or'; each must be true or false."""
        if len(parts) == 1:
            return parts[0]
        for part in parts:
            if not is_condition(part):
                _, begin, end = self.places.get(id(part), (part, start, self.previous.end))
                raise self.refuse(Token("", "", begin, end), "value-as-condition")
        return self.place(Junction("and" if kind == "and" else "or", tuple(parts)), start)

    def relation(self, first: Node, start: int) -> Node:
        """Relation = Union { ( '=' | '!=' | '<' | '<=' | '>' | '>=' ) Union } | Union ( '∈' | '∉' ) Union."""
        first = self.union(first, start)
        if self.token.kind in ("∈", "∉"):
            mark, begin = self.advance(), self.token.start
            return self.membership(first, mark, self.as_set(self.union(self.sum(), begin)), start)
        operands, operators = [first], []
        while self.token.kind in RELATIONS:
            operators.append(self.advance().kind)
            begin = self.token.start
            operands.append(self.union(self.sum(), begin))
        if not operators:
            return first
        for operand in operands:
            if is_condition(operand):
                _, begin, end = self.places[id(operand)]
                token = Token("", "", begin, end)
                raise self.refuse(token, "condition-as-number", None, Change(f"1[{self.text[begin:end]}]"))
        return self.place(Relation(tuple(operands), tuple(operators)), start)  # type: ignore[arg-type]

    def membership(self, member: Node, mark: Token, within: Node, start: int) -> Node:
        """Read ``x ∈ (0, 1]`` as the comparison ``0 < x <= 1``, and ``x ∉ {0, 1}`` as ``x != 0 and x != 1``."""
        found = say_membership(member, within) if mark.kind == "∈" else say_exclusion(member, within)
        if found is None:
            raise self.refuse(mark, "set-difference", self.previous.end)
        return self.place(found, start)

    def union(self, first: Node, start: int) -> Node:
        """Union = Sum { ( '∪' | '∖' ) Sum }; the operands are sets, and (a, b) is an open interval here."""
        if not self.is_at_union() and self.token.kind != "∖":
            return first
        parts = [self.as_set(first)]
        while self.is_at_union() or self.token.kind == "∖":
            mark = self.advance()
            part = self.as_set(self.sum())
            parts[-1:] = self.remove(parts[-1], part, mark) if mark.kind == "∖" else (parts[-1], part)
        return self.place(Union(tuple(parts)) if len(parts) > 1 else parts[0], start)

    def is_at_union(self) -> bool:
        """Whether a union sign is here; a lone ``U`` is one if it is not a name."""
        token = self.token
        return token.kind == "∪" or (
            token.kind == "name" and token.value == "U" and self.meaning(token).kind == "unknown"
        )

    def as_set(self, node: Node) -> Node:
        """Read a vector of two as the interval that its brackets mean."""
        if isinstance(node, Vector) and len(node.items) == 2:
            _, start, end = self.places[id(node)]
            square = self.closed.get(id(node), self.text[end - 1] == "]")  # [2; 3] is read as a column
            interval = Interval(node.items[0], node.items[1], square, square)
            self.places[id(interval)] = (interval, start, end)
            return interval
        if not isinstance(node, (Interval, SetOf, Union)):
            raise self.refuse(self.previous, "not-a-set")
        return node

    # Sums and signs.

    def sum(self) -> Node:
        """Sum = Term { ( '+' | '-' ) Term }, Term = { '+' | '-' } Product."""
        start = self.token.start
        first = self.with_signs(self.product) if self.token.kind in ("-", "+") else self.product()
        if self.token.kind not in ("+", "-"):
            return first
        terms = [first]
        while self.token.kind in ("+", "-"):
            sign = self.advance()
            term = self.with_signs(self.product) if self.token.kind in ("-", "+") else self.product()
            terms.append(self.place(Neg(term), sign.start) if sign.kind == "-" else term)
        return self.place(Add(tuple(terms)), start)

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
                raise self.complain_too_deep(token)
        self.depth += len(starts)
        node = rule()
        self.depth -= len(starts)
        for start in reversed(starts):
            node = self.place(Neg(node), start)
        return node

    # Powers and what follows an operand.

    def power(self) -> Node:
        """Power = Postfix { '^' ( Exponent | 'ᵀ' ) }, the exponent itself a signed power: from the right."""
        start = self.token.start
        node = self.primary()
        kind = self.token.kind
        while kind in _POSTFIX or kind == "^" or (kind == "[" and self.begins_entry(node)):
            if kind != "^":
                node = self.read_postfix(node, start)
            elif self.is_raised_degrees():
                node = self.read_raised_degrees(node, start)
            elif self.transposes():
                node = self.read_transpose(node, start)
            else:
                node = self.read_power(node, start)
            kind = self.token.kind
        return node

    def is_raised_degrees(self) -> bool:
        """Whether the exponent that begins here is the sign of degrees."""
        after = self.peek().kind
        return (self.peek(2).kind if after == "{" else after) in _DEGREES

    def read_raised_degrees(self, node: Node, start: int) -> Node:
        """Read ``60^\\circ`` and ``60^{\\circ}``."""
        self.advance()
        if self.accept("{"):
            self.advance()
            if self.token.kind != "}":
                raise self.complain_missing_operand()
        self.advance()
        return self.place(in_radians(node), start)

    def read_power(self, node: Node, start: int) -> Node:
        """Read an exponent and build the power."""
        mark = self.advance()
        self.enter(mark)
        if self.token.kind == "name" and self.meaning(self.token).kind == "unknown":
            self.refuse_run_as_exponent(start, mark)
        exponent = self.exponent()
        self.depth -= 1
        self.heavy = self.heavy or (may_be_exact(exponent) and may_be_exact(node))
        return self.place(Power(node, exponent), start)

    def exponent(self) -> Node:
        """Exponent = Group | Signed."""
        token = self.token
        if token.kind == "{":
            return self.group()
        is_raised = self.text[token.start : token.end] != token.value  # 10²³: the digits themselves say how far they go
        if self.latex and token.kind == "number" and len(token.value) > 1 and not is_raised:
            raise self.refuse(token, "latex-group", None, Change(f"{{{token.value}}}"))
        return self.signed()

    def refuse_run_as_exponent(self, start: int, mark: Token) -> None:
        """Refuse ``e^xy``, which may be ``e^(x*y)`` or ``e^x*y``."""
        token = self.token
        pieces = self.find_pieces(token, self.peek())
        if pieces and self.names.resolve(pieces[0]).kind != "function":
            first, rest = pieces[0], "*".join(pieces[1:])
            changes = (Change(f"({first}*{rest})"), Change(f"{first}*{rest}"))
            raise self.refuse(token, "ambiguous-exponent", None, *changes, run=token.value)

    def read_postfix(self, node: Node, start: int) -> Node:
        """Read one sign after an operand: '!', 'ᵀ', "'" or a subscript."""
        token, before = self.token, self.previous
        if token.kind == "_":
            if before.kind not in (")", "]", "}", "end environment"):
                raise self.refuse(token, "subscript")
            return self.entry(node, start)
        if token.kind == "[":
            return self.entry_in_brackets(node, start)
        if token.kind == "!":
            self.advance()
            if self.token.kind == "!" and self.touches():
                raise self.refuse(token, "double-factorial", self.token.end)
            self.heavy = True
            return self.place(Factorial(node), start)
        if token.kind == "°":
            self.advance()
            return self.place(in_radians(node), start)
        if self.accept("%"):
            if self.token.kind in _AFTER_PERCENT:
                raise self.refuse(token, "percent", self.token.end)
            return self.place(divide_by_hundred(node), start)
        return self.read_transpose(node, start)

    def read_transpose(self, node: Node, start: int) -> Node:
        """Read '^T', '^{T}', 'ᵀ' or "'" and build the transpose."""
        mark = self.previous
        if self.accept("^") and self.token.kind == "{":
            self.advance()
            self.advance()
        sign = self.advance()
        # A transposed number is that number; after a name without indices, T may be a name that is missing.
        if isinstance(node, Symbol) and self.is_scalar(node) and (node.indices or sign.kind == "ᵀ"):
            return self.place(node, start)
        if self.is_scalar(node):
            change = Change("", "", mark.end, sign.end)
            words = {"before": self.quote_token(mark), "token": self.quote_token(sign)}
            raise self.refuse(sign, "transpose", None, change, **words)
        return self.place(Call("transpose", (node,)), start)

    # Operands.

    def primary(self) -> Node:
        """Primary = number | Name | a bracket | a fraction | a root | a big operator | a derivative | a gradient."""
        token = self.token
        rule = _RULES.get(token.kind)
        if rule is None:
            raise self.complain_missing_operand()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.complain_too_deep(token)
        node = rule(self)
        self.depth -= 1
        return node

    def number(self) -> Node:
        """Number = digits [ '.' digits ] [ 'e' digits ]; a ``1`` before a bracketed condition is an indicator."""
        token = self.token
        digits = token.value
        if digits == "1" and self.begins_indicator():
            return self.indicator_after(self.advance())
        self.advance()
        if len(digits) > 12 or "e" in digits or "E" in digits:  # any other number is within every limit
            check_literal(self.text, token)
        return self.place(Number(*parse_literal(digits)), token.start)

    def fraction(self) -> Node:
        """Fraction = 'frac' Argument Argument, or a derivative that is written as one."""
        derivative = self.derivative_fraction()
        if derivative is not None:
            return derivative
        token = self.advance()
        digits = self.token.value
        if self.token.kind == "number" and len(digits) == 2 and digits.isdecimal():
            self.advance()
            self.split_token(tuple(digits))  # \frac12 and \binom52: each argument is one character
        above, below = self.argument(), self.argument()
        if token.value == "binom":
            self.heavy = True
            return self.place(Call("binomial", (above, below)), token.start)
        self.refuse_matrix_quotient(above, token, below, token.start)
        return self.place(Div(above, below), token.start)

    def argument(self) -> Node:
        """Argument = Group | one character: what a LaTeX command takes."""
        token = self.token
        if token.kind == "{":
            return self.group()
        if token.kind == "number" and self.latex and token.end - token.start > 1:
            raise self.refuse(token, "latex-group", None, Change(f"{{{token.value}}}"))
        return self.primary()

    def root(self) -> Node:
        """Root = 'root' [ '[' Sum ']' ] Argument."""
        token = self.advance()
        order: Node | None = _ROOT_ORDERS.get(token.value)
        if order is None and self.token.kind == "[" and self.latex:
            opening = self.advance()
            items, closing = self.values(opening, "]")
            order = items[0] if len(items) == 1 else None
            if order is None or (isinstance(order, Number) and order.value > MAX_ROOT_INDEX):
                raise complain_over_limit(self.text, opening.start, closing.end, "MAX_ROOT_INDEX", limit=MAX_ROOT_INDEX)
        operand = self.argument()
        if order is None or (isinstance(order, Number) and order.value == 2):
            return self.place(Call("sqrt", (operand,)), token.start)
        return self.place(Call("root", (operand, order)), token.start)

    def empty_set(self) -> Node:
        """EmptySet = '∅'."""
        start = self.advance().start
        return self.place(SetOf(()), start)

    # Complaints.

    def complain_leftover(self) -> AnswerError:
        """The error about the first token after a complete formula."""
        token, before, after = self.token, self.previous, self.peek()
        if token.kind == "," and before.kind == after.kind == "number" and before.end == token.start == after.start - 1:
            return self.complain_comma_in_number(before, after)
        if token.kind == ",":
            opening, closing = ("\\{", "\\}") if self.latex else ("{", "}")
            line = " ".join(self.text.split())
            changes = (
                Change(f"({line})", "for a list or vector", 0, len(self.text)),
                Change(f"{opening}{line}{closing}", "for a set", 0, len(self.text)),
            )
            return self.refuse(token, "loose-comma", None, *changes)
        if token.kind == ":=":
            return self.refuse(token, "assignment")
        slug = "unopened" if token.kind in (")", "]", "}", "}}") else "unexpected"
        return self.refuse(token, slug, token=self.quote_token(token))


_RULES: Final[dict[str, Callable[[Parser], Node]]] = {
    "number": Parser.number, "name": Parser.name, "(": Parser.parenthesis, "[": Parser.square, "{{": Parser.braces,
    "{": Parser.group, "|": Parser.absolute, "||": Parser.absolute, "frac": Parser.fraction, "root": Parser.root,
    "sum": Parser.big_operator, "∂": Parser.derivative, "∇": Parser.nabla, "1": Parser.blackboard_one,
    "<": Parser.angles,
    "⌊": Parser.paired, "⌈": Parser.paired, "⟨": Parser.paired, "begin": Parser.environment, "∅": Parser.empty_set,
    "ℝ": Parser.all_reals,
}  # fmt: skip
