"""A sentence about what is asked for, without its words: *The inverse is [[3, -1], [-5, 2]]*, *T equals 2 pi*.

What comes before the verb may only be words of the question, a letter, a pronoun, or the first letters of words of the
question. Anything else may name something else, and stays.

>>> asked = Asked("value", question="Give the maximum likelihood estimate. What is its standard deviation?")
>>> [drop_sentence(text, asked, Notation()) for text in ("The MLE is 1/4", "T equals 2", "the mean is 3")]
['1/4', 'T = 2', 'the mean is 3']
>>> [drop_sentence(text, asked, Notation()) for text in ("it is about 3.2", "We get roughly 5.", "it loses 3")]
['3.2', '5', 'it loses 3']
>>> [drop_abbreviation(text, asked) for text in ("std = 2.6", "stdev=2.6", "s.d. = 2.6", "var = 7")]
['2.6', '2.6', 's.d. = 2.6', 'var = 7']
>>> [write_root(text) for text in ("the square root of 2gh", "square root of 2 + 3", "v = square root of 2")]
['sqrt(2gh)', 'square root of 2 + 3', 'v = sqrt(2)']
"""

import re
from typing import Final

from grader.answers.second_readings.other_subjects import VERBS, is_given, names_other_subject
from grader.expr.asked.asked import Asked
from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import Derivative, Gradient
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.statements.other_labels import is_known
from grader.expr.words.doubtful import is_doubtful
from grader.patterns import regex

__all__ = ["drop_abbreviation", "drop_line_label", "drop_sentence", "drop_tail", "write_root"]

_SENTENCE: Final = regex(
    r"\s*(?:(?:so|thus|hence|therefore|then|and|i\s+think)[\s,]+)?(?:(?:the|my|our|its|an?)\s+)?"
    rf"(?P<subject>[^\W\d_](?:\w|[ '’-]){{0,60}}?)\s+(?P<verb>{VERBS}|=)"
    r"(?:\s+(?:equal\s+)?(?:to(?:\s+be)?|at|as|given\s+by))?"
    r"\s*:?\s+(?P<value>[^\s].*)",
    re.IGNORECASE | re.DOTALL,
)
_PRONOUN: Final = regex(r"(?:it|he|she|they|we|there|this|that|you|one|answer|result)", re.IGNORECASE)
_MODAL: Final = regex(r"\b(?:can|could|may|might|must|shall|should|will|would|do|does|did|to)\b", re.IGNORECASE)
_COUNT: Final = regex(r"[0-9]+\s+[^\W\d_]{3,}.*")
_STATING: Final = regex(r"(?:is|are|was|were|equals?|=)", re.IGNORECASE)
# Between the verb and the value they say how exact it is, and nothing about what it is.
_EXACTNESS: Final = regex(
    r"(?:(?:about|around|roughly|approximately|approx\.?|circa|ca\.|exactly|precisely|just|simply|only|then|thus|now)\s+)+",
    re.IGNORECASE,
)
_ARTICLE: Final = regex(r"(?:the|an?)\s+(?P<words>(?:[^\W\d_]{2,}\s+){0,4}[^\W\d_]{2,})\s+(?=[^\W_]|[-−+(\[{√\\])")
# What may follow a value and change it, or give another one.
_OPEN: Final = regex(r"\b(?:not|no|or|if|unless|except|but|never|either|wrong|is|are)\b|\?", re.IGNORECASE)
_BEGINS: Final = regex(r"[-−+±(\[{√∛\\0-9.½¼¾⅓⅔<⟨]|[^\W\d_]")
_ABBREVIATION: Final = regex(r"\s*(?P<label>[a-z]{3,8})\.?\s*[=:≈]\s*(?P<value>[-−+0-9.√(\\].*|sqrt.*)", re.DOTALL)
_TAIL: Final = regex(
    r"(?P<value>\s*(?:[^=]{1,40}=\s*)?[-−+]?[0-9][0-9./]*(?:\s*(?!(?:on|in|for|as|of)\b)[A-Za-zµΩ%°][A-Za-z0-9/^²³]{0,8})?)\s+(?:on|in|for|as|of)\s+(?P<words>[^\W\d_]+(?:\s[^\W\d_]+){0,3})\.?\s*"
)
_ROOT: Final = regex(
    r"(?P<head>(?:\s*\w{1,6}\s*=)?\s*)(?:the\s+)?square\s+root\s+of\s+(?P<of>\([^()]+\)|[^\s+−=,;-][^+−=,;-]*)\.?\s*",
    re.IGNORECASE,
)
_BARE_ROOT: Final = regex(r"(?<![\w\\])root(?=\([^(),]*\))")  # with two arguments, the second says which root
_KINDS: Final = frozenset({"score", "number", "coefficient", "statistic", "metric", "quantity", "amount"})
_GRAPHS: Final = frozenset({"line", "plane", "curve", "equation"})
_DERIVATIVES: Final = frozenset({"derivative", "gradient", "differentiate", "ableitung"})
_DERIVED: Final = regex(r"(?<![A-Za-z])[d∂]\s?[A-Za-z]?\s*/\s*[d∂]\s?[a-z]|∇|\\(?:nabla|partial)\b|[a-z]['’′]\(")
_CONFIDENT: Final = regex(
    r"\s*(?:we|I|one)\s+(?:are|am|is|can\s+be)\s+(?P<rate>[0-9.]+)\s*%\s+(?:confident|sure|certain)\s+that\s+"
    r"(?P<claim>[^,;]{3,80}?)\.?\s*",
    re.IGNORECASE,
)
_FULL: Final = 4  # letters of a word that one would shorten
_LINE: Final = regex(r"\s*(?P<letter>[A-Za-z])\s*:\s*(?P<rest>[^:=]+=[^:=]+)")


def drop_sentence(text: str, asked: Asked, notation: Notation) -> str:
    """Return what a sentence says of what is asked for; any other text as it is."""
    text = drop_confidence(text, asked)
    match = _SENTENCE.fullmatch(text)
    if match is None:
        return text
    value = drop_article(_EXACTNESS.sub("", match["value"], count=1).rstrip().removesuffix("."), asked, notation)
    if _OPEN.search(value) or not _BEGINS.match(value):
        return text
    subject = match["subject"].strip()
    if match["verb"] == "=" and " " not in match["subject"].strip():
        return text
    is_stating = _STATING.fullmatch(match["verb"]) is not None
    is_apart = bool(_DERIVATIVES & set(subject.casefold().split()) - asked.words)
    if is_stating and gives_asked_name(value, asked, notation) and not (is_apart or is_doubtful(subject, asked.words)):
        return value  # the length is L = 2
    if _MODAL.search(subject) or (not is_stating and asked.shape != "value" and _COUNT.fullmatch(value)):
        return text  # X can take 4 values
    if _PRONOUN.fullmatch(subject) or (subject == "I" and not is_stating):
        return value
    if len(subject) == 1:
        is_free = parse_or_none(subject, notation) is None or subject in asked.question
        is_sign = match["verb"].casefold() == "equals"  # it says no more than the sign, after any name
        return f"{subject} = {value}" if (is_free or is_sign) and is_stating else text
    return value if is_about_asked(subject, asked) else text


def drop_confidence(text: str, asked: Asked) -> str:
    """Return what one is confident of, in as many percent as the question says.

    >>> asked = Asked("interval", question="Give the 95 % confidence interval for the mean mu.")
    >>> [drop_confidence(f"We are {rate}% confident that mu is between 1 and 2.", asked) for rate in (95, 99)]
    ['mu is between 1 and 2', 'We are 99% confident that mu is between 1 and 2.']
    """
    match = _CONFIDENT.fullmatch(text) if asked.shape in ("interval", "condition") else None
    rates = re.findall(r"([0-9.]+)\s*%", asked.question)
    return match["claim"] if match and rates == [match["rate"]] else text


def gives_asked_name(value: str, asked: Asked, notation: Notation) -> bool:
    """Whether an equation begins with the name that is asked for, or is the line that is."""
    head, sign, _ = value.partition("=")
    return bool(sign) and parse_or_none(head, notation) in asked.names


def is_about_asked(subject: str, asked: Asked) -> bool:
    """Whether a subject is made of words of the question, and the question gives it no value itself."""
    words = re.findall(r"[^\W_][\w'’]*", subject)
    are_quoted = all(is_quoted(word, asked.question) for word in words if not word.isalpha())
    if not are_quoted or is_given(words[-1], asked.question):
        return False
    if subject.isupper() and is_quoted(subject, asked.question):  # AB
        return True
    has_code = any(not word.isalpha() for word in words)  # the F1 score
    plain = [word for word in words if not names_derivative(word, asked) and not (has_code and word in _KINDS)]
    if asked.shape == "condition" and len(plain) > 1 and plain[-1].casefold() in _GRAPHS:
        plain.pop()  # the tangent line
    return is_known(" ".join(plain), asked) and (
        len(plain) < len(words) or any(is_said(word, asked) for word in re.findall(r"[^\W\d_]{3,}", subject))
    )


def is_quoted(word: str, question: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", question) is not None


def names_derivative(word: str, asked: Asked) -> bool:
    """Whether a word is for a derivative, which the question asks for by its sign or by another such word."""
    is_asked = bool(asked.words & _DERIVATIVES) or _DERIVED.search(asked.question) is not None
    is_named = any(isinstance(name, Derivative | Gradient) for name in asked.names)
    return word.casefold() in _DERIVATIVES and (is_asked or is_named)


def drop_article(value: str, asked: Asked, notation: Notation) -> str:
    """Return a value without an article and words of the question in front: *the point (1, -3)*."""
    match = _ARTICLE.match(value)
    words = match["words"].split() if match else []
    are_known = all(word not in FUNCTIONS and word not in notation.entries and is_known(word, asked) for word in words)
    return value[match.end() :] if match and are_known else value


def drop_tail(text: str, asked: Asked) -> str:
    """Return a number without words after it that say again what is asked for.

    >>> asked = Asked("value", question="The median is 3. What is the mean?")
    >>> [drop_tail(text, asked) for text in ("3.2 on average", "3.2 for the median", "3.2 for the first", "3.2 in all")]
    ['3.2', '3.2 for the median', '3.2 for the first', '3.2 in all']
    """
    match = _TAIL.fullmatch(text) if asked.shape == "value" else None
    words = [word for word in match["words"].split() if not is_known(word, Asked())] if match else []
    is_asked = bool(words) and is_known(" ".join(words), asked)
    return match["value"] if match and is_asked and not names_other_subject(f"{words[0]} = 1", asked.question) else text


def is_said(word: str, asked: Asked) -> bool:
    """Whether a word is one of the question, in another form or by its first letters."""
    return is_known(word, asked) and (asked.mentions(word) or not is_known(word, Asked()))


def drop_abbreviation(text: str, asked: Asked) -> str:
    """Return a value without a label that is made of beginnings of neighbouring words of the question."""
    match = _ABBREVIATION.fullmatch(text)
    words = [word if len(word) >= _FULL else "" for word in re.findall(r"[^\W\d_]+", asked.question.casefold())]
    is_short = (
        match is not None
        and match["label"] not in FUNCTIONS
        and any(is_made_of(match["label"], words[start : start + 3]) for start in range(len(words)))
    )
    return match["value"] if match is not None and is_short else text


def is_made_of(label: str, words: list[str]) -> bool:
    """Whether a label is a beginning of each of two or three words, one after another: ``std``, ``stdev``."""
    if not words or not label:
        return False
    first, *rest = words
    for size in range(1, len(label)):
        if not first.startswith(label[:size]):
            return False
        left = label[size:]
        if rest and (rest[0].startswith(left) or is_made_of(left, rest)):
            return True
    return False


def write_root(text: str) -> str:
    """Return *the square root of 2gh* as a formula; of a sum, it is not clear how far the root goes."""
    text = _BARE_ROOT.sub("sqrt", text)
    match = _ROOT.fullmatch(text)
    return f"{match['head']}sqrt({match['of'].strip()})" if match else text


def drop_line_label(text: str, asked: Asked) -> str:
    """Return the equation of a line without its name, ``t: y = x - 1``, as it is taught in some countries.

    >>> [drop_line_label(text, Asked("condition")) for text in ("t: y = x - 1", "y: x = 2y", "t: y = t + 1")]
    ['y = x - 1', 'y: x = 2y', 't: y = t + 1']
    """
    match = _LINE.fullmatch(text) if asked.shape == "condition" else None
    is_used = match is not None and re.search(rf"(?<![A-Za-z]){match['letter']}(?![A-Za-z])", match["rest"])
    return match["rest"] if match is not None and not is_used else text
