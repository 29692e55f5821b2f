"""What people put between entries for a comma: bars, ampersands, blanks, and semicolons between decimals with commas.

>>> replace_bars("(2|1) + t(3|-1)"), replace_bars("2 | 4 | 7"), replace_bars("(3,5 | -0,5)")
('(2, 1) + t(3, -1)', '2, 4, 7', '(3.5, -0.5)')
>>> replace_semicolons("(3,5; 1,25)"), replace_semicolons("(2;1) + t(3;-1)"), replace_semicolons("x=2,y=1; x=3,y=0")
('(3.5, 1.25)', '(2,1) + t(3,-1)', None)
>>> replace_blanks("0 1 2 3"), replace_blanks("3 -1"), replace_blanks("10 000"), open_column("[2 2 0]^T")
('0, 1, 2, 3', None, None, '2 2 0')
"""

import re
from typing import Final

from grader.patterns import regex

__all__ = [
    "open_column", "point_decimals", "replace_ampersands", "replace_bars", "replace_blanks", "replace_semicolons",
]  # fmt: skip

_INNERMOST: Final = regex(r"[(\[{⟨][^()\[\]{}⟨⟩]*[)\]}⟩]")
_DECIMAL: Final = regex(r"(?<![0-9.,])(?P<whole>[0-9]+),(?P<decimals>[0-9]+)(?![0-9.]|,[0-9])")
_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?(?:/[0-9]+)?"
_NUMBERS: Final = regex(rf"\s*[-−]?{_NUMBER}(?:[ \t]+{_NUMBER})+\s*")
_IN_SQUARE: Final = regex(r"\s*(?P<label>[^\[\]=]*=\s*)?\[(?P<inside>[^\[\]=]*)\]\s*")
# Blanks between the entries of a column, as programs take them: [2 2 0]', (2 2 0)^T
_COLUMN: Final = regex(
    r"\s*(?:\[(?P<square>[^\[\](),;]*)\]|\((?P<round>[^\[\](),;]*)\))\s*(?:\^\s*\{?\s*(?:T|\\top|\\intercal)\s*\}?|ᵀ|\.T|['’′])\s*"
)
_THOUSANDS: Final = regex(r"(?<![0-9.])[1-9][0-9]{0,2}[ \t]+[0-9]{3}(?![0-9.])")


def replace_ampersands(text: str) -> str | None:
    """Return ``2 & 5`` with commas; None where the ampersands are those of LaTeX, or none are there."""
    return None if "&" not in text or "&&" in text or "\\begin" in text else text.replace("&", ",")


def replace_bars(text: str) -> str | None:
    """Return a text with commas for the bars between entries, in brackets or outside all; None without such bars."""
    if "|" not in text:
        return None
    inside = _INNERMOST.sub(lambda match: f"{match[0][0]}{put_commas(match[0][1:-1], '|')}{match[0][-1]}", text)
    outside = inside if "|" not in inside or "\n" in inside else put_commas(inside, "|")
    return outside if outside != text else None


def replace_semicolons(text: str) -> str | None:
    """Return a text with commas for the semicolons in its brackets, where each comma is one of a decimal."""
    changed = _INNERMOST.sub(lambda match: put_commas(match[0], ";") if match[0][0] not in "[{" else match[0], text)
    return changed if changed != text else None


def put_commas(text: str, separator: str) -> str:
    """Return entries with commas for a separator; as they are where one is empty, or a comma may separate, too."""
    entries = [point_decimals(entry) for entry in text.split(separator)]
    if len(entries) == 1 or any(not entry.strip() or "," in entry for entry in entries):
        return text
    return ", ".join(entry.strip() for entry in entries) if separator == "|" else ",".join(entries)


def point_decimals(text: str) -> str:
    """Return a text with points in its decimals: ``1.96`` for ``1,96``."""
    return _DECIMAL.sub(r"\g<whole>.\g<decimals>", text)


def open_column(text: str) -> str | None:
    """Return the entries of a column that is written as a row with blanks; None for any other text."""
    match = _COLUMN.fullmatch(text)
    entries = (match["square"] or match["round"] or "").strip() if match else ""
    return entries if replace_blanks(entries) else None


def replace_blanks(text: str) -> str | None:
    """Return ``2 4 7`` with commas; None for thousands, and where a sign may belong to a sum or to an entry.

    >>> replace_blanks("2 4 7"), replace_blanks("x = [2 4]"), replace_blanks("[2 -4]")
    ('2, 4, 7', 'x = (2, 4)', None)
    """
    listed = _IN_SQUARE.fullmatch(text)
    if listed:  # as in MATLAB
        inside = replace_blanks(listed["inside"])
        return None if inside is None else f"{listed['label'] or ''}({inside})"
    bare = text.strip()
    if not _NUMBERS.fullmatch(bare) or _THOUSANDS.search(bare) or re.search(r"\s0[0-9]", bare):
        return None
    return ", ".join(bare.split())
