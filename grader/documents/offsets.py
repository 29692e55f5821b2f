"""Where each character of a scalar's text is in the file it was read from.

A scalar's text differs from the file: quotes are removed, escapes decoded, lines folded and indentation dropped. The
rules of each style (YAML 1.1, sections 5.7, 9 and RFC 8259, section 7) are written down once, as a walk over the raw
text. The walk yields pieces: a decoded text with the extent it came from. The pieces must spell the very text that the
parser gave; if they do not, the result is None and the caller points at the whole scalar.

>>> layout = find_layout("'it''s'", "it's", "single")
>>> [tuple(layout.find_extent(place)) for place in range(4)]
[(1, 2), (2, 3), (3, 5), (5, 6)]
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Extent", "Layout", "find_layout", "unfold_lines"]

# Each expression takes a run of equal characters in one step and never gives any of it back: a search that begins again
# at every blank of a long run takes time in proportion to the square of its length.
LINE_BREAK = re.compile(r"\r\n|\r|\n")
FOLD = r"(?P<fold>[ \t]*+(?:\r\n|\r|\n)[ \t\r\n]*+)|[ \t]++"  # or blanks that no line break follows
PLAIN = re.compile(FOLD)
SINGLE_QUOTED = re.compile(rf"(?P<pair>'')|{FOLD}|[^' \t\r\n]++|(?s:.)")
DOUBLE_QUOTED = re.compile(
    rf"""(?P<joined>\\(?:\r\n|\r|\n)[ \t]*)
        |(?P<escape>\\(?:x[0-9A-Fa-f]{{2}}|u[0-9A-Fa-f]{{4}}|U[0-9A-Fa-f]{{8}}|.))
        |{FOLD}
        |[^\\ \t\r\n]++
        |(?s:.)""",
    re.VERBOSE,
)
JSON_STRING = re.compile(
    r"(?P<escape>(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u.{4}|\\.)|[^\\]++|(?s:.)"
)
YAML_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
JSON_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Extent(NamedTuple):
    """The characters ``start`` to ``end`` (end exclusive) of the raw text."""

    start: int
    end: int


class Piece(NamedTuple):
    """Some decoded text and where it came from; only a piece as long as its source maps character by character."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the characters of a text are in its raw text, in as few pieces as possible.

    Piece ``i`` begins at the character ``offsets[i]`` of the text and came from ``starts[i]`` to ``ends[i]``. A large
    document can have half a million pieces, so they are kept as numbers and not as objects.
    """

    offsets: "array[int]"
    starts: "array[int]"
    ends: "array[int]"

    def find_extent(self, place: int) -> Extent:
        """Find the extent of the character at ``place``, which must be in the text."""
        piece = bisect_right(self.offsets, place) - 1
        offset, start, end = self.offsets[piece], self.starts[piece], self.ends[piece]
        if self.offsets[piece + 1] - offset == end - start:
            return Extent(start + place - offset, start + place - offset + 1)
        return Extent(start, end)


def find_layout(raw: str, text: str, style: str) -> Layout | None:
    """Find where each character of ``text`` is in ``raw``; None if the pieces do not spell ``text``."""
    if style in BLOCK_WALKS:
        lines = split_block_lines(raw)
        pieces = list(BLOCK_WALKS[style](raw, remove_indentation(lines, text)))
    else:
        pieces = list(FLOW_WALKS[style](raw))
    spelled = "".join(piece.text for piece in pieces)
    return lay_out(pieces) if spelled.startswith(text) else None


def unfold_lines(raw: str, text: str, style: str) -> str:
    """Return ``text`` with a line break in place of each blank that YAML made of one; it is as long as before.

    >>> unfold_lines("(9, 3)\\n    (8, 4)", "(9, 3) (8, 4)", "plain")
    '(9, 3)\\n(8, 4)'
    """
    if style == "literal":
        return text
    pieces = (
        BLOCK_WALKS[style](raw, remove_indentation(split_block_lines(raw), text))
        if style in BLOCK_WALKS
        else FLOW_WALKS[style](raw)
    )
    found = "".join(
        "\n" if piece.text == " " and LINE_BREAK.search(raw, piece.start, piece.end) else piece.text for piece in pieces
    )[: len(text)]
    return found if found.replace("\n", " ") == text.replace("\n", " ") else text


def lay_out(pieces: Iterable[Piece]) -> Layout:
    """Lay pieces out one after another; those that map character by character are joined to one where they meet."""
    offsets, starts, ends = array("L"), array("L"), array("L")
    offset, was_direct = 0, False
    for piece in pieces:
        if not piece.text:
            continue
        is_direct = len(piece.text) == piece.end - piece.start
        if is_direct and was_direct and ends[-1] == piece.start:
            ends[-1] = piece.end
        else:
            offsets.append(offset)
            starts.append(piece.start)
            ends.append(piece.end)
        offset, was_direct = offset + len(piece.text), is_direct
    offsets.append(offset)
    return Layout(offsets, starts, ends)


def fold_break(match: re.Match[str]) -> Piece:
    """One line break between two lines of a flow scalar is a space; of several, one is dropped."""
    break_count = len(LINE_BREAK.findall(match.group()))
    return Piece("\n" * (break_count - 1) or " ", match.start(), match.end())


def walk_plain(raw: str) -> Iterator[Piece]:
    """Walk a plain scalar, which may go on over several lines."""
    offset = 0
    for match in PLAIN.finditer(raw):
        if match["fold"]:
            yield Piece(raw[offset : match.start()], offset, match.start())
            yield fold_break(match)
            offset = match.end()
    yield Piece(raw[offset:], offset, len(raw))


def walk_single_quoted(raw: str) -> Iterator[Piece]:
    """Walk a YAML scalar in single quotes, where only a doubled quote is special."""
    for match in SINGLE_QUOTED.finditer(raw, 1, len(raw) - 1):
        if match.lastgroup == "fold":
            yield fold_break(match)
        else:
            yield Piece("'" if match.lastgroup == "pair" else match.group(), match.start(), match.end())


def walk_double_quoted(raw: str) -> Iterator[Piece]:
    """Walk a YAML scalar in double quotes: escapes, escaped line breaks, folded lines."""
    for match in DOUBLE_QUOTED.finditer(raw, 1, len(raw) - 1):
        if match.lastgroup == "fold":
            yield fold_break(match)
        elif match.lastgroup == "escape":
            yield Piece(decode_yaml_escape(match.group()), match.start(), match.end())
        elif match.lastgroup is None:
            yield Piece(match.group(), match.start(), match.end())


def decode_yaml_escape(escape: str) -> str:
    if len(escape) > 2:
        return chr(int(escape[2:], 16))
    return YAML_ESCAPES.get(escape[1], escape[1])


def walk_json_string(raw: str) -> Iterator[Piece]:
    """Walk a JSON string; a pair of ``\\u`` escapes for one character is one piece."""
    for match in JSON_STRING.finditer(raw, 1, len(raw) - 1):
        decoded = decode_json_escape(match.group()) if match.lastgroup else match.group()
        yield Piece(decoded, match.start(), match.end())


def decode_json_escape(escape: str) -> str:
    """Decode a JSON escape or a pair of them; an unpaired half stays as it is."""
    if escape[1] != "u":
        return JSON_ESCAPES.get(escape[1], escape[1])
    units = [int(unit, 16) for unit in escape.split("\\u")[1:]]
    if len(units) == 1:
        return chr(units[0])
    return chr(0x10000 + ((units[0] - 0xD800) << 10) + (units[1] - 0xDC00))


def walk_literal(raw: str, lines: list[Piece]) -> Iterator[Piece]:
    """Walk a literal block: every line as it is, every line break a newline."""
    for line in lines:
        yield line
        yield read_line_break(raw, line.end)


def walk_folded(raw: str, lines: list[Piece]) -> Iterator[Piece]:
    """Walk a folded block: a single break between two lines that begin with text is a space.

    Breaks next to a line that is indented further are kept, as are those after the last line.
    """
    filled = [number for number, line in enumerate(lines) if line.text]
    yield from (read_line_break(raw, line.end) for line in lines[: filled[0] if filled else len(lines)])
    for number, following in pairwise([*filled, len(lines)]):
        yield lines[number]
        breaks = [read_line_break(raw, line.end) for line in lines[number:following]]
        if following == len(lines) or is_indented_further(lines[number]) or is_indented_further(lines[following]):
            yield from breaks
        elif len(breaks) == 1:
            yield breaks[0]._replace(text=" ")
        else:
            yield from breaks[1:]


def is_indented_further(line: Piece) -> bool:
    """Whether a line of a folded block is indented further than the block, so that it is not folded."""
    return line.text[:1] in {" ", "\t"}


def read_line_break(raw: str, offset: int) -> Piece:
    """Read the line break at ``offset`` as one newline; nothing at the end of the text."""
    match = LINE_BREAK.match(raw, offset)
    return Piece("\n", offset, match.end()) if match else Piece("", offset, offset)


def split_block_lines(raw: str) -> list[Piece]:
    """Split a block scalar below its header into lines, still indented."""
    header = LINE_BREAK.search(raw)
    if header is None:
        return []
    lines, offset = [], header.end()
    for match in LINE_BREAK.finditer(raw, offset):
        lines.append(Piece(raw[offset : match.start()], offset, match.start()))
        offset = match.end()
    return [*lines, Piece(raw[offset:], offset, len(raw))] if offset < len(raw) else lines


def remove_indentation(lines: list[Piece], text: str) -> list[Piece]:
    """Remove the indentation of a block from its lines.

    The first line with text shows how deep it is: the spaces that the decoded text does not have are indentation.
    """
    first = next((line.text for line in lines if line.text.strip(" ")), "")
    kept = text.lstrip("\n")
    indent = (len(first) - len(first.lstrip(" "))) - (len(kept) - len(kept.lstrip(" ")))
    starts = [min(line.start + max(indent, 0), line.end) for line in lines]
    return [
        line._replace(text=line.text[start - line.start :], start=start)
        for line, start in zip(lines, starts, strict=True)
    ]


FLOW_WALKS: dict[str, Callable[[str], Iterator[Piece]]] = {
    "plain": walk_plain,
    "single": walk_single_quoted,
    "double": walk_double_quoted,
    "json": walk_json_string,
}
BLOCK_WALKS: dict[str, Callable[[str, list[Piece]], Iterator[Piece]]] = {"literal": walk_literal, "folded": walk_folded}
