"""Whether a sentence says that a formula is somebody else's: a friend's, the lecture's, or one from the internet.

Such a formula may still be the answer, so it is asked about. It is the student's own if they say so after that: ``With
the rule from the lecture we get``. English and German.

>>> [is_attributed(words) for words in ("Lea got ", "With the rule from the lecture we get ", "The gradient has ")]
[True, False, False]
"""

from typing import Final

from grader.patterns import regex

__all__ = ["is_attributed"]

# People and places that formulas are quoted from, in small letters.
SOURCES: Final = regex(
    r"\b(?:lectur\w*|slides?|textbooks?|book|internet|online|wikipedia|chatgpt|literature|script|handout|tutor\w*|teacher|professor|prof|"
    r"(?:a|my|the|our)\s+(?:friend|partner|colleague|brother|sister|cousin|roommate)\w*|(?:class|team|flat|room|study)\s?mates?|neighbou?rs?|"
    r"(?:study|other|another)\s+groups?|other\s+(?:people|students)|(?:sample|model|official)\s+solutions?|"
    r"vorlesung\w*|folien?|skript\w*|buch|lehrbuch|literatur|musterlösung|kommiliton\w*|nachbar\w*|freund\w*|kolleg\w*|"
    r"lerngruppe|banknachbar\w*|andere[rn]?\s+(?:gruppe|studierende\w*|leute))\b"
)
VERBS: Final = (
    r"(?:has|had|have|got|gets?|says?|said|claims?|claimed|wrote|writes?|found|finds?|obtained|obtains?|thinks?|"
    r"hat|hatte|haben|bekommt|bekam|sagt|sagte|meint|meinte|schreibt|schrieb|erhält|erhielt|findet|fand|behauptet)"
)
# A name with a capital letter and no article before it: "Lea got", not "the Hessian has".
PERSON: Final = regex(rf"(?:(?P<before>[^\W\d_]+)\s+)?\b(?P<name>[A-ZÄÖÜ][a-zäöüß]+)\s+(?:also\s+|auch\s+)?{VERBS}\b")
PRONOUN: Final = regex(rf"\b(?:he|she|they|others|someone|somebody|er|sie|andere|jemand)\s+(?:\w+\s+)?{VERBS}\b")
# Nouns of mathematics begin with a capital letter at the start of a sentence, and in German always.
NO_PERSON: Final = frozenset(
    {
        "i", "we", "it", "this", "that", "what", "which", "one", "everyone", "here", "now", "then", "also", "there",
        "each", "both", "softmax", "newton", "sigmoid", "gradient", "backprop", "backpropagation", "sgd", "relu",
        "wir", "ich", "man", "es", "das", "dies", "was", "hier", "jetzt", "dann", "daher", "so", "jede", "jeder",
        "you", "these", "those", "all", "who", "substituting", "inserting",
    }
)  # fmt: skip
ARTICLES: Final = frozenset(
    {
        "the", "a", "an", "this", "that", "our", "my", "its", "each", "every", "der", "die", "das", "dem", "den", "des",
        "ein", "eine", "einen", "einem", "einer", "unser", "unsere", "mein", "meine", "diese", "dieser", "dieses",
        "jede", "jeder", "jedes", "ihre", "seine", "als", "mit", "für", "with", "of", "for", "by", "und", "and",
    }
)  # fmt: skip
OWN: Final = regex(
    r"\b(?:i|we|my|mine|our|ich|wir|mein\w*|unser\w*|mir|uns|so|hence|thus|therefore|daher|somit|folglich|also)\b"
)
# "I learnt in the lecture that": what somebody took from there and uses.
LEARNT: Final = regex(
    r"\b(?:i|we|ich|wir)\s+(?:\w+\s+)?(?:learn|know|knew|rememb|recall|us|took|take|apply|appli|saw|see|kenn|lern|weiß|"
    r"wissen|nehm|verwend|benutz|nutz|erinner|hab|had|have)\w*\s"
)


def is_attributed(sentence: str) -> bool:
    """Whether the words of a sentence, capital letters kept, give what follows them to somebody else."""
    small = sentence.lower()
    ends = [found.end() for pattern in (SOURCES, PRONOUN) for found in pattern.finditer(small)]
    for found in PERSON.finditer(sentence):
        is_noun = (found["before"] or "").lower() in ARTICLES or found["name"].lower() in NO_PERSON
        ends += [] if is_noun else [found.end()]
    if not ends:
        return False
    return OWN.search(small, max(ends)) is None and LEARNT.search(small, 0, max(ends)) is None
