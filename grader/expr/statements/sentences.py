"""Words around a formula, and words in place of one, written as a formula.

Only what has one sensible meaning is rewritten; a text with any other word stays as it is.

>>> from grader.expr.notation import Notation
>>> notation, asked = Notation(), Asked(shape="value", question="What is the rank of A?")
>>> [write_formula(text, asked, notation).strip() for text in ("the rank is 2", "two thirds")]
['2', '2/3']
>>> [write_formula(text, asked, notation) for text in ("the rank is not 2", "2 (or 3)", "a dozen")]
['the rank is not 2', '2 (or 3)', 'a dozen']
"""

import re
from functools import lru_cache
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.expr.sets.set_words import COMPARED
from grader.expr.spellings.claims import drop_claim
from grader.expr.spellings.described_names import write_name
from grader.expr.statements.other_labels import is_same_word
from grader.expr.statements.reasons import drop_reason
from grader.patterns import regex

__all__ = ["write_formula"]

# x = +-3, with nothing to add to
_DENIAL: Final = r"not|no|never|or|if|except|excluded|included|inclusive|exclusive|mod|wrong|false|open|closed|approx"
_LEAD: Final = regex(
    r"(?:^|(?<=,)|(?<=;)|(?<=\n)|(?<=\band)|(?<=\bor))\s*+"
    r"(?P<words>(?:f\s++(?=has\b))?(?:[A-Za-z]{2,}+\s++)+)(?=[-+±√(\\0-9]|\w\b|sqrt\b)"
)
_FILLING: Final = frozenset({
    "the", "is", "are", "at", "after", "of", "it", "equals", "an", "again", "they", "we", "that", "to", "get", "gets",
    "gives", "give", "both", "these", "this", "has", "have", "its",
})  # fmt: skip
_JOINING: Final = frozenset({"so", "thus", "hence", "therefore"})
# Signs of a question, and the words for what they ask for.
_SAID: Final = {
    "determinant": r"\bdet\b", "variance": r"\bVar\b", "covariance": r"\bCov\b", "probability": r"\bP\s*\(",
    "expectation": r"\bE\s*[(\[]", "integral": r"∫|\\int\b", "limit": r"\blim\b", "dimension": r"\bdim\b",
    "trace": r"\btr\b", "maximum": r"\bmax\b", "minimum": r"\bmin\b", "sum": r"∑|\\sum\b",
}  # fmt: skip
# "the determinant of A is 8", "det A is 8", "P(X = 2) is 0.3"
_OWNER: Final = regex(r"(?<=[a-z])\s+of\s+(?P<name>[A-Za-z])(?=\s+(?:is|equals)\s)")
_APART: Final = regex(r"[\s()]")  # det(A) and det A
_QUOTED: Final = regex(r"^\s*(?P<quoted>[A-Za-z]{1,4}(?:\s*\([^()]{1,20}\)|\s[A-Z]))\s+(?:is|equals)\s+(?=[-−0-9(\\√])")
_CHOOSE: Final = regex(r"(?<![\w.])_?(?P<n>\d+|[a-z])(?:\s*+(?:C_?|nCr)\s*+|\s++choose\s++)(?P<k>\d+|[a-z])(?![\w.])")
_ARRANGE: Final = regex(r"(?<![\w.])(?P<n>\d+)\s*(?:P|nPr)\s*(?P<k>\d+)(?![\w.])")
# Without blanks, 0x5 is a number in base 16.
_CROSS: Final = regex(r"(?<=[0-9)])(?<!(?<![\w.])0(?=[xX]))\s*[xX×]\s*(?=[0-9(])")
# Numbers, or sums in brackets, with crosses between them and nothing else.
_NAMED_X: Final = regex(r"[xX](?![^\W\d_])")  # x, X, x_1
_CROSSED: Final = regex(r"\s*(?:[0-9]+|\([^()]*\))(?:\s*[xX×]\s*(?:[0-9]+|\([^()]*\)))+\s*")
_CONTAINER: Final = regex(
    r"\s*(?:[A-Za-z_]+\.)*(?:Size|array|[Tt]ensor|[Mm]atrix|[Vv]ector|list|tuple)\s*\((?P<inside>\s*[(\[].*[)\]]\s*)\)\s*",
    re.DOTALL,
)
_CHANNELS: Final = regex(r"\s*(\d+)\s*@\s*(\d+)\s*[x×]\s*(\d+)\s*")
_IF: Final = regex(r"\s*(?:if|when|whenever|for)\s+")
_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PARTS: Final = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
                 "ninth": 9, "tenth": 10}  # fmt: skip


def write_formula(text: str, asked: Asked, notation: Notation) -> str:
    """Return a text as a formula, as far as its words say one; the same text where they do not."""
    text = write_products(text, asked, notation)
    if asked.shape == "condition":  # "less than" may be words of the question, too
        text = write_comparison(write_name(text, asked, notation), asked)
    text = write_binomials(drop_lead(drop_reason(text, notation), asked), notation)
    if asked.shape in ("vector", "matrix", "list"):
        text = write_container(text)
    if asked.shape == "interval":
        text = drop_claim(text, asked)
    if asked.shape in ("condition", "interval"):
        text = write_comparison(write_name(text, asked, notation), asked)
    if asked.shape in ("value", "set"):
        text = write_numerals(text)
    return text


def drop_lead(text: str, asked: Asked) -> str:
    """Return a text without words of the question before its values: ``rank 2``, ``at 1 second and at 3 seconds``."""

    def drop(match: re.Match[str]) -> str:
        words = match["words"].casefold().split()
        if _JOINING & set(words[:1]) and any(is_in_question(word, asked) for word in words[1:]):
            words = words[1:]
        words = words[1:] if words[:2] == ["f", "has"] else words
        return " " if all(word in _FILLING or is_in_question(word, asked) for word in words) else match.group()

    text = drop_subject(text, asked)
    leads = {frozenset(match["words"].casefold().split()) - _FILLING for match in _LEAD.finditer(text)} - {frozenset()}
    # Each value may have words of its own, as in "upper quartile 3, lower quartile 8": they say which value it is.
    return _LEAD.sub(drop, text) if len(leads) < 2 else text


def drop_subject(text: str, asked: Asked) -> str:
    """Return ``det A is 8`` and ``the rank of A is 8`` without what they quote from the question."""
    owner, quoted = _OWNER.search(text), _QUOTED.match(text)
    if owner and re.search(rf"\b{owner['name']}\b", asked.question):
        return text[: owner.start()] + text[owner.end() :]
    is_quoted = quoted is not None and _APART.sub("", quoted["quoted"]) in _APART.sub("", asked.question)
    return text[quoted.end() :] if quoted and is_quoted else text


def is_in_question(word: str, asked: Asked) -> bool:
    """Whether a word is in the question, in the singular or the plural, and denies nothing."""
    said = _SAID.get(word)
    is_said = said is not None and re.search(said, asked.question) is not None
    return not re.fullmatch(_DENIAL, word) and (is_said or asked.mentions(word) or is_same_word(word, asked))


def write_binomials(text: str, notation: Notation) -> str:
    """Return ``10C3`` and ``10 choose 3`` as a binomial coefficient, and ``10P3`` as a number of arrangements."""
    return write_counts(text, "C" not in notation.entries or "choose" in text, "P" not in notation.entries)


@lru_cache(maxsize=128)  # one text is tried for each key that an item may have
def write_counts(text: str, has_choices: bool, has_arrangements: bool) -> str:
    if has_choices:
        text = _CHOOSE.sub(r"binomial(\g<n>, \g<k>)", text)
    if has_arrangements:
        text = _ARRANGE.sub(r"(\g<n>!/(\g<n>-\g<k>)!)", text)
    return text


def write_products(text: str, asked: Asked, notation: Notation) -> str:
    """Return ``21x16`` with ``*`` where x is no name of the exercise; where a vector is asked for, as sizes.

    >>> write_products("21x16 + 17 x 3 = 387", Asked(shape="value"), Notation())
    '21*16 + 17*3 = 387'
    """
    if any(_NAMED_X.match(name) for name in (*notation.entries, *notation.aliases, *notation.ranges)):
        return text
    if asked.shape == "vector":
        sides = text.split("=")
        return "=".join(f"({_CROSS.sub(',', side)})" if _CROSSED.fullmatch(side) else side for side in sides)
    return _CROSS.sub("*", text)


def write_container(text: str) -> str:
    """Return the list in ``np.array([1, 2])`` or ``torch.Size([8, 14])``, and ``8@14x14`` as a list."""
    inside = _CONTAINER.fullmatch(text)
    return inside["inside"] if inside else _CHANNELS.sub(r"(\1, \2, \3)", text)


def write_comparison(text: str, asked: Asked) -> str:
    """Return ``if mu is at least 3`` with its sign; without a name it is about the only one that is asked for."""
    found = find_comparison(text)
    if found is None:
        return text
    subject, sign, bound = found
    if not subject and len(asked.unknowns) == 1:
        subject = asked.unknowns[0].name.strip()
    return f"{subject} {sign} {bound}"


@lru_cache(maxsize=128)
def find_comparison(text: str) -> tuple[str, str, str] | None:
    """Return the sides of a comparison in words and its sign; None where no words say one."""
    for words, sign in COMPARED:
        changed, count = words.subn(f" {sign} ", text)
        if count == 1:
            subject, _, bound = _IF.sub("", changed, count=1).partition(sign)
            return subject.strip(), sign, bound.strip()
    return None


def write_numerals(text: str) -> str:
    """Return a number that is written in words in digits: ``minus one``, ``twenty-three``, ``two thirds``."""
    words = text.casefold().replace("-", " ").strip(" .").split()
    sign = "-" if words[:1] and words[0] in ("minus", "negative") else ""
    words = words[1:] if sign else words
    if words and (parts := _PARTS.get(words[-1].removesuffix("s").replace("halve", "half"))):
        count = read_numeral(["one"] if words[:-1] in ([], ["a"]) else words[:-1])
        return text if count is None else f"{sign}{count}/{parts}"
    count = read_numeral(words)
    return text if count is None else f"{sign}{count}"


def read_numeral(words: list[str]) -> int | None:
    """Return a number below a hundred from its words; None for any other words."""
    if len(words) == 1 and words[0] in _ONES:
        return _ONES.index(words[0])
    if not words or words[0] not in _TENS or len(words) > 2:
        return None
    tens = 10 * _TENS.index(words[0]) + 20
    if len(words) == 1:
        return tens
    return tens + _ONES.index(words[1]) if words[1] in _ONES[1:10] else None
