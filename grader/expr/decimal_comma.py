"""Numbers with a decimal comma: an answer such as ``(1,5; 2)`` is read as ``(1.5, 2)``, and shown as it was typed.

An answer is rewritten once, before anything else reads it. The new text is exactly as long as the old one, so a place
in the one is a place in the other. Texts of ours, such as a reading or what a message proposes, are rewritten the other
way before they are shown.

A comma between two digits is a decimal comma. Any other comma separates, as a semicolon does. A point between two
digits is asked about, because it may separate thousands or be a decimal point. Nothing changes in subscripts
(``w_{1,2}``).

>>> read_with_points("(1,5; 2) + x_{1,2}"), write_with_commas("(1.5, 2) + x_(1,2)")
('(1.5, 2) + x_{1,2}', '(1,5; 2) + x_(1,2)')
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from grader.errors import AnswerError
from grader.expr.asked.asked import Shape
from grader.expr.complaints import Change, complain
from grader.expr.functions import SPELLINGS
from grader.patterns import regex

__all__ = [
    "read_with_points", "separate_at_commas", "write_latex_with_commas", "write_mathml_with_commas",
    "write_prose_with_commas", "write_with_commas",
]  # fmt: skip

_SUBSCRIPT: Final = r"_\{[^{}]*\}|_\([^()]*\)|\\."  # a command is skipped, too, and \, is a space
_RUN: Final = r"(?<![0-9])[0-9]+(?:(?:,|\{,\}|\.)[0-9]+)+"
_PIECE: Final = regex(rf"(?P<kept>{_SUBSCRIPT})|(?P<run>{_RUN})|(?P<rows>;;)|(?P<sign>[,;()\[\]{{}}])", re.DOTALL)
_SEPARATOR: Final = regex(r",|\{,\}|\.")
_LETTERS: Final = regex(r"(?P<command>\\?)(?P<letters>[A-Za-z]+)\Z")
_THOUSANDS: Final = regex(r"[1-9][0-9]{0,2}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?:(?!(?P=mark))[.,][0-9]+)?")
_SPACED: Final = regex(r"\s*[-+]?[\w.,/^*]+(?:\s+[-+]?[\w.,/^*]+)+\s*")
_CASES: Final = regex(r"[<>≤≥=]|\\(?:leq?|geq?|neq?)(?![A-Za-z])|\b(?:otherwise|else|sonst)\b")
_WHOLE: Final = regex(r"0|[1-9][0-9]*")
_AT_END: Final = regex(r"[ \t]*(?:\n|\Z)")
_POINTED: Final = regex(
    rf"(?P<kept>{_SUBSCRIPT})|(?<![0-9.])(?P<whole>[0-9]+)\.(?=[0-9])|(?P<comma>,)|(?P<rows>;)", re.DOTALL
)
_QUOTED: Final = regex(r"'[^'\n]*'|\"[^\"\n]*\"")
_NUMBER: Final = regex(r"(?<![\w.])([0-9]+)\.(?=[0-9])")
_SENTENCE: Final = regex(r"[^\W\d_]{2,} [^\W\d_]{2,} [^\W\d_]{2,}")
_COMMAS: Final = regex(r"\b(c|C)omma(?=s?\b)")
_DECIMAL_POINT: Final = regex(r"decimal points?\b|point in decimals|with a point\b|ha(?:ve|s) a point\b")
_LISTED: Final = r"(?:[-−+0-9., /()\[\]*^√∞]|oo|pi)*"
_LISTS: Final = regex(rf"[(\[{{]{_LISTED}, {_LISTED}[)\]}}]")
_TAG: Final = regex(r"<(?P<end>/?)(?P<name>\w+)(?P<alone>[^>]*/)?[^>]*>")
_OPENS: Final = "([{"
_CLOSES: Final = ")]}"
_SCRIPTED: Final = ("msub", "msubsup")
_ROWED: Final = ("matrix", "list")  # what may be in rows without brackets


@dataclass(slots=True)
class Group:
    """What is between two brackets, or outside all of them, with the places of its separators."""

    start: int
    opening: str = ""
    end: int = 0
    semicolons: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    commas: list[int] = field(default_factory=list)


def read_with_points(text: str, shape: Shape = "value") -> str:
    """Return a text with decimal commas in the usual notation, exactly as long; ``AnswerError`` asks what is meant."""
    if not ("," in text or ";" in text or "." in text):
        return text
    changed = list(text)
    groups, runs = find_groups(text)
    for group in groups:
        separate(group, text, shape, changed)
    doubtful = []
    for run in runs:
        marks = _SEPARATOR.findall(run[0])
        if len(marks) == 1 and marks[0] != ".":
            changed[run.start() : run.end()] = write_number(run[0])
        else:
            doubtful.append(run)
    if doubtful:
        raise ask_about(text, "".join(changed), doubtful)
    return "".join(changed)


def find_groups(text: str) -> tuple[list[Group], list[re.Match[str]]]:
    """Return the groups of a text, and its numbers that have a comma or a point in them."""
    found = [Group(0, end=len(text))]
    waiting, runs = [found[0]], []
    for match in _PIECE.finditer(text):
        kind, sign = match.lastgroup, match[0]
        sign = sign[1:] if kind == "kept" and sign in ("\\{", "\\}") else sign
        if kind == "run":
            if is_number(text, match.start()):
                runs.append(match)
        elif kind == "rows":
            waiting[-1].rows.append(match.start())
        elif sign in _OPENS:
            waiting.append(Group(match.end(), sign))
            found.append(waiting[-1])
        elif sign in _CLOSES:
            if len(waiting) > 1:
                waiting.pop().end = match.start()
        elif sign == ",":
            waiting[-1].commas.append(match.start())
        elif sign == ";" and not _AT_END.match(text, match.end()):
            waiting[-1].semicolons.append(match.start())
    return found, runs


def is_number(text: str, start: int) -> bool:
    """Whether the digits from a place on are a number, and no index: ``2,5`` in ``ln2,5``, and not in ``w2,5``."""
    if start and text[start - 1] in "_₀":
        return False
    before = _LETTERS.search(text, max(0, start - 20), start)
    return before is None or bool(before["command"]) or before["letters"] in SPELLINGS


def write_number(written: str) -> str:
    """Return ``1,5`` as ``1.5``, and ``1{,}5`` with blanks in front, so that it stays as long."""
    return _SEPARATOR.sub(".", written).rjust(len(written))


def separate(group: Group, text: str, shape: Shape, changed: list[str]) -> None:
    """Write commas for the semicolons of a group, unless they separate the rows of a matrix."""
    for place in group.rows:
        changed[place + 1] = " "
    if not group.rows and has_rows(group, text, shape):
        return
    for place in group.semicolons:
        changed[place] = ","


def has_rows(group: Group, text: str, shape: Shape) -> bool:
    """Whether semicolons separate rows or cases, because something else separates the entries of each.

    They do in ``[1, 2; 3, 4]``, in ``[1,5 2; 3 4]``, and in ``{x, x > 0; 0, x <= 0}``.
    """
    if group.opening == "{" and group.commas and group.semicolons:
        return _CASES.search(text, group.start, group.end or len(text)) is not None
    if not group.semicolons or not (group.opening == "[" or (not group.opening and shape in _ROWED)):
        return False
    if group.commas:
        return True
    end = group.end or len(text)
    bounds = [group.start - 1, *group.semicolons, end]
    rows = [text[before + 1 : after] for before, after in pairwise(bounds)]
    return all(map(_SPACED.fullmatch, rows))


def ask_about(text: str, changed: str, doubtful: list[re.Match[str]]) -> AnswerError:
    """Ask what numbers with points, or with several commas, are; the proposals are in the usual notation."""
    first = doubtful[0]
    slug = "point-in-number" if "." in first[0] else "commas-in-number"
    ways: list[tuple[Callable[[str], str], str]] = [
        (write_decimal, "for a decimal"), (write_thousands, "for thousands"), (write_list, "for a list"),
    ]  # fmt: skip
    changes = []
    for write, meaning in ways:
        pieces = [write(run[0]) for run in doubtful]
        if all(pieces):
            proposed = put_pieces(changed, doubtful, pieces)
            changes.append(Change(proposed, meaning, 0, len(text), pieces[0]))
    return complain(text, first.start(), first.end(), slug, *changes)


def write_decimal(written: str) -> str:
    """Return ``1.5``, or ``1.234,5`` without its mark for thousands; nothing where no mark is that of a decimal."""
    marks = _SEPARATOR.findall(written)
    if len(marks) == 1:
        return written
    if marks[-1] == marks[0] or _THOUSANDS.fullmatch(written) is None:
        return ""
    before, _, after = written.rpartition(marks[-1])
    return f"{_SEPARATOR.sub('', before)}.{after}"


def write_thousands(written: str) -> str:
    """Return ``1.234.567`` as one whole number; nothing for what has other groups of digits."""
    marks = set(_SEPARATOR.findall(written))
    return _SEPARATOR.sub("", written) if len(marks) == 1 and _THOUSANDS.fullmatch(written) else ""


def write_list(written: str) -> str:
    """Return ``1,2,3`` as three whole numbers; nothing for a number with a point."""
    return "" if "." in written else _SEPARATOR.sub(", ", written)


def put_pieces(text: str, places: list[re.Match[str]], pieces: list[str]) -> str:
    for place, piece in reversed(list(zip(places, pieces, strict=True))):
        text = text[: place.start()] + piece + text[place.end() :]
    return text


def separate_at_commas(text: str) -> str:
    """Return a text in which each comma separates, ``{1, 2}`` for ``{1,2}``; nothing if a decimal has to be meant."""
    _, runs = find_groups(text)
    pieces = [write_list(run[0]) for run in runs]
    if not runs or not all(_WHOLE.fullmatch(part) for run in runs for part in _SEPARATOR.split(run[0])):
        return ""
    return put_pieces(text, runs, pieces) if all(pieces) else ""


def write_with_commas(text: str) -> str:
    """Return a formula in the usual notation with decimal commas, and semicolons between what commas separated."""
    return _POINTED.sub(lambda match: write_piece(match, ","), text)


def write_latex_with_commas(text: str) -> str:
    """Do as ``write_with_commas`` for LaTeX, which would put a space after a comma."""
    return _POINTED.sub(lambda match: write_piece(match, "{,}"), text)


def write_mathml_with_commas(mathml: str) -> str:
    """Do as ``write_with_commas`` for MathML: what is below a name or a bracket keeps its commas."""
    parts: list[str] = []
    open_tags: list[list[int]] = []  # of each its number of children so far, and whether it has a script, and is in one
    at = 0
    for tag in _TAG.finditer(mathml):
        parts.append(mathml[at : tag.start()])
        at = tag.end()
        if tag["end"]:
            *_, is_script = open_tags.pop() if open_tags else (0, 0, 0)
            content = "".join(parts[-1:])
            if tag["name"] == "mn" and not is_script:
                parts[-1] = content.replace(".", ",")
            elif tag["name"] == "mo" and content == "," and not is_script:
                parts[-1] = ";"
        else:
            before = open_tags[-1] if open_tags else [0, 0, 0]
            before[0] += 1
            is_script = before[2] or (before[1] and before[0] > 1)
            if not tag["alone"]:
                open_tags.append([0, int(tag["name"] in _SCRIPTED), int(is_script)])
        parts.append(tag[0])
    return "".join((*parts, mathml[at:]))


def write_piece(match: re.Match[str], comma: str) -> str:
    match match.lastgroup:
        case "whole":
            return f"{match['whole']}{comma}"
        case "comma" | "rows" if _AT_END.match(match.string, match.end()):
            return match[0]
        case "comma":
            return ";"
        case "rows":
            return ";;"
        case _:
            return match[0]


def write_prose_with_commas(text: str, *, keeps_commas: bool = False) -> str:
    """Return a sentence of ours with decimal commas in its numbers, and in the formulas that it quotes.

    The commas that it speaks of are semicolons then, unless it ``keeps_commas``, and a decimal point is a comma.
    """
    if not keeps_commas:
        text = _COMMAS.sub(lambda found: "S" * (found[1] == "C") + "s" * (found[1] == "c") + "emicolon", text)
    return "".join(write_parts(_DECIMAL_POINT.sub(lambda found: found[0].replace("point", "comma"), text)))


def write_parts(text: str) -> Iterator[str]:
    at = 0
    for quoted in _QUOTED.finditer(text):
        yield write_numbers(text[at : quoted.start()])
        formula = quoted[0]
        yield write_numbers(formula) if _SENTENCE.search(formula) else write_with_commas(formula)
        at = quoted.end()
    yield write_numbers(text[at:])


def write_numbers(text: str) -> str:
    """Return prose with its numbers, and lists of numbers in brackets, in the notation of the student."""
    return _NUMBER.sub(r"\1,", _LISTS.sub(lambda found: write_with_commas(found[0]), text))
