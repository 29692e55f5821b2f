"""Brackets: grouping, vectors, matrices, sets, intervals, absolute values, norms, indicators."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from grader.expr.complaints import Change, complain_over_limit, shorten_quote
from grader.expr.grammar.conditions import REALS, subtract
from grader.expr.grammar.cursor import CLOSERS, is_condition, is_factor
from grader.expr.grammar.programs import Programs
from grader.expr.grammar.ranks import rank
from grader.expr.nodes import (
    Add,
    Call,
    Constant,
    Indicator,
    Interval,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    SetOf,
    Union,
    Vector,
)
from grader.expr.tokens.latex_commands import CASES
from grader.expr.tokens.tokens import Token
from grader.limits import MAX_ARGUMENTS, MAX_ENTRIES

__all__ = ["Brackets"]

_SHUTTERS = frozenset(CLOSERS.values())
_AFTER_CONDITION = frozenset({"end", ")", "and", "or", ",", "]", "}", "}}"})
_ENTRY_ENDS = frozenset({"name", "number", ")", "]", "}", "!", "'", "T", "%", "°"})
_ENTRY_STARTS = frozenset({"name", "number", "(", "[", "frac", "root", "|", "1"})
_BEFORE_CONDITION = frozenset({"(", "and", "or", ",", "[", "{", "{{"})


class Brackets(Programs):
    """The rules for everything between an opening and a closing sign."""

    __slots__ = ()

    def all_reals(self) -> Node:
        """AllReals = 'ℝ'."""
        start = self.advance().start
        return self.place(replace(REALS), start)  # a new object, because places are those of objects

    def remove(self, whole: Node, removed: Node, mark: Token) -> tuple[Node, ...]:
        """Return the pieces of ``ℝ ∖ {0, 1}``; the ends must be numbers whose order is known."""
        left = subtract(whole, removed)
        if left is None:
            raise self.refuse(mark, "set-difference", self.previous.end)
        return left.parts if isinstance(left, Union) else (left,)

    def rows(self, opening: Token, closers: tuple[str, ...]) -> tuple[list[list[Node]], Token]:
        """Rows = Items { ';' Items }, Items = [ Condition { ',' Condition } ]; also returns the closing token."""
        bars, self.bars = self.bars, 0
        rows: list[list[Node]] = [[]]
        while self.token.kind not in closers:
            rows[-1].append(self.condition())
            if len(rows[-1]) > MAX_ARGUMENTS or len(rows) > MAX_ARGUMENTS:
                raise complain_over_limit(self.text, opening.start, opening.end, "MAX_ARGUMENTS", limit=MAX_ARGUMENTS)
            if self.token.kind == ";" and opening.kind == "[":
                rows.append([])
            elif self.token.kind != ",":
                if self.token.kind not in closers:
                    raise self.complain_unclosed(opening)
                break
            self.advance()
            if self.token.kind in closers:
                raise self.complain_missing_operand()
        self.bars = bars
        return rows, self.advance()

    def values(self, opening: Token, *closers: str) -> tuple[list[Node], Token]:
        """Read one or more values up to a closing bracket, none of them a condition."""
        rows, closing = self.rows(opening, closers)
        if len(rows) > 1:
            raise self.complain_unclosed(opening)
        self.refuse_conditions(rows[0], opening)
        return rows[0], closing

    def parenthesis(self) -> Node:
        """Parenthesis = '(' Condition ')' | '(' Sum ',' Sum { ',' Sum } ')' | '(' Sum ',' Sum ']'."""
        before = self.previous.kind if self.at else "("
        opening = self.advance()
        (items,), closing = self.rows(opening, (")", "]"))
        if len(items) != 1 or closing.kind != ")":
            return self.build_vector_or_interval(opening, items, closing)
        if is_condition(items[0]) and (before not in _BEFORE_CONDITION or self.token.kind not in _AFTER_CONDITION):
            if is_factor(items[0], self.text[opening.end : closing.start], before, self.token.kind):
                return self.place(Indicator(items[0]), opening.start)
            raise self.complain_condition_as_number(opening)
        return items[0]

    def square(self) -> Node:
        """Square = '[' Condition ']' (indicator) | '[' Rows ']' (vector, matrix, group) | '[' Sum ',' Sum ')'."""
        if self.holds_relation(self.at):
            return self.indicator(self.token.start)
        before = self.previous.kind if self.at else "["
        is_environment = self.peek().kind == "begin"
        if ";" in self.text or " " in self.text:
            self.separate_entries()
        opening = self.advance()
        rows, closing = self.rows(opening, ("]", ")"))
        items = rows[0]
        if len(rows) == 2 and closing.kind == ")" and len(rows[0]) == len(rows[1]) == 1:
            return self.build_vector_or_interval(opening, [rows[0][0], rows[1][0]], closing)  # [2; 3)
        if len(rows) > 1:
            return self.matrix(opening, rows)
        if is_environment and len(items) == 1 and closing.kind == "]":
            return items[0]  # \\left[\\begin{matrix}…: the brackets belong to the matrix
        if items and closing.kind == "]" and all(self.closed.get(id(item)) for item in items):
            return self.matrix(opening, [list(item.items) for item in items if isinstance(item, Vector)])
        alone = before in ("[", ",") and self.token.kind in ("]", ",", "end")
        if len(items) == 1 and closing.kind == "]" and not alone:
            return items[0]
        return self.build_vector_or_interval(opening, items, closing)

    def separate_entries(self) -> None:
        """Put commas between the entries of ``[1 5; 0 6]``, a matrix whose rows are written with blanks."""
        inside = self.list_places_inside(self.at)
        kinds = {self.tokens[place].kind for place in inside}
        if "," in kinds:
            return
        starts = [place for place in inside[1:] if self.is_entry_start(place)]
        if ";" in kinds:
            for place in reversed(starts):
                at = self.tokens[place].start
                self.tokens.insert(place, Token(",", ",", at, at))
        elif self.at == 0 and starts and self.tokens[inside[-1] + 2].kind == "end":
            sign = self.tokens[starts[0]]
            if sign.kind in ("-", "+"):
                opening, end = self.tokens[0].end, self.tokens[inside[-1]].end
                places = [opening, *(self.tokens[place].start for place in starts), end]
                entries = [self.text[a:b].strip() for a, b in pairwise(places)]
                sums = re.sub(r"\s*([-+])\s*", r" \1 ", self.text[opening:end].strip())
                changes = (
                    Change(", ".join(entries), "for a list", opening, end),
                    Change(sums, "for one value", opening, end),
                )
                words = {"listed": shorten_quote(f"[{', '.join(entries)}]"), "joined": shorten_quote(f"[{sums}]")}
                raise self.refuse(sign, "spaced-entries", end, *changes, **words)

    def list_places_inside(self, opening: int) -> list[int]:
        """List the places of the tokens between a bracket and the one that closes it, without those inside others."""
        depth = 0
        inside: list[int] = []
        for place in range(opening, len(self.tokens)):
            kind = self.tokens[place].kind
            depth += (kind in CLOSERS) - (kind in _SHUTTERS)
            if depth == 0:
                return inside
            if depth == 1 or (depth == 2 and kind in CLOSERS) or kind in _SHUTTERS:
                inside.append(place)
        return []  # it is never closed

    def is_entry_start(self, place: int) -> bool:
        """Whether a new entry begins at a token after a blank; a sign belongs to it if it touches what follows."""
        before, token, after = self.tokens[place - 1], self.tokens[place], self.tokens[place + 1]
        if token.start == before.end or before.kind not in _ENTRY_ENDS:
            return False
        is_sign = token.kind in ("-", "+") and after.start == token.end
        return is_sign or token.kind in _ENTRY_STARTS

    def build_vector_or_interval(self, opening: Token, items: list[Node], closing: Token) -> Node:
        """Build the vector or interval of ``items`` between these brackets."""
        if not items:
            raise self.refuse(opening, "empty-brackets", closing.end)
        self.refuse_conditions(items, opening)
        square, rounded = opening.kind == "[", closing.kind == ")"
        endless = len(items) == 2 and (is_infinite(items[0], negative=True) or is_infinite(items[1], negative=False))
        if square == rounded or endless:
            if len(items) != 2:
                raise self.refuse(closing, "mixed-brackets", opening=opening.value, closing=closing.value)
            return self.place(Interval(items[0], items[1], square, not rounded), opening.start)
        node = self.place(Vector(tuple(items)), opening.start)
        self.closed[id(node)] = square
        return node

    def matrix(self, opening: Token, rows: list[list[Node]]) -> Node:
        """Build the matrix of ``rows``, all of one length; a single column is a vector."""
        end = self.previous.end
        widths = {len(row) for row in rows}
        if len(widths) > 1 or widths == {0}:
            raise self.refuse(opening, "ragged-matrix", end, lengths=", ".join(str(len(row)) for row in rows[:8]))
        if len(rows) * len(rows[0]) > MAX_ENTRIES:
            raise complain_over_limit(self.text, opening.start, end, "MAX_ENTRIES", limit=MAX_ENTRIES)
        for row in rows:
            self.refuse_conditions(row, opening)
        if len(rows) > 1 and widths == {1}:
            return self.place(Vector(tuple(row[0] for row in rows)), opening.start)
        return self.place(Matrix(tuple(tuple(row) for row in rows)), opening.start)

    def environment(self) -> Node:
        """Environment = 'begin' Row { ';;' Row } 'end', Row = Sum { '&' Sum }; LaTeX's pmatrix and its kin."""
        opening = self.advance()
        if opening.value in CASES:
            return self.cases(opening)
        bars, self.bars = self.bars, 0
        rows: list[list[Node]] = [[self.sum()]]
        while not self.accept("end environment"):
            if self.accept("&"):
                rows[-1].append(self.sum())
            elif self.accept(";;"):
                if self.token.kind != "end environment":
                    rows.append([self.sum()])
            else:
                raise self.complain_unclosed(opening)
            if len(rows) + len(rows[-1]) > MAX_ENTRIES:
                raise complain_over_limit(self.text, opening.start, opening.end, "MAX_ENTRIES", limit=MAX_ENTRIES)
        self.bars = bars
        node = self.matrix(opening, rows)
        return self.place(Call("det", (node,)), opening.start) if opening.value == "vmatrix" else node

    def cases(self, opening: Token) -> Node:
        """Cases = Sum '&' ( 'if' Condition | 'else' ) { ';;' … }: a sum of the values, each times its indicator."""
        terms: list[Node] = []
        conditions: list[Node] = []
        while not self.accept("end environment"):
            value = self.sum()
            self.accept(",")
            self.accept("&")
            if self.accept("else"):
                rest = tuple(Neg(Indicator(condition)) for condition in conditions)
                terms.append(Mul((value, Add((Number(Fraction(1)), *rest)))))
            else:
                self.accept("if")
                at = self.token
                condition = self.condition()
                if not is_condition(condition):
                    raise self.refuse(at, "value-as-condition", self.previous.end)
                conditions.append(condition)
                terms.append(Mul((value, Indicator(condition))))
            self.accept(",")
            if self.token.kind != "end environment" and not self.accept(";;"):
                raise self.complain_unclosed(opening)
            if len(terms) > MAX_ARGUMENTS:
                raise complain_over_limit(self.text, opening.start, opening.end, "MAX_ARGUMENTS", limit=MAX_ARGUMENTS)
        if not terms:
            raise self.complain_missing_operand()
        return self.place(terms[0] if len(terms) == 1 else Add(tuple(terms)), opening.start)

    def braces(self) -> Node:
        """Set = '{{' [ Sum { ',' Sum } ] '}}'."""
        opening = self.advance()
        items, _ = self.values(opening, "}}")
        return self.place(SetOf(tuple(items)), opening.start)

    def group(self) -> Node:
        """Group = '{' Condition '}': braces that LaTeX uses and nobody sees."""
        before = self.previous.kind if self.at else "{"
        opening = self.advance()
        (items,), closing = self.rows(opening, ("}",))
        if len(items) != 1:
            inside = self.text[opening.end : closing.start]
            changes = (Change(f"({inside})", "for a list"), Change(f"\\{{{inside}\\}}", "for a set"))
            if not items:
                raise self.refuse(opening, "empty-brackets", closing.end)
            # Within a formula these are the braces of a command, which nothing can be written in place of.
            is_whole = self.at == len(self.tokens) - 1 and self.tokens[0] is opening
            raise self.refuse(opening, "group", closing.end, *(changes if is_whole else ()))
        if is_condition(items[0]) and (before not in _BEFORE_CONDITION or self.token.kind not in _AFTER_CONDITION):
            raise self.complain_condition_as_number(opening)
        return items[0]

    def paired(self) -> Node:
        """Paired = '⌊' Sum '⌋' | '⌈' Sum '⌉' | '⟨' Sum ',' Sum '⟩': floor, ceiling, inner product or vector."""
        opening = self.advance()
        items, closing = self.values(opening, CLOSERS[opening.kind])
        name, count = {"⌊": ("floor", 1), "⌈": ("ceil", 1), "⟨": ("dot", 2)}[opening.kind]
        if name == "dot":
            return self.build_between_angles(opening, items)
        if len(items) != count:
            raise self.refuse(opening, "arity", closing.end, name=name, wanted="one value", given=len(items))
        return self.place(Call(name, tuple(items)), opening.start)

    def angles(self) -> Node:
        """Angles = '<' Sum ',' Sum { ',' Sum } '>': typed angle brackets, where a value begins."""
        opening = self.token
        if self.previous.kind == "=" and self.at and self.touches():  # =<
            raise self.complain_missing_operand()
        self.advance()
        items = [self.sum()]
        while self.accept(","):
            items.append(self.sum())
        if self.token.kind != ">" or len(items) < 2:
            raise self.refuse(opening, "missing-operand", token=self.quote_token(opening))
        self.advance()
        return self.build_between_angles(opening, items)

    def build_between_angles(self, opening: Token, items: list[Node]) -> Node:
        """Build an inner product of two vectors, or the vector of numbers, which have none."""
        if not any(rank(item, self.names.notation) for item in items):
            return self.place(Vector(tuple(items)), opening.start)
        if len(items) != 2:
            end = self.previous.end
            raise self.refuse(opening, "arity", end, name="dot", wanted="two vectors", given=len(items))
        return self.place(Call("dot", tuple(items)), opening.start)

    # Bars.

    def absolute(self) -> Node:
        """Absolute = '|' Sum '|' | '||' Sum '||' [ Subscript ]."""
        opening = self.advance()
        self.bars += 1
        inside = self.sum()
        if self.token.kind == "||" and opening.kind == "|":
            self.split_bars()
        if self.token.kind != opening.kind:
            bars = self.token.kind in ("|", "||")
            raise self.refuse(opening, "ambiguous-bars") if bars else self.complain_unclosed(opening)
        self.advance()
        self.bars -= 1
        if opening.kind == "|":
            if rank(inside, self.names.notation) == 2:
                matrix = self.text[opening.end : self.previous.start]
                changes = (
                    Change(f"det({matrix})", "for the determinant"),
                    Change(f"norm({matrix})", "for the norm"),
                )
                raise self.refuse(opening, "matrix-bars", self.previous.end, *changes)
            return self.place(Call("abs", (inside,)), opening.start)
        return self.place(Call("norm", (inside, *self.norm_order())), opening.start)

    def norm_order(self) -> tuple[Node, ...]:
        """Read the subscript of a norm; that of the Euclidean norm, 2, adds nothing."""
        if self.token.kind != "_":
            return ()
        mark = self.token
        order = self.value_of(self.subscripts()[0], mark)
        return () if isinstance(order, Number) and order.value == 2 else (order,)

    def split_bars(self) -> None:
        """Read ``||`` inside single bars as two bars: one closes these, the next closes or opens others."""
        start, end = self.token.start, self.token.end
        pair = [Token("|", "|", start, start + 1), Token("|", "|", start + 1, end)]
        self.tokens[self.at : self.at + 1] = pair
        self.token = pair[0]

    # Indicators.

    def indicator(self, start: int) -> Node:
        """Indicator = [ '1' ] '[' Condition ']', with any other brackets after a ``1``."""
        opening = self.advance()
        if opening.kind == "{" and self.token.kind == "{{" and self.holds_relation(self.at):  # \mathbf{1}_{\{x > 0\}}
            node = self.indicator(start)
            if not self.accept("}"):
                raise self.complain_unclosed(opening)
            return self.place(node, start)
        rows, closing = self.rows(opening, (CLOSERS[opening.kind],))
        if len(rows) != 1 or len(rows[0]) != 1 or not is_condition(rows[0][0]):
            raise self.refuse(opening, "indicator", closing.end, sign="An indicator")
        return self.place(Indicator(rows[0][0]), start)

    def blackboard_one(self) -> Node:
        """BlackboardOne = '1' ( '_' Group | bracket ) with a condition inside."""
        return self.indicator_after(self.advance())

    def indicator_after(self, sign: Token) -> Node:
        """Read the condition that follows the indicator's sign."""
        self.accept("_")
        if self.token.kind not in ("[", "(", "{{", "{"):
            raise self.refuse(sign, "indicator", sign=self.quote_token(sign))
        return self.indicator(sign.start)

    # Complaints.

    def complain_condition_as_number(self, opening: Token) -> Exception:
        """The error about a bracketed comparison that is used like a number."""
        end = self.previous.end
        inside = self.text[opening.end : self.previous.start]
        return self.refuse(opening, "condition-as-number", end, Change(f"1[{inside}]"))

    def refuse_conditions(self, items: list[Node], opening: Token) -> None:
        """Refuse comparisons where values are listed."""
        for item in items:
            if is_condition(item):
                _, start, end = self.places[id(item)]
                indicator = Change(f"1[{self.text[start:end]}]", "", start, end)
                changes = [indicator]
                is_whole = opening is self.tokens[0] and self.token.kind == "end" and opening.kind != "["
                if is_whole and all(map(is_condition, items)):  # {x > 3}
                    inside = self.text[opening.end : self.previous.start]
                    alone = "for the condition alone" if len(items) == 1 else "for the conditions alone"
                    changes = [indicator._replace(meaning="for an indicator"), Change(inside, alone)]
                raise self.refuse(opening, "condition-as-number", self.previous.end, *changes)


def is_infinite(node: Node, *, negative: bool) -> bool:
    """Whether a node is ``-oo`` (``negative``) or ``oo``."""
    inner = node.operand if isinstance(node, Neg) else node
    return isinstance(inner, Constant) and inner.name == "oo" and isinstance(node, Neg) == negative
