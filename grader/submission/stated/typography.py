r"""A formula without its typography: what only sets it in type is left out, each character left keeps its place.

Labels, numbers, colours and boxes go; rows, wide gaps, words and signs of implication separate pieces. Nothing of the
mathematics is touched here, and nothing is read as mathematics yet.

>>> from grader.documents.traced import Traced
>>> from grader.source import Source
>>> formula = Traced.of(Source("a.md", r"\boxed{x = 1} \tag{2} \quad \text{so } y \overset{!}{=} 3"))
>>> [(piece.before, piece.text.strip().text, piece.is_boxed) for piece in split_pieces(formula)]
[('', 'x = 1', True), ('gap', '', False), ('words', 'y = 3', False)]
"""

import re
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from grader.documents.traced import Traced
from grader.submission.stated.commands import (
    BOXES,
    DEPTHS,
    DROPPED,
    DROPPED_WITH_GROUP,
    IMPLIES,
    LABELS,
    NAMES,
    OPENED,
    OPENED_SECOND,
    RELATIONS,
    ROWS,
    SIGNS,
    SPACES,
    STRUCK,
    TEXTS,
    WITH_NOTE,
)

__all__ = ["Piece", "Separator", "split_pieces", "split_signs"]

Separator = Literal["", "row", "gap", "words", "implies", "comma", "column"]
SIGN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
SIZE = re.compile(r"\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|\\\w+)\s*\]")
AROUND = re.compile(r"\\(?:displaystyle|boxed|label\{[^{}]*\})|\s")
ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+\Z")
WORD = re.compile(r"\s*[A-Za-z]+\s*")
CUTS = DEPTHS.keys() | IMPLIES | SPACES | {"\\\\", ",", ";", "&"}  # signs at which a formula may be cut, or nest
MAX_NAME = 40  # signs of the name of an environment
# Words that join statements, so they are no names of functions; others alone in \text{…} may be: \text{diag}.
CONNECTIVES = frozenset(
    {
        "and", "or", "for", "so", "with", "if", "where", "let", "then", "hence", "thus", "as", "since", "because",
        "when", "otherwise", "else", "und", "oder", "also", "mit", "wenn", "sonst", "da", "sei", "by", "from", "in",
        "is", "we", "get", "gives", "therefore", "but", "at", "now", "falls", "daher", "damit", "all", "every", "note",
    }
)  # fmt: skip


@dataclass(kw_only=True)
class Piece:
    """A piece between two separators; ``between`` is the text of the separator in front of it, ``words`` what it says.

    ``labels`` are the names in ``\\label`` and ``\\tag``; ``column`` counts the alignment marks of its row.
    """

    text: Traced
    before: Separator = ""
    between: Traced
    words: str = ""
    is_boxed: bool = False
    is_struck: bool = False
    is_doubted: bool = False
    labels: tuple[str, ...] = ()
    column: int = 0


@dataclass
class Signs:
    """The signs of a formula, and what becomes of each: ``kept`` is None where it is left out."""

    formula: Traced
    spans: list[tuple[int, int]]
    texts: list[str]
    closing: dict[int, int]
    kept: list[str | None]
    separators: dict[int, tuple[Separator, str]] = field(default_factory=dict)
    boxed: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)
    labels: dict[int, str] = field(default_factory=dict)
    has_rows: bool = False
    is_array: bool = False  # whether an array is all of it: a matrix has brackets around it, and no relations in it

    def skip_space(self, place: int) -> int:
        while place < len(self.texts) and self.texts[place].isspace():
            place += 1
        return place

    def group(self, place: int) -> tuple[int, int] | None:
        """The first and last sign of the group that begins at ``place`` or after blanks; None if there is none."""
        place = self.skip_space(place)
        end = self.closing.get(place)
        return None if end is None else (place, end)

    def drop(self, first: int, last: int) -> None:
        for place in range(first, last + 1):
            self.kept[place] = None

    def spell(self, first: int, last: int) -> str:
        return "".join(self.texts[first : last + 1])

    def spell_name(self, group: tuple[int, int]) -> str:
        """What is in a group, if it is short enough for a name or a sign; nothing else is spelled out."""
        first, last = group
        return self.spell(first + 1, last - 1).strip() if last - first <= MAX_NAME else ""


def split_signs(text: str) -> list[str]:
    """The commands, runs of blanks and characters of a text."""
    return SIGN.findall(text)


def split_pieces(formula: Traced) -> list[Piece]:
    """The pieces of a formula in order, each with what separates it from the one before."""
    signs = read_signs(formula)
    clean(signs)
    return cut(signs)


def read_signs(formula: Traced) -> Signs:
    texts = split_signs(formula.text)
    ends = list(accumulate(map(len, texts)))
    closing, open_at = dict[int, int](), list[int]()
    for place, sign in enumerate(texts):
        if sign == "{":
            open_at.append(place)
        elif sign == "}" and open_at:
            closing[open_at.pop()] = place
    around = AROUND.sub("", formula.text)
    is_array = around.startswith(r"\begin{array}") and around.endswith(r"\end{array}") and "=" in around
    return Signs(formula, list(zip([0, *ends], ends, strict=False)), texts, closing, list(texts), is_array=is_array)


def clean(signs: Signs) -> None:
    """Decide for each sign whether it is kept, opened or left out, and find the separators that are words."""
    place = 0
    while place < len(signs.texts):
        place = place + 1 if signs.texts[place].isalnum() else clean_sign(signs, place)


def clean_sign(signs: Signs, place: int) -> int:
    """Decide on one sign; return where to go on."""
    sign, after = signs.texts[place], place + 1
    if sign in DROPPED:
        signs.kept[place] = None
    elif sign in DROPPED_WITH_GROUP:
        group = signs.group(after)
        if group:
            if sign in LABELS:
                signs.labels[place] = signs.spell(group[0] + 1, group[1] - 1).strip()
            signs.drop(place, group[1])
            return group[1] + 1
    elif sign in OPENED or sign in WITH_NOTE:
        open_group(signs, place, sign)
    elif sign in OPENED_SECOND:
        first = signs.group(after)
        second = signs.group(first[1] + 1) if first else None
        if first and second:
            signs.drop(place, second[0])
            signs.kept[second[1]] = None
            return second[0] + 1
    elif sign in SIGNS:
        return clean_noted_sign(signs, place)
    elif sign == ":" and signs.spell(next_sign := signs.skip_space(after), next_sign) == "=":
        signs.drop(after, next_sign - 1)  # one sign that a recognition program took apart
    elif sign in NAMES:
        join_letters(signs, after)
    elif sign in TEXTS:
        if sign == r"\mathrm":
            join_letters(signs, after)
        return clean_text(signs, place)
    elif sign in (r"\begin", r"\end"):
        return clean_environment(signs, place)
    elif sign == r"\\":
        size = SIZE.match(signs.formula.text, signs.spans[place][1])
        if size:
            while after < len(signs.texts) and signs.spans[after][0] < size.end():
                signs.kept[after] = None
                after += 1
    return after


def open_group(signs: Signs, place: int, sign: str) -> None:
    """Leave out a command and the braces of its group, and the note below or above it."""
    group = signs.group(place + 1)
    if group is None:
        return
    signs.drop(place, group[0])
    signs.kept[group[1]] = None
    for marked, kinds in ((signs.boxed, BOXES), (signs.struck, STRUCK)):
        if sign in kinds and place not in marked:  # a box in a box marks nothing new
            marked.update(range(group[0] + 1, group[1]))
    script = signs.skip_space(group[1] + 1)
    if sign in WITH_NOTE and script < len(signs.texts) and signs.texts[script] == WITH_NOTE[sign]:
        note = signs.group(script + 1)
        signs.drop(script, note[1] if note else min(script + 1, len(signs.texts) - 1))


def clean_noted_sign(signs: Signs, place: int) -> int:
    """``\\overset{!}{=}`` is the sign; with a question mark above it, nothing is claimed."""
    note = signs.group(place + 1)
    sign = signs.group(note[1] + 1) if note else None
    if note is None or sign is None or signs.spell_name(sign) not in RELATIONS | IMPLIES:
        return place + 1
    if "?" in signs.spell(*note):
        signs.doubted.update(range(sign[0], sign[1] + 1))
    signs.drop(place, sign[0])
    signs.kept[sign[1]] = None
    return sign[0] + 1


def join_letters(signs: Signs, place: int) -> None:
    """``\\mathrm{d i a g}`` is a name whose letters a recognition program took apart."""
    group = signs.group(place)
    if group is None:
        return
    signs.drop(place, group[0] - 1)
    inside = [sign for sign in signs.texts[group[0] + 1 : group[1]] if not sign.isspace()]
    if len(inside) > 1 and all(len(sign) == 1 and sign.isalpha() for sign in inside):
        for inner in range(group[0] + 1, group[1]):
            if signs.texts[inner].isspace():
                signs.kept[inner] = None


def clean_text(signs: Signs, place: int) -> int:
    """``\\text{diag}`` is a name; ``\\text{so we get }`` separates."""
    group = signs.group(place + 1)
    if group is None:
        return place + 1
    inside = signs.spell(group[0] + 1, group[1] - 1)
    is_name = WORD.fullmatch(inside) and inside.strip().lower() not in CONNECTIVES
    if not is_name and signs.texts[place] != r"\mathrm":
        signs.separators[place] = ("words", inside.strip())
        for inner in range(place + 1, group[1] + 1):
            signs.separators[inner] = ("words", "")
    return group[1] + 1


def clean_environment(signs: Signs, place: int) -> int:
    """Leave out an environment whose rows are statements; any other stays, with its rows."""
    group = signs.group(place + 1)
    if group is None:
        return place + 1
    name = signs.spell_name(group).removesuffix("*")
    after = group[1] + 1
    if name in ROWS or (name == "array" and signs.is_array):
        signs.has_rows = True
        signs.drop(place, group[1])
        if signs.texts[place] == r"\begin":
            start = signs.skip_space(after)
            if start < len(signs.texts) and signs.texts[start] == "[" and start + 2 < len(signs.texts):
                signs.drop(after, start + 2)  # [t]
                after = start + 3
            columns = signs.group(after)
            if name in ("array", "alignat", "alignedat") and columns:
                signs.drop(after, columns[1])
                after = columns[1] + 1
    return after


def cut(signs: Signs) -> list[Piece]:
    """Cut at the separators that are in no brackets and in no other environment."""
    pieces: list[Piece] = []
    current: list[int] = []
    before: Separator = ""
    words, between = "", list[int]()
    depth, column, here, place = 0, 0, 0, 0

    def finish() -> None:
        pieces.append(make_piece(signs, current, before, between, words, here))

    texts, separators = signs.texts, signs.separators
    while place < len(texts):
        text, first = texts[place], place
        place += 1
        if signs.kept[first] is None or (text not in CUTS and first not in separators and "\n\n" not in text):
            current.append(first)
            continue
        depth = max(0, depth + count_depth(signs, first))
        found = find_separator(signs, first, depth)
        if found is None or (found[0] == "column" and depth):
            current.append(first)
            continue
        finish()
        here = column
        column = 0 if found[0] == "row" else column + (found[0] == "column")
        current, before, words, between = [], found[0], found[1], [first]
        while place < len(texts) and separators.get(place) == ("words", ""):
            between.append(place)
            place += 1
    finish()
    return pieces


def count_depth(signs: Signs, place: int) -> int:
    step = DEPTHS.get(signs.texts[place], 0)
    if not step:
        return 0
    before = next((text for text in signs.texts[max(0, place - 2) : place][::-1] if not text.isspace()), "")
    return 0 if before in (r"\left", r"\right") else step  # the bracket after it was counted with it


def find_separator(signs: Signs, place: int, depth: int) -> tuple[Separator, str] | None:
    if depth:
        return None
    sign = signs.texts[place]
    if place in signs.separators:
        return signs.separators[place]
    if sign == r"\\" or (sign.isspace() and "\n\n" in sign):
        return "row", ""
    if sign in IMPLIES:
        return "implies", ""
    if sign in SPACES:
        return "gap", ""
    if sign in (",", ";"):
        return "comma", ""
    return ("column", "") if sign == "&" else None


def make_piece(
    signs: Signs, places: list[int], before: Separator, between: list[int], words: str, column: int
) -> Piece:
    marked = signs.boxed or signs.struck or signs.doubted  # most formulas have none of them
    kept = [p for p in places if signs.kept[p] is not None and not signs.texts[p].isspace()] if marked else []
    return Piece(
        text=join_signs(signs, places),
        before=before,
        between=join_signs(signs, between),
        words=words,
        is_boxed=any(place in signs.boxed for place in kept),
        is_struck=bool(kept) and all(place in signs.struck for place in kept),
        is_doubted=any(place in signs.doubted for place in kept),
        labels=tuple(signs.labels[place] for place in places if place in signs.labels) if signs.labels else (),
        column=column,
    )


def join_signs(signs: Signs, places: list[int]) -> Traced:
    """The signs that are kept, as one text; no letter joins the command in front of it."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if signs.kept[place] is None:
            continue
        start, end = signs.spans[place]
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    parts: list[Traced] = []
    for start, end in runs:
        part = signs.formula[start:end]
        if parts and part.text[0].isalpha() and ENDS_IN_COMMAND.search(parts[-1].text):
            parts.append(part.write(" ", part[:1]))
        parts.append(part)
    return signs.formula[:0] if not parts else signs.formula.join(parts)
