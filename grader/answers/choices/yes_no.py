"""*Yes* and *no* to a question about one of two opposites: *Are the vectors linearly independent?*

>>> choices = {"independent": "linearly independent", "dependent": "linearly dependent"}
>>> find_yes_and_no(choices, "Are the vectors (1, 2), (2, 4) linearly independent?")
('independent', 'dependent')
>>> find_yes_and_no(choices, "Are they dependent or independent?") is None
True
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from grader.answers.choices.alternatives import is_denial, list_words
from grader.answers.choices.own_words import are_forms_of_one, drop_reason, find_opposite, find_stated, is_said
from grader.patterns import regex

__all__ = ["find_labelled", "find_yes_and_no", "name_by_question", "says_otherwise"]

_QUESTION: Final = regex(
    r"(?:^|,\s+)(?:is|are|was|were|does|do|did|can|could|will|has|have|must)\s+[^,;:]*[^.]*\?$", re.IGNORECASE
)
_VERB: Final = regex(r"\b(?:is|are|was|were|does|do|did|can|could|will|has|have|must)\b", re.IGNORECASE)
_NAMED: Final = frozenset({"yes", "no", "true", "false", "Yes", "No", "True", "False"})
_SENTENCE: Final = regex(r"(?<=[.?!])\s+")
_PREFIXES: Final = ("in", "un", "non", "dis", "im", "ir", "il")
# Opposites that differ in more than such a prefix; each verb in the forms that an answer may have.
_PAIRS: Final = (
    ("converge", "diverge"), ("converges", "diverges"), ("convergent", "divergent"), ("singular", "invertible"),
    ("singular", "regular"), ("true", "false"),
)  # fmt: skip
# Words with which a question turns round what it names, or asks about more than that.
_TURNS: Final = frozenset({
    "impossible", "anything", "but", "false", "fail", "fails", "unless", "if", "that", "so", "without", "rather",
    "than",
})  # fmt: skip
_USUAL_ADVERBS: Final = frozenset({"linearly", "statistically"})  # independent
_ANSWER: Final = regex(r"\b(?:yes|no)\b", re.IGNORECASE)
_FIRST: Final = regex(
    r"\s*+(?:yes|no)\b[\s,.;:!–—-]*+(?:(?:because|since|as)\b)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_LABELLED: Final = regex(
    r"\s*(?:(?:it|[A-Z]|the\s+\w+)\s+is\s+)?(?P<denied>not\s+)?(?:(?P<before>[a-z]{2,})\s+)?(?P<label>[A-Za-z]{3,})"
    r"(?:\s*(?P<sign>[:=?–—-]|->|→)\s*(?P<said>yes|no|true|false|[ynTF]))?\s*[.!]?\s*",
    re.IGNORECASE,
)
_ANY_WORD: Final = regex(r"[^\W_]+(?:[-'’_][^\W_]+)*")
_DETERMINERS: Final = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her"})
_HOW: Final = frozenset({"positive", "negative", "semi", "row", "path", "well", "one", "self", "global", "local"})
# What a question may be about, and articles, before the word that is asked for: Is the null hypothesis true?
_SUBJECTS: Final = frozenset({
    "a", "an", "the", "it", "they", "estimator", "equation", "equations", "events", "field", "form", "function",
    "functions", "graph", "group", "hypothesis", "integral", "map", "matrix", "matrices", "operator", "point",
    "process", "sequence", "series", "set", "space", "statement", "system", "test", "variable", "variables", "vectors",
})  # fmt: skip
_TWICE: Final = regex(r"\bnot\s+(?:at\s+all\s+)?not\b", re.IGNORECASE)
LEAST: Final = 3  # letters of a word that is looked for in the question


def find_labelled(text: str, choices: Mapping[str, str], question: str) -> str | None:
    """Return the alternative that ``singular: no`` or ``not singular`` means; None for other texts.

    >>> choices, question = {"yes": "", "no": ""}, "Is the matrix A singular?"
    >>> [find_labelled(text, choices, question) for text in ("singular: no", "not singular", "regular")]
    ['no', 'no', None]
    """
    words = list_asked(question)
    said = _LABELLED.fullmatch(text)
    if said is None or not words or not are_forms_of_one(said["label"].casefold(), words[-1]):
        return None
    if not is_whole_label(said["before"], question) or may_be_equation(said):
        return None
    by_name = {name.casefold(): name for name in choices}
    answers = next((pair for pair in (("yes", "no"), ("true", "false")) if set(by_name) == set(pair)), None)
    if answers is None or (said["said"] and said["denied"]):
        return None
    is_no = said["said"].casefold() in ("no", "false", "n", "f") if said["said"] else bool(said["denied"])
    return by_name[answers[is_no]]


def is_whole_label(before: str | None, question: str) -> bool:
    """Whether a label leaves out no word that says how: *absolutely* convergent, *positive* definite.

    >>> series, matrix = "Is the series absolutely convergent?", "Is the matrix A singular?"
    >>> [is_whole_label(None, series), is_whole_label("absolutely", series), is_whole_label(None, matrix)]
    [False, True, True]
    """
    words = _ANY_WORD.findall(next(part for part in _SENTENCE.split(question) if part.endswith("?")))[:-1]
    if before is not None:
        return bool(words) and before.casefold() == words[-1].casefold()
    if not words or words[-1].casefold().endswith("ly"):
        return False
    last = words[-1].casefold()
    is_subject = len(words) == 3 and words[1].casefold() in _DETERMINERS and last not in _HOW  # Is the series
    return len(words[-1]) == 1 or words[-1][-1].isdigit() or is_subject or last in _SUBJECTS


def may_be_equation(said: re.Match[str]) -> bool:
    """Whether one letter follows a label, and no colon: ``definite = f`` may be an equation."""
    return bool(said["said"]) and len(said["said"]) == 1 and said["sign"] != ":"


def list_asked(question: str) -> list[str]:
    """Return the words of the only question in a text, if it asks about one thing and denies nothing; else none."""
    asking = [sentence for sentence in _SENTENCE.split(question.strip()) if sentence.endswith("?")]
    if len(asking) != 1 or not _QUESTION.search(asking[0]) or len(_VERB.findall(asking[0])) != 1:
        return []
    words = [word.lstrip("+-") for word in list_words(asking[0])]
    return [] if "or" in words or any(map(is_denial, words)) or _TURNS.intersection(words) else words


def find_yes_and_no(choices: Mapping[str, str], question: str) -> tuple[str, str] | None:
    """Return which of two opposite alternatives *yes* means, and which one *no*; None for any other question.

    The question has to name the first of them, not the other one, and to deny nothing.
    """
    words = list_asked(question)
    if len(choices) != 2 or not words or _NAMED.intersection(choices):
        return None
    said = {word for name, meaning in choices.items() for word in (*list_words(name), *list_words(meaning))}
    if any(word.endswith("ly") and word not in said | _USUAL_ADVERBS for word in words):  # absolutely convergent
        return None
    first, second = choices
    found = [pair for pair in ((first, second), (second, first)) if is_asked(*pair, choices, words)]
    return found[0] if len(found) == 1 else None


def is_asked(name: str, other: str, choices: Mapping[str, str], words: Sequence[str]) -> bool:
    """Whether a question has the word for one alternative, of which the other is the opposite."""
    if find_opposite(name, choices) == other:  # H0 is rejected, H0 is not rejected
        return is_said(list_words(choices[name]), words, 2)
    pairs = [
        (one, opposite)
        for one in (*list_words(name), *list_words(choices[name]))
        for opposite in (*list_words(other), *list_words(choices[other]))
        if are_opposites(one, opposite) and is_one_difference(one, opposite, name, other, choices)
    ]
    return any(has_word(one, words) and not has_word(opposite, words) for one, opposite in pairs)


def are_opposites(one: str, other: str) -> bool:
    is_pair = any({one, other} == set(pair) for pair in _PAIRS)
    shorter, longer = sorted((one, other), key=len)
    return is_pair or (len(shorter) >= LEAST and any(longer == prefix + shorter for prefix in _PREFIXES))


def is_one_difference(one: str, opposite: str, name: str, other: str, choices: Mapping[str, str]) -> bool:
    """Whether two names are a word and its opposite, or two meanings the same but for them."""
    if (list_words(name), list_words(other)) == ((one,), (opposite,)):
        return True
    left = [word for word in list_words(choices[name]) if word != one]
    right = [word for word in list_words(choices[other]) if word != opposite]
    return left == right


def has_word(word: str, words: Sequence[str]) -> bool:
    return len(word) >= LEAST and any(are_forms_of_one(word, other) for other in words)


def says_otherwise(text: str, chosen: str, choices: Mapping[str, str], known: frozenset[str]) -> bool:
    """Whether a text with *yes* or *no* says more than that, and not the same; or denies twice.

    >>> choices = {"independent": "linearly independent", "dependent": "linearly dependent"}
    >>> [says_otherwise(text, "dependent", choices, frozenset())
    ...  for text in ("no", "no, dependent", "dependent: no", "no since they are independent")]
    [False, False, True, True]
    """
    if _TWICE.search(text):
        return True
    if not _ANSWER.search(text):
        return False
    first = _FIRST.match(text)
    if first is None or _ANSWER.search(first["rest"]):
        return True
    claims = (first["rest"], drop_reason(first["rest"])[0])
    stated = [find_stated(claim, choices, known) for claim in claims]
    rest = list_words(first["rest"])
    is_denied = chosen not in stated and any(map(is_denial, rest)) and has_word(chosen, rest)
    return is_denied or any(name not in (None, chosen) for name in stated)


def name_by_question(choices: Mapping[str, str], names: tuple[str, str]) -> dict[str, str]:
    """Return two alternatives as *yes* and *no*, each with its meaning, or its name where only that is an opposite."""
    first, second = (list_words(choices[name]) for name in names)
    has_meanings = find_opposite(names[0], choices) == names[1] or any(
        are_opposites(one, other) for one in first for other in second
    )
    return {word: choices[name] if has_meanings else name for word, name in zip(("yes", "no"), names, strict=True)}
