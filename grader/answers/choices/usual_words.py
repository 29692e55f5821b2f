"""Usual words for an alternative that are not those of the rubric: *gets smaller*, *cond. convergent*, *all but b*.

Each is read only where exactly one reading fits the alternatives; anything else in the text leaves it to a person.

>>> choices = {"increases": "it increases", "decreases": "it decreases", "same": "it stays the same"}
>>> speed = "What happens to its speed?"
>>> [find_trend(text, choices, speed) for text in ("slower", "it gets smaller, v~1/sqrt(r)", "not slower", "unchanged")]
['decreases', 'decreases', None, 'same']
>>> letters = dict(a="dropout", b="more units", c="stopping")
>>> [list_letters(text, letters) for text in ("a and c", "a c and b", "everything but b", "a c or b")]
[('a', 'c'), ('a', 'c', 'b'), ('a', 'c'), ()]
"""

import re
from collections.abc import Mapping, Set
from typing import Final

from grader.answers.choices.alternatives import is_denial, list_words
from grader.expr.words.doubtful import list_prose
from grader.patterns import regex

__all__ = ["drop_own_subject", "find_but_not", "find_trend", "list_letters", "write_usual_words"]

_FALLS: Final = r"\b(?:(?:decreas|reduc|shrink|declin|drop|fall|diminish)\w*|lower|smaller|less|goes down|go down)\b"
_SPEED_FALLS: Final = r"\b(?:slower|slows?(?:\s+down)?)\b"
_RISES: Final = r"\b(?:(?:increas|grow|ris(?:es|ing))\w*|larger|bigger|greater|higher|more|goes up|go up)\b"
_SPEED_RISES: Final = r"\b(?:faster|quicker|speeds up)\b"
_SAME: Final = r"\b(?:unchanged|constant|same|no change|does not change|doesn't change|equal)\b"
_TRENDS: Final = {
    "down": regex(_FALLS), "up": regex(_RISES), "same": regex(_SAME),
    "slower": regex(_SPEED_FALLS), "faster": regex(_SPEED_RISES),
}  # fmt: skip
_OF_SPEED: Final = frozenset({"speed", "velocity", "speeds", "fast", "rate"})
# *Slower* and *faster* say the opposite of a time.
_OF_TIME: Final = frozenset({"time", "period", "duration", "times", "long"})
_FILLING: Final = frozenset(
    {"it", "its", "the", "gets", "get", "becomes", "become", "is", "will", "be", "stays", "remains", "then", "a", "now"}
)
_WORD: Final = regex(r"[^\W\d_]{3,}")
_ALL_BUT: Final = regex(
    r"\s*(?:everything|all(?:\s+of\s+(?:them|these))?)\s*,?\s+(?:but|except(?:\s+for)?)\s+"
    r"(?P<names>\(?\w+\)?(?:\s*(?:,|&|\band\b)\s*\(?\w+\)?){0,5})\s*\.?\s*",
    re.IGNORECASE,
)
_ONLY: Final = regex(r"^\s*(?:only|just)\s+(?=\(?[A-Za-z]\b)", re.IGNORECASE)
_LISTED: Final = regex(r"\s*(?:and|&|[,;])\s*|\s+")
_REMARK: Final = regex(r"\s*\((?P<remark>[^()]*)\)\s*\.?\s*$")
# After letters, a remark with these may take one back, or add one.
_TAKES_BACK: Final = regex(
    r"\b(?:not|no|or|maybe|perhaps|sure|unsure|guess|also|except|only|either|wrong|if|but|plus|and|without)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
_BUT_NOT: Final = regex(r"\s*(?P<all>[^,;]*\S),?\s+but\s+not\s+(?P<out>[^\s,;]+)\s*\.?\s*", re.IGNORECASE)
_SHORT: Final = regex(r"\b(?P<letters>[A-Za-z]{3,})\.(?=\s|$)")
_NO: Final = regex(r"^\s*(?:nope|nah)\b", re.IGNORECASE)
_YES: Final = regex(r"^\s*(?:yep|yeah|yup)\b", re.IGNORECASE)
_ONLY_SOME: Final = regex(r",\s*(?:(?:there\s+is|it\s+has)\s+)?(?P<reason>only\s+(?:one|two|[0-9])\s+[a-z]+)\s*\.?\s*$")
# British spelling: diagonalisable for diagonalizable.
_HYPHEN: Final = regex(r"\b([A-Za-z]{2,6})-([a-z]{3,})\b")  # over-fitting
_BRITISH: Final = regex(r"\b(?P<stem>[A-Za-z]{4,})is(?=(?:e|es|ed|ing|er|able|ation)\b)")
# A whole answer in another language that can mean one thing only.
_FOREIGN: Final = {
    "existiert nicht": "does not exist", "n'existe pas": "does not exist", "n’existe pas": "does not exist",
    "unendlich": "infinity", "l'infini": "infinity", "wahr": "true", "richtig": "true", "vrai": "true",
    "falsch": "false", "faux": "false", "ja": "yes", "nein": "no", "oui": "yes", "non": "no", "rechtsschief": "right",
    "linksschief": "left",
}  # fmt: skip
# Which way a distribution has its long tail.
_SKEWED: Final = regex(r"\b(?:(?P<right>positive)|negative)(?:ly)?[\s-]+skew(?:ed|ness)?\b", re.IGNORECASE)
_OWN_SUBJECT: Final = regex(r"(?<!\w)[a-z]\w*\s*=\s*[\w./]+\s+[a-z]+", re.IGNORECASE)


def find_trend(text: str, choices: Mapping[str, str], question: str) -> str | None:
    """Return the alternative with the trend that a text says in other words; None for any other text.

    It may name the quantity as the end of the question does. What is after a comma may only be a formula.
    """
    known = frozenset(re.findall(r"[^\W\d_]+", re.split(r"[.!?]\s", question)[-1].casefold()))
    trends = {name: find_trends(f"{name} {meaning}", known) for name, meaning in choices.items()}
    if not {"up", "down"} <= set().union(*trends.values()):
        return None
    claim, *rest = re.split(r"[,;]", text.casefold())
    if any(map(says_words, rest)):
        return None
    said, count = find_trends(claim, known), 0
    for pattern in _TRENDS.values():
        claim, times = pattern.subn(" ", claim)
        count += times
    if any(map(is_denial, list_prose(claim))):  # also where the question has *not*
        return None
    left = [word for word in re.findall(r"[^\W\d_]+", claim) if word not in _FILLING and word not in known]
    found = [name for name, trend in trends.items() if trend == said]
    is_plain = count == len(said) == 1 and not left and re.search(r"\d", claim) is None  # "less slow" has two
    return found[0] if is_plain and len(found) == 1 else None


def says_words(part: str) -> bool:
    """Whether a part of a text has a word that is no function."""
    return any(word not in ("sqrt", "sin", "cos", "exp", "log") for word in _WORD.findall(part))


def find_trends(text: str, known: Set[str]) -> frozenset[str]:
    """Return which trends a text names."""
    found = {name for name, pattern in _TRENDS.items() if pattern.search(text.casefold())}
    is_of_speed = bool(known & _OF_SPEED) and not known & _OF_TIME
    named = {"slower": "down", "faster": "up"} if is_of_speed else {}
    return frozenset(named.get(name, name) for name in found)


def list_letters(text: str, choices: Mapping[str, str]) -> tuple[str, ...]:
    """Return the alternatives that a text lists by their letters, or all but one of them; nothing for other texts."""
    if not all(len(name) == 1 for name in choices):
        return ()
    names = {name.casefold(): name for name in choices}
    without = _ALL_BUT.fullmatch(text)
    if without:
        out = [word.strip("()").casefold() for word in _LISTED.split(without["names"]) if word]
        left = tuple(name for name in choices if name.casefold() not in out)
        return left if all(word in names for word in out) else ()
    remark = _REMARK.search(text)
    if remark and (_TAKES_BACK.search(remark["remark"]) or set(remark["remark"].casefold().split()) & set(names)):
        return ()
    text = _ONLY.sub("", text)
    listed = [word.strip("().").casefold() for word in _LISTED.split(_REMARK.sub("", text).strip(" .")) if word]
    are_names = len(listed) > 1 and all(word in names for word in listed)
    return tuple(dict.fromkeys(names[word] for word in listed)) if are_names else ()


def find_but_not(text: str, choices: Mapping[str, str]) -> str | None:
    """Return the alternative of *converges but not absolutely*: of two with the first word, the one left.

    >>> series = {"abs": "converges absolutely", "cond": "converges conditionally", "div": "diverges"}
    >>> find_but_not("converges but not absolutely", series), find_but_not("converges but not slowly", series)
    ('cond', None)
    """
    match = _BUT_NOT.fullmatch(text)
    words = list_words(match["all"]) if match else ()
    if match is None or not words or len(words) > 1:
        return None
    out = match["out"].casefold()
    having = [name for name, meaning in choices.items() if words[0] in list_words(meaning)]
    left = [name for name in having if out not in (name.casefold(), *list_words(choices[name]))]
    return left[0] if len(having) == 2 and len(left) == 1 else None


_LINEARLY: Final = regex(
    r"\blin(?:ear|early)?\b\.?\s*(?P<in>in)?dep(?:endent|end)?\b\.?|\bl\.?\s?(?:(?P<i>i)|d)\b\.?", re.IGNORECASE
)


def write_usual_words(text: str, choices: Mapping[str, str]) -> str:
    """Return a text with the words of the alternatives for shortened ones, and with usual spellings.

    >>> write_usual_words("nope, not diagonalisable", {"yes": "it is diagonalizable", "no": "it is not"})
    'no, not diagonalizable'
    >>> vectors = {"dependent": "linearly dependent", "independent": "linearly independent"}
    >>> [write_usual_words(text, vectors) for text in ("lin. dep.", "not lin. independent", "lin indep", "l.d.")]
    ['linearly dependent', 'not linearly independent', 'linearly independent', 'linearly dependent']
    """
    text = _FOREIGN.get(text.casefold().strip(" .!"), text)
    text = _YES.sub("yes", _NO.sub("no", text))
    text = _ONLY_SOME.sub(r" (\g<reason>)", text)
    said = {word for name, meaning in choices.items() for word in (*list_words(name), *list_words(meaning))}
    if {"dependent", "independent"} <= said:
        text = _LINEARLY.sub(lambda match: f"linearly {'in' if match['in'] or match['i'] else ''}dependent", text)
    if {"right", "left"} <= said:
        text = _SKEWED.sub(lambda match: "skewed right" if match["right"] else "skewed left", text)
    text = _HYPHEN.sub(
        lambda match: match[1] + match[2] if f"{match[1]}{match[2]}".casefold() in said else match[0], text
    )
    text = _BRITISH.sub(lambda match: spell_as_said(match, said), text)
    return _SHORT.sub(lambda match: write_in_full(match["letters"], choices), text)


def spell_as_said(match: re.Match[str], said: Set[str]) -> str:
    """Return a stem with z for s, where the alternatives have the word so."""
    american = f"{match['stem']}iz".casefold()
    return f"{match['stem']}iz" if any(word.startswith(american) for word in said) else match.group()


def write_in_full(letters: str, choices: Mapping[str, str]) -> str:
    """Return the word of an alternative that begins with these letters, if it is the only one with such a word."""
    found = {
        name: word
        for name, meaning in choices.items()
        for word in (*list_words(meaning), *list_words(name))
        if word.startswith(letters.casefold())
    }
    return next(iter(found.values())) if len(found) == 1 else f"{letters}."


def drop_own_subject(reason: str) -> str:
    """Return a reason without what it says of something else: *but p=1/2 diverges*."""
    return _OWN_SUBJECT.sub("", reason)
