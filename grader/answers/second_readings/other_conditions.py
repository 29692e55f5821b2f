"""A probability under another condition than the one that is asked for: ``P(B|A)`` for P(A|B), ``P(+|D)`` for P(D|+).

A letter or sign is for the words of the question that begin with it, on either side of its *given*.

>>> question = "One in 100 has the disease. How probable is the disease given a positive test?"
>>> [names_other_condition(head, question) for head in ("P(D|+)", "P(D|T)", "P(D|pos)", "P(K|+)", "P(A|B)")]
[False, False, False, False, False]
>>> [names_other_condition(head, question) for head in ("P(+|D)", "P(T|D)", "P(D|-)", "P(positive|sick)", "P(D)")]
[True, True, True, True, True]
>>> question = "Given a late bus, what is the probability of rain?"
>>> [names_other_condition(head, question) for head in ("P(R|L)", "P(L|R)", "P(rain | late)", "P(late | rain)")]
[False, True, False, True]
"""

import re
from typing import Final

from grader.answers.second_readings.other_subjects import split_question
from grader.patterns import regex

__all__ = ["find_parts", "names_other_condition"]

_BAR: Final = r"(?:\||\\mid(?![a-z])|\\vert(?![a-z])|\bgiven\b)"
_PROBABILITY: Final = (
    r"(?<![\w\\])(?:\\?Pr|\\mathbb\{?P\}?|P|[Pp]rob)\s*(?:\\left)?[(\[](?P<event>[^()|=]{1,40}?)"
    rf"(?:{_BAR}(?P<given>[^()|=]{{1,40}}?))?(?:\\right)?[)\]]"
)
_HEAD: Final = regex(rf"\$?\s*{_PROBABILITY}\s*\$?")
_ASKED: Final = regex(_PROBABILITY)
_GIVEN: Final = regex(r",?\s*\b(?:given|knowing|provided|if|when|assuming)\b(?:\s+that\b)?", re.IGNORECASE)
_BEGINS_GIVEN: Final = regex(
    r"(?:^|[.?!;]\s+)(?:given|knowing|provided|if|when|assuming)\b(?P<given>[^,.?!;]*),\s*$", re.IGNORECASE
)
_IS_CONDITION: Final = regex(r"\b(?:given|knowing|provided)\b", re.IGNORECASE)
_TOKEN: Final = regex(r"[^\W\d_]+|[-+−]")
_SIGNS: Final = {"+": "posit", "-": "negat", "−": "negat"}
_GENERIC: Final = ("A", "B")  # any two events
_STEM: Final = 3
_SMALL: Final = frozenset({
    "a", "an", "the", "of", "is", "are", "that", "it", "we", "in", "to", "be", "has", "have", "had", "and", "or", "for",
    "what", "how", "probable", "probability", "likely", "this", "its", "on", "at", "not",
})  # fmt: skip


def names_other_condition(head: str, question: str) -> bool:
    """Whether a label is a probability whose event and condition are exchanged, or that has another condition."""
    match = _HEAD.fullmatch(head)
    parts = find_parts(question) if match else None
    if match is None or parts is None:
        return False
    wanted, condition = parts
    event, given = (list_tokens(match[side] or "") for side in ("event", "given"))
    if not given:
        is_letter = len(event) == 1 and len(event[0]) == 1 and event[0].isalpha()
        return is_letter and _IS_CONDITION.search(question) is not None
    if (event[:1], given[:1]) in (([one], [other]) for one, other in (_GENERIC, _GENERIC[::-1])):
        return False
    if {"-", "−"} & {*event, *given} and not is_among("-", question) and is_among("+", question):
        return True
    return is_only_in(event, condition, wanted) or is_only_in(given, wanted, condition)


def find_parts(question: str) -> tuple[str, str] | None:
    """Return the event of a question and its condition; None where it has no condition.

    >>> [find_parts(text) for text in ("What is P(A|B)?", "If it rains, how probable is a late bus?", "What is P(A)?")]
    [('A', 'B'), ('how probable is a late bus?', ' it rains'), None]
    """
    told, asking = split_question(question)
    named = next((match for match in _ASKED.finditer(asking) if match["given"]), None)
    if named is not None:
        return named["event"], named["given"]
    if (match := _GIVEN.search(asking)) is not None:
        return asking[: match.start()], asking[match.end() :]
    before = _BEGINS_GIVEN.search(told)
    return (asking, before["given"]) if before else None


def list_tokens(text: str) -> list[str]:
    return [token for token in _TOKEN.findall(text) if token not in _SMALL]


def is_only_in(tokens: list[str], part: str, other: str) -> bool:
    """Whether some words are in one part of a question, and none of them only in the other one."""
    places = [(is_among(token, part), is_among(token, other)) for token in tokens]
    return (True, False) in places and (False, True) not in places


def is_among(token: str, text: str) -> bool:
    """Whether a text has a word, a longer or shorter form of it, or one that begins with a letter or has a sign."""
    words = [word.casefold() for word in _TOKEN.findall(text)]
    if token in words or token in _SIGNS:
        return token in words or any(word.startswith(_SIGNS[token]) for word in words)
    start = token.casefold()
    others = [word for word in words if word not in _SMALL]
    if len(start) == 1:
        return any(word.startswith(start) for word in others)
    return any(len(word) >= _STEM and (word.startswith(start) or start.startswith(word)) for word in others)
