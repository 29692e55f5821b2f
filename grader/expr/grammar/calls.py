"""Names and what follows them: symbols with indices and iterates, declared functions, functions of the table."""

from fractions import Fraction
from typing import Final

from grader.errors import AnswerError, put_in_quotes
from grader.expr.complaints import Change, complain_over_limit
from grader.expr.functions import INVERSES, REFUSED, SPELLINGS
from grader.expr.grammar.cursor import CLOSERS
from grader.expr.grammar.letter_runs import ARGUMENT_STARTS, Runs
from grader.expr.grammar.suggestions import suggest_name
from grader.expr.names import Item, Meaning
from grader.expr.nodes import (
    Call,
    Constant,
    Derivative,
    Div,
    Entry,
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
from grader.expr.tokens.tokens import Token
from grader.expr.traverse import walk
from grader.limits import MAX_NAME_CHARACTERS

__all__ = ["Calls"]

_INDICATOR_NAMES: Final = frozenset({"I", "indicator", "Indicator"})
_CONTINUES: Final = frozenset({"name", "number", ","})  # what may belong to the name before it
_SUMS: Final = frozenset({"sum", "Sum", "prod", "product", "Product", "Sigma", "Pi"})
# ``lg`` has base 10, as in ISO 80000-2 and in LaTeX answers.
_LOGARITHMS: Final = {"log2": 2, "log10": 10, "lg": 10}
_GRADIENTS: Final = frozenset({"grad", "gradient", "nabla"})
_TWO_ARGUMENTS: Final = frozenset({"hadamard", "pow", "power", "KroneckerDelta", "kronecker"})
_MINUS_ONE: Final = Neg(Number(Fraction(1)))


class Calls(Runs):
    """The rules for everything that begins with a name."""

    __slots__ = ()

    def name(self) -> Node:
        """Name = name [ Subscript ] [ '^' Iterate ] | Function Arguments | a word with a meaning of its own."""
        token, items, meaning = self.read_name()
        if meaning.kind != "symbol":
            return self.read_word(token, items, meaning)
        kind = self.token.kind
        if kind in ("(", "'", "[", "^") and meaning.entry:
            return self.read_declared_name(token, meaning, kind)
        return self.place(Symbol(meaning.name, meaning.indices), token.start)

    def read_name(self) -> tuple[Token, tuple[Item, ...], Meaning]:
        """Read a name with its subscripts; ``v_1j`` is one name where ``v`` has two indices."""
        token = self.advance()
        items = self.subscripts() if self.token.kind == "_" and token.value not in _SUMS else ()
        meaning = self.names.resolve(token.value, items, self.bound)
        after = self.token
        if after.kind not in _CONTINUES:  # as nearly always
            return token, items, meaning
        continues = after.kind == "number" or (after.kind == "name" and len(after.value) == 1)
        # Without its argument, σ is no function: σX is σ_X where that is a name.
        is_greek = meaning.kind == "function" and token.value == "sigma"
        is_index = meaning.kind == "unknown" or is_greek or self.takes_index(token, meaning, after)
        if is_index and continues and (self.touches() or self.names_member(token, after)):
            joined = self.names.resolve(token.value, (*items, after.value), self.bound)
            if joined.kind == "symbol" and (joined.indices or meaning.kind != "symbol"):
                self.advance()
                meaning = joined
        if after.kind == "," and self.touches():
            meaning = self.read_after_comma(token, items, meaning) or meaning
        return token, items, meaning

    def read_declared_name(self, token: Token, meaning: Meaning, kind: str) -> Node:
        """Build the symbol, call or derivative that a declared name begins, by the sign after it."""
        entry = meaning.entry
        assert entry is not None
        if entry.parameters is not None and kind in ("(", "'"):
            return self.declared_call(token, meaning)
        if kind in ("(", "[") and token.value in _INDICATOR_NAMES and self.holds_relation(self.at):
            return self.indicator(token.start)
        if kind == "[" and not self.latex and not self.holds_relation(self.at):
            return self.indexed(token, meaning)
        if kind == "^" and not self.transposes():
            if entry.iterates and self.counts_iterations():
                return self.iterate(token, meaning)
            if meaning.name == "e" and meaning.rank == len(entry.axes) > 0:
                return self.place(Constant("e"), token.start)
        if kind == "'" and not meaning.rank:
            raise self.refuse(self.token, "prime", before=put_in_quotes(meaning.name))
        return self.place(Symbol(meaning.name, meaning.indices), token.start)

    def transposes(self) -> bool:
        """Whether the exponent that begins here is the transposition mark."""
        mark = self.tokens[self.at + 1]
        if mark.kind == "number" or mark.kind == "(":
            return False
        if mark.kind == "{":
            mark = self.peek(2)
            if self.peek(3).kind != "}":
                return False
        return mark.kind == "T" or (mark.kind == "name" and mark.value == "T" and self.meaning(mark).kind == "unknown")

    def counts_iterations(self) -> bool:
        """Whether the superscript that begins here counts iterations: it is in brackets, or begins with a name.

        A bare number is an exponent: ``x^2`` is a square, ``x^(2)`` the second iterate; ``x^{1+k}`` is a count.
        """
        if self.peek().kind != "{":
            return self.peek().kind in ("(", "name")
        mark = self.peek(2)
        kinds = (mark.kind, self.peek(3).kind, self.peek(4).kind)
        return mark.kind in ("(", "name") or kinds == ("number", "+", "name")

    def iterate(self, token: Token, meaning: Meaning) -> Node:
        """Iterate = '^' Exponent [ Subscript ]: a superscript that counts iterations, ``x^{(k+1)}``."""
        self.advance()
        count = self.exponent()
        if not isinstance(count, Number) and not any(isinstance(part, Symbol) for part in walk(count)):
            return self.place(Power(self.place(Symbol(meaning.name, meaning.indices), token.start), count), token.start)
        if self.token.kind == "_" and not meaning.indices:
            items = self.subscripts()
            meaning = self.names.resolve(token.value, items, self.bound)
            if meaning.kind != "symbol":
                raise self.complain_unknown_name(token, items)
        return self.place(Symbol(meaning.name, meaning.indices, count), token.start)

    def indexed(self, token: Token, meaning: Meaning) -> Node:
        """Indexed = name '[' Sum { ',' Sum } ']', for names that have indices."""
        entry = meaning.entry
        if not meaning.rank and not (entry and entry.iterates):
            end = self.find_group_end()
            inside = self.text[self.token.end : end - 1]
            sign, use = ("", "for its value") if entry and entry.parameters else ("*", "for a product")
            changes = Change(f"{token.value}_{inside}", "for an entry"), Change(f"{token.value}{sign}({inside})", use)
            raise self.refuse(token, "no-indices", end, *changes, name=meaning.name)
        items, closing = self.values(self.advance(), "]")
        if self.token.kind == "[" and self.touches() and self.peek(1).kind == "name":  # delta[i][j]
            items, closing = [*items, *self.values(self.advance(), "]")[0]], self.previous
        given = tuple(str(item.value) if isinstance(item, Number) else item for item in items)
        found = self.names.resolve(token.value, given, self.bound)
        if found.kind != "symbol":
            raise self.complain_unknown_name(token, given, closing.end)
        return self.place(Symbol(found.name, found.indices), token.start)

    def arguments(self) -> tuple[Node, ...]:
        """Arguments = '(' Sum { ',' Sum } ')'."""
        opening = self.advance()
        items, closing = self.values(opening, CLOSERS[opening.kind])
        if not items:
            raise self.refuse(opening, "empty-brackets", closing.end)
        return tuple(items)

    def declared_call(self, token: Token, meaning: Meaning) -> Node:
        """DeclaredCall = function { "'" } [ Arguments ]; a prime is the derivative by the only parameter."""
        primes = 0
        while self.accept("'"):
            primes += 1
        parameters = (meaning.entry and meaning.entry.parameters) or ()
        if primes and (len(parameters) != 1 or primes > 3):  # nobody writes more than f'''
            raise self.refuse(token, "prime", self.previous.end, before=put_in_quotes(meaning.name))
        by = tuple(Symbol(parameter) for parameter in parameters[:1]) * primes
        if self.token.kind != "(":
            return self.place(Derivative(Symbol(meaning.name), by), token.start)
        arguments = self.arguments()
        if len(arguments) not in (1, len(parameters)):
            raise self.complain_arity(token, meaning.name, len(parameters), len(parameters), len(arguments))
        if not primes:
            return self.place(Call(meaning.name, arguments), token.start)
        if primes == 1 and arguments != by:
            return self.place(Gradient(Symbol(meaning.name), arguments, None, True), token.start)
        return self.place(Derivative(Call(meaning.name, arguments), by), token.start)

    # Words other than symbols.

    def read_word(self, token: Token, items: tuple[Item, ...], meaning: Meaning) -> Node:
        """Build what a name other than a symbol means, or refuse it."""
        if meaning.kind == "function":
            head = token.value.rstrip("0123456789")
            # In sin3x the number begins the argument; only log3 has a base.
            if head != token.value and "_" not in head and meaning.function and meaning.function.bare and head != "log":
                self.split_token((head, token.value[len(head) :]))
                return self.name()
            return self.function(token, meaning)
        if meaning.kind == "constant":
            return self.place(Constant(meaning.name), token.start)  # type: ignore[arg-type]
        if meaning.kind == "kronecker":
            return self.place(Indicator(Relation(meaning.indices, ("=",))), token.start)
        if meaning.kind == "form":
            return self.form(token, meaning)
        if meaning.kind == "refused":
            why, help = REFUSED[token.value]
            raise self.refuse(token, "not-an-answer", word=token.value, why=why, help=help)
        return self.read_undeclared(token, items)

    def read_undeclared(self, token: Token, items: tuple[Item, ...]) -> Node:
        """Read an indicator's ``I`` that the exercise does not declare as a name, or refuse the name."""
        after = self.token
        if token.value in _INDICATOR_NAMES and not items and after.kind in ("(", "[", "{{", "_"):
            wanted = after.kind == "_" or self.holds_relation(self.at)
            if wanted:
                return self.indicator_after(token)
        if token.value == "C" and not items and self.holds_comma(self.at):  # C(n, k), a binomial coefficient
            self.heavy = True
            return self.build_call(token, "binomial", (), self.arguments())
        pieces = () if items else self.find_pieces(token, after)
        if not pieces:
            raise self.complain_unknown_name(token, items)
        self.split_token(pieces)
        return self.name()

    def form(self, token: Token, meaning: Meaning) -> Node:
        """Form = a word such as ``sum``, ``grad``, ``Heaviside`` or ``factorial`` with its arguments."""
        name = meaning.name
        if name in _SUMS:
            return self.sum_word(token, meaning)
        if name in _GRADIENTS:
            return self.gradient(token, meaning.items)
        if name in _INDICATOR_NAMES:
            return self.indicator_after(token)
        if meaning.items:
            raise self.complain_unknown_name(token, meaning.items)
        if self.token.kind != "(":
            if name not in _LOGARITHMS:
                raise self.complain_bare_function(token)
            arguments: tuple[Node, ...] = (self.group() if self.token.kind == "{" else self.bare_argument(token),)
        else:
            arguments = self.arguments()
        wanted = 2 if name in _TWO_ARGUMENTS else 1
        if len(arguments) != wanted and name not in ("vector", "Vector"):
            raise self.complain_arity(token, name, wanted, wanted, len(arguments))
        return self.place(self.build_form(token, name, arguments), token.start)

    def build_form(self, token: Token, name: str, arguments: tuple[Node, ...]) -> Node:
        """Build what a word with these arguments means."""
        first = arguments[0]
        if name in ("vector", "Vector"):
            return first if len(arguments) == 1 and isinstance(first, (Vector, Matrix)) else Vector(arguments)
        if name in ("matrix", "Matrix", "array", "asarray"):
            if not isinstance(first, (Vector, Matrix)):
                raise self.refuse(token, "matrix", name=name)
            return first
        if name == "hadamard":
            return Mul(arguments, True)
        if name in ("kronecker", "KroneckerDelta"):
            return Indicator(Relation(arguments, ("=",)))
        if name in _LOGARITHMS:
            return Call("log", (first, Number(Fraction(_LOGARITHMS[name]))))
        if name == "cbrt":
            return Call("root", (first, Number(Fraction(3))))
        if name in ("factorial", "pow", "power"):
            self.heavy = True
            return Factorial(first) if name == "factorial" else Power(*arguments)
        return Indicator(Relation((first, Number(Fraction(0))), (">",)))  # Heaviside's step

    def sum_word(self, token: Token, meaning: Meaning) -> Node:
        """Read a sum or product in words; see ``big_operators.py``."""
        raise NotImplementedError

    def gradient(self, token: Token, items: tuple[Item, ...]) -> Node:
        """Read a gradient; see ``derivatives.py``."""
        raise NotImplementedError

    # Functions of the table.

    def function(self, token: Token, meaning: Meaning) -> Node:
        """Function = name [ Subscript ] [ '^' Exponent ] [ Subscript ] ( Arguments | Bare )."""
        name, items = meaning.name, meaning.items
        function = SPELLINGS[name]
        raised: Node | None = None
        if self.token.kind == "'":
            raise self.refuse(self.token, "prime", before=self.quote_token(token))
        if self.token.kind == "^" and function.bare:
            self.advance()
            raised = self.exponent()
            if raised == _MINUS_ONE and name in INVERSES:
                name, raised = INVERSES[name], None
            elif isinstance(raised, Neg):
                raise self.refuse(token, "negative-function-power", name=name)
            if self.token.kind == "_" and not items:
                items = self.subscripts()
        kind = self.token.kind
        if kind == "(" or (kind in ("{{", "[") and name in ("max", "min")):
            arguments = self.arguments()
        elif kind == "{":
            arguments = (self.group(),)
        elif function.bare:
            arguments = (self.bare_argument(token),)
        else:
            raise self.complain_bare_function(token)
        node = self.build_call(token, name, items, arguments)
        return node if raised is None else self.place(Power(node, raised), token.start)

    def build_call(self, token: Token, name: str, items: tuple[Item, ...], arguments: tuple[Node, ...]) -> Node:
        """Build the call of ``name``, its subscript read as a base (logarithms) or as an index (``softmax_j``)."""
        function = SPELLINGS[name]
        if name == "log" and len(items) == len(arguments) == 1:
            arguments, items = (arguments[0], self.value_of(items[0], token)), ()
        if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
            raise self.complain_arity(token, function.name, function.least, function.most, len(arguments))
        self.heavy = self.heavy or name == "binomial"
        if name == "dot" and (product := self.read_dot(arguments, token.start)):
            return product
        node = self.place(Call(name, arguments), token.start)
        if not items:
            return node
        indices = self.names.indices(items, (None,) * len(items), self.bound)
        if function.rank != 1 or indices is None:
            raise (
                self.refuse(token, "no-subscript", name=function.name)
                if "_" in token.value
                else self.complain_bare_function(token)
            )
        return self.place(Entry(node, indices), token.start)

    def bare_argument(self, function: Token) -> Node:
        """Bare = [ '-' ] { number | constant } Power: what ``sin`` takes without brackets; ``sin x cos x`` is two."""
        start = self.token.start
        if self.token.kind == "-":
            self.enter(self.advance())
            inner = self.bare_argument(function)
            self.depth -= 1
            return self.place(Neg(inner), start)
        if self.token.kind not in ARGUMENT_STARTS:
            raise self.complain_bare_function(function)
        factors = [self.power()]
        while is_numeric(factors[-1]) and self.token.kind in ("name", "root", "frac") and not self.begins_function():
            factors.append(self.power())
        ends = self.token.kind not in ("name", "(", "number", "frac", "root", "{")
        if not ends and not self.begins_function() and not self.begins_indicator():
            words = {"name": self.quote_text(function.start, function.end), "token": self.quote_token(self.token)}
            head, inside = self.text[function.start : start], self.text[start : self.previous.end]
            rest = self.text[self.token.start : self.find_group_end()]
            changes = (f"{head.rstrip()}({inside}*{rest})", f"{head.rstrip()}({inside})*{rest}")
            end = self.token.start + len(rest)
            raise self.refuse(function, "ambiguous-argument", end, *map(Change, changes), **words)
        return factors[0] if len(factors) == 1 else self.place(Mul(tuple(factors)), start)

    def begins_function(self) -> bool:
        """Whether a function or a sum begins here."""
        return self.token.kind == "name" and self.meaning(self.token).kind in ("function", "form")

    def begins_indicator(self) -> bool:
        """Whether an indicator such as ``1[x > 0]`` begins here."""
        token, after = self.token, self.peek()
        if token.kind == "number" and token.value == "1":
            return after.kind == "_" or (after.kind in ("[", "(", "{{") and self.holds_relation(self.at + 1))
        return token.kind == "1" or (token.kind == "[" and self.holds_relation(self.at))

    # Complaints.

    def complain_bare_function(self, token: Token) -> AnswerError:
        """The error about a function without brackets, with its argument if that is plain to see."""
        name, head = self.quote_text(token.start, token.end), token.value.rstrip("0123456789")
        at = self.tokens.index(token)
        before, after = self.tokens[at - 1], self.tokens[at + 1]
        if head != token.value and "_" not in head and self.names.resolve(head).kind == "function":
            end = after.end if after.kind == "name" and after.start == token.end else token.end  # cos2x
            lacks = self.names.resolve(token.value).kind == "form"  # log2 may lack its argument, and not mean log(2)
            changes = [] if lacks else [Change(f"{head}({self.text[token.start + len(head) : end]})")]
            return self.refuse(token, "bare-function", end, *changes, name=self.quote_text(token.start, end))
        change = Change(f"{name}({self.text[after.start : after.end]})", "", token.start, after.end)
        if token.value == "choose":
            change = Change(f"binomial({before.value}, {after.value})", "", before.start, after.end)
        return self.refuse(token, "bare-function", None, change, name=name)

    def complain_unknown_name(self, token: Token, items: tuple[Item, ...] = (), end: int | None = None) -> AnswerError:
        """The error about a name that is not declared, with what may have been meant."""
        if len(token.value) > MAX_NAME_CHARACTERS:
            return complain_over_limit(
                self.text, token.start, token.end, "MAX_NAME_CHARACTERS", limit=MAX_NAME_CHARACTERS
            )
        stop = self.previous.end if end is None else end
        is_call = self.token.kind == "(" and not items
        found = suggest_name(self.names, token.value, items, self.quote_text(token.start, stop), is_call, self.bound)
        words = {"what": found.what, "why": found.why, "help": found.help}
        return self.refuse(token, "unknown-name", stop, *found.spellings, **words)

    def complain_arity(self, token: Token, name: str, least: int, most: int | None, given: int) -> AnswerError:
        """The error about a function with too many or too few arguments."""
        count = f"at least {least}" if most is None else str(least) if least == most else f"{least} or {most}"
        wanted = f"{count} {'argument' if count == '1' else 'arguments'}"
        return self.refuse(token, "arity", self.previous.end, name=name, wanted=wanted, given=given)


def is_numeric(node: Node) -> bool:
    """Whether a node is written as a number, so that a factor after it belongs to the same argument."""
    if isinstance(node, Div):
        return isinstance(node.numerator, Number) and isinstance(node.denominator, Number)
    return isinstance(node, (Number, Constant))
