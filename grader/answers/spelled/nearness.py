"""How near two spellings are: which differences are a typing mistake, and which a person has to look at.

The distance counts letters that are missing, added, wrong, or exchanged with the next one (Damerau 1964, in the form of
the *optimal string alignment*). A typing mistake is inside one word of letters, does not change its first letter, and
there is at most one for every four letters, so that *norm* is no typing mistake for *form*, nor *odd* for *add*.

>>> count_edits("lagrange", "lagrnage", 2), count_edits("mean", "median", 1)
(1, 2)
>>> [count_typos("lagrnage multiplier", "lagrange multiplier", 1), count_typos("median", "mean", 2)]
[1, None]
>>> [is_near(text, "taylor series") for text in ("taylor", "not a taylor series", "fourier")]
[True, True, False]
"""

from typing import Final

__all__ = ["LETTERS_PER_TYPO", "count_edits", "count_typos", "is_near", "is_opposite"]

LETTERS_PER_TYPO: Final = 4  # with shorter words, one letter is often another word
LETTERS_PER_EDIT: Final = 3  # of a spelling that a person should see
MOST_EDITS: Final = 4
# Parts of words that turn the meaning round where one takes the place of the other.
_AFFIXES: Final = (
    ("hyper", "hypo"), ("over", "under"), ("inter", "intra"), ("maxim", "minim"), ("max", "min"), ("macro", "micro"),
    ("endo", "exo"), ("ante", "anti"), ("ante", "post"), ("pre", "post"), ("super", "sub"), ("homo", "hetero"),
    ("less", "ful"), ("in", "de"), ("in", "ex"), ("con", "di"), ("mono", "poly"), ("up", "down"), ("even", "odd"),
    ("concave", "convex"), ("er", "ee"), ("or", "ee"), ("upper", "lower"), ("inner", "outer"), ("left", "right"),
    ("absor", "adsor"), ("ate", "ite"), ("ide", "ite"), ("ide", "ate"), ("ous", "ic"), ("ane", "ene"), ("ene", "yne"),
    ("ose", "ase"),
)  # fmt: skip


def count_edits(one: str, other: str, most: int) -> int:
    """Return the distance of two texts, or ``most + 1`` if it is more; the work is bounded by length times ``most``."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, sign in enumerate(one, start=1):
        earlier, before, row = before, row, [place] + [most + 1] * len(other)
        for column in range(max(1, place - most), min(len(other), place + most) + 1):
            is_same = sign == other[column - 1]
            row[column] = min(before[column] + 1, row[column - 1] + 1, before[column - 1] + (not is_same))
            if min(place, column) > 1 and (sign, one[place - 2]) == (other[column - 2], other[column - 1]):
                row[column] = min(row[column], earlier[column - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def count_typos(typed: str, spelling: str, most: int) -> int | None:
    """Return how many typing mistakes make one text of the other; None if more than ``most``, or it is another text."""
    words, right = typed.split(), spelling.split()
    if len(words) != len(right):
        return None
    total = 0
    for word, other in zip(words, right, strict=True):
        if word == other:
            continue
        allowed = min(most, len(other) // LETTERS_PER_TYPO)
        edits = count_edits(word, other, allowed)
        is_word = word.isalpha() and other.isalpha() and word[0] == other[0]
        if edits > allowed or not is_word or is_opposite(word, other):
            return None
        total += edits
    return total if total <= most else None


def is_opposite(one: str, other: str) -> bool:
    """Whether two words differ just in a part that turns the meaning round: *hypotension* and *hypertension*."""
    return any(differ_by(one, other, *pair) or differ_by(other, one, *pair) for pair in _AFFIXES)


def differ_by(one: str, other: str, first: str, second: str) -> bool:
    """Whether one word is the other with ``second`` in the place of ``first``, once, anywhere in it."""
    places = (place for place in range(len(one)) if one.startswith(first, place))
    return any(one[:place] + second + one[place + len(first) :] == other for place in places)


def is_near(typed: str, spelling: str) -> bool:
    """Whether a person should see a text: a few letters differ, or one has all the words of the other."""
    most = min(MOST_EDITS, max(1, len(spelling) // LETTERS_PER_EDIT))
    if count_edits(typed, spelling, most) <= most:
        return True
    joined, whole = typed.replace(" ", ""), spelling.replace(" ", "")
    words, right = set(typed.split()), set(spelling.split())
    return joined == whole or (bool(words) and (words <= right or right <= words))
