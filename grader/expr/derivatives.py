"""Derivatives and gradients as names: ``dL/dw``, ``\\frac{\\partial L}{\\partial w_1}``, ``∇f(x^k)``, ``d/dx (…)``.

Nothing is differentiated here: the name is looked up later, among the quantities that the rubric knows.
"""

from grader.errors import AnswerError
from grader.expr.calls import Calls
from grader.expr.names import Item
from grader.expr.nodes import Call, Derivative, Gradient, Node, Symbol
from grader.expr.tokens import Token

__all__ = ["Derivatives"]

_MAX_ORDER = 4


class Derivatives(Calls):
    """Everything that begins with ``d``, ``∂`` or ``∇``."""

    __slots__ = ()

    def is_mark(self, token: Token) -> bool:
        """Tell whether ``token`` is ``∂``, or a ``d`` that the exercise does not use as a name."""
        return token.kind == "∂" or (
            token.kind == "name" and token.value == "d" and self.meaning(token).kind == "unknown"
        )

    def mark(self) -> bool:
        """Mark = '∂' | 'd'; the ``d`` of ``dL`` is taken off the name that it is written together with."""
        token = self.token
        if self.is_mark(token):
            self.advance()
            return True
        glued = token.kind == "name" and token.value[0] == "d" and len(token.value) > 1
        if glued and self.meaning(token).kind == "unknown":
            self.token = self.tokens[self.at] = Token("name", token.value[1:], token.start + 1, token.end)
            return True
        return False

    def undeclared(self, token: Token, items: tuple[Item, ...]) -> Node:
        """Read ``dL/dw`` where ``dL`` is no name of its own."""
        if token.value[0] == "d" and not items and self.is_derivative(token):
            self.at -= 1
            self.token = self.tokens[self.at]
            return self.derivative()
        return super().undeclared(token, items)

    def is_derivative(self, token: Token) -> bool:
        """Tell whether a derivative begins with ``token``, a ``d`` or a name that begins with one."""
        ahead = 0
        if token.value != "d" or token.kind == "∂":
            rest = self.names.resolve(token.value[1:], (), self.bound) if token.value != "∂" else None
            if rest is not None and rest.kind == "unknown" and self.token.kind != "_":
                return False
        for later in self.tokens[self.at : self.at + 24]:
            ahead += 1
            if later.kind == "/":
                below = self.tokens[min(self.at + ahead, len(self.tokens) - 1)]
                if below.kind in ("(", "{"):
                    below = self.tokens[min(self.at + ahead + 1, len(self.tokens) - 1)]
                return below.kind == "∂" or (below.kind == "name" and below.value[0] == "d")
            if later.kind in ("+", "-", "*", "end", "=", ","):
                return False
        return False

    def derivative(self) -> Node:
        """Derivative = Mark [ '^' order ] [ Quantity ] '/' Below [ Operand ], Below = Mark Quantity { Mark Quantity }."""
        start = self.token.start
        self.mark()
        order = self.order()
        of = None if self.token.kind == "/" else self.quantity()
        if not self.accept("/"):
            raise self.broken(start)
        bracketed = self.token.kind in ("(", "{")
        opening = self.advance() if bracketed else None
        by = self.below(start)
        if opening and not self.accept(")" if opening.kind == "(" else "}"):
            raise self.unclosed(opening)
        return self.derived(start, order, of, by)

    def fraction(self) -> Node | None:
        """DerivativeFraction = 'frac' '{' Mark [ '^' order ] [ Quantity ] '}' '{' Below '}' [ Operand ]."""
        first = self.peek(2)
        below = self.after_group(self.at + 1)
        if self.peek().kind != "{" or not self.is_mark(first) or below is None:
            return None
        if not (self.tokens[below].kind == "{" and self.is_mark(self.tokens[below + 1])):
            return None
        start = self.token.start
        self.advance()
        top = self.advance()
        self.mark()
        order = self.order()
        of = None if self.token.kind == "}" else self.quantity()
        if not self.accept("}"):
            raise self.unclosed(top)
        bottom = self.advance()
        by = self.below(start)
        if not self.accept("}"):
            raise self.unclosed(bottom)
        return self.derived(start, order, of, by)

    def after_group(self, at: int) -> int | None:
        """Return the index of the token after the group that opens at ``at``."""
        depth = 0
        for place in range(at, len(self.tokens)):
            kind = self.tokens[place].kind
            depth += (kind == "{") - (kind == "}")
            if depth == 0:
                return place + 1 if place + 2 < len(self.tokens) else None
        return None

    def order(self) -> int:
        """Order = [ '^' number ]."""
        if self.token.kind != "^":
            return 1
        mark = self.advance()
        braced = self.accept("{")
        token = self.token
        if token.kind != "number" or not token.value.isdecimal() or not 1 <= int(token.value[:3]) <= _MAX_ORDER:
            raise self.refuse(
                mark,
                "derivative",
                "The order of a derivative is a number from 1 to 4.",
                "",
                "write for example ∂^2 L/∂w^2.",
            )
        self.advance()
        if braced:
            self.accept("}")
        return int(token.value)

    def quantity(self) -> Node:
        """Quantity = name [ Subscript ] [ Iterate ] [ '(' Arguments ')' ] | '(' Sum ')'; what is differentiated, or by what."""
        token = self.token
        if token.kind == "(":
            return self.parenthesis()
        if token.kind == "{":
            return self.group()
        if token.kind != "name":
            raise self.broken(token.start)
        self.advance()
        items = self.subscripts() if self.token.kind == "_" else ()
        meaning = self.names.resolve(token.value, items, self.bound)
        if meaning.kind == "function" and self.token.kind == "(":
            return self.function(token, meaning)
        if meaning.kind != "symbol":
            return super().undeclared(token, items)
        if meaning.entry and meaning.entry.parameters is not None and self.token.kind == "(":
            return self.declared_call(token, meaning)
        if (
            meaning.entry
            and meaning.entry.iterates
            and self.token.kind == "^"
            and (self.peek().kind == "(" or self.peek(2).kind == "(")
        ):
            return self.iterate(token, meaning)
        return self.place(Symbol(meaning.name, meaning.indices), token.start)

    def below(self, start: int) -> tuple[Node, ...]:
        """Below = Mark Quantity [ '^' order ] { Mark Quantity [ '^' order ] }."""
        by: list[Node] = []
        while (
            not by or self.token.kind == "∂" or (self.token.kind == "name" and self.token.value[0] == "d")
        ) and self.mark():
            quantity = self.quantity()
            by.extend([quantity] * self.order())
            if len(by) > _MAX_ORDER:
                break
        if not by or len(by) > _MAX_ORDER:
            raise self.broken(start)
        return tuple(by)

    def derived(self, start: int, order: int, of: Node | None, by: tuple[Node, ...]) -> Node:
        """Return the derivative; without a quantity above, that of the operand which follows."""
        if order != len(by):
            raise self.refuse(
                self.tokens[self.at - 1],
                "derivative",
                f"The derivative has order {order} above and {len(by)} below.",
                "Both say how often is differentiated.",
                "make them agree, as in ∂^2 L/∂w^2.",
            )
        if of is not None:
            return self.place(Derivative(of, by), start)
        bracketed = self.token.kind in ("(", "{")
        operand = self.power()
        if not bracketed and self.token.kind in ("name", "(", "frac", "number", "root"):
            raise self.refuse(
                self.token,
                "ambiguous-argument",
                "It is not clear where the differentiated formula ends.",
                f"{self.written(self.token)} may belong to it or not.",
                "put what is differentiated in brackets.",
            )
        return self.place(Derivative(operand, by), start)

    def gradient(self, token: Token, items: tuple[Item, ...]) -> Node:
        """Gradient = ( '∇' | 'grad' ) [ Subscript ] ( name [ '(' Arguments ')' ] | '(' Sum ')' )."""
        by: Node | None = None
        if items:
            meaning = self.names.resolve(str(items[0]), items[1:], self.bound)
            if meaning.kind != "symbol":
                raise self.unknown(token, items)
            by = Symbol(meaning.name, meaning.indices)
        elif self.token.kind == "_":
            self.advance()
            by = self.group() if self.token.kind == "{" else self.quantity()
        if self.token.kind == "^":
            raise self.refuse(
                token,
                "derivative",
                "A second ∇ has no name here.",
                "",
                "write second derivatives as ∂^2 L/∂w^2.",
                self.token.end,
            )
        if self.token.kind == "(":
            inside = self.parenthesis()
            if isinstance(inside, Call) and inside.function in self.names.entries:
                return self.place(Gradient(Symbol(inside.function), inside.arguments, by), token.start)
            return self.place(Gradient(inside, (), by), token.start)
        if self.token.kind != "name":
            raise self.refuse(
                token,
                "derivative",
                f"{self.written(token)} needs the name of a function after it.",
                "",
                "write for example ∇f(x).",
            )
        name = self.advance()
        subscripts = self.subscripts() if self.token.kind == "_" else ()
        of = self.names.resolve(name.value, subscripts, self.bound)
        if of.kind != "symbol":
            raise self.unknown(name, subscripts)
        symbol = self.place(Symbol(of.name, of.indices), name.start)
        is_function = of.entry is not None and of.entry.parameters is not None
        at = self.arguments(self.token) if self.token.kind == "(" and (is_function or self.touches()) else ()
        return self.place(Gradient(symbol, at, by), token.start)

    def nabla(self) -> Node:
        """Nabla = '∇' and what follows it."""
        return self.gradient(self.advance(), ())

    def broken(self, start: int) -> AnswerError:
        """Return the complaint about a derivative that is not written in a known way."""
        token = self.tokens[min(self.at, len(self.tokens) - 1)]
        return self.refuse(
            token,
            "derivative",
            f"The derivative before {self.written(token)} is not complete.",
            "",
            "write it as dL/dw or ∂L/∂w_1.",
        )
