"""An alternative that is named in a sentence: *we reject H0 because 0.03 < 0.05*, *momentum is, energy is not*.

It is read only where the sentence affirms exactly one alternative. What may turn a sentence round, or leaves it open,
is left to a person: *fail to reject*, *may converge*, *everything but momentum*.

>>> choices = {"reject": "reject the null hypothesis", "keep": "do not reject the null hypothesis"}
>>> [find_stated(text, choices) for text in ("H0 is rejected", "H0 is not rejected", "we fail to reject H0")]
['reject', 'keep', None]
>>> drop_reason("It converges because 3/2 > 1"), drop_reason("f'' > 0 => minimum")
(('It converges', 'because 3/2 > 1'), ('minimum', "f'' > 0"))
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from grader.answers.choices.alternatives import find_alternative, is_denial, list_words
from grader.answers.conclusions.endings import drop_joint, split_conclusions
from grader.patterns import regex

__all__ = ["are_forms_of_one", "drop_reason", "find_opposite", "find_stated", "is_said"]

_REASON: Final = regex(
    r"(?<=\S)(?<![,;.:–—-])[\s,;.:–—-]*+(?P<reason>(?<!\w)(?:because|since|as(?!\s+well\b)|due\s+to|by|given\s+that|weil|denn|car|parce\s+que|puisque)"
    r"\s.*|(?:at\s*)?\([^()]*\)[\s.]*$)",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE: Final = regex(r"[,;.:\n]+(?=\s|$)|\b(?:but|and|while|whereas|although|though)\b", re.IGNORECASE)
_ALONE: Final = regex(r"^\s*(?:only|just)\s+(?!if\b)", re.IGNORECASE)
_PLAIN_NO: Final = regex(r"not|.*n['’ʼ]t|dont|doesnt|isnt|arent")
# Words that leave open what is said, or turn it round without a "not".
_OPEN: Final = frozenset({
    "may", "might", "could", "can", "maybe", "perhaps", "possibly", "probably", "if", "unless", "either", "or", "when",
    "otherwise", "sometimes", "depends", "sure", "unsure", "except", "everything", "anything", "all", "some", "both",
    "none", "neither", "nor", "any", "other", "apart", "instead", "rather", "than", "insufficient", "enough", "unable",
    "impossible", "false", "wrong", "untrue", "incorrect", "h1", "ha", "alternative", "almost", "less", "least", "too",
    "until", "only", "partly", "whether", "refuse", "opposite", "inconclusive", "would", "should",
})  # fmt: skip
_PRONOUNS: Final = frozenset({"them", "these", "those"})
_SURE: Final = frozenset({
    "absolutely", "definitely", "clearly", "certainly", "obviously", "surely", "really", "linearly", "uniformly",
    "finally", "actually", "simply", "strictly", "monotonically", "exactly",
})  # fmt: skip
# Words that leave what a sentence says as it is. Any other word may turn it round: *far from*, *I doubt that*.
_NEUTRAL: Final = frozenset({
    "we", "i", "you", "he", "they", "think", "believe", "say", "claim", "conclude", "get", "have", "has", "there",
    "here", "must", "will", "was", "were", "then", "thus", "hence", "therefore", "one", "for", "in", "on", "at", "and",
    "with", "only", "just", "also", "while", "our", "my", "its", "it's", "that's", "they're", "which", "what", "do",
    "does", "did", "done", "being", "been", "conserved", "holds", "follows", "null", "hypothesis", "series", "sequence",
    "sum", "integral", "function", "vector", "vectors", "matrix", "matrices", "set", "level", "value", "point", "model",
    "them", "these", "those", "system", "method", "statement", "estimator", "variable", "variables", "total",
    "called", "always", "real",
})  # fmt: skip
# Endings of the forms of one word; what is left of it has to be the same in at least so many letters.
_ENDINGS: Final = frozenset({
    "", "e", "s", "es", "d", "ed", "ing", "ent", "ence", "ency", "ant", "ance", "ion", "ions", "ly", "al", "ally",
    "ity",
})  # fmt: skip
LEAST_STEM: Final = 5
LEAST_NAME: Final = 3  # letters of a name that is looked for in a sentence
_OPPOSITES: Final = (("yes", "no"), ("true", "false"))


def drop_reason(text: str) -> tuple[str, str]:
    """Return a text without its reason, and the reason, which may be before it or after it."""
    *before, last = split_conclusions(text)
    if before:
        return last, drop_joint(text[: text.rindex(last)])
    match = _REASON.search(text)
    return (text[: match.start()], match["reason"].strip()) if match else (text, "")


def find_stated(text: str, choices: Mapping[str, str], known: frozenset[str] = frozenset()) -> str | None:
    """Return the only alternative that a sentence affirms; None where it is not clear which one that is.

    ``known`` are the words of the question, which turn nothing round.
    """
    known |= {word for name, meaning in choices.items() for word in (*list_words(name), *list_words(meaning))}
    has_letters = any(len(name) == 1 for name in choices)
    if "?" in text:
        return None
    text = _ALONE.sub("", text)
    label, colon, _ = text.partition(":")
    if colon and not all(is_harmless(word, known) for word in list_words(label)):
        return None  # conditionally convergent: yes
    covering = find_covering(list_words(text), choices, known)
    if covering:
        return covering
    affirmed: set[str] = set()
    denied: set[str] = set()
    for clause in _CLAUSE.split(text):
        words = tuple(word.lstrip("+-") for word in list_words(clause))
        found = find_alternative(clause, choices) if clause.strip() else None
        if any(name not in (None, found) for name in list_lettered(words, choices)):
            return None  # b) it converges, and also b
        named = {found} if found else find_named(words, choices)
        if not named and len(words) == 1 and words[0] not in _SURE and (has_letters or len(words[0]) > 1):
            return None  # as in "a, q", which lists another one
        if not named and not any(map(is_denial, words)) and not set(words) & _OPEN:
            continue  # it says nothing about the alternatives
        if found:
            affirmed.add(found)
        elif is_open(words, choices, known):
            return None
        elif any(map(is_denial, words)):
            opposites = {find_opposite(name, choices) for name in named}
            affirmed |= {name for name in opposites if name}
            denied |= named
        else:
            affirmed |= named
    return affirmed.pop() if len(affirmed) == 1 and not affirmed & denied else None


def list_lettered(words: Sequence[str], choices: Mapping[str, str]) -> list[str]:
    """Return the alternatives of one letter that are words of a clause; *a* is no word of it, but an article."""
    return [name for name in choices if len(name) == 1 and len(words) > 1 and name.casefold() in words]


def find_covering(words: Sequence[str], choices: Mapping[str, str], known: frozenset[str]) -> str | None:
    """Return the alternative that a text begins with, and calls in words of its meaning: *both momentum and energy*.

    Words of the question after them, *are conserved*, leave it as it is.
    """
    found = [
        name
        for name, meaning in choices.items()
        if name.casefold() in words
        and len(words) > 1
        and not any(map(is_denial, words))
        and all(
            any(are_forms_of_one(word, said) for said in (name.casefold(), *list_words(meaning)))
            or (words[0] == name.casefold() and word not in _OPEN and is_harmless(word, known - set(choices)))
            for word in words
        )
        and (words[0] != name.casefold() or words[1] in list_words(meaning) or words[1] in _PRONOUNS)
    ]
    return found[0] if len(found) == 1 else None


def is_open(words: Sequence[str], choices: Mapping[str, str], known: frozenset[str]) -> bool:
    """Whether a clause has a word that leaves open what it says, or may turn it round in another way than *not*."""
    return any(
        (word in _OPEN and word not in choices)
        or (is_denial(word) and not _PLAIN_NO.fullmatch(word))
        or not is_harmless(word, known)
        for word in words
    )


def is_harmless(word: str, known: frozenset[str]) -> bool:
    """Whether a word leaves what is said as it is: it is in the question, is a sign, or says nothing by itself."""
    is_sign = len(word) == 1 or not word.isalpha()
    return (
        is_sign
        or word in _NEUTRAL | _SURE
        or bool(_PLAIN_NO.fullmatch(word))
        or any(are_forms_of_one(word, other) or is_short_for(word, other) for other in known)
    )


def find_named(words: Sequence[str], choices: Mapping[str, str]) -> set[str]:
    """Return the alternatives with their name in a clause, or with all the words that only their meaning has."""
    alone = find_abbreviated(words, choices)
    if alone:
        return alone
    entries = tuple(choices.items())
    return {
        name
        for name in choices
        if is_said(list_words(name), words, LEAST_NAME) or is_said(list_distinctive(name, entries), words, 2)
    }


def is_said(wanted: Sequence[str], words: Sequence[str], least: int) -> bool:
    """Whether each of some words is in a clause, in any of its forms."""
    return bool(wanted) and all(
        len(one) >= least and any(are_forms_of_one(one, word) for word in words) for one in wanted
    )


@lru_cache(maxsize=256)  # the alternatives of a question are the same for every answer
def list_distinctive(name: str, choices: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return the words of a meaning that no other alternative has; none for one that denies something."""
    words = list_words(dict(choices)[name])
    if any(map(is_denial, words)):
        return ()
    others = [word for other, said in choices if other != name for word in (*list_words(other), *list_words(said))]
    return tuple(word for word in words if not any(are_forms_of_one(word, other) for other in others))


def find_abbreviated(words: Sequence[str], choices: Mapping[str, str]) -> set[str]:
    """Return the alternatives that a clause of one word abbreviates: ``conv``."""
    if len(words) != 1:
        return set()
    entries = tuple(choices.items())
    return {
        name
        for name in choices
        if any(is_short_for(words[0], word) for word in (*list_words(name), *list_distinctive(name, entries)))
    }


def is_short_for(word: str, other: str) -> bool:
    """Whether a word is the beginning of another one: ``conv``."""
    return len(word) > LEAST_NAME and other.startswith(word)


@lru_cache(maxsize=2048)  # the words of an answer with those of the question and the alternatives
def are_forms_of_one(one: str, other: str) -> bool:
    """Whether two words are forms of one: *converges* and *convergent*, but not *dependent* and *independent*."""
    if one == other:
        return True
    size = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None)
    size = min(len(one), len(other)) if size is None else size
    return (
        any(one[cut:] in _ENDINGS and other[cut:] in _ENDINGS for cut in range(size, min(size, LEAST_STEM) - 1, -1))
        and size >= LEAST_STEM
    )


def find_opposite(name: str, choices: Mapping[str, str]) -> str | None:
    """Return the alternative that says just the opposite of another: *no* of *yes*, *do not reject* of *reject*."""
    by_name = {other.casefold(): other for other in choices}
    for pair in _OPPOSITES:
        if set(by_name) == set(pair) and name.casefold() in pair:
            return by_name[pair[1 - pair.index(name.casefold())]]
    words = drop_auxiliaries(list_words(choices[name]))
    found = [
        other
        for other, meaning in choices.items()
        if other != name and any(map(is_denial, list_words(meaning))) and drop_auxiliaries(list_words(meaning)) == words
    ]
    return found[0] if len(found) == 1 and not any(map(is_denial, list_words(choices[name]))) else None


def drop_auxiliaries(words: Sequence[str]) -> list[str]:
    """Return words without those of a plain denial: *reject it* for *do not reject it*."""
    return [word for word in words if not _PLAIN_NO.fullmatch(word) and word not in ("do", "does", "did")]
