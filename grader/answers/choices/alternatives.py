"""Which alternative is meant: by its name, by the words of its meaning, or by a usual word for it.

>>> choices = {"oo": "it is infinity", "zero": "it is 0", "DNE": "it does not exist"}
>>> [find_alternative(text, choices) for text in ("dne", "∞", "does not exist", "it is 0", "the limit")]
['DNE', 'oo', 'DNE', 'zero', None]
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from grader.patterns import regex

__all__ = ["find_alternative", "find_by_whole", "is_denial", "list_words"]

_WORD: Final = regex(r"[-+]?[^\W_]+(?:['’.][^\W_]+)*|[-+]?∞|\\[A-Za-z]+|[-+]")
_FORMULA: Final = regex(r"[\^*²³⁴⁵⁶⁷⁸⁹/+=()<>√]|\b(?:sin|cos|tan|ln|log|exp)\b")
_RAISED: Final = regex("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DIGITS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# Words that say nothing about which alternative is meant.
_EMPTY: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "it",
        "its",
        "is",
        "are",
        "be",
        "they",
        "that",
        "this",
        "these",
        "to",
        "of",
        "so",
        "because",
        "answer",
        "option",
    ]
)
_YES: Final = frozenset({"t", "true", "y", "yes", "right", "correct"})
_NO: Final = frozenset({"f", "false", "n", "no", "wrong", "incorrect"})
_INFINITE: Final = frozenset({"oo", "∞", "infinity", "infinite", "inf", "infty", "\\infty"})
_SIGNS: Final = {"minus": "-", "negative": "-", "-": "-", "plus": "", "positive": "", "+": ""}


LEAST_STEM: Final = 5  # letters; short words have too many relatives
# Words with which a meaning says the opposite of the words around them; so does every word that ends in n't.
_DENIALS: Final = frozenset({
    "not", "no", "never", "minus", "non", "un", "anti", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "arent",
    "wont", "without", "neither", "nor", "none", "nothing", "hardly", "barely", "scarcely", "rarely", "seldom", "fail",
    "fails", "failed", "failing", "failure", "lack", "lacks", "lacking", "avoid", "avoids", "prevent", "prevents",
})  # fmt: skip
_NOT: Final = regex(r".*n['’ʼ]t")
# Denials that are two words run together; *can't* and *won't* are one word here, for *can* leaves open what is said.
_CONTRACTED: Final = regex(r"\b(does|do|did|is|are|was|were|has|have)n['’ʼ]t\b")
_INITIALS: Final = regex(r"(?:[a-z]\.\s?)+[a-z]\.?")
_HYPHEN: Final = regex(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")
_ENDING: Final = regex(r"(?P<stem>.{2,}?(?P<last>[a-z]))(?:(?P=last)?(?:ing|ed)|s)")


def find_alternative(text: str, choices: Mapping[str, str]) -> str | None:
    """Return the name of the only alternative that a text can mean; None if there is none, or several."""
    names = {name.casefold(): name for name in choices}
    typed = text.replace("−", "-").strip(" \t\n\"'“”„‘’`$.()").casefold()
    if typed in names:
        return names[typed]
    if _INITIALS.fullmatch(typed) and (initials := typed.replace(".", "").replace(" ", "")) in names:  # D.N.E.
        return names[initials] if len(initials) > 2 else None
    if are_names(re.findall(r"\w+", typed), names):  # "a c" is two of them, and no article with a letter
        return None
    formula = find_by_formula(typed, choices)
    if formula is not None:
        return formula
    words = list_words(typed)
    for find in (find_by_whole, find_usual, find_by_part, find_by_stem):
        found = find(words, choices)
        if found is not None:
            return found
    joined = _HYPHEN.sub("", typed)  # over-fitting
    return None if joined == typed else find_by_stem(list_words(joined), choices)


def are_names(words: list[str], names: Mapping[str, str]) -> bool:
    """Whether a text is several names of one letter."""
    return len(words) > 1 and all(len(word) == 1 and word in names for word in words)


def find_by_formula(typed: str, choices: Mapping[str, str]) -> str | None:
    """Return the alternative whose meaning is this formula in another spelling: ``e^x`` for ``exp(x)``."""
    if not _FORMULA.search(typed):
        return None
    return only([name for name, meaning in choices.items() if spell_plainly(meaning) == spell_plainly(typed)])


def spell_plainly(formula: str) -> str:
    """Return a formula in one spelling: without blanks, ``*`` and brackets around one sign, roots and powers plain.

    >>> [spell_plainly(text) for text in ("x²", "x**2", "e^x", "exp(x)", "sin x")]
    ['x^2', 'x^2', 'e^x', 'e^x', 'sinx']
    """
    plain = _RAISED.sub(lambda match: "^" + match.group().translate(_DIGITS), formula.casefold().replace("**", "^"))
    plain = re.sub(r"[\s·$\\]|(?<!\d)\*|\*(?!\d)", "", plain).replace("exp(", "e^(").replace("{", "(").replace("}", ")")
    return re.sub(r"\((\w)\)", r"\1", plain)


@lru_cache(maxsize=128)  # every text is compared with the same alternatives
def list_words(text: str) -> tuple[str, ...]:
    """Return the words of a text that say something, with infinity and its sign as one word."""
    found: list[str] = []
    for word in _WORD.findall(_CONTRACTED.sub(r"\1 not", text.casefold())):
        sign, bare = (word[0], word[1:]) if word[0] in "+-" and len(word) > 1 else ("", word)
        if bare in _INFINITE:
            before = _SIGNS.get(found[-1]) if found else None
            if before is not None:
                found.pop()
            found.append("-oo" if sign == "-" or before == "-" else "oo")
        else:
            found.append(word)
    said = tuple(word for word in found if word not in _EMPTY)
    return said or tuple(found)


def find_by_whole(words: tuple[str, ...], choices: Mapping[str, str]) -> str | None:
    """Return the alternative whose name or whole meaning has just these words."""
    return only([name for name, meaning in choices.items() if words in (list_words(name), list_words(meaning))])


def find_usual(words: tuple[str, ...], choices: Mapping[str, str]) -> str | None:
    """Return what ``T``, ``yes`` and the like mean, where an alternative is called true or yes."""
    for usual in (_YES, _NO):
        if len(words) == 1 and words[0] in usual:
            return only([name for name in choices if name.casefold() in usual])
    return None


def find_by_part(words: tuple[str, ...], choices: Mapping[str, str]) -> str | None:
    """Return the only alternative in whose meaning these words are side by side; a number alone is no part."""
    if not words or (len(words) == 1 and not words[0].isalpha()):
        return None
    return only([name for name, meaning in choices.items() if are_side_by_side(words, list_words(meaning))])


def find_by_stem(words: tuple[str, ...], choices: Mapping[str, str]) -> str | None:
    """Return the only alternative whose name, or whose meaning in one word, is another form of the only word.

    Any word more in a meaning may turn it round (*fails to converge*), so longer ones are left alone.
    """
    if len(words) != 1 or len(find_stem(words[0])) < LEAST_STEM:
        return None
    stem = (find_stem(words[0]),)
    return only([
        name
        for name, meaning in choices.items()
        if stem in [tuple(map(find_stem, list_words(text))) for text in (name, meaning)]
        and not any(map(is_denial, list_words(meaning)))
    ])  # fmt: skip


def find_stem(word: str) -> str:
    """Return a word without its ending: ``overfit`` for ``overfits``, ``overfitting`` and ``overfitted``."""
    match = _ENDING.fullmatch(word)
    return match["stem"] if match else word


def are_side_by_side(words: tuple[str, ...], meaning: tuple[str, ...]) -> bool:
    """Whether words are side by side in a meaning, and leave out no word that denies, before them or after."""
    for start in range(len(meaning) - len(words) + 1):
        end = start + len(words)
        if meaning[start:end] == words:
            return not any(map(is_denial, meaning[:start] + meaning[end:]))
    return False


def is_denial(word: str) -> bool:
    """Whether a word turns round what is said: ``not``, ``doesn't``, ``without``, ``fails``."""
    return word in _DENIALS or _NOT.fullmatch(word) is not None


def only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None
