"""Labels that are no names of the exercise: words of the question, and places in a matrix.

>>> question = "Give the minimum, the lower quartile, the median, the upper quartile and the maximum."
>>> drop_labels_of_question("min=2, Q1=4, median 7, upper quartile: 9, max=12", question)
'2, 4, 7, 9, 12'
>>> drop_labels_of_question("median 7, min 2, Q1=4, Q3=9, max=12", question)
'2, 4, 7, 9, 12'
>>> fill_matrix("f_xx = 2, f_xy = f_yx = -1, f_yy = 4", "xy"), fill_matrix("a11=1, a12=2, a21=3, a22=4", "xy")
('[[2, -1], [-1, 4]]', '[[1, 2], [3, 4]]')
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from grader.expr.tokens.pieces import split_outside_brackets
from grader.patterns import regex

__all__ = ["drop_cross_label", "drop_labels_of_question", "fill_matrix", "place_labels"]

_LABELLED: Final = regex(
    r"\s*(?P<label>[A-Za-z][A-Za-z -]{0,38}[A-Za-z]|[A-Za-z]\d)\s*(?:=|:|->|→|\bis\b)?\s*"
    r"(?P<value>[^A-Za-z=:\s][^=:]*?)\s*\.?\s*"
)
_AND: Final = regex(r"\s*[,;\n]\s*(?:and\b)?\s*|\s+and\s+")
_USUAL: Final[Mapping[str, Sequence[str]]] = {
    "q1": ("lower quartile", "first quartile"),
    "q2": ("median", "second quartile"),
    "q3": ("upper quartile", "third quartile"),
    "mean": ("mean", "average"),
}
_SHORTEST: Final = 3  # letters of a word that may be shortened: min for minimum
_VECTOR: Final = r"(?:\\(?:vec|mathbf)\s*\{?\s*)?"
_CROSS: Final = regex(
    rf"\s*{_VECTOR}(?P<left>[A-Za-z])\}}?\s*(?:[xX×⨯]|\\times\b)\s*{_VECTOR}(?P<right>[A-Za-z])\}}?\s*=\s*(?=[^=]+$)"
)
_PLACE: Final = regex(r"(?P<name>[A-Za-z]{1,3}?)_?\{?\(?(?P<row>[0-9a-z])\s*,?\s*(?P<column>[0-9a-z])\)?\}?")
_MOST: Final = 9  # rows of a matrix whose places are written with one digit each


def drop_labels_of_question(text: str, question: str) -> str | None:
    """Return the values of labels that the question has, in its order; None where it does not have all of them."""
    pieces = [piece for piece in _AND.split(text) if piece.strip()]
    found = [match for match in map(_LABELLED.fullmatch, pieces) if match]
    if len(found) < 2 or len(found) < len(pieces):
        return None
    places = place_labels([match["label"] for match in found], question)
    if places is None:
        return None
    return ", ".join(match["value"] for _, match in sorted(zip(places, found, strict=True), key=lambda pair: pair[0]))


def place_labels(labels: Sequence[str], question: str) -> list[int] | None:
    """Return where labels, perhaps shortened, are in a question; None where one is not, or their order is not clear."""
    found = [find_label(label, question) for label in labels]
    places = [place for place in found if place]
    if len(places) < len(labels):
        return None
    first, last = [place[0] for place in places], [place[-1] for place in places]
    is_clear = len(set(first)) == len(first) and sort_places(first) == sort_places(last)
    return first if is_clear else None


def sort_places(places: Sequence[int]) -> list[int]:
    """Return the numbers of the labels in the order of their places."""
    return sorted(range(len(places)), key=places.__getitem__)


def drop_cross_label(text: str, question: str) -> str:
    """Return a vector without ``a x b =`` in front of it, where the question asks for that cross product.

    >>> [drop_cross_label(text, "Compute a × b.") for text in ("a x b = (1, 2, 3)", "b x a = (1, 2, 3)")]
    ['(1, 2, 3)', 'b x a = (1, 2, 3)']
    """
    match = _CROSS.match(text)
    if match is None:
        return text
    left, right = re.escape(match["left"].lstrip("\\")), re.escape(match["right"].lstrip("\\"))
    asked = re.search(rf"(?<!\w){left}\W*(?:[x×⨯]|\\times|and|with)\W*{right}(?!\w)", question)
    return text[match.end() :] if asked else text


def find_label(label: str, question: str) -> list[int]:
    """Return the places of a label, perhaps shortened, in a question."""
    for phrase in _USUAL.get(label.casefold(), (label,)):
        words = [re.escape(word) + (r"\w*" if len(word) >= _SHORTEST else "") for word in phrase.split()]
        pattern = r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"
        found = [match.start() for match in re.finditer(pattern, question, re.IGNORECASE)]
        if found:
            return found
    return []


def fill_matrix(text: str, letters: Sequence[str]) -> str | None:
    """Return the matrix whose entries are given by their places; None where one is missing, or has two values.

    Of second derivatives the order does not matter, so ``f_xy`` gives ``f_yx`` too, unless that has a value.
    """
    entries: dict[tuple[int, int], str] = {}
    mirrored: dict[tuple[int, int], str] = {}
    for piece in split_outside_brackets(text.replace("\n", ","), ",;"):
        *labels, value = (side.strip() for side in re.split(r"[=:]", piece))
        for label in labels:
            place = find_place(label, letters)
            if place is None or entries.get(place, value) != value or not value:
                return None
            entries[place] = value
            if not any(character.isdigit() for character in label):
                mirrored[place[::-1]] = value
    entries = mirrored | entries
    size = max((max(place) for place in entries), default=0)
    wide = max((column for _, column in entries), default=0)
    tall = max((row for row, _ in entries), default=0)
    if size < 2 or len(entries) != tall * wide:
        return None
    rows = ([entries[row, column] for column in range(1, wide + 1)] for row in range(1, tall + 1))
    return f"[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"


def find_place(label: str, letters: Sequence[str]) -> tuple[int, int] | None:
    """Return the row and the column that a label names, by digits or by the letters of the variables."""
    match = _PLACE.fullmatch(label)
    if match is None:
        return None
    if match["row"].isdigit() and match["column"].isdigit():
        return int(match["row"]), int(match["column"])
    if match["row"] in letters and match["column"] in letters:
        return letters.index(match["row"]) + 1, letters.index(match["column"]) + 1
    return None
