"""A sentence whose subject is something else in the question than what that asks for: *Ben gets 200*, for Anna's share.

Words of the question in front of a value say what has it. They are of no harm where the question asks for that; one
that it only tells about, or gives a value itself, has another value than the one that is asked for.

>>> question = "Prevalence 0.1, sensitivity 0.9. What is the probability of disease after a positive test?"
>>> [names_other_subject(text, question) for text in ("The probability is 0.5", "The prevalence is 0.5", "It is 0.5")]
[False, True, False]
>>> question = "Anna and Ben share 600 in the ratio 1:2. How much does Anna get?"
>>> [names_other_subject(text, question) for text in ("Anna gets 200", "Ben gets 200", "Ben: 200", "She gets 200")]
[False, True, True, False]
"""

import re
from functools import lru_cache
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.statements.other_labels import is_known
from grader.expr.words.doubtful import is_opposite, is_quantity, list_prose
from grader.patterns import regex

__all__ = ["counts_other_thing", "is_given", "is_word_of", "names_other_subject"]

_SUBJECT: Final = regex(r"\s*(?P<words>[^\W\d_]{2,}+(?:['’][^\W\d_]++)?+(?:[ \t-]++[^\W\d_]++(?:['’][^\W\d_]++)?+)*+)\s*(?=\S)")
# What the subject is about comes after these; it may be anything.
_ABOUT: Final = regex(r"\b(?:of|for|in|at|given|when|if|with|after|before|by|on|to|from|that|where)\b.*", re.DOTALL)
_SENTENCE: Final = regex(r"(?<=[.?!;])\s+")
_ASKING: Final = regex(
    r"\b(?:what|which|how|find|compute|calculate|determine|give|state|solve|evaluate|estimate|express|write|derive)\b",
    re.IGNORECASE,
)
_VALUED: Final = r"\s*(?:\w{1,6}\s*=|=|of|is|:)?\s*[-−]?[0-9]"
_GIVES: Final = r"\b(?:with|for|given|if|when|where|at|and|has|have)\s+(?:an?\s+|the\s+|its\s+)?(?:[a-z]+\s+)?$"
_COUNTED: Final = regex(r"\bhow\s+many\s+(?:[a-z-]+\s+){0,2}?(?P<thing>[a-z]{3,})\b", re.IGNORECASE)
_COUNT: Final = regex(r"(?:^|[\s=])[0-9][0-9.,]*\s+(?:[a-z]+\s+){0,2}?(?P<thing>[a-z]{3,})\s*\.?\s*$", re.IGNORECASE)
_NAME: Final = regex(r"[A-Z][a-zà-ÿ]{2,}")
_ORDINALS: Final = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "last", "next", "previous"})


def names_other_subject(statement: str, question: str) -> bool:
    """Whether a statement begins with words about something else in the question than what that asks for."""
    match = _SUBJECT.match(statement)
    if match is None or not question:
        return False
    said = _ABOUT.sub("", match["words"])
    words = [word for word in list_prose(said.replace("'s", "").replace("’s", "")) if len(word) > 2]
    told, asking = split_question(question)
    asked = frozenset(list_prose(asking))
    if names_other_person(said, told, asking) or has_other_ordinal(words, asked):
        return True
    # First and last, mean and variance: a word of the question beside the opposite of the one that is asked for.
    if any(word not in asked and is_opposite(word, other) for word in words for other in asked):
        return True
    nouns = [word for word in words if not is_known(word, Asked())]
    if len(nouns) > 1 and nouns[-1] == words[-1] and statement[match.end() :][:1] not in "=:≈":
        nouns = nouns[:-1]  # a verb: the car goes 75 km/h
    given = [word for word in nouns if is_only_given(word, told, asking)]
    is_asked = any(word in asked and word not in given for word in nouns)
    return not is_asked and any(is_quantity(word, asked - set(given)) or is_valued(word, question) for word in given)


@lru_cache(maxsize=256)  # each answer to an item is held against the same question
def counts_other_thing(statement: str, question: str) -> bool:
    """Whether a number is one of something that a question only tells of, and it asks how many there are of another.

    >>> question = "There are 12 boys and 3 more girls. How many girls are there?"
    >>> [counts_other_thing(text, question) for text in ("15 girls", "15 boys", "15 children", "15")]
    [False, True, False, False]
    """
    match = _COUNT.search(statement)
    told, asking = split_question(question)
    if match is None or _COUNTED.search(asking) is None:
        return False
    thing = match["thing"].casefold().removesuffix("s")
    return is_word_of(thing, told) and not is_word_of(thing, asking)


def split_question(question: str) -> tuple[str, str]:
    """Return what a question tells, and what it asks; of several sentences without a word that asks, the last one.

    >>> split_question("A car of 2 kg brakes. Given that, how far does it go?")
    ('A car of 2 kg brakes. Given that,', 'how far does it go?')
    """
    told, asking = [], []
    *before, last = _SENTENCE.split(question.strip())
    for sentence in (*before, last):
        match = _ASKING.search(sentence)
        start = match.start() if match else 0 if sentence.endswith("?") else len(sentence)
        told.append(sentence[:start].strip())
        asking.append(sentence[start:])
    if not any(asking):
        return " ".join(before), last
    return " ".join(filter(None, told)), " ".join(filter(None, asking))


def names_other_person(said: str, told: str, asking: str) -> bool:
    """Whether a name that is only told of is the subject, where the question asks about another name."""
    names = {name for name in _NAME.findall(f"{told} {asking}") if not is_common(name, f"{told} {asking}")}
    asked = {name for name in names if is_word_of(name, asking)}
    return bool(asked) and any(name in names and name not in asked for name in _NAME.findall(said))


def is_common(name: str, question: str) -> bool:
    """Whether a word with a capital letter is a common one that begins a sentence."""
    is_small = re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", question) is not None
    return is_small or is_known(name, Asked()) or _ASKING.match(name) is not None


def has_other_ordinal(words: list[str], asked: frozenset[str]) -> bool:
    """Whether the subject is the first of something, where the question asks for the second."""
    said, wanted = _ORDINALS.intersection(words), _ORDINALS & asked
    return bool(said and wanted) and not said & wanted


def is_only_given(word: str, told: str, asking: str) -> bool:
    """Whether a question has a word only in what it tells, or with a value: *for a prevalence of 0.1*."""
    if not is_word_of(word, f"{told} {asking}"):
        return False
    places = re.finditer(rf"(?<!\w){re.escape(word)}s?(?!\w)(?P<value>{_VALUED})?", asking, re.IGNORECASE)
    return all(place["value"] and re.search(_GIVES, asking[: place.start()], re.IGNORECASE) for place in places)


def is_given(word: str, question: str) -> bool:
    """Whether a question gives a word a value, and asks for something else.

    >>> question = "Find the resistance of 4 ohm and 6 ohm in parallel, at a current of 2 A."
    >>> is_given("current", question), is_given("resistance", question)
    (True, False)
    """
    told, asking = split_question(question)
    return is_valued(word, question) and is_only_given(word, told, asking)


def is_valued(word: str, question: str) -> bool:
    """Whether a question gives a word a value at every place."""
    places = list(re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)(?P<value>{_VALUED})?", question, re.IGNORECASE))
    return bool(places) and all(place["value"] for place in places)


def is_word_of(word: str, text: str) -> bool:
    is_name = word[:1].isupper()
    return re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text, 0 if is_name else re.IGNORECASE) is not None
