"""Names and what follows them: symbols with indices and iterates, function calls, sums and products."""

from fractions import Fraction

from grader.errors import AnswerError
from grader.expr.brackets import Brackets
from grader.expr.complaints import unknown_name, wrong_arity
from grader.expr.functions import INVERSES, REFUSED, SPELLINGS
from grader.expr.names import Item, Meaning
from grader.expr.nodes import (
    BigOperator,
    Call,
    Constant,
    Derivative,
    Div,
    Factorial,
    Gradient,
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
from grader.expr.tokens import Token, limit
from grader.limits import MAX_NAME_CHARACTERS

__all__ = ["Calls"]

_INDICATOR_NAMES = frozenset({"I", "indicator", "Indicator"})
_CONTENTS = frozenset({"matrix", "Matrix", "vector", "Vector"})


class Calls(Brackets):
    """Everything that begins with a name, and the big operators."""

    __slots__ = ()

    def name(self) -> Node:
        """Name = name [ Subscript ] [ '^' Iterate ] | Function Arguments | name "'" Arguments."""
        token = self.advance()
        if self.token.kind == "_":
            items = self.subscripts()
            meaning = self.names.resolve(token.value, items, self.bound)
        else:
            items = ()
            meaning = self.names.resolve(token.value, (), self.bound)
        if meaning.kind == "symbol":
            if (
                meaning.rank
                and meaning.indices == ()
                and self.token.kind == "^"
                and meaning.name == "e"
                and not self.transposes()
            ):
                return self.place(Constant("e"), token.start)
            return self.symbol(token, meaning)
        return self.word(token, items, meaning)

    def symbol(self, token: Token, meaning: Meaning) -> Node:
        """Return the symbol, call or derivative that begins with a declared name."""
        kind = self.token.kind
        entry = meaning.entry
        if kind in ("(", "'", "[", "_", "^") and entry:
            if entry.parameters is not None and kind in ("(", "'"):
                return self.declared_call(token, meaning)
            if kind == "(" and token.value in _INDICATOR_NAMES and self.holds_relation(self.at):
                return self.indicator(token.start)
            if kind == "[" and not self.latex and not self.holds_relation(self.at):
                return self.indexed(token, meaning)
            if kind == "^" and entry.iterates and not self.transposes():
                return self.iterate(token, meaning)
            if kind == "'" and not meaning.rank:
                raise self.refuse(
                    self.token,
                    "prime",
                    f"'{meaning.name}' is a number here, so '{meaning.name}'' has no meaning.",
                    "A prime means the transpose of a vector or matrix, or the derivative of a declared function.",
                    "write the derivative as df/dx, or give the quantity its own name.",
                )
        return self.place(Symbol(meaning.name, meaning.indices), token.start)

    def transposes(self) -> bool:
        """Tell whether the exponent that begins here is the transposition mark."""
        first, second = self.peek(), self.peek(2)
        if first.kind == "{":
            first, second = second, self.peek(3)
            if second.kind != "}":
                return False
        return first.kind == "T" or (
            first.kind == "name" and first.value == "T" and self.meaning(first).kind == "unknown"
        )

    def iterate(self, token: Token, meaning: Meaning) -> Node:
        """Iterate = '^' Exponent [ Subscript ]: a superscript that counts iterations, ``x^{(k+1)}``."""
        self.advance()
        count = self.exponent()
        indices = meaning.indices
        if self.token.kind == "_" and not indices:
            items = self.subscripts()
            meaning = self.names.resolve(token.value, items, self.bound)
            if meaning.kind != "symbol":
                raise self.unknown(token, items)
            indices = meaning.indices
        return self.place(Symbol(meaning.name, indices, count), token.start)

    def exponent(self) -> Node:
        """Exponent = Group | Signed."""
        token = self.token
        if token.kind == "{":
            return self.group()
        if self.latex and token.kind == "number" and len(token.value) > 1:
            raise self.refuse(
                token,
                "latex-group",
                f"The exponent '{token.value}' has more than one digit and no braces.",
                "In LaTeX an exponent without braces is one character long.",
                f"write ^{{{token.value}}}.",
            )
        return self.signed()

    def indexed(self, token: Token, meaning: Meaning) -> Node:
        """Indexed = name '[' index { ',' index } ']', for names that have indices."""
        if not meaning.rank:
            raise self.refuse(
                token,
                "no-indices",
                f"'{meaning.name}' has no entries to pick with square brackets.",
                "Square brackets hold a vector, a matrix, an interval or the condition of an indicator.",
                f"write '{meaning.name}*(…)' for a product.",
                self.token.end,
            )
        opening = self.token
        (items,), closing = self.items(opening if not self.advance() else opening, ("]",))
        given = tuple(str(item.value) if isinstance(item, Number) else item for item in items)
        found = self.names.resolve(token.value, given, self.bound)
        if found.kind != "symbol":
            raise self.unknown(token, given, closing.end)
        return self.place(Symbol(found.name, found.indices), token.start)

    def declared_call(self, token: Token, meaning: Meaning) -> Node:
        """DeclaredCall = function { "'" } '(' Arguments ')'; a prime is the derivative by the only parameter."""
        primes = 0
        while self.accept("'"):
            primes += 1
        parameters = meaning.entry.parameters if meaning.entry and meaning.entry.parameters else ()
        if primes and (len(parameters) != 1 or primes > 3):
            raise self.refuse(
                token,
                "prime",
                f"'{meaning.name}' with a prime is read only for a function of one variable.",
                "",
                f"write the partial derivative, such as ∂{meaning.name}/∂{parameters[0] if parameters else 'x'}.",
            )
        if primes and self.token.kind != "(":
            of: Node = Symbol(meaning.name)
            return self.place(Derivative(of, tuple(Symbol(parameters[0]) for _ in range(primes))), token.start)
        arguments = self.arguments(self.token)
        if len(arguments) not in (1, len(parameters)):
            raise wrong_arity(self, token, meaning.name, len(parameters), len(parameters), len(arguments))
        if not primes:
            return self.place(Call(meaning.name, arguments), token.start)
        if arguments == (Symbol(parameters[0]),):
            return self.place(Derivative(Call(meaning.name, arguments), (Symbol(parameters[0]),) * primes), token.start)
        if primes == 1:
            return self.place(Gradient(Symbol(meaning.name), arguments), token.start)
        raise self.refuse(token, "prime", "A second derivative at a point has no name here.", "", "write its value.")

    def arguments(self, opening: Token) -> tuple[Node, ...]:
        """Arguments = '(' Condition { ',' Condition } ')'."""
        self.advance()
        (items,), closing = self.items(
            opening, (")",) if opening.kind == "(" else ("]",) if opening.kind == "[" else ("}}",)
        )
        if not items:
            raise self.refuse(
                opening,
                "empty-brackets",
                "There is nothing between these brackets.",
                "",
                "write the argument there.",
                closing.end,
            )
        self.no_conditions(items, opening)
        return tuple(items)

    def word(self, token: Token, items: tuple[Item, ...], meaning: Meaning) -> Node:
        """Return what a name that is no symbol stands for, or refuse it."""
        if meaning.kind == "function":
            return self.function(token, meaning)
        if meaning.kind == "constant":
            return self.place(Constant(meaning.name), token.start)  # type: ignore[arg-type]
        if meaning.kind == "kronecker":
            return self.place(Indicator(Relation(meaning.indices, ("=",))), token.start)
        if meaning.kind == "form":
            return self.form(token, meaning)
        if meaning.kind == "refused":
            why, mend = REFUSED[token.value]
            raise self.refuse(token, "not-an-answer", f"'{token.value}' cannot stand in an answer.", why, mend)
        return self.undeclared(token, items)

    def undeclared(self, token: Token, items: tuple[Item, ...]) -> Node:
        """Read a name that is only whole with what follows it (``x`` before ``1``, an indicator's ``I``), or refuse it."""
        if token.value in _INDICATOR_NAMES and not items and self.token.kind in ("(", "[", "{{", "_"):
            if self.token.kind == "_" or self.holds_relation(self.at):
                return self.indicator_after(token)
        follower = self.token
        if self.touches() and follower.kind in ("number", "name"):
            joined = self.names.resolve(token.value, (*items, follower.value), self.bound)
            if joined.kind == "symbol" and (follower.kind == "number" or len(follower.value) == 1):
                self.advance()
                return self.symbol(token, joined)
        raise self.unknown(token, items)

    def unknown(self, token: Token, items: tuple[Item, ...] = (), end: int | None = None) -> AnswerError:
        """Return the complaint about a name that is not declared, with what may have been meant."""
        if len(token.value) > MAX_NAME_CHARACTERS:
            what = f"This name has more than {MAX_NAME_CHARACTERS} letters."
            return limit(self.text, token.start, token.end, "MAX_NAME_CHARACTERS", what, "write * between factors.")
        return unknown_name(self, token, items, self.tokens[self.at - 1].end if end is None else end)

    # Functions of the table.

    def function(self, token: Token, meaning: Meaning) -> Node:
        """Function = name [ Subscript ] [ '^' Exponent ] ( '(' Arguments ')' | Bare argument )."""
        name = meaning.name
        function = SPELLINGS[name]
        raised: Node | None = None
        items = meaning.items
        if self.token.kind == "^" and function.bare:
            self.advance()
            raised = self.exponent()
            if raised == Neg(Number(Fraction(1))) and name in INVERSES:
                name, raised = INVERSES[name], None
            elif isinstance(raised, Neg):
                raise self.refuse(
                    token,
                    "negative-function-power",
                    f"A negative power between '{name}' and its argument can mean two things.",
                    "It may be the inverse function or the reciprocal.",
                    f"write '1/{name}(x)^2', or the name of the inverse.",
                )
            if self.token.kind == "_" and not items:
                items = self.subscripts()
        kind = self.token.kind
        if kind == "(" or (kind in ("{{", "[") and name in ("max", "min")):
            arguments = self.arguments(self.token)
        elif kind == "{" and self.latex:
            arguments = (self.group(),)
        elif function.bare:
            arguments = (self.bare_argument(token),)
        else:
            raise self.refuse(
                token,
                "bare-function",
                f"'{self.source(token.start, token.end)}' needs its argument in brackets.",
                "",
                f"write '{function.name}(…)'.",
            )
        node = self.applied(token, name, items, arguments)
        return self.place(Power(node, raised), token.start) if raised is not None else node

    def applied(self, token: Token, name: str, items: tuple[Item, ...], arguments: tuple[Node, ...]) -> Node:
        """Return the call of ``name``, its subscript read as a base (logarithms) or as an index (``softmax_j``)."""
        function = SPELLINGS[name]
        if items and name == "log" and len(items) == 1 and len(arguments) == 1:
            arguments, items = (arguments[0], self.subscript_value(items[0])), ()
        if name == "transpose" and len(arguments) == 1 and isinstance(arguments[0], Number):
            return arguments[0]
        if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
            raise wrong_arity(self, token, function.name, function.least, function.most, len(arguments))
        node = self.place(Call(name, arguments), token.start)
        if not items:
            return node
        if function.rank != 1:
            raise self.refuse(
                token, "subscript", f"'{function.name}' takes no subscript.", "", f"write '{function.name}(…)'."
            )
        indices = self.names.indices(items, (None,) * len(items), self.bound)
        if indices is None:
            raise self.unknown(token, items)
        from grader.expr.nodes import Entry

        return self.place(Entry(node, indices), token.start)

    def bare_argument(self, token: Token) -> Node:
        """Bare = [ '-' ] { number | constant } Power: what ``sin`` takes without brackets; ``sin x cos x`` is two."""
        start = self.token.start
        if self.token.kind == "-":
            self.enter(self.advance())
            inner = self.bare_argument(token)
            self.depth -= 1
            return self.place(Neg(inner), start)
        if self.token.kind not in ("number", "name", "root", "frac", "{", "|", "∂", "∇", "1", "begin", "||", "⌊", "⌈"):
            raise self.refuse(
                token,
                "bare-function",
                f"'{self.source(token.start, token.end)}' needs an argument.",
                "",
                f"write '{self.source(token.start, token.end)}(x)'.",
            )
        factors = [self.power()]
        while (
            self.is_numeric(factors[-1]) and self.token.kind in ("name", "root", "frac") and not self.begins_function()
        ):
            factors.append(self.power())
        if (
            self.token.kind in ("name", "(", "number", "frac", "root", "{")
            and not self.begins_function()
            and not self.begins_indicator()
        ):
            name, rest = self.source(token.start, token.end), self.source(self.token.start, self.token.end)
            inside = self.source(start, self.tokens[self.at - 1].end)
            raise self.refuse(
                token,
                "ambiguous-argument",
                f"It is not clear where the argument of '{name}' ends.",
                f"'{rest}' may belong to it or not.",
                f"write '{name}({inside}*…)' or '{name}({inside})*…'.",
                self.token.end,
            )
        return factors[0] if len(factors) == 1 else self.place(Mul(tuple(factors)), start)

    def is_numeric(self, node: Node) -> bool:
        """Tell whether a node is written as a number, so that a factor after it belongs to the same argument."""
        return isinstance(node, (Number, Constant)) or (
            isinstance(node, Div) and isinstance(node.numerator, Number) and isinstance(node.denominator, Number)
        )

    def begins_function(self) -> bool:
        """Tell whether a function or a sum begins here."""
        return self.token.kind == "name" and self.meaning(self.token).kind in ("function", "form")

    def begins_indicator(self) -> bool:
        """Tell whether an indicator such as ``1[x > 0]`` begins here."""
        token, after = self.token, self.peek()
        if token.kind == "1":
            return True
        if token.kind == "number" and token.value == "1":
            return after.kind == "_" or (after.kind in ("[", "(", "{{") and self.holds_relation(self.at + 1))
        return token.kind == "[" and self.holds_relation(self.at)

    # Words with a reading of their own.

    def form(self, token: Token, meaning: Meaning) -> Node:
        """Form = a word such as ``sum``, ``grad``, ``Heaviside`` or ``factorial`` with its arguments."""
        name = meaning.name
        if name in ("sum", "Sum", "prod", "product", "Product"):
            return self.big_call(token, meaning)
        if name in ("grad", "gradient", "nabla"):
            return self.gradient(token, meaning.items)
        if name in _INDICATOR_NAMES:
            return self.indicator_after(token)
        if self.token.kind != "(":
            raise self.refuse(
                token, "bare-function", f"'{name}' needs its argument in brackets.", "", f"write '{name}(…)'."
            )
        arguments = self.arguments(self.token)
        expected = 2 if name in ("hadamard", "pow", "KroneckerDelta", "kronecker", "delta") else 1
        if len(arguments) != expected:
            raise wrong_arity(self, token, name, expected, expected, len(arguments))
        return self.formed(token, name, arguments)

    def formed(self, token: Token, name: str, arguments: tuple[Node, ...]) -> Node:
        """Return what a word with these arguments stands for."""
        first = arguments[0]
        node: Node
        if name in ("Heaviside", "heaviside", "step"):
            node = Indicator(Relation((first, Number(Fraction(0))), (">",)))
        elif name == "factorial":
            self.heavy = True
            node = Factorial(first)
        elif name in ("log2", "log10"):
            node = Call("log", (first, Number(Fraction(int(name[3:])))))
        elif name == "cbrt":
            node = Call("root", (first, Number(Fraction(3))))
        elif name == "hadamard":
            node = Mul(arguments, True)
        elif name == "pow":
            self.heavy = True
            node = Power(*arguments)
        elif name in _CONTENTS:
            if not isinstance(first, (Vector, Matrix)):
                raise self.refuse(
                    token, "matrix", f"'{name}' needs rows in square brackets.", "", "write [[1, 2], [3, 4]]."
                )
            return first
        else:
            node = Indicator(Relation(arguments, ("=",)))
        return self.place(node, token.start)

    def gradient(self, token: Token, items: tuple[Item, ...]) -> Node:
        """Read a gradient; see ``derivatives.py``."""
        raise NotImplementedError

    def big_operator(self) -> Node:
        """Big = ( '∑' | '∏' ) [ '_' Range ] [ '^' Exponent ] Product, Range = '{' letter [ '=' Sum ] '}' | letter."""
        token = self.advance()
        return self.big(token, token.value)

    def big(self, token: Token, kind: str, letter: str = "") -> Node:
        """Read bounds and body of a sum or product whose sign has been read."""
        lower: Node | None = None
        upper: Node | None = None
        while self.token.kind in ("_", "^"):
            if self.token.kind == "^" and upper is None:
                self.advance()
                upper = self.exponent()
            elif self.token.kind == "_" and not letter:
                letter, lower = self.range()
            else:
                break
        if not letter:
            raise self.refuse(
                token,
                "sum-index",
                f"{self.written(token)} needs an index.",
                "A sum runs over an index letter.",
                f"write for example sum(z_k*v_kj, k) or {'∑' if kind == 'sum' else '∏'}_k.",
            )
        if (lower is None) != (upper is None):
            raise self.refuse(
                token,
                "sum-bounds",
                f"{self.written(token)} has only one of its two bounds.",
                "Without bounds the index runs over its whole range; with them both are needed.",
                "write both, as in sum(k^2, k, 1, 5).",
            )
        outer, self.bound = self.bound, self.bound | {letter}
        self.enter(token)
        body = self.product()
        self.depth -= 1
        self.bound = outer
        return self.summed(token, kind, body, letter, lower, upper)

    def range(self) -> tuple[str, Node | None]:
        """Range = '_' ( letter | ( '{' | '(' ) letter [ '=' Sum ] ( '}' | ')' ) )."""
        mark = self.advance()
        opening = self.token
        grouped = opening.kind in ("{", "(")
        if grouped:
            self.advance()
        index = self.token
        if index.kind != "name":
            raise self.refuse(
                mark,
                "sum-index",
                "A sum needs an index letter here.",
                "",
                "write for example ∑_{k=1}^{2} or sum(k^2, k, 1, 2).",
            )
        self.advance()
        lower = None
        if grouped and self.accept("="):
            lower = self.sum()
        if grouped and not self.accept("}" if opening.kind == "{" else ")"):
            raise self.unclosed(opening)
        return index.value, lower

    def big_call(self, token: Token, meaning: Meaning) -> Node:
        """BigCall = ( 'sum' | 'product' ) '(' Sum ',' letter [ ',' Sum ',' Sum ] ')', or the word with a subscript."""
        kind = "sum" if meaning.name in ("sum", "Sum") else "product"
        if self.token.kind in ("_", "^") or meaning.items:
            letter = str(meaning.items[0]) if len(meaning.items) == 1 else ""
            if meaning.items and not letter.isalpha():
                raise self.refuse(
                    token, "sum-index", "A sum needs an index letter here.", "", "write for example sum(z_k*v_kj, k)."
                )
            if self.token.kind == "_":
                return self.big(token, kind)
            return self.big(token, kind, letter)
        opening = self.token
        index = self.index_ahead()
        if opening.kind != "(" or index is None:
            raise self.refuse(
                token,
                "sum-index",
                f"'{meaning.name}' needs a term and an index.",
                "A sum runs over an index letter.",
                f"write for example {kind}(z_k*v_kj, k) or {kind}(k^2, k, 1, 5).",
            )
        self.advance()
        self.enter(opening)
        outer, self.bound = self.bound, self.bound | {index.value}
        body = self.sum()
        self.bound = outer
        lower, upper = self.call_bounds(opening, index)
        self.depth -= 1
        return self.summed(token, kind, body, index.value, lower, upper)

    def call_bounds(self, opening: Token, index: Token) -> tuple[Node | None, Node | None]:
        """Bounds = ',' [ '(' ] letter [ ',' Sum ',' Sum ] [ ')' ] ')'."""
        self.advance()
        inner = self.accept("(")
        self.advance()
        lower = upper = None
        if self.accept(","):
            lower = self.sum()
            if not self.accept(","):
                raise self.refuse(
                    index,
                    "sum-bounds",
                    "This sum has only one of its two bounds.",
                    "Without bounds the index runs over its whole range; with them both are needed.",
                    f"write '{index.value}, 1, 5' for the values 1 to 5.",
                )
            upper = self.sum()
        if inner and not self.accept(")"):
            raise self.unclosed(opening)
        if not self.accept(")"):
            raise self.unclosed(opening)
        return lower, upper

    def index_ahead(self) -> Token | None:
        """Return the letter after the first comma of the call that opens here: the index that its body uses."""
        depth = 0
        for at in range(self.at, len(self.tokens)):
            kind = self.tokens[at].kind
            if kind in ("(", "[", "{", "{{"):
                depth += 1
            elif kind in (")", "]", "}", "}}"):
                depth -= 1
                if depth <= 0:
                    return None
            elif kind == "," and depth == 1:
                letter = self.tokens[at + 1] if self.tokens[at + 1].kind != "(" else self.tokens[at + 2]
                return letter if letter.kind == "name" else None
        return None

    def summed(self, token: Token, kind: str, body: Node, letter: str, lower: Node | None, upper: Node | None) -> Node:
        """Return the sum or product, its letter known to the notation or bounded."""
        if lower is None and letter not in self.names.notation.ranges:
            raise self.refuse(
                token,
                "sum-bounds",
                f"It is not known from where to where '{letter}' runs.",
                f"'{letter}' is not an index letter of this exercise, so its bounds are needed.",
                f"write for example sum(…, {letter}, 1, 5).",
                self.tokens[self.at - 1].end,
            )
        self.heavy = True
        return self.place(BigOperator("sum" if kind == "sum" else "product", body, letter, lower, upper), token.start)
