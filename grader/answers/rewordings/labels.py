"""Labels of a result as signs and letters of its own: ``w ← 2 - 0.6 = 1.4``, ``a·b = 8``, the point ``T(1 | -3)``.

>>> dot = Asked("value", question="Dot product of (1, 2) and (3, 4).")
>>> [drop_product(text, dot, Notation()) for text in ("a·b = 11", "<u, v> = 11", "a × b = 11", "a·b + 1 = 12")]
['11', '11', 'a × b = 11', 'a·b + 1 = 12']
>>> value, point = Asked("value", question="The new w?"), Asked("vector", question="Where is the minimum?")
>>> [write_assignment(text, value) for text in ("w ← 2 - 0.6 = 1.4", "w := 1 = 1", "w <- 2 = 2", "w < -2")]
['w = 2 - 0.6 = 1.4', 'w = 1 = 1', 'w = 2 = 2', 'w < -2']
>>> [drop_point(text, point, Notation()) for text in ("T(1 | -3)", "P(1; 2)", "f(1, 2)", "T(1)")]
['(1, -3)', '(1, 2)', 'f(1, 2)', 'T(1)']
"""

import re
from typing import Final

from grader.answers.second_readings.other_subjects import is_given, is_word_of, names_other_subject
from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.expr.statements.other_labels import is_known
from grader.expr.words.doubtful import is_quantity
from grader.patterns import regex

__all__ = ["drop_point", "drop_product", "drop_substitution", "take_labelled_end", "write_about", "write_assignment"]

_ARROW: Final = regex(
    r"(?P<name>\s*\\?[^\W\d_]\w{0,8}\s*)(?:←|:=|<-(?=\s)|\\(?:left|longleft)arrow\b|\\gets\b)(?P<value>[^=]+=.+)",
    re.DOTALL,
)
_ABOUT: Final = regex(r"(?<=\S)\s*(?:≈|≅|≃|\\approx(?![A-Za-z]))\s*(?=[-−+0-9.(])")
_LABELLED_END: Final = regex(
    r"(?P<before>.+?)[,;\n]\s*(?:(?:so|hence|and|the)\s+)*(?P<label>[^\W\d_]{3,}(?:\s[^\W\d_]{3,})?)\s*(?:=|:|\bis\b)\s*"
    r"(?P<value>[^,;=:\n]+)",
    re.DOTALL,
)
_DENIED: Final = regex(r"\b(?:not|no|never|or|if|wrong|false|except)\b", re.IGNORECASE)
_SUBSTITUTION: Final = regex(
    r"\s*(?:let\s+)?(?P<name>[A-Za-z])\s*=\s*[^,;=]{1,60}[,;]\s*(?:d(?P=name)\s*=\s*[^,;=]{1,60}[,;]\s*)?(?=∫|\\int(?![A-Za-z]))"
)
_VECTOR: Final = r"(?:\\(?:vec|mathbf|boldsymbol|bm)\s*\{?\s*)?[A-Za-z]\u20d7?\}?"
_DOT: Final = regex(
    rf"\s*\$?(?:(?P<left>{_VECTOR})\s*(?:\^\{{?T\}}?\s*|[·•∙⋅.*]|\\cdot\s|\bdot\b)\s*(?P<right>{_VECTOR})"
    rf"|(?:<|⟨|\(|\\langle)\s*(?P<first>{_VECTOR})\s*[,|]\s*(?P<second>{_VECTOR})\s*(?:>|⟩|\)|\\rangle))\s*=\s*(?=\S)"
)
_CROSS: Final = regex(rf"\s*\$?(?P<left>{_VECTOR})\s*(?:×|\\times\s|\bx\b|\*)\s*(?P<right>{_VECTOR})\s*=\s*(?=\S)")
_DOTS: Final = frozenset({"dot", "scalar", "inner"})
_POINT: Final = regex(
    r"\s*(?P<letter>[A-Z])\s*=?\s*\(\s*(?P<inside>[^()|;,]{1,40}(?:[|;,][^()|;,]{1,40}){1,2})\)\s*\.?\s*"
)
_LETTER: Final = regex(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")

_LETTER_OF_POINT: Final = regex(r"\bpoint\s+[A-Z](?![a-z])|(?<![A-Za-z])[A-Z]\s*\(\s*[-0-9]")


def write_assignment(text: str, asked: Asked) -> str:
    """Return ``w ← 2 - 0.6 = 1.4`` with an equals sign, where a value is asked for and so nothing is compared."""
    match = _ARROW.fullmatch(text) if asked.shape in ("value", "vector") else None
    return f"{match['name']}={match['value']}" if match else text


def write_about(text: str, asked: Asked) -> str:
    """Return a chain that ends in a rounded value with equals signs alone.

    >>> value = Asked("value")
    >>> [write_about(text, value) for text in ("t = sqrt(2h/g) ≈ 3.03 s", "≈ 3.03", "sin(x) ≈ x")]
    ['t = sqrt(2h/g) = 3.03 s', '≈ 3.03', 'sin(x) ≈ x']
    """
    return _ABOUT.sub(" = ", text) if asked.shape == "value" and "=" in text else text


def take_labelled_end(text: str, asked: Asked) -> str:
    """Return the end of a text that alone is labelled with what the question asks for: *sorted: 3, 4, 5, median = 4*.

    >>> asked = Asked("value", question="The mean is 4. Find the median of 5, 3, 4.")
    >>> [take_labelled_end(text, asked) for text in ("sorted: 3, 4, median = 4", "median 3, median = 4", "3, mean = 4")]
    ['median = 4', 'median 3, median = 4', '3, mean = 4']
    """
    match = _LABELLED_END.fullmatch(text) if asked.shape == "value" else None
    if match is None or _DENIED.search(text):
        return text
    words = [word for word in match["label"].casefold().split() if not is_known(word, Asked())]
    is_asked = bool(words) and all(asked.mentions(word) and not is_given(word, asked.question) for word in words)
    is_other = names_other_subject(f"{match['label']} = 1", asked.question)
    said = [name for name in asked.words if is_word_of(name, match["before"]) and is_quantity(name, frozenset())]
    is_first = not any(is_word_of(word, match["before"]) for word in words) and not said
    return f"{match['label']} = {match['value'].strip()}" if is_asked and is_first and not is_other else text


def drop_substitution(text: str, asked: Asked, notation: Notation) -> str:
    """Return an integral in a new letter with its value, without what that letter is.

    >>> notation = Notation()
    >>> [drop_substitution(text, Asked("value"), notation) for text in ("u = 3x, du = 3dx, ∫ cos u du = 2", "u = 1, 2")]
    ['∫ cos u du = 2', 'u = 1, 2']
    """
    match = _SUBSTITUTION.match(text) if asked.shape == "value" else None
    if match is None or match["name"] in notation.entries or match["name"] in _LETTER.findall(asked.question):
        return text
    return text[match.end() :]


def drop_product(text: str, asked: Asked, notation: Notation) -> str:
    """Return a value without ``a·b =`` in front, where the question asks for that product of two vectors.

    The letters are those that the question gives them, or none of the question and the exercise.
    """
    match = None
    if asked.shape == "value" and "product" in asked.words and asked.words & _DOTS:
        match = _DOT.match(text)
    elif asked.shape == "vector" and {"cross", "product"} <= asked.words:
        match = _CROSS.match(text)
    if match is None:
        return text
    found = match.groupdict()
    sides = [found.get("left") or found["first"], found.get("right") or found["second"]]
    letters = [re.sub(r"\\\w+|[^A-Za-z]", "", side) for side in sides]
    said = list(dict.fromkeys(_LETTER.findall(asked.question)))
    left, right = map(re.escape, letters)
    pair = rf"{left}\W*\s*(?:and|·|⋅|\.|,|×|x|\\times|\\cdot)\s*\W*{right}"
    are_joined = re.search(rf"(?<![A-Za-z]){pair}(?![A-Za-z])", asked.question) is not None
    is_same = left != right and (are_joined or [letter for letter in said if letter.islower()] == letters)
    is_new = not any(letter in said or letter in notation.entries for letter in letters)
    return text[match.end() :] if is_same or is_new else text


def drop_point(text: str, asked: Asked, notation: Notation) -> str:
    """Return the coordinates of a point without its letter, and with commas between them."""
    match = _POINT.fullmatch(text) if asked.shape == "vector" else None
    if match is None or match["letter"] in notation.entries or match["letter"] in notation.aliases:
        return text
    is_other = match["letter"] not in asked.question and _LETTER_OF_POINT.search(asked.question) is not None
    is_given = re.search(rf"(?<!\w){match['letter']}\s*=?\s*\(", asked.question) is not None  # the point that it names
    return text if is_other or is_given else f"({re.sub(' *[|;,] *', ', ', match['inside'].strip())})"
