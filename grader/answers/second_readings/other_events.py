"""A value of another event or group in words: ``P(both blue)`` where both red are asked for, *the mean of the girls*.

>>> question = "An urn has 5 red and 3 blue balls. Two are drawn. What is the probability that both are red?"
>>> heads = ("P(both red)", "P(RR)", "P(two red balls)", "P(both blue)", "P(BB)", "P(not red)", "P(one red)")
>>> [names_other_event(f"{head} = 5/14", question) for head in heads]
[False, False, False, True, True, True, True]
>>> question = "One in 100 has the disease. What is the probability of disease given a positive test?"
>>> [names_other_event(f"{head} = 1/2", question) for head in ("P(disease | positive)", "P(positive | disease)")]
[False, True]
>>> question = "The girls are 12, 13 and 17 years old, and the boys 11 and 13. What is the mean age of the girls?"
>>> [names_other_event(text, question) for text in ("mean of the girls = 14", "the mean of the boys is 14")]
[False, True]
"""

from typing import Final

from grader.answers.second_readings.other_conditions import find_parts, names_other_condition
from grader.answers.second_readings.other_subjects import is_word_of, split_question
from grader.expr.asked.asked import Asked
from grader.expr.statements.other_labels import is_known
from grader.expr.words.doubtful import list_prose
from grader.patterns import regex

__all__ = ["names_other_event"]

# A probability, a mean or a spread, and in brackets or after a preposition what it is of.
_CALL: Final = regex(
    r"(?:^|[\s$=])(?:P|Pr|[Pp]rob|\\mathbb\{?P\}?|E|[Vv]ar|[Cc]ov|SD|sd|[Mm]ean|[Mm]edian|[Mm]ode|[Pp]robability|[Vv]ariance)"
    r"\s*[(\[]\s*(?P<inside>[^()\[\]=]{2,60})[)\]]\s*(?:=|≈|:|\bis\b|\bare\b|\bequals\b)"
)
_PHRASE: Final = regex(
    r"(?i)\b(?:probability|chance|mean|average|median|mode|variance|deviation|expectation|expected\s+value|number)\s+"
    r"(?:of|that|for|to\s+get)\s+(?P<inside>[^=≈:(\[]{2,60}?)\s*(?:=|≈|:|\bis\s+(?=[-−0-9.√]|about\b|equal)|\bequals\b)"
)
_BAR: Final = regex(r"\||\bgiven\b|\bif\b")
_LETTER: Final = regex(r"(?<![\w'’])[A-HJ-Z](?![\w'’])")  # of a group: I is a word
_RUN: Final = regex(r"[A-Z]{2,6}")  # RR, HHT
# Each of what a question counts or lists: 5 red and 3 blue balls, heads or tails.
_LISTED: Final = regex(r"(?i)(?:\b[0-9]+|\b(?:and|or|the))\s+(?:the\s+)?(?:[0-9]+\s+)?(?P<word>(?!the\b)[^\W\d_]{3,})")
_SMALL: Final = frozenset({
    "a", "an", "the", "of", "is", "are", "that", "it", "we", "in", "to", "be", "on", "its", "draw", "drawn", "get",
    "getting", "and", "drawing", "choose", "chosen", "picking", "picked", "being", "event", "for",
})  # fmt: skip
_BOTH: Final = frozenset({"both", "two"})


def names_other_event(statement: str, question: str) -> bool:
    """Whether a value is said to be that of an event or a group in words that the question does not ask for."""
    match = _CALL.search(statement) or _PHRASE.search(statement)
    if names_other_condition(statement.partition("=")[0], question):
        return True
    if match is None or not question:
        return False
    told, asking = split_question(question)
    others = {word.casefold().removesuffix("s") for word in _LISTED.findall(told) if not is_said(word, asking)}
    if run := _RUN.fullmatch(match["inside"].strip()):
        return any(word[0] in run.group().casefold() for word in others) and run.group() not in question
    event, *condition = _BAR.split(match["inside"], maxsplit=1)
    if any(is_word_of(letter, told) and not is_word_of(letter, asking) for letter in _LETTER.findall(event)):
        return True
    words = list_prose(event)
    if any(is_other(word, others, told, asking) for word in words if len(word) > 1):
        return True
    if find_parts(question) and _CALL.search(statement):
        return False  # the label alone says which is the condition
    return any(is_turned(words, list_prose(given), asking) for given in condition)


def is_other(word: str, others: set[str], told: str, asking: str) -> bool:
    """Whether a word is no part of what is asked for; what a question lists beside it is another thing."""
    if word in _SMALL or is_said(word, asking) or word in list_prose(asking):
        return False
    if word in _BOTH and is_said_any(_BOTH, f"{told} {asking}"):
        return False
    return word.removesuffix("s") in others or not is_said(word, told)


def is_said(word: str, text: str) -> bool:
    return is_known(word, Asked(question=text)) and not is_known(word, Asked())


def is_said_any(words: frozenset[str], text: str) -> bool:
    return not words.isdisjoint(list_prose(text))


def is_turned(event: list[str], given: list[str], asking: str) -> bool:
    """Whether what is given is asked for before the event, or only the condition is asked for at all."""
    said = list_prose(asking)
    places = [[said.index(word) for word in words if word in said and word not in _SMALL] for words in (event, given)]
    first, second = places
    return bool(second) and (not first or min(second) < min(first))
