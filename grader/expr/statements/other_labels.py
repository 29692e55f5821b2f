"""Labels in words: one may be left out only where its words are those of the question, or say no more than *answer*.

Any other may name something else than what is asked for, so it is asked back: ``range: [0, 1]`` for a domain.

>>> asked = Asked(question="On which interval is f concave up?")
>>> [is_known(label, asked) for label in ("concave up on", "Final answer", "concave down", "not concave up", "wrong")]
[True, True, False, False, False]
>>> hypotheses = Asked(question="State the alternative hypothesis.")
>>> choose_hypothesis("H0: mu = 500, H1: mu < 500", hypotheses)
'                  mu < 500'
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.asked.asking import OTHER_HYPOTHESIS, OTHER_LABEL, ask_back
from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import Symbol
from grader.expr.notation import Notation
from grader.expr.tokens.characters import GREEK_NAMES
from grader.expr.units.asked_units import find_unit_of
from grader.expr.words.doubtful import is_quantity
from grader.expr.words.methods import drop_method
from grader.patterns import regex

__all__ = ["is_denied", "is_known", "is_same_word", "take_asked_label"]

_LABEL: Final = regex(
    r"(?:^|[,;\n])\s*+(?:and\s+)?\$?+(?:\\text\s*+\{)?+\s*+"
    r"(?P<words>[^\W\d_](?:[^\W\d_]|['’-])*+(?:[ \t]++[^\W\d_](?:[^\W\d_]|['’-])*+){0,6}+)\s*+\}?+\s*+"
    r"(?P<sign>:(?!=))\s*+(?=\S)"
)
# Words alone in front of one value: range = [0, 1], the range is [0, 1]
_NAMED: Final = regex(
    r"\s*(?P<words>[A-Za-z]{3,20}(?:\s[A-Za-z]{3,20}){0,4})(?:\s+of\s+[a-z](?:\([a-z]\))?)?\s*"
    r"(?P<sign>=(?!=)|\bis\b)[^=:\n]*"
)
_OF_FUNCTION: Final = frozenset({"domain", "range", "image", "codomain"})
_DENIAL: Final = frozenset({
    "not", "no", "never", "neither", "nor", "wrong", "false", "incorrect", "except", "unless", "excluded", "without",
    "cannot", "isn't", "isn’t",
})  # fmt: skip
# Words that say only that an answer follows, or what kind of thing it is.
_NEUTRAL: Final = frozenset({
    "a", "an", "and", "ans", "answer", "answers", "antwort", "approx", "approximately", "are", "as", "at", "bar",
    "bayes", "by", "calculation", "chain", "claim", "component", "components", "computation", "coordinate",
    "coordinates", "entry", "eq", "equal", "equality", "equals", "equation", "ergebnis", "exact", "exactly",
    "expression", "final", "find", "first", "for", "formula", "from", "function", "general", "get", "gives", "hat",
    "have", "hence", "here", "in", "integers", "interval", "intervals", "is", "it", "its", "l'hopital", "l'hospital",
    "l'hôpital", "law", "let", "list", "loesung", "lösung", "l’hopital", "l’hôpital", "matrix", "menge", "method",
    "my", "namely", "of", "on", "one", "or", "our", "out", "output", "pair", "parts", "point", "polynomial", "power",
    "problem", "proof", "pythagoras", "rearranged", "reduced", "region", "result", "results", "rounded", "rule",
    "réponse", "résultat", "résultats", "second", "set", "sets", "shape", "simplified", "simplifies", "simplify",
    "size", "so", "sol", "sol'n", "soln", "solution", "solutions", "state", "step", "steps", "substitution", "the",
    "then", "theorem", "there", "therefore", "these", "third", "this", "thus", "to", "total", "tuple", "using",
    "value", "values", "vector", "we", "where", "which", "with", "working", "written",
})  # fmt: skip
# What a question may call by another word.
_SAME: Final = (
    frozenset({"speed", "velocity"}), frozenset({"mean", "average", "expectation", "expected"}),
    frozenset({"probability", "chance", "prob"}),
    frozenset({"root", "roots", "zero", "zeros", "zeroes", "nullstellen", "racines"}),
    frozenset({"derivative", "differentiate", "slope", "ableitung", "dérivée"}),
    frozenset({"integral", "integrate", "antiderivative", "stammfunktion", "primitive"}),
    frozenset({"area", "integral", "integrate"}), frozenset({"limit", "converge", "converges"}),
    frozenset({"inverse", "invert"}),
    frozenset({"eigenvalues", "eigenwerte", "ew"}), frozenset({"gradient", "gradienten"}),
    frozenset({"fit", "best", "regression"}), frozenset({"shape", "size", "dimension", "dimensions"}),
)  # fmt: skip
# Initials may leave them out: the SEM is the standard error of the mean.
_SMALL: Final = frozenset({"a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "with"})
_ORDERS: Final = {"first": 1, "second": 2, "third": 3}
_LONGEST_PRODUCT: Final = 4  # letters
_LETTER: Final = regex(r"(?<![\w'’])[A-Za-z](?![\w'’])")
_SHORTEST: Final = 3  # letters of a word that may be shortened: det, max, prob
_STEM: Final = 4  # letters that two forms of a word have in common: defines and defined
# What follows them: concave and concavity have concav, radius and radians are two words.
_ENDINGS: Final = frozenset({
    "", "s", "es", "e", "ed", "d", "ing", "y", "ies", "ity", "al", "ally", "ly", "ion", "ions", "ent", "ence", "a",
    "um", "ums", "us", "ous", "or", "ors", "ative", "ive", "able", "x", "xes", "ces", "ex", "ices", "ant", "ance",
    "ment",
})  # fmt: skip
_DIFFERENTIAL: Final = regex(r"d[a-z]")
_WORD: Final = regex(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BEGINS_DENIED: Final = regex(
    r"\s*(?:not|never|neither|no|wrong|incorrect|false|except|excluding|excluded)\b", re.IGNORECASE
)
_HYPOTHESIS: Final = regex(
    r"(?<![\w\\])\$?(?:(?P<null>H_?\{?[0o]\}?|H₀|null(?:\s+hypothesis)?)"
    r"|(?P<other>H_?\{?[1aA]\}?|H₁|Hₐ|alternative(?:\s+hypothesis)?))\$?\s*(?::(?!=)|=(?!=)|\bis\b)\s*",
    re.IGNORECASE,
)
_ASKS: Final = r"\b(?:state|give|write|formulate|what\s+is)\b[^.?]*?"
_NULL: Final = r"\b(?:null\b|H_?\{?0)"
_OTHER: Final = r"\b(?:alternative\b|H_?\{?[1a])"
# What follows these verbs is asked for; a question without them may only name it.
_ASKING: Final = (
    (regex(_ASKS + _NULL, re.IGNORECASE), regex(_ASKS + _OTHER, re.IGNORECASE)),
    (regex(r"\bnull\b", re.IGNORECASE), regex(r"\balternative\b", re.IGNORECASE)),
)
_TESTS: Final = regex(r"\bhypothes[ie]s\b|\bH_?\{?[01a]\b", re.IGNORECASE)
_VERSUS: Final = regex(r"(?<=\s)(?:and|vs|versus|against)$")  # between two hypotheses
_LOOSE: Final = " \t\n,;.$"


def take_asked_label(text: str, asked: Asked, notation: Notation) -> str:
    """Return a text without a label that says which hypothesis it is; ``AnswerError`` for a label of something else."""
    text = choose_hypothesis(drop_method(text, asked.question, has_a=is_name_of_a(notation)), asked)
    if not asked.question:
        return text
    labels = list(_LABEL.finditer(text)) if ":" in text else []
    named = _NAMED.fullmatch(text)
    labels += [named] if named and (named["sign"] == "=" or _OF_FUNCTION & set(named["words"].split())) else []
    for match in labels:
        words = match["words"]
        is_side = asked.shape == "condition" and match["sign"] == "=" and is_call(words, notation)
        is_label = is_name(words, notation) or is_joined(words, asked) or is_product(words, asked)
        if not (is_side or is_label or is_known(words, asked)):
            raise ask_back(text, match.start("words"), match.end("words"), OTHER_LABEL)
    return text


def is_name_of_a(notation: Notation) -> bool:
    return "a" in notation.entries or "a" in notation.aliases or "a" in notation.ranges


def is_name(words: str, notation: Notation) -> bool:
    """Whether a label is a letter, perhaps with a d in front, or a name of the exercise."""
    return (
        len(words) == 1
        or _DIFFERENTIAL.fullmatch(words) is not None
        or words in GREEK_NAMES
        or words in notation.entries
        or words in notation.aliases
    )


def is_joined(words: str, asked: Asked) -> bool:
    """Whether a label is the name that is asked for with its indices written together: ``cij`` for c_ij."""
    names = [name for name in asked.names if isinstance(name, Symbol)]
    return words in ["".join([name.name, *(getattr(index, "name", "") for index in name.indices)]) for name in names]


def is_call(words: str, notation: Notation) -> bool:
    """Whether words are a function and its argument, the side of an equation: ``sin theta = 1/2``."""
    function, *names = words.split()
    return function in FUNCTIONS and bool(names) and all(is_name(name, notation) for name in names)


def is_product(words: str, asked: Asked) -> bool:
    """Whether a label is a few letters of the question side by side: ``mgh`` where it says what m, g and h are."""
    letters = set(_LETTER.findall(asked.question))
    return len(words) <= _LONGEST_PRODUCT and letters.issuperset(words)


def is_known(label: str, asked: Asked) -> bool:
    """Whether the words of a label are those of the question, or say no more than that an answer follows."""
    words = _WORD.findall(label.casefold())
    if _DENIAL & set(words) or is_denied_in(words, asked.question):
        return False
    order = next((_ORDERS[word] for word in words if word in _ORDERS), 0)
    if order and asked.order and order != asked.order and "derivative" in words:
        return False
    return (label.isupper() and is_initials(label, asked.question)) or all(is_word(word, asked) for word in words)


def is_denied_in(words: list[str], question: str) -> bool:
    """Whether a question denies one of some words: *where is f not defined?*"""
    denied = re.findall(r"\b(?:not|never|no)\s+(\w+)", question.casefold())
    return bool(set(denied) & set(words))


def is_word(word: str, asked: Asked) -> bool:
    """Whether a word says nothing new, or is one of the question in any form, perhaps shortened."""
    if word in _NEUTRAL or word in GREEK_NAMES or asked.mentions(word) or len(word) == 1:
        return True
    if is_same_word(word, asked) or measures_what_is_asked(word, asked):
        return True
    return not is_quantity(word, asked.words) and any(has_stem(word, other) for other in asked.words)


def is_same_word(word: str, asked: Asked) -> bool:
    """Whether a word means what the question calls by another one: *derivative* after *differentiate*."""
    return any(word in same and same & asked.words for same in _SAME)


def measures_what_is_asked(word: str, asked: Asked) -> bool:
    """Whether a word is the quantity of the only unit that the question names: *density* for g/cm^3.

    >>> asked = Asked(question="8 g in 3 cm^3, in g/cm^3.")
    >>> measures_what_is_asked("density", asked), measures_what_is_asked("mass", asked)
    (True, False)
    """
    unit = find_unit_of(word)
    return unit is not None and asked.names_unit and {each.kind for each in asked.units} == {unit.kind}


def has_stem(word: str, other: str) -> bool:
    """Whether two words differ in their endings alone, or one is shortened.

    >>> pairs = [("eigs", "eigenvalues"), ("concave", "concavity"), ("cos", "compute"), ("radius", "radians")]
    >>> [has_stem(word, other) for word, other in pairs]
    [True, True, False, False]
    """
    short = word.removesuffix("s")
    if len(short) >= _SHORTEST and other.startswith(short):  # params
        return True
    common = next((place for place, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), None)
    common = min(len(word), len(other)) if common is None else common
    return any({word[cut:], other[cut:]} <= _ENDINGS for cut in range(_STEM, common + 1))


def is_initials(label: str, question: str) -> bool:
    """Whether capital letters are the first ones of words of a question: CI for a confidence interval."""
    words = _WORD.findall(question.casefold())
    said = ("".join(word[0] for word in found) for found in (words, [word for word in words if word not in _SMALL]))
    return any(label.casefold() in letters for letters in said)


def is_denied(text: str) -> bool:
    """Whether a statement begins with a word that denies it."""
    return _BEGINS_DENIED.match(text) is not None


def find_asked_hypotheses(question: str) -> tuple[bool, bool]:
    """Return whether a question asks for the null hypothesis, and whether for the alternative.

    >>> find_asked_hypotheses("The null hypothesis is mu = 500. State the alternative hypothesis.")
    (False, True)
    """
    found = [(null.search(question) is not None, other.search(question) is not None) for null, other in _ASKING]
    return next((pair for pair in found if any(pair)), (False, False))


def choose_hypothesis(text: str, asked: Asked) -> str:
    """Return the hypothesis that the question asks for, where an answer names them; ``AnswerError`` for another one."""
    found = list(_HYPOTHESIS.finditer(text))
    if not found or text[: found[0].start()].strip(" \t$") or not _TESTS.search(asked.question):
        return text
    is_null, is_other = find_asked_hypotheses(asked.question)
    wanted = [match for match in found if (match["other"] is not None) == is_other]
    if is_null == is_other or len(wanted) != 1:
        raise ask_back(text, found[0].start(), found[0].end(), OTHER_HYPOTHESIS)
    after = [match.start() for match in found if match.start() > wanted[0].end()]
    end = min(after, default=len(text))
    found_text = text[wanted[0].end() : end]
    return " " * wanted[0].end() + (_VERSUS.sub("", found_text.rstrip(_LOOSE)).rstrip(_LOOSE) if after else found_text)
