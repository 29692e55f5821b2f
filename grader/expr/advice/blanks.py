"""Entries with blanks between them: ``(9 3)``, ``[[4 -2] [-3 1]]``, ``1-√3 1+√3``, and the same with commas.

>>> from grader.expr.notation import Notation
>>> names = Names(Notation())
>>> [change.text for change in list_separated("(1 2) + t(3 -1)", names)]
['(1, 2) + t(3, -1)', '(1, 2) + t(3 - 1)']
>>> [change.text for change in list_separated("1-√3 1+√3", names)]
['(1-√3, 1+√3)', '{1-√3, 1+√3}']
"""

import re
from dataclasses import dataclass, field
from typing import Final

from grader.expr.advice.rules import replace_all
from grader.expr.complaints import Change
from grader.expr.names import Names
from grader.patterns import regex

__all__ = ["SPACED_SIGN", "list_separated", "space_signs"]

SPACED_SIGN: Final = regex(r"(?<=[^\s(\[{,;=<>*/^+−-])\s+(?P<sign>[-+−])(?=[\w(\[{√|\\∞.])")

_BLANKS: Final = regex(r"(?<=\S)\s+(?=\S)")
_WORD_BEFORE: Final = regex(r"\\?[A-Za-z]+$")
_LONGEST_WORD: Final = 16  # characters
_ENDS: Final = frozenset(")]}!'’%°∞")
_STARTS: Final = frozenset("([{√|\\∞.")
_SIGNS: Final = frozenset("-+−")
_JOINTS: Final = frozenset({"and", "or", "if", "in", "for", "where"})
_COMMAND: Final = regex(
    r"\\(?:[]}),;!]|(?:right|cdot|times|div|pm|mp|leq?|geq?|neq?|in|cup|cap|land|lor|wedge|vee|to|text|mathrm|end)\b)"
)
_MISREAD: Final = regex(r"(?<![0-9.])0[0-9]")  # an entry does not begin so; 000 is the end of a longer number
_BRACKETED: Final = regex(r"\\?(?:[(\[{⟨]|langle).*(?:[)\]}⟩]|rangle)", re.DOTALL)


@dataclass(slots=True)
class Group:
    """What is between two brackets, or outside all of them: whether it may be a list, and the blanks in it."""

    may_be_list: bool
    blanks: list[tuple[int, int]] = field(default_factory=list)


def list_separated(text: str, names: Names, *, loose: bool = False) -> list[Change]:
    """Return the ways to write a text with commas between its entries; none if it has no blanks between any.

    A sign after a blank that touches what follows may begin an entry, or not: both are tried. Without brackets around
    it, a list gets them, unless it is ``loose``.
    """
    found: dict[str, Change] = {}
    for change in separate(text, names, at_signs=True, loose=loose):
        found[change.text] = change
    for change in separate(text, names, at_signs=False, loose=loose):
        if change.text not in found:
            spaced = space_signs(change.text)
            found[spaced] = change._replace(text=spaced, meaning=f"{change.meaning} with sums or differences")
    return [change for change in found.values() if not _MISREAD.search(change.text)]


def space_signs(text: str) -> str:
    """Write a sign after a blank as one between terms: ``3 - 1`` for ``3 -1``."""
    return SPACED_SIGN.sub(lambda match: f" {match['sign']} ", text)


def separate(text: str, names: Names, at_signs: bool, loose: bool) -> list[Change]:
    """Return a text with commas in its brackets, or around and between its entries where it has no lists in it."""
    groups = find_groups(text, names, at_signs)
    inside = [blanks for group in groups[1:] if group.may_be_list for blanks in group.blanks]
    separated = put_commas(text, inside)
    outside = find_groups(separated, names, at_signs)[0]
    entries = cut(separated, outside.blanks) if outside.may_be_list else [separated]
    has_lists = bool(inside)
    if len(entries) == 1 or (has_lists and not all(_BRACKETED.fullmatch(entry.strip()) for entry in entries)):
        return [replace_all(text, separated, "for several entries")] if has_lists else []
    listed = ", ".join(entry.strip() for entry in entries)
    if loose or "=" in listed:
        return [replace_all(text, listed, "for several values")]
    opening, closing = ("\\{", "\\}") if "\\" in text or "$" in text else ("{", "}")
    listed = listed.replace("$", "") if "$" in text else listed
    braces = [] if has_lists else [replace_all(text, f"{opening}{listed}{closing}", "for a set")]
    return [replace_all(text, f"({listed})", "for a list"), *braces]


def find_groups(text: str, names: Names, at_signs: bool) -> list[Group]:
    """Return what is outside all brackets, and then each bracket, in the order in which they open."""
    found = [Group(may_be_list=True)]
    open_groups = [found[0]]
    for place, character in enumerate(text):
        if character in "([{⟨" or text.startswith("\\langle", place):
            group = Group(not is_argument(text, place, names))
            found.append(group)
            open_groups.append(group)
        elif (character in ")]}⟩" or text.startswith("\\rangle", place)) and len(open_groups) > 1:
            open_groups.pop()
        elif character in ",;&":
            open_groups[-1].may_be_list = False
        blanks = _BLANKS.match(text, place) if character.isspace() else None
        if blanks and is_between_entries(text, *blanks.span(), names, at_signs):
            open_groups[-1].blanks.append(blanks.span())
    return found


def is_argument(text: str, opening: int, names: Names) -> bool:
    """Whether a bracket belongs to the function, command or sign in front of it."""
    before = text[max(0, opening - _LONGEST_WORD) : opening]
    word = _WORD_BEFORE.search(before)
    if text[opening] == "{" and before.endswith("\\"):
        return False
    if before.endswith(("^", "_", "√")):
        return True
    if text[opening] == "{":
        return before[-1:].isalnum() or before.endswith(("}", "]"))
    return word is not None and is_function(word.group(), names)


def is_function(word: str, names: Names) -> bool:
    """Whether a word takes what follows it: ``sin``, ``\\sqrt``."""
    return names.resolve(word.removeprefix("\\")).kind in ("function", "form", "refused")


def is_between_entries(text: str, start: int, end: int, names: Names, at_signs: bool) -> bool:
    """Whether one entry may end before these blanks, and another begin after them."""
    before, after = text[start - 1], text[end]
    word = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    if word is not None:
        kind = names.resolve(word.group().removeprefix("\\")).kind
        is_command = word.group().startswith("\\")
        if word.group() in _JOINTS or kind in ("function", "form", "refused") or (is_command and kind == "unknown"):
            return False
    if not (before.isalnum() or before in _ENDS):
        return False
    if after in _SIGNS:
        following = text[end + 1 : end + 2]
        return (at_signs or "\n" in text[start:end]) and (following.isalnum() or following in _STARTS)
    if any(text.startswith(joint, end) and not text[end + len(joint) :][:1].isalnum() for joint in _JOINTS):
        return False
    return (after.isalnum() or after in _STARTS) and _COMMAND.match(text, end) is None


def put_commas(text: str, blanks: list[tuple[int, int]]) -> str:
    return ", ".join(cut(text, sorted(blanks)))


def cut(text: str, blanks: list[tuple[int, int]]) -> list[str]:
    """Return the pieces of a text between blanks."""
    starts = [0, *(end for _, end in blanks)]
    ends = [*(start for start, _ in blanks), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]
