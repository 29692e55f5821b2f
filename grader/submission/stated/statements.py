r"""From formulas to statements: ``a = b = c`` each, with its place, over as many rows as it goes on.

A row that begins with a relation or an operator goes on with the row above. A comma separates two statements only where
a relation follows; after a wide gap or words, a piece without a relation is a remark or a condition.

>>> from grader.documents.traced import Traced
>>> from grader.source import Source
>>> text = r"\begin{aligned} x &= (1, 2) - 1 \\ &= (0, 1) \end{aligned}, \quad y_1 = 3, y_2 = 4 \text{ for } j = 1,2"
>>> [statement.text.text for statement in list_statements(Formula.alone(Traced.of(Source("a.md", text))))]
['x = (1, 2) - 1 = (0, 1)', 'y_1 = 3', 'y_2 = 4', 'j = 1,2']
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from grader.documents.prose.records import Formula
from grader.documents.traced import Traced
from grader.memory import Memory
from grader.source import Source, Span
from grader.submission.stated.commands import DEPTHS, OPERATORS, RELATIONS
from grader.submission.stated.typography import Piece, Separator, split_pieces, split_signs

__all__ = ["EQUALS_COLON", "NAMED_AFTER", "Statement", "list_relations", "list_statements"]

# All that relations are found by: commands, brackets, signs of relations, and a colon that may be a part of one.
SINGLE: Final = "".join(sorted(sign for sign in (*DEPTHS, *RELATIONS) if len(sign) == 1))
MATTERS: Final = re.compile(rf"\\[A-Za-z]+\*?|\\.|[{re.escape(SINGLE)}:]", re.DOTALL)
EACH_RELATION: Final = [[sign] for sign in RELATIONS]
# After such words comes a part of the answer, not another statement; after "for" and "where" only without an equation.
CASES: Final = re.compile(r"\b(?:if|when|else|otherwise|whenever|unless|wenn|falls|sonst)\b", re.IGNORECASE)
LIMITS: Final = re.compile(r"\b(?:for|where|with|für|mit|wo)\b", re.IGNORECASE)
BLANKS: Final = re.compile(r"\s{2,}|[\r\n\t]")
IN_BRACKETS: Final = re.compile(r"[(\[].*[)\]]", re.DOTALL)
ALL: Final = re.compile(r"\\forall\b|∀")
NUMBER: Final = re.compile(r"[(\[]\s*(?:\d{1,2}(?:\.\d{1,2})?|[*†‡]+|[IVXivx]+|[a-z])\s*[)\]]|[*†‡]+")
GAPS: Final = frozenset(",;:> ~")  # with a backslash in front of them
MARKS: Final = frozenset(".,;:")
INVISIBLE: Final = (r"\right.", r"\left.")  # brackets that are not printed
SET: Final = re.compile(
    r"\s*(?:\\in(?![A-Za-z])|∈)\s*(?:\\mathbb\s*\{?\s*[A-Z]\s*\}?|ℝ|\\R(?![A-Za-z]))(?:\s*\^\s*(?:\{[^{}]{0,20}\}|\w))?\Z"
)
MAX_SET: Final = 60  # characters of a set at the end of a statement
AT_START: Final = re.compile(r"(?:\\[,;:> ~]|[\s.,;:&])+")
INDEX: Final = r"[A-Za-z](?:\s*,\s*[A-Za-z])*"
VALUES: Final = r"(?:\d|[A-Za-z]|,|\s|\\\{|\\\}|\\[lc]?dots|…|\.\.\.|\\,|\\ )+"
NAMED_AFTER: Final = "=:"  # what is in front of it is given the name after it
EQUALS_COLON: Final = r"\eqqcolon"
MAX_CONDITIONS: Final = 5  # in brackets after one statement
HOLDS_FOR: Final = rf"\s*{INDEX}\s*(?:=|\\in(?![A-Za-z])|∈)\s*{VALUES}"
KEPT_FORMULAS: Final = 8192  # a class writes most formulas more than once
MAX_KEPT_CHARACTERS: Final = 600
CONDITION: Final = re.compile(HOLDS_FOR)
CONDITION_LAST: Final = re.compile(rf"\({HOLDS_FOR}\)\s*\Z")


@dataclass(frozen=True, kw_only=True, eq=False)
class Statement:
    """One statement of a document.

    ``words`` is what the formula says in front of it, ``order`` counts the statements of a document, ``labels`` are the
    names it was given.
    """

    text: Traced
    formula: Formula
    words: str = ""
    is_boxed: bool = False
    is_claimed: bool = True
    labels: tuple[str, ...] = ()
    order: int = 0

    @property
    def span(self) -> Span:
        return self.text.span


@dataclass(frozen=True, kw_only=True, eq=False)
class Said:
    """A statement of a formula by itself, wherever the formula is: ``text`` has its place in the formula."""

    text: Traced
    words: str
    is_boxed: bool
    is_claimed: bool
    labels: tuple[str, ...]


@dataclass
class Open:
    """A statement that may go on."""

    parts: list[Traced]
    pieces: list[Piece]
    words: str = ""


_said = Memory(capacity=KEPT_FORMULAS)


def list_statements(formula: Formula) -> list[Statement]:
    """The statements of a formula, in order."""
    return [make_statement(formula, each) for each in list_said(formula.body.text)]


def list_said(text: str) -> list[Said]:
    """What a formula says; worked out once for all documents that have it."""
    if len(text) > MAX_KEPT_CHARACTERS:
        return list_said_anew(text)
    found: list[Said] | None = _said.recalled(text)
    return _said.keep(text, list_said_anew(text)) if found is None else found


def list_said_anew(text: str) -> list[Said]:
    cells = glue_columns(split_pieces(Traced.of(Source("", text))))
    return [each for said in map(say, join_pieces(cells)) if said.text.text for each in split_named(said)]


def split_named(said: Said) -> Iterator[Said]:
    """``a = b =: c`` as two statements, ``a = b`` and ``b =: c``."""
    relations = list_relations(said.text.text)
    if not relations or relations[-1][2] not in (NAMED_AFTER, EQUALS_COLON):
        yield said
        return
    if len(relations) > 1:
        yield replace(said, text=said.text[: relations[-1][0]].strip())
        said = replace(said, text=said.text[relations[-2][1] :].strip(), labels=())
    yield said


def glue_columns(pieces: Sequence[Piece]) -> Iterator[Open]:
    """Join what alignment marks take apart: every second one separates, unless a relation is next to it."""
    current: Open | None = None
    for piece in pieces:
        if current is None or piece.before != "column" or not is_glued(current, piece):
            if current is not None:
                yield current
            current = Open([piece.text], [piece])
        else:
            current.parts += [piece.between.write(" ", piece.between), piece.text]
            current.pieces.append(piece)
    if current is not None:
        yield current


def is_glued(current: Open, piece: Piece) -> bool:
    first, last = list_signs(piece.text)[:1], list_signs(current.parts[-1])[-1:]
    return piece.column % 2 == 0 or first in EACH_RELATION or last in EACH_RELATION


def join_pieces(cells: Iterable[Open]) -> Iterator[Open]:
    """Join the pieces that are one statement."""
    current: Open | None = None
    before: Separator = ""
    words = ""  # said since the last statement
    for cell in cells:
        first = cell.pieces[0]
        words = first.words or words
        before = choose_separator(before, first.before)
        if not any(part.text.strip() for part in cell.parts):
            continue
        if current is not None and goes_on(current, cell, before, words):
            is_kept = before in ("comma", "words")
            current.parts += [first.between if is_kept else first.between.write(" ", first.between), *cell.parts]
            current.pieces += cell.pieces
        elif current is None or not is_remark(cell, before):
            if current is not None:
                yield current
            current = cell
            current.words = words
        before, words = "", ""
    if current is not None:
        yield current


def choose_separator(before: Separator, now: Separator) -> Separator:
    """The stronger of two separators with nothing between them."""
    order: tuple[Separator, ...] = ("", "column", "comma", "gap", "words", "row", "implies")
    return max(before, now, key=order.index)


def goes_on(current: Open, cell: Open, before: Separator, words: str) -> bool:
    """Whether a piece belongs to the statement in front of it."""
    signs = [sign for part in cell.parts for sign in list_signs(part)]
    so_far = [sign for part in current.parts for sign in list_signs(part)]
    if not so_far or not signs or before == "implies":
        return False
    if before == "words":
        is_limit = LIMITS.search(words) and has_relation(join_parts(cell)) and "=" not in signs
        return bool(is_limit) or CASES.search(words) is not None
    if so_far[-1] in RELATIONS | OPERATORS or signs[0] in RELATIONS or signs[:2] == [":", "="]:
        return True
    if before == "row":
        return signs[0] in OPERATORS
    return not has_relation(join_parts(cell)) and (before == "comma" or not is_remark(cell, before))


def list_signs(text: Traced) -> list[str]:
    return [sign for sign in split_signs(text.text) if not sign.isspace()]


def join_parts(cell: Open) -> Traced:
    return cell.parts[0].join(cell.parts) if len(cell.parts) > 1 else cell.parts[0]


def is_remark(cell: Open, before: Separator) -> bool:
    """Whether a piece says nothing that is a part of an answer: a number, or a condition on indices."""
    text = join_parts(cell).text.strip(" .,;\r\n\t")
    if ALL.match(text) or (before != "comma" and NUMBER.fullmatch(text)):
        return True
    inside = text[1:-1] if IN_BRACKETS.fullmatch(text) else ""
    return bool(inside) and CONDITION.fullmatch(inside) is not None


def has_relation(text: Traced) -> bool:
    return bool(list_relations(text.text))


def list_relations(text: str) -> list[tuple[int, int, str]]:
    """The relation signs outside of brackets, each from its start to its end."""
    found: list[tuple[int, int, str]] = []
    depth = place = 0
    before = ""
    for match in MATTERS.finditer(text):
        sign, begin = match.group(), match.start()
        before = "" if text[place:begin].strip() else before  # only blanks may be between the two
        place = match.end()
        if before not in (r"\left", r"\right"):  # the bracket after it was counted with it
            depth = max(0, depth + DEPTHS.get(sign, 0))
        if sign == ":" and before == "=" and found and found[-1][1] == begin:
            found[-1] = (found[-1][0], place, NAMED_AFTER)
        elif depth == 0 and sign in RELATIONS:
            found.append((begin - (sign == "=" and before == ":"), place, sign))
        before = sign
    return found


def say(joined: Open) -> Said:
    text = join_blanks(trim(join_parts(joined)))
    is_struck = all(piece.is_struck for piece in joined.pieces if piece.text.strip().text)
    is_doubted = text.text.endswith("?") or any(piece.is_doubted for piece in joined.pieces)
    return Said(
        text=text.compact(),
        words=joined.words,
        is_boxed=any(piece.is_boxed for piece in joined.pieces),
        is_claimed=not (is_struck or is_doubted),
        labels=tuple(label for piece in joined.pieces for label in piece.labels),
    )


def make_statement(formula: Formula, said: Said) -> Statement:
    return Statement(
        text=said.text.place_in(formula.body),
        formula=formula,
        words=said.words,
        is_boxed=said.is_boxed,
        is_claimed=said.is_claimed and not (formula.is_struck or is_asked(formula)),
        labels=said.labels,
    )


def is_asked(formula: Formula) -> bool:
    """Whether a question mark is right after a formula in a line of text."""
    return not formula.is_display and formula.body.source.text[formula.end : formula.end + 1] == "?"


def trim(text: Traced) -> Traced:
    """A statement without marks and blanks around it, and without the indices that it is said to hold for."""
    if start := AT_START.match(text.text):
        text = text[start.end() : len(text)]
    text = text[: find_end(text.text)]
    for _ in range(MAX_CONDITIONS):
        place = text.text.rfind("(")
        if place <= 0 or not CONDITION_LAST.match(text.text, place) or not has_relation(text[:place]):
            break
        text = text[: find_end(text.text[:place])]
    inside = SET.search(text.text, max(0, len(text) - MAX_SET))
    if inside is not None and "=" in text.text[: inside.start()]:
        text = text[: find_end(text.text[: inside.start()])]  # where the result lies, and no part of it
    return text


def find_end(text: str) -> int:
    """Where a text ends without the blanks, gaps and marks behind it; from the end, so that it takes linear time."""
    end = len(text)
    while end:
        last = text[end - 1]
        if last in GAPS and text[end - 2 : end - 1] == "\\":
            end -= 2
        elif last.isspace() or (last in MARKS and not text.endswith(INVISIBLE, 0, end)):
            end -= 1
        else:
            break
    return end


def join_blanks(text: Traced) -> Traced:
    """A statement in one line, with one blank where there were several."""
    parts, place = [], 0
    for blanks in BLANKS.finditer(text.text):
        gap = text[blanks.start() : blanks.end()]
        parts += [text[place : blanks.start()], gap.write(" ", gap)]
        place = blanks.end()
    return text.join([*parts, text[place : len(text)]]) if parts else text
