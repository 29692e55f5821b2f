"""Products and quotients, with a sign between the factors or without one."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from grader.errors import AnswerError, put_in_quotes
from grader.expr.complaints import Change
from grader.expr.grammar.cursor import CLOSERS
from grader.expr.grammar.derivatives import Derivatives
from grader.expr.grammar.ranks import rank
from grader.expr.nodes import Add, Call, Div, Mul, Neg, Node, Number, Power, Symbol, Vector
from grader.expr.tokens.tokens import Token
from grader.expr.traverse import walk
from grader.patterns import regex

__all__ = ["SPACED_NUMBERS", "Products"]

_OPERANDS: Final = frozenset({
    "name", "(", "number", "frac", "root", "sum", "∂", "∇", "1", "{", "{{", "⌊", "⌈", "⟨", "begin", "[", "|", "||",
})  # fmt: skip
_CONTINUES: Final = _OPERANDS | {"*", "/", "⊙", "⊗"}
_SHUTTERS: Final = frozenset(CLOSERS.values())
_AFTER_OPERAND: Final = frozenset({"^", "_", "!", "'", "T", "%", "°"})
_SHORT: Final = 12  # digits; a message does no arithmetic with a longer number
_TIMES: Final = frozenset({"x", "X", "x10", "X10"})
_THOUSANDS: Final = regex(r"[1-9][0-9]{0,2}(?:(?:\s|\\[,;: ]|~)[0-9]{3})+(?![0-9.])")
_WITH_COMMAS: Final = regex(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9.])")
SPACED_NUMBERS: Final = regex(r"\s*[-+]?[0-9.]+(?:\s+[-+]?[0-9.]+)+\s*")
_BARS: Final = frozenset({"|", "||"})


class Products(Derivatives):
    """Everything between a sum and a power."""

    __slots__ = ()

    def signed(self) -> Node:
        """Read a power with signs before it."""
        raise NotImplementedError

    def is_at_union(self) -> bool:
        """Whether a union sign is here."""
        raise NotImplementedError

    def product(self) -> Node:
        """Product = Power { ( '*' | '/' | '⊙' | '⊗' ) Signed | Power }, from the left."""
        start = self.token.start
        first = self.power()
        return first if self.token.kind not in _CONTINUES else self.rest_of_product(first, start)

    def rest_of_product(self, first: Node, start: int) -> Node:
        """Read the other factors of a product."""
        factors, hadamard, had_bars = [first], False, isinstance(first, Call) and first.function == "abs"
        divided: Token | None = None  # the sign of the last quotient, while a factor without a sign would be ambiguous
        while True:
            kind = self.token.kind
            if kind == "*" or kind == "⊙":
                sign, factor = self.advance(), self.signed()
                is_entrywise = kind == "⊙" or self.is_entrywise(factors, sign, factor)
                if len(factors) > 1 and hadamard != is_entrywise:
                    factors = [self.build_product(factors, hadamard, start)]
                hadamard, divided = is_entrywise, None
                if sign.value == "×":
                    self.refuse_cross_product(factors[-1], sign, factor)
                factors = self.multiply_arrays(factors, factor, start) if sign.value == "@" else [*factors, factor]
            elif kind == "/" or kind == "⊗":
                mark = self.advance()
                above, below = self.build_product(factors, hadamard, start), self.signed()
                if kind == "/":
                    self.refuse_matrix_quotient(above, mark, below, start)
                node = Div(above, below) if kind == "/" else Call("outer", (above, below))
                plain = kind == "⊗" or (isinstance(above, Number) and isinstance(below, Number))
                factors, hadamard, divided = [self.place(node, start)], False, None if plain else mark
            elif kind in _OPERANDS and not self.closes_bars() and not self.is_at_union():
                if kind == "name" and self.token.value in _TIMES and self.is_power_of_ten_next():
                    continue
                if hadamard:
                    factors, hadamard = [self.build_product(factors, True, start)], False
                token = self.token
                if divided is not None and self.is_beside_fraction(divided):
                    divided = None
                had_bars = self.check_juxtaposed(divided, start, had_bars, factors[-1])
                # Where a name is outside a denominator in brackets, so are the brackets after it; a number stays open.
                is_outside = divided is not None and self.is_after_closed_denominator(divided)
                before = self.previous
                factors.append(self.read_juxtaposed())
                if is_outside and self.token.kind != "number":
                    divided = None
                self.refuse_values_side_by_side(factors[-2], factors[-1], token)
                if kind == "frac":
                    self.refuse_mixed_number(before, factors[-2], factors[-1])
            else:
                return factors[0] if len(factors) == 1 else self.build_product(factors, hadamard, start)

    def is_power_of_ten_next(self) -> bool:
        """Whether an ``x`` here is a sign of multiplication, as in ``3.00 x 10^8``; it becomes one then."""
        token, after = self.token, self.tokens[self.at + 1]
        joined = len(token.value) > 1  # x10 is one token
        if self.previous.kind != "number" or not (joined or after.value == "10"):
            return False
        ten = Token("number", "10", token.end - 2, token.end) if joined else after
        power = after if joined else self.peek(2)
        if power.kind != "^" or (joined and self.meaning(token).kind == "symbol"):
            return False
        self.tokens[self.at : self.at + (1 if joined else 2)] = [Token("*", "*", token.start, token.start + 1), ten]
        self.token = self.tokens[self.at]
        return True

    def build_product(self, factors: list[Node], hadamard: bool, start: int) -> Node:
        return factors[0] if len(factors) == 1 else self.place(Mul(tuple(factors), hadamard), start)

    def read_juxtaposed(self) -> Node:
        """Read a factor that follows another without a sign."""
        before, opening = self.previous, self.token
        if opening.kind == "(" and self.touches():
            self.refuse_index_in_brackets(before)
        factor = self.power()
        if opening.kind == "(" and before.kind == "name" and isinstance(factor, Vector):
            change = Change("*", "for a product", before.end, opening.start)
            name = self.quote_text(before.start, before.end)
            raise self.refuse(before, "not-a-function", self.previous.end, change, name=name)
        return factor

    def refuse_index_in_brackets(self, before: Token) -> None:
        """Refuse ``w(k)``, an entry of w or a product, and ``1.1(6)``, a repeating decimal or a product."""
        inside, after = self.peek(), self.peek(2)
        if after.kind != ")":
            return
        if before.kind == "name" and self.is_index(before, inside):
            words = {"name": before.value, "index": inside.value}
            entry = Change(f"{before.value}_{inside.value}", "for the entry")
            product = Change(f"{before.value}*{inside.value}", "for a product")
            raise self.refuse(before, "index-in-brackets", after.end, entry, product, **words)
        if before.kind == "number" and "." in before.value and inside.kind == "number" and inside.value.isdecimal():
            words = {"number": before.value, "digits": inside.value}
            changes = [Change(f"{before.value}*{inside.value}", "for a product")]
            if len(before.value) + len(inside.value) <= _SHORT:
                value = expand_repeating(before.value, inside.value)
                changes.insert(0, Change(str(value), "for the decimal that repeats"))
            raise self.refuse(before, "repeating-decimal", after.end, *changes, **words)

    def is_index(self, before: Token, inside: Token) -> bool:
        """Whether what is in brackets may be an index of the name before them: ``w(k)``, ``w(1)``, ``alpha(t)``."""
        is_letter = inside.kind == "name" and (inside.value in self.names.notation.ranges or inside.value in self.bound)
        if is_letter and self.meaning(before).rank:
            return True
        whole = inside.kind == "number" and inside.value.isdecimal()
        entry = self.meaning(before).entry
        if entry is None or not (whole or inside.kind == "name"):
            return False
        counts = entry.iterates and inside.kind == "name"
        fits = self.names.resolve(before.value, (inside.value,), self.bound).kind == "symbol"
        return fits and (self.meaning(before).rank > 0 or counts)

    def refuse_values_side_by_side(self, before: Node, factor: Node, opening: Token) -> None:
        """Refuse ``(1, 4)(2, 8)``: two lists side by side are no product."""
        if isinstance(before, Vector) and isinstance(factor, Vector):
            whole = Change(", ", "for a list of both", opening.start, opening.start)
            raise self.refuse(opening, "listed-side-by-side", self.previous.end, whole)

    def closes_bars(self) -> bool:
        """Whether the bar at this place closes open ones."""
        return self.bars > 0 and self.token.kind in _BARS and self.token.value != "open"

    def check_juxtaposed(self, divided: Token | None, start: int, had_bars: bool, factor: Node) -> bool:
        """Refuse a factor without a sign if it could be read in two ways; return whether bars have been seen."""
        token, before = self.token, self.previous
        if "\n" in self.text and "\n" in self.text[before.end : token.start]:
            raise self.refuse(token, "several-lines")
        # A list can be no part of a denominator: 1/√2 (1, 1).
        is_certain = divided is None or self.holds_comma(self.at) or self.is_after_closed_denominator(divided)
        if divided is not None and not is_certain:
            raise self.complain_ambiguous_quotient(divided, start)
        is_product = token.kind != "number" or self.begins_indicator() or self.is_number_a_factor(factor)
        if before.kind == "number" and not is_product:
            raise self.complain_spaced_number(before, token)
        if before.kind != "!" and not is_product:  # 3!4! is a product
            meanings = {"*": "for a product", "^": "for a power", "_": "for an index"}
            changes = [Change(sign, meaning, before.end, token.start) for sign, meaning in meanings.items()]
            raise self.refuse(token, "juxtaposed-number", None, *changes, token=self.quote_token(token))
        if token.kind == "[" and self.peek().kind == "number" and self.peek(2).kind == "]":
            raise self.refuse(before, "looks-like-index", self.peek(2).end)
        if before.kind == "name" and before.value == "d" and token.kind == "name":
            change = Change("*", "for a product", before.end, token.start)
            raise self.refuse(before, "differential", token.end, change)
        if token.kind in _BARS and token.value not in ("open", "close"):
            if had_bars and before.kind not in _BARS:
                raise self.refuse(token, "ambiguous-bars")
            return True
        return had_bars

    def is_number_a_factor(self, before: Node) -> bool:
        """Whether the number here, without a sign before it, can be nothing but a factor.

        So is one after a binomial coefficient; a power after brackets and a blank, ``(1/2) 0.3^2``; and a decimal after
        a power of a number, ``0.3^2 0.7^3``, because nobody writes such an exponent or index.
        """
        if isinstance(before, Call) and before.function == "binomial":
            return True
        if self.touches() and self.previous.kind != "}":  # 0.3^{2}0.7^{3}
            return False
        if self.previous.kind == ")" and not isinstance(before, Vector):
            return self.peek().kind == "^"
        is_power = isinstance(before, Power) and not any(isinstance(node, Symbol) for node in walk(before.base))
        return is_power and "." in self.token.value and "." not in self.previous.value

    def is_after_closed_denominator(self, line: Token) -> bool:
        """Whether a factor is set off from a denominator in brackets, as in ``1/(2 pi) e^x`` and ``1/sqrt(x) sin(x)``.

        Whoever brackets a denominator brackets all of it. A bracket or a number may still belong below:
        ``1/(x - 1) (x + 2)`` stays in doubt.
        """
        if self.previous.kind != ")" or self.touches() or self.token.kind in ("(", "[", "number", "|", "||"):
            return False
        first = next(at for at, token in enumerate(self.tokens) if token.start >= line.end)
        if self.tokens[first].kind == "root" or self.meaning(self.tokens[first]).kind == "function":
            first += 1
        depth = 0
        for at in range(first, self.at):
            depth += (self.tokens[at].kind == "(") - (self.tokens[at].kind == ")")
            if depth <= 0:
                return depth == 0 and self.tokens[first].kind == "(" and at == self.at - 1
        return False

    def is_beside_fraction(self, line: Token) -> bool:
        """Whether a factor is set off from a denominator that is a plain number: ``x^2/2 ln(x)``, as in ``1/2 x``.

        What is below the line in ``x/2y`` is not clear. An answer that is right only with the factor below the line
        goes to a person all the same (``grader/expr/reach``).
        """
        is_number = self.previous.kind == "number" and self.tokens[self.at - 2] is line
        return is_number and not self.touches() and self.token.kind in ("(", "root", "name", "frac")

    def refuse_cross_product(self, left: Node, sign: Token, right: Node) -> None:
        """Refuse ``u × v`` for vectors: the student did not mean the product of numbers that ``×`` is elsewhere."""
        if rank(left, self.names.notation) and rank(right, self.names.notation):
            raise self.refuse(sign, "cross-product")

    def refuse_matrix_quotient(self, above: Node, line: Token, below: Node, start: int) -> None:
        """Refuse ``B/A`` for matrices: it does not say on which side the inverse is."""
        if rank(below, self.names.notation) == 2 and rank(above, self.names.notation) == 2:
            top = f"({self.text_of(above)})" if isinstance(above, (Add, Neg)) else self.text_of(above)
            change = Change(
                f"{top} inv({self.text_of(below)})", "for the inverse on the right", start, self.previous.end
            )
            raise self.refuse(line, "matrix-quotient", None, change)

    def text_of(self, node: Node) -> str:
        """A node as it was typed, without brackets around it."""
        _, start, end = self.places[id(node)]
        return self.text[start:end]

    def refuse_mixed_number(self, before: Token, whole: Node, fraction: Node) -> None:
        """Refuse ``3½`` and ``3\\frac{1}{2}``; a fraction with a name in it is a factor."""
        if before.kind != "number" or not isinstance(whole, Number) or not isinstance(fraction, Div):
            return
        parts = (whole, fraction.numerator, fraction.denominator)
        values = [part.value for part in parts if isinstance(part, Number) and part.decimals is None]
        if len(values) == 3 and values[2]:
            raise self.complain_mixed_number(before, values, self.previous.end)

    def complain_mixed_number(self, before: Token, values: Sequence[Fraction], end: int) -> AnswerError:
        """The error about a whole number before a fraction, with every way to write it."""
        whole, above, below = values
        fraction = f"{above}/{below}"
        changes = (
            Change(str(whole + above / below), "for one number"),
            Change(f"{whole}*({fraction})", "for a product"),
        )
        return self.refuse(before, "mixed-number", end, *changes, whole=whole, fraction=fraction)

    def complain_spaced_number(self, before: Token, token: Token) -> AnswerError:
        """The error about ``10 000`` and ``9 3``; only the first may be one number."""
        left, right = before.value, token.value
        line, below, lead = self.peek(), self.peek(2), self.tokens[self.at - 2].kind
        parts = [literal for literal in (left, right, below.value) if literal.isdecimal() and len(literal) <= _SHORT]
        if line.kind == "/" and len(parts) == 3 and int(parts[2]) and lead not in ("^", "_", "/"):
            return self.complain_mixed_number(before, [Fraction(part) for part in parts], below.end)
        number = _THOUSANDS.match(self.text, before.start)
        changes = [Change(f"{left}*{right}", "for a product")]
        if number is not None and number.end() >= token.end:  # nobody writes a product of whole numbers so
            changes = [Change(re.sub("[^0-9]", "", number.group()), "for one number", *number.span())]
        return self.refuse(before, "spaced-number", token.end, *changes, left=left, right=right)

    def complain_comma_in_number(self, before: Token, after: Token) -> AnswerError:
        """The error about ``0,5`` and ``1,000``; only the second may have a mark for thousands."""
        left, right = before.value, after.value
        line = " ".join(self.text.split())
        entries = re.sub(r",\s*", ", ", line)
        listed = Change(f"({entries})", "for a list", 0, len(self.text))
        if "." in left or "." in right:
            one = join_comma_and_point(left, right)
            changes = [Change(one, "for one number")] if one else []
            return self.refuse(before, "comma-in-number", after.end, *changes, listed)
        decimal = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", line)
        if "," in decimal:
            changes = [Change(f"({decimal})", "for a list of decimals", 0, len(self.text))]
        else:
            changes = [Change(decimal, "for a decimal", 0, len(self.text))]
            if (number := _WITH_COMMAS.match(self.text, before.start)) is not None:
                changes.insert(0, Change(number.group().replace(",", ""), "for thousands", *number.span()))
        return self.refuse(before, "comma-in-number", after.end, *changes, listed)

    def find_bars_end(self) -> int:
        """Where the bars that open here are closed, or where they end if they never are."""
        ends = (token.end for token in self.tokens[self.at + 1 :] if token.kind == self.token.kind)
        return next(ends, self.token.end)

    def find_factors_end(self, *, touching: bool = False) -> int:
        """Where the factors that follow each other without a sign, or without even a blank, end in the text."""
        depth, end = 0, self.token.start
        for token in self.tokens[self.at :]:
            is_apart = touching and depth == 0 and token.start > end
            depth += (token.kind in CLOSERS) - (token.kind in _SHUTTERS)
            if depth < 0 or is_apart or (depth == 0 and token.kind not in _OPERANDS | _SHUTTERS | _AFTER_OPERAND):
                break
            end = token.end
        return end

    def complain_ambiguous_quotient(self, line: Token, start: int) -> AnswerError:
        """The error about ``x/2y``, with both ways to write it."""
        first = next(token for token in self.tokens if token.start >= line.end)
        end = self.find_bars_end() if self.token.kind in _BARS else self.find_group_end()
        if self.token.kind == "number":  # x/y 2x
            end = self.find_factors_end(touching=True)
        above, below = self.text[start : line.start].rstrip(), self.text[first.start : self.previous.end]
        rest = self.text[self.token.start : end]
        changes = [
            Change(f"{above}/({below}*{rest})", "", start, end),
            Change(f"({above}/{below})*{rest}", "", start, end),
        ]
        last = self.find_factors_end()
        if last > end:  # x/2y z: all of it may be below the line
            changes.append(Change(f"{above}/({below}*{self.text[self.token.start : last]})", "", start, last))
        return self.refuse(
            first, "ambiguous-quotient", end, *changes, token=put_in_quotes(self.quote_text(self.token.start, end))
        )


def join_comma_and_point(left: str, right: str) -> str:
    """Write ``1,234.5`` or ``1.234,5``, in which one of the signs separates thousands; empty if none does.

    >>> join_comma_and_point("1.234", "5"), join_comma_and_point("1", "234.5"), join_comma_and_point("1.5", "2")
    ('1234.5', '1234.5', '')
    """
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", left) and right.isdecimal():
        return f"{left.replace('.', '')}.{right}"
    if re.fullmatch(r"[1-9][0-9]{0,2}", left) and re.fullmatch(r"[0-9]{3}\.[0-9]*", right):
        return f"{left}{right}"
    return ""


def expand_repeating(number: str, digits: str) -> Fraction:
    """Return a decimal whose last digits repeat, exactly.

    >>> expand_repeating("1.1", "6"), expand_repeating("0.", "3")
    (Fraction(7, 6), Fraction(1, 3))
    """
    decimals = len(number.partition(".")[2])
    return Fraction(number.rstrip(".")) + Fraction(int(digits), (10 ** len(digits) - 1) * 10**decimals)
