"""Derivatives and gradients as names: ``dL/dw``, ``\\frac{\\partial L}{\\partial w_1}``, ``∇f(x^k)``, ``d/dx (…)``.

Nothing is differentiated here: the name is looked up later, in the quantities that the rubric declares.
"""

from typing import Final

from grader.errors import AnswerError
from grader.expr.grammar.big_operators import BigOperators
from grader.expr.names import Item
from grader.expr.nodes import Call, Derivative, Gradient, Node, Symbol, Vector
from grader.expr.tokens.tokens import Token

__all__ = ["Derivatives"]

_MAX_ORDER: Final = 4
_LOOK_AHEAD: Final = 24  # tokens; a numerator with its subscripts is shorter
_NO_DERIVATIVE: Final = frozenset({"+", "-", "*", "end", "=", ",", ":="})


class Derivatives(BigOperators):
    """Everything that begins with ``d``, ``∂`` or ``∇``."""

    __slots__ = ()

    def is_mark(self, token: Token) -> bool:
        """Whether ``token`` is ``∂``, or a ``d`` that the exercise does not use as a name."""
        return token.kind == "∂" or (
            token.kind == "name" and token.value == "d" and self.meaning(token).kind == "unknown"
        )

    def mark(self) -> bool:
        """Mark = '∂' | 'd'; the ``d`` of ``dL`` is taken off the name that it is written together with."""
        token = self.token
        if self.is_mark(token):
            self.advance()
            return True
        if (
            token.kind == "name"
            and token.value[0] == "d"
            and len(token.value) > 1
            and self.meaning(token).kind == "unknown"
        ):
            self.token = self.tokens[self.at] = Token("name", token.value[1:], token.start + 1, token.end)
            return True
        return False

    def read_undeclared(self, token: Token, items: tuple[Item, ...]) -> Node:
        """Read ``dL/dw`` if ``dL`` is not a name of its own."""
        if token.value[0] == "d" and not items and self.begins_derivative(token):
            self.at -= 1
            self.token = self.tokens[self.at]
            return self.derivative()
        return super().read_undeclared(token, items)

    def begins_derivative(self, token: Token) -> bool:
        """Whether a fraction line and a ``d`` follow ``token``, a ``d`` or a name that begins with one."""
        if token.value != "d" and not self.is_quantity(token.value[1:]):
            return False
        for at in range(self.at, min(self.at + _LOOK_AHEAD, len(self.tokens) - 1)):
            if self.tokens[at].kind == "/":
                below = self.tokens[at + 1]
                if below.kind in ("(", "{"):
                    below = self.tokens[at + 2]
                return below.kind == "∂" or (below.kind == "name" and below.value[0] == "d")
            if self.tokens[at].kind in _NO_DERIVATIVE:
                return False
        return False

    def is_quantity(self, raw: str) -> bool:
        """Whether a name means something, perhaps with its index right after it: ``fi`` for ``f_i``."""
        return self.names.resolve(raw, (), self.bound).kind != "unknown" or bool(self.names.with_index(raw))

    def derivative(self) -> Node:
        """Derivative = Mark [ '^' order ] [ Quantity ] '/' ( Below | '(' Below ')' ) [ Operand ]."""
        start = self.token.start
        self.mark()
        order = self.order()
        of = None if self.token.kind == "/" else self.quantity()
        if not self.accept("/"):
            raise self.complain_broken_derivative()
        opening = self.advance() if self.token.kind in ("(", "{") else None
        by = self.below(order)
        if opening and not self.accept(")" if opening.kind == "(" else "}"):
            raise self.complain_unclosed(opening)
        return self.build_derivative(start, order, of, by)

    def derivative_fraction(self) -> Node | None:
        """DerivativeFraction = 'frac' '{' Mark [ '^' order ] [ Quantity ] '}' '{' Below '}' [ Operand ]."""
        if self.peek().kind != "{" or not self.is_mark(self.peek(2)):
            return None
        bottom = self.find_after_group(self.at + 1)
        if self.tokens[bottom].kind != "{" or not self.is_mark(self.tokens[bottom + 1]):
            return None
        start = self.advance().start
        opening = self.advance()
        self.mark()
        order = self.order()
        of = None if self.token.kind == "}" else self.quantity()
        if not self.accept("}"):
            raise self.complain_unclosed(opening)
        opening = self.advance()
        by = self.below(order)
        if not self.accept("}"):
            raise self.complain_unclosed(opening)
        return self.build_derivative(start, order, of, by)

    def find_after_group(self, at: int) -> int:
        """The index of the token after the group that opens at ``at``, or of the end mark."""
        depth = 0
        for place in range(at, len(self.tokens) - 1):
            kind = self.tokens[place].kind
            depth += (kind == "{") - (kind == "}")
            if depth == 0:
                return place + 1
        return len(self.tokens) - 1

    def order(self) -> int:
        """Order = [ '^' ( number | '{' number '}' ) ]."""
        if self.token.kind != "^":
            return 1
        mark = self.advance()
        braced = self.accept("{")
        token = self.token
        if token.kind != "number" or not token.value.isdecimal() or not 1 <= int(token.value[:3]) <= _MAX_ORDER:
            raise self.refuse(mark, "derivative-order", limit=_MAX_ORDER)
        self.advance()
        if braced and not self.accept("}"):
            raise self.complain_broken_derivative()
        return int(token.value)

    def quantity(self) -> Node:
        """Quantity = name [ Subscript ] [ '^' '(' Sum ')' ] [ Arguments ] | '(' Sum ')' | Group."""
        token = self.token
        if token.kind in ("(", "{"):
            return self.parenthesis() if token.kind == "(" else self.group()
        if token.kind != "name":
            raise self.complain_broken_derivative()
        token, items, meaning = self.read_name()
        if meaning.kind == "unknown" and not items:
            meaning = self.names.resolve(self.names.with_index(token.value) or token.value, (), self.bound)
        if meaning.kind == "function" and self.token.kind == "(":
            return self.function(token, meaning)
        if meaning.kind != "symbol":
            raise self.complain_unknown_name(token, items)
        entry = meaning.entry
        if entry and entry.parameters is not None and self.token.kind == "(":
            return self.declared_call(token, meaning)
        if entry and entry.iterates and self.token.kind == "^" and "(" in (self.peek().kind, self.peek(2).kind):
            return self.iterate(token, meaning)
        return self.place(Symbol(meaning.name, meaning.indices), token.start)

    def below(self, order: int) -> tuple[Node, ...]:
        """Below = Mark Quantity [ '^' order ] { Mark Quantity [ '^' order ] }, as many as the order above says."""
        by: list[Node] = []
        while len(by) < order and self.mark():
            quantity = self.quantity()
            by.extend([quantity] * self.order())
        if not by:
            raise self.complain_broken_derivative()
        return tuple(by)

    def build_derivative(self, start: int, order: int, of: Node | None, by: tuple[Node, ...]) -> Node:
        """Build the derivative; without a quantity above the line, of the operand that follows."""
        if order != len(by):
            raise self.refuse(self.previous, "derivative-order", limit=_MAX_ORDER)
        if of is not None:
            at = self.place_of_derivative(by) if len(by) == 1 and self.token.kind == "(" else None
            return self.place(Derivative(of, by) if at is None else Gradient(of, (at,), by[0]), start)
        bracketed = self.token.kind in ("(", "{")
        operand = self.power()
        if not bracketed and self.token.kind in ("name", "(", "frac", "number", "root"):
            raise self.refuse(self.token, "ambiguous-operand", token=self.quote_token(self.token))
        return self.place(Derivative(operand, by), start)

    def place_of_derivative(self, by: tuple[Node, ...]) -> Node | None:
        """PlaceOfDerivative = '(' Quantity ')' where the quantity is the variable itself: ``dL/dw (w_t)``.

        Nobody writes brackets around a single name to multiply by it, and a derivative is a function of its variable.
        """
        begin, opening = self.at, self.token
        name, variable = self.peek(), by[0]
        if name.kind != "name" or not isinstance(variable, Symbol) or self.meaning(name).name != variable.name:
            return None
        self.advance()
        at = self.primary()
        if self.accept(")"):
            return at
        self.at, self.token = begin, opening  # (w + 1) is a factor
        return None

    def nabla(self) -> Node:
        """Nabla = '∇' Gradient."""
        return self.gradient(self.advance(), ())

    def gradient(self, token: Token, items: tuple[Item, ...]) -> Node:
        """Gradient = ( '∇' | 'grad' ) [ '_' Quantity ] ( name [ Subscript ] [ Arguments ] | '(' Sum ')' )."""
        by = self.gradient_variable(token, items)
        function = self.names_function(by)
        if function is not None and self.token.kind != "name":  # grad_f(x), as a program names it
            given = by.arguments if isinstance(by, Call) else self.arguments() if self.token.kind == "(" else ()
            return self.place(self.at_place(function, given, None), token.start)
        if self.token.kind == "(":
            inside = self.parenthesis()
            if isinstance(inside, Call) and inside.function in self.names.entries:
                return self.place(self.at_place(Symbol(inside.function), inside.arguments, by), token.start)
            called = self.names_function(inside.items[0]) if isinstance(inside, Vector) else None
            if isinstance(inside, Vector) and called is not None:  # grad(f, x), as in a program
                return self.place(self.at_place(called, inside.items[1:], by), token.start)
            if self.names_function(inside) is not None and self.token.kind == "(":  # grad(f)(x)
                return self.place(self.at_place(inside, self.arguments(), by), token.start)
            return self.place(Gradient(inside, (), by), token.start)
        if self.token.kind != "name":
            raise self.refuse(token, "gradient", name=self.quote_text(token.start, token.end))
        name, subscripts, of = self.read_name()
        if of.kind != "symbol":
            raise self.complain_unknown_name(name, subscripts)
        symbol = self.place(Symbol(of.name, of.indices), name.start)
        is_function = of.entry is not None and of.entry.parameters is not None
        at = self.arguments() if self.token.kind == "(" and (is_function or self.touches()) else ()
        return self.place(self.at_place(symbol, at, by), token.start)

    def names_function(self, by: Node | None) -> Symbol | None:
        """Return the function of the exercise that is written below a gradient; None for variables."""
        name = by.function if isinstance(by, Call) else by.name if isinstance(by, Symbol) else ""
        entry = self.names.entries.get(name)
        return Symbol(name) if entry is not None and entry.parameters is not None else None

    def at_place(self, of: Node, at: tuple[Node, ...], by: Node | None) -> Gradient:
        """Build a gradient; for a function of one variable at some place, it is the same as ``f'(2)``."""
        entry = self.names.entries.get(of.name) if isinstance(of, Symbol) else None
        parameters = (entry.parameters if entry else None) or ()
        own = tuple(map(Symbol, parameters))
        return Gradient(of, at, by, by is None and len(parameters) == len(at) == 1 and at != own)

    def gradient_variable(self, token: Token, items: tuple[Item, ...]) -> Node | None:
        """Read the subscript of a gradient: the variables of the derivative."""
        if items:
            meaning = self.names.resolve(str(items[0]), items[1:], self.bound)
            if meaning.kind != "symbol":
                raise self.complain_unknown_name(token, items)
            return Symbol(meaning.name, meaning.indices)
        return self.quantity() if self.accept("_") else None

    def complain_broken_derivative(self) -> AnswerError:
        """The error about a derivative that is not written in a known way."""
        return self.refuse(self.token, "derivative", token=self.quote_token(self.token))
