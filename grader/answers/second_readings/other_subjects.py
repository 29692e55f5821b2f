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
from grader.expr.words.doubtful import are_of_one_kind, is_opposite, is_quantity, list_prose
from grader.patterns import regex

__all__ = ["VERBS", "is_given", "is_word_of", "names_other_kind", "names_other_subject", "split_question"]

_SUBJECT: Final = regex(
    r"\s*(?P<words>[^\W\d_]{2,}+(?:['’][^\W\d_]++)?+(?:[ \t-]++[^\W\d_]++(?:['’][^\W\d_]++)?+)*+)\s*(?=\S)"
)
# What the subject is about comes after these; it may be anything.
_ABOUT: Final = regex(r"\b(?:of|for|in|at|given|when|if|with|after|before|by|on|to|from|that|where)\b.*", re.DOTALL)
_SENTENCE: Final = regex(r"(?<=[.?!;])\s+")
_ASKING: Final = regex(
    r"(?:\b(?:at|for|in|on|to|with)\s+)?\b(?:what|which|how|find|compute|calculate|determine|give|state|solve|evaluate|estimate|express|write|derive)\b",
    re.IGNORECASE,
)
_BEGINS_ASKING: Final = regex(r"^\W*(?:at|for|in|on|to|with)\s+(?=which|what|how)", re.IGNORECASE)
_VALUED: Final = r"\s*(?:\w{1,6}\s*=|=|of|is|:)?\s*[-−]?[0-9]"
_GIVES: Final = r"\b(?:with|for|given|if|when|where|at|and|has|have)\s+(?:an?\s+|the\s+|its\s+)?(?:[a-z]+\s+)?$"
_NAME: Final = regex(r"[A-Z][a-zà-ÿ]{2,}")
_PLACED: Final = regex(
    r"\b(?:at|for)\s+(?:which|what)\b(?:(?P<place>[^?]*?)\b(?:is|are|does|do|did|has|have|will|can|must)\b)?|\bwhere\b",
    re.IGNORECASE,
)
_EXTREMA: Final = frozenset({"minimum", "maximum", "extremum", "minima", "maxima", "peak"})
_TRANSFERS: Final = frozenset(
    {"gives", "gets", "receives", "loses", "pays", "spends", "sells", "buys", "takes", "eats"}
)
_LEFT: Final = frozenset({"left", "remain", "remains", "remaining"})
# Verbs that only say what a quantity is, or that something has it. Of one that loses, owes or lacks a value, it is not.
VERBS: Final = (
    r"is|are|was|were|equals?|becomes?|gives?|yields?|gets?|receives?|has|have|takes?|lasts?|goes|moves?|travels?|drives?"
    r"|runs?|flies|needs?|requires?|contains?|holds?|uses?|weighs?|costs?|pays?|earns?|wins?|makes?|reach(?:es)?|measures?"
    r"|obtains?|finds?|amounts?|comes?|works?\s+out|turns?\s+out|evaluates?|simplifies|reduces|converges|tends"
)
_VERB: Final = regex(VERBS)
_RELATIVES: Final = frozenset({
    "brother", "sister", "mother", "father", "son", "daughter", "friend", "uncle", "aunt", "cousin", "wife", "husband",
    "colleague", "neighbour", "other",
})  # fmt: skip
# Pairs of which one is often said for the other.
_ALIKE: Final = (
    {"speed", "velocity"}, {"distance", "displacement"}, {"weight", "force"}, {"work", "energy"},
    {"perimeter", "circumference"}, {"probability", "likelihood"}, {"slope", "derivative"}, {"covariance", "cov"},
    {"variance", "var"}, {"det", "determinant"}, {"dim", "dimension"}, {"deviation", "error"}, {"impulse", "momentum"},
)  # fmt: skip
_HOW: Final = regex(
    r"\bhow\s+(?:(?P<speed>fast)|(?P<distance>far)|(?P<height>high|tall)|(?P<time>long\b.*\b(?:take|last))s?)\b",
    re.IGNORECASE,
)
_ORDINALS: Final = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "last", "next", "previous"})


def names_other_subject(statement: str, question: str) -> bool:
    """Whether a statement begins with words about something else in the question than what that asks for."""
    match = _SUBJECT.match(statement)
    if match is None or not question:
        return False
    said = _ABOUT.sub("", match["words"])
    spoken = list_prose(said.replace("'s", "").replace("’s", ""))
    words = [word for word in spoken if len(word) > 2]
    told, asking = split_question(question)
    asked = frozenset(list_prose(asking))
    if names_other_person(said, told, asking) or has_other_ordinal(words, asked):
        return True
    # First and last, mean and variance: a word of the question beside the opposite of the one that is asked for.
    if any(word not in asked and is_opposite(word, other) for word in words for other in asked):
        return True
    if _LEFT & asked and _TRANSFERS.intersection(words) - asked:
        return True  # what Tom gives is not what he has left
    nouns = [word for word in words if not is_known(word, Asked()) and not _VERB.fullmatch(word)]
    if (placed := _PLACED.search(asking)) and " at " not in statement:
        place, there = list_prose(placed["place"] or ""), list_prose(asking[placed.end() :])
        if any((word in _EXTREMA or word in there) and word not in place for word in (*nouns, *_EXTREMA & set(words))):
            return True  # at which x, and not what the minimum is
    if len(nouns) > 1 and nouns[-1] == spoken[-1] and statement[match.end() :][:1] not in "=:≈":
        nouns = nouns[:-1]  # a verb: the car accelerates at 2
    return is_beside_asked(nouns, told, asking)


def is_beside_asked(nouns: list[str], told: str, asking: str) -> bool:
    """Whether the nouns of a subject are quantities of the question, but none that it asks for.

    >>> asking = "What is the standard error of the mean?"
    >>> [is_beside_asked([noun], "The standard deviation is 5.", asking) for noun in ("error", "mean", "deviation")]
    [False, True, True]
    """
    asked = frozenset(list_prose(asking))
    head = frozenset(list_prose(_ABOUT.sub("", _BEGINS_ASKING.sub("", asking))))
    quantities = [noun for noun in nouns if is_quantity(noun, frozenset())]
    if quantities and any(is_quantity(word, frozenset()) for word in head) and not head.intersection(quantities):
        return any(is_word_of(noun, f"{told} {asking}") for noun in quantities)
    given = [noun for noun in nouns if is_only_given(noun, told, asking)]
    is_asked = any(noun in asked and noun not in given for noun in nouns)
    if is_asked or not given:
        return False
    return any(is_quantity(noun, asked - set(given)) or is_valued(noun, f"{told} {asking}") for noun in given)


@lru_cache(maxsize=256)  # each answer to an item is held against the same question
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


def names_other_kind(head: str, question: str) -> bool:
    """Whether one word in front of a value is a quantity beside the one that is asked for: *mode* for a mean.

    >>> question = "A car drives 100 km at a speed of 50 km/h. What is the median of its times?"
    >>> [names_other_kind(head, question) for head in ("median", "Mean", "mode", "speed", "average", "m", "F1")]
    [False, True, True, False, False, False, False]
    >>> [names_other_kind(head, "At 50 km/h, how long does it take?") for head in ("time", "speed", "length")]
    [False, True, False]
    """
    word = head.replace("_", "").casefold()
    if not is_quantity(word, frozenset()) or word in question.casefold():
        return False
    told, asking = split_question(question)
    asked = [other for other in list_prose(asking) if is_quantity(other, frozenset())]
    asked += [match.lastgroup for match in _HOW.finditer(asking) if match.lastgroup]
    beside = [other for other in asked if not is_only_given(other, told, asking) and are_of_one_kind(word, other)]
    is_alike = word in asked or any({word, other} <= alike for alike in _ALIKE for other in beside)
    return bool(beside) and not is_alike


def names_other_person(said: str, told: str, asking: str) -> bool:
    """Whether a name that is only told of is the subject, where the question asks about another name."""
    names = {name for name in _NAME.findall(f"{told} {asking}") if not is_common(name, f"{told} {asking}")}
    asked = {name for name in names if is_word_of(name, asking)}
    if not asked:
        return False
    relatives = [word for word in list_prose(said) if word in _RELATIVES and not is_word_of(word, asking)]
    return bool(relatives) or any(name in names and name not in asked for name in _NAME.findall(said))


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
