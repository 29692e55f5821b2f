"""Brackets: grouping, vectors, matrices, sets, intervals, absolute values, indicators, subscripts."""

from fractions import Fraction

from grader.errors import AnswerError
from grader.expr.cursor import CLOSERS, Cursor, is_condition
from grader.expr.names import Item
from grader.expr.nodes import (
    Call,
    Constant,
    Entry,
    Indicator,
    Interval,
    Matrix,
    Neg,
    Node,
    Number,
    SetOf,
    Symbol,
    Vector,
)  # fmt: skip
from grader.expr.tokens import Token, limit
from grader.limits import MAX_ARGUMENTS, MAX_ENTRIES

__all__ = ["Brackets"]

_AFTER_CONDITION = frozenset({"end", ")", "and", "or", ",", "]", "}", "}}"})
_BEFORE_CONDITION = frozenset({"(", "and", "or", ",", "[", "{", "{{"})


class Brackets(Cursor):
    """Everything that stands between an opening and a closing sign."""

    __slots__ = ()

    def items(self, opening: Token, closers: tuple[str, ...]) -> tuple[list[list[Node]], Token]:
        """Rows = Items { ';' Items }, Items = [ Condition { ',' Condition } ]; returns them and the closing token."""
        self.enter(opening)
        bars, self.bars = self.bars, 0
        rows: list[list[Node]] = [[]]
        count = 0
        while self.token.kind not in closers:
            rows[-1].append(self.condition())
            count += 1
            if count > MAX_ARGUMENTS:
                raise self.too_many(opening)
            if self.token.kind == ",":
                self.advance()
                if self.token.kind in closers:
                    raise self.missing_operand()
            elif self.token.kind == ";" and opening.kind == "[":
                self.advance()
                rows.append([])
            elif self.token.kind not in closers:
                raise self.unclosed(opening)
        self.bars = bars
        self.depth -= 1
        return rows, self.advance()

    def parenthesis(self) -> Node:
        """Parenthesis = '(' Condition ')' | '(' Condition { ',' Condition } ( ')' | ']' ); a vector or an interval."""
        opening = self.advance()
        (items,), closing = self.items(opening, (")", "]"))
        if len(items) == 1 and closing.kind == ")":
            node = items[0]
            if is_condition(node):
                self.check_condition(opening)
            return node
        return self.listed(opening, items, closing)

    def listed(self, opening: Token, items: list[Node], closing: Token) -> Node:
        """Return the vector or interval of ``items`` between these brackets."""
        if not items:
            raise self.refuse(
                opening,
                "empty-brackets",
                "There is nothing between these brackets.",
                "",
                "write what belongs there.",
                closing.end,
            )
        self.no_conditions(items, opening)
        square, round_end = opening.kind == "[", closing.kind == ")"
        if square == round_end or (len(items) == 2 and (is_infinite(items[0], True) or is_infinite(items[1], False))):
            if len(items) != 2:
                raise self.refuse(
                    closing,
                    "mixed-brackets",
                    f"'{opening.value}' is closed by '{closing.value}' here.",
                    "Only an interval has brackets of two kinds, and it has two ends.",
                    "close every bracket with its own kind.",
                )
            return self.place(Interval(items[0], items[1], square, not round_end), opening.start)
        node = self.place(Vector(tuple(items)), opening.start)
        self.closed[id(node)] = square
        return node

    def square(self) -> Node:
        """Square = '[' Relation ']' (an indicator) | '[' Rows ']' (vector, matrix) | '[' a ',' b ')' (interval)."""
        if self.holds_relation(self.at):
            return self.indicator(self.token.start)
        opening = self.advance()
        rows, closing = self.items(opening, ("]", ")"))
        if len(rows) > 1:
            return self.matrix(opening, rows)
        items = rows[0]
        if items and closing.kind == "]" and all(self.closed.get(id(item)) for item in items):
            return self.matrix(opening, [list(item.items) for item in items if isinstance(item, Vector)])
        return self.listed(opening, items, closing)

    def matrix(self, opening: Token, rows: list[list[Node]]) -> Node:
        """Return the matrix of ``rows``, all of one length; a single column is a vector."""
        end = self.tokens[self.at - 1].end
        widths = {len(row) for row in rows}
        if len(widths) > 1 or widths == {0}:
            lengths = ", ".join(str(len(row)) for row in rows)
            raise self.refuse(
                opening,
                "ragged-matrix",
                f"The rows of this matrix have {lengths} entries.",
                "All rows of a matrix have the same number of entries.",
                "complete the shorter rows.",
                end,
            )
        if len(rows) * len(rows[0]) > MAX_ENTRIES:
            raise limit(
                self.text,
                opening.start,
                end,
                "MAX_ENTRIES",
                f"This matrix has more than {MAX_ENTRIES} entries.",
                "write a smaller matrix.",
            )
        for row in rows:
            self.no_conditions(row, opening)
        if len(rows) > 1 and widths == {1}:
            return self.place(Vector(tuple(row[0] for row in rows)), opening.start)
        return self.place(Matrix(tuple(tuple(row) for row in rows)), opening.start)

    def environment(self) -> Node:
        """Environment = 'begin' Row { ';;' Row } 'end', Row = Sum { '&' Sum }; LaTeX's pmatrix and its kin."""
        opening = self.advance()
        self.enter(opening)
        bars, self.bars = self.bars, 0
        rows: list[list[Node]] = [[]]
        while self.token.kind != "end environment":
            if self.accept(";;"):
                if rows[-1] and self.token.kind != "end environment":
                    rows.append([])
                continue
            if self.accept("&") or not rows[-1]:
                rows[-1].append(self.sum())
                if len(rows) + len(rows[-1]) > MAX_ENTRIES:
                    raise self.too_many(opening)
                continue
            raise self.unclosed(opening)
        self.advance()
        self.bars = bars
        self.depth -= 1
        node = self.matrix(opening, rows)
        return self.place(Call("det", (node,)), opening.start) if opening.value == "vmatrix" else node

    def braces(self) -> Node:
        """Set = '{{' [ Condition { ',' Condition } ] '}}'."""
        opening = self.advance()
        (items,), _ = self.items(opening, ("}}",))
        self.no_conditions(items, opening)
        return self.place(SetOf(tuple(items)), opening.start)

    def group(self) -> Node:
        """Group = '{' Condition '}': braces that LaTeX uses and nobody sees."""
        opening = self.advance()
        (items,), closing = self.items(opening, ("}",))
        if len(items) != 1:
            raise self.refuse(
                opening,
                "group",
                "These braces should hold one formula.",
                "In LaTeX plain braces only group.",
                "write a set as \\{1, 2\\} and a list as (1, 2).",
                closing.end,
            )
        return items[0]

    def floor_or_ceil(self) -> Node:
        """Floor = '⌊' Sum '⌋'; likewise the ceiling, and the inner product '⟨' Sum ',' Sum '⟩'."""
        opening = self.advance()
        (items,), closing = self.items(opening, (CLOSERS[opening.kind],))
        name, count = {"⌊": ("floor", 1), "⌈": ("ceil", 1), "⟨": ("dot", 2)}[opening.kind]
        if len(items) != count:
            raise self.refuse(
                opening,
                "arity",
                f"These brackets should hold {'two vectors' if count == 2 else 'one value'}.",
                "",
                f"write {name}(…).",
                closing.end,
            )
        self.no_conditions(items, opening)
        return self.place(Call(name, tuple(items)), opening.start)

    def absolute(self) -> Node:
        """Absolute = '|' Sum '|' | '||' Sum '||' [ Subscript ]."""
        opening = self.advance()
        self.enter(opening)
        self.bars += 1
        inside = self.sum()
        if self.token.kind == "||" and opening.kind == "|":
            self.split_bars()
        if self.token.kind != opening.kind:
            raise self.unclosed(opening)
        self.advance()
        self.bars -= 1
        self.depth -= 1
        if opening.kind == "|":
            return self.place(Call("abs", (inside,)), opening.start)
        if self.token.kind != "_":
            return self.place(Call("norm", (inside,)), opening.start)
        (which,) = self.subscripts()
        order = self.subscript_value(which)
        two = isinstance(order, Number) and order.value == 2
        return self.place(Call("norm", (inside,) if two else (inside, order)), opening.start)

    def split_bars(self) -> None:
        """Read ``||`` inside single bars as two bars: one closes these, the next closes or opens others."""
        start = self.token.start
        pair = [Token("|", "|", start, start + 1), Token("|", "|", start + 1, self.token.end)]
        self.tokens[self.at : self.at + 1] = pair
        self.token = pair[0]

    def indicator(self, start: int) -> Node:
        """Indicator = ( '[' | '(' | '{{' | '{' ) Condition closing bracket, after a ``1`` or alone when square."""
        opening = self.advance()
        (items,), closing = (
            self.items(opening, (CLOSERS[opening.kind],)) if opening.kind != "[" else self.iverson(opening)
        )
        if len(items) != 1 or not is_condition(items[0]):
            raise self.refuse(
                opening,
                "indicator",
                "An indicator needs one condition between its brackets.",
                "It is 1 where the condition holds and 0 elsewhere.",
                "write for example 1[x > 0].",
                closing.end,
            )
        return self.place(Indicator(items[0]), start)

    def iverson(self, opening: Token) -> tuple[list[list[Node]], Token]:
        """Read the inside of square brackets that hold a condition."""
        rows, closing = self.items(opening, ("]",))
        return [rows[0] if len(rows) == 1 else []], closing

    def blackboard_one(self) -> Node:
        """BlackboardOne = '1' ( Subscript | bracket ) with a condition inside."""
        token = self.advance()
        return self.indicator_after(token)

    def indicator_after(self, token: Token) -> Node:
        """Read the condition that follows the indicator sign ``token``."""
        if self.token.kind == "_":
            self.advance()
        if self.token.kind not in ("[", "(", "{{", "{"):
            raise self.refuse(
                token,
                "indicator",
                f"{self.written(token)} needs a condition after it here.",
                "It is read as an indicator, 1 where a condition holds and 0 elsewhere.",
                "write for example 1[x > 0].",
            )
        return self.indicator(token.start)

    def subscripts(self) -> tuple[Item, ...]:
        """Subscript = '_' ( name | number | '{' Items '}' | '(' Items ')' ), Items separated by commas."""
        mark = self.advance()
        token = self.token
        if token.kind in ("{", "("):
            return self.subscript_items(token)
        if token.kind not in ("name", "number"):
            raise self.refuse(
                mark,
                "subscript",
                f"A subscript is missing before {self.written(token)}.",
                "After '_' comes an index: a number, a letter, or several in brackets.",
                "write for example w_1, v_kj or v_(k,1).",
            )
        self.advance()
        if self.latex and len(token.value) > 1 and token.kind == "number":
            raise self.refuse(
                token,
                "latex-group",
                f"The subscript '{token.value}' has more than one digit and no braces.",
                "In LaTeX a subscript without braces is one character long.",
                f"write _{{{token.value}}}.",
            )
        return (token.value,)

    def subscript_items(self, opening: Token) -> tuple[Item, ...]:
        """Read subscripts between brackets; runs of letters and digits stay as written."""
        self.advance()
        self.enter(opening)
        closer = CLOSERS[opening.kind]
        items: list[Item] = []
        while True:
            run = ""
            at = self.at
            while self.token.kind in ("name", "number"):
                run += self.advance().value
            if run and self.token.kind in (",", closer):
                items.append(run)
            else:
                self.at, self.token = at, self.tokens[at]
                items.append(self.sum())
            if self.token.kind == closer:
                break
            if not self.accept(","):
                raise self.unclosed(opening)
        self.advance()
        self.depth -= 1
        return tuple(items)

    def subscript_value(self, item: Item) -> Node:
        """Return a subscript that is a value rather than an index, such as the base of a logarithm."""
        if isinstance(item, Node):
            return item
        if item.isdecimal():
            return Number(Fraction(int(item[:9])))
        meaning = self.names.resolve(item, (), self.bound)
        if meaning.kind == "constant":
            return Constant(meaning.name)  # type: ignore[arg-type]
        if meaning.kind != "symbol":
            raise self.refuse(
                self.tokens[self.at - 1],
                "unknown-name",
                f"The subscript '{item}' is no number and no name of this exercise.",
                "",
                "write a number.",
            )
        return Symbol(meaning.name, meaning.indices)

    def entry(self, node: Node, start: int) -> Node:
        """Entry = Operand Subscript: one entry of an array that has no name, such as ``softmax(a)_j``."""
        mark = self.token
        items = self.subscripts()
        if len(items) == 1 and isinstance(items[0], str) and not isinstance(node, (Call, Symbol, Vector)):
            items = tuple(items[0])
        indices = [self.names.index(item, None, self.bound) for item in items]
        found = tuple(index for index in indices if index is not None)
        if len(found) != len(indices) or len(found) > 2:
            raise self.refuse(
                mark,
                "subscript",
                "This subscript is not an index.",
                "An index is a whole number from 1 or an index letter of this exercise.",
                "write for example softmax(a)_j.",
                self.tokens[self.at - 1].end,
            )
        return self.place(Entry(node, found), start)

    # Complaints.

    def check_condition(self, opening: Token) -> None:
        """Refuse a bracketed comparison that is used like a number."""
        before = self.tokens.index(opening) - 1
        previous = self.tokens[before].kind if before >= 0 else "("
        if self.token.kind not in _AFTER_CONDITION or previous not in _BEFORE_CONDITION:
            end = self.tokens[self.at - 1].end
            inside = self.source(opening.start, end)
            raise self.refuse(
                opening,
                "condition-as-number",
                f"'{inside}' is a condition, and here a number is needed.",
                "A condition becomes 1 or 0 only as an indicator.",
                f"write '1[{inside[1:-1]}]'.",
                end,
            )

    def no_conditions(self, items: list[Node], opening: Token) -> None:
        """Refuse comparisons as entries of a vector, matrix or set."""
        for item in items:
            if is_condition(item):
                end = self.tokens[self.at - 1].end
                raise self.refuse(
                    opening,
                    "condition-as-number",
                    f"'{self.source(opening.start, end)}' lists a condition where a number is needed.",
                    "Vectors, matrices and sets hold values.",
                    "write the values alone, or 1[x > 0] for an indicator.",
                    end,
                )

    def too_many(self, opening: Token) -> AnswerError:
        """Return the complaint that a list is too long."""
        return limit(
            self.text,
            opening.start,
            opening.end,
            "MAX_ARGUMENTS",
            f"More than {MAX_ARGUMENTS} values stand between these brackets.",
            "write fewer.",
        )

    def unclosed(self, opening: Token) -> AnswerError:
        """Return the complaint that a bracket is not closed where it should be."""
        token = self.token
        if token.kind == "end":
            return self.refuse(
                opening,
                "unclosed",
                f"{self.written(opening)} is never closed.",
                "",
                f"add '{self.closer(opening)}' where it belongs.",
            )
        return self.refuse(
            token,
            "unexpected",
            f"{self.written(token)} cannot stand here, inside the {self.written(opening)} that is still open.",
            "",
            f"close it with '{self.closer(opening)}' or write an operator before {self.written(token)}.",
        )

    def closer(self, opening: Token) -> str:
        """Return what closes ``opening``, as the student would type it."""
        return {
            "(": ")",
            "[": "]",
            "{": "}",
            "{{": "\\}" if self.latex else "}",
            "begin": f"\\end{{{opening.value}}}",
        }.get(opening.kind) or CLOSERS.get(opening.kind, self.text[opening.start : opening.end])

    def missing_operand(self) -> AnswerError:
        """Return the complaint that an operand is missing before the current token."""
        token = self.token
        if token.kind == "'":
            return self.refuse(
                token,
                "quotation",
                "Text in quotation marks is not part of a formula.",
                "An answer is made of numbers, names, operators and brackets.",
                "write the formula without quotation marks.",
            )
        if token.kind == "end":
            before = self.tokens[self.at - 1] if self.at else token
            if not self.at:
                return self.refuse(token, "empty", "There is no formula here.", "", "write your answer.")
            return self.refuse(
                before,
                "incomplete",
                f"The formula stops after {self.written(before)}.",
                "Something has to follow it.",
                "complete the formula, or delete the last sign.",
            )
        return self.refuse(
            token,
            "missing-operand",
            f"A number, name or bracket is missing before {self.written(token)}.",
            "",
            f"write what belongs there, or delete {self.written(token)}.",
        )


def is_infinite(node: Node, negative: bool) -> bool:
    """Tell whether a node is ``-oo`` (``negative``) or ``oo``."""
    inner = node.operand if isinstance(node, Neg) else node
    return isinstance(inner, Constant) and inner.name == "oo" and isinstance(node, Neg) == negative
