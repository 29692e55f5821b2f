"""Labels in front of an answer that repeat what is asked for in another form: ``e = f - y`` for e_j, ``∇ = 2x``.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry
>>> names = Notation(entries={"e": Entry(name="e", axes=("j",)), "f": Entry(name="f", axes=("j",))}, ranges={"j": 2})
>>> family = Asked("family", names=(Symbol("e", (Symbol("j"),)),))
>>> [drop_usual_label(text, family, names).strip() for text in ("e = f - y", "f = e + y", "e_j = f_j")]
['f - y', 'f = e + y', 'e_j = f_j']
>>> gradient, matrix = Asked("value", question="Gradient of x^T A x by x."), Asked("matrix", question="Multiply.")
>>> interval = Asked("vector", question="Give the 95 % interval.")
>>> [drop_usual_label(text, gradient, names).strip() for text in ("∇ = 2*A*x", "grad = 2 A x")]
['2*A*x', '2 A x']
>>> drop_usual_label("A·B = [[1]]", matrix, names).strip(), drop_usual_label("[9, 11] (95 %)", interval, names)
('[[1]]', '[9, 11]')
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.nodes import Derivative, Symbol
from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = ["drop_usual_label"]

_ARRAY: Final = regex(
    r"\s*(?:\\(?:mathbf|vec|boldsymbol|bm)\s*\{?\s*)?\\?(?P<name>[A-Za-zα-ω]{1,8})\}?\s*=(?!=)\s*(?=\S)"
)
_PARTIAL: Final = regex(r"\s*[d∂]\s*(?P<of>[A-Za-z])\s*/\s*[d∂]\s*(?P<by>[A-Za-z])\s*=(?!=)\s*(?=\S)")
_GRADIENT: Final = regex(r"\s*(?:∇|\\nabla|grad(?:ient)?)\s*=(?!=)\s*(?=\S)")
_PRODUCT: Final = regex(
    r"\s*(?P<left>[A-Z])\s*(?:[*·⋅×@]|\\cdot(?![A-Za-z])|\\times(?![A-Za-z]))\s*(?P<right>[A-Z])\s*=(?!=)\s*(?=[(\[\\])"
)
_CAPITALS: Final = regex(r"(?<![A-Za-z])[A-Z]+(?![a-z])")  # AB, A B
_INTEGRAL: Final = regex(r"\s*(?:\\int(?![A-Za-z])|∫)[^=]*?d\s*[a-z]\s*=(?!=)\s*(?=\S)")
_INTEGRALS: Final = frozenset({"antiderivative", "integral", "integrate", "primitive"})
_LEVEL: Final = regex(r"\s*\(\s*(?P<level>\d{1,2}(?:\.\d)?)\s*\\?%[^()]{0,12}\)\s*\.?\s*$")


def drop_usual_label(text: str, asked: Asked, notation: Notation) -> str:
    """Return a text with blanks in place of such a label, and without the level of an interval after it."""
    if "%" in text and (level := _LEVEL.search(text)) and text[: level.start()].rstrip()[-1:] in ("]", ")"):
        said = re.search(rf"(?<![\d.]){re.escape(level['level'])}\s*\\?(?:%|percent)", asked.question)
        text = text[: level.start()] if said else text
    if "=" not in text:
        return text
    match = find_label(text, asked, notation)
    return " " * match.end() + text[match.end() :] if match else text


def find_label(text: str, asked: Asked, notation: Notation) -> re.Match[str] | None:
    """Return the label that a text begins with; None where it has none that says only what is asked for."""
    if asked.shape == "family":
        if text.lstrip()[:1] in ("d", "∂") and (partial := _PARTIAL.match(text)) is not None:
            asked_for = {
                (name.of.name, name.by[0].name)
                for name in asked.names
                if isinstance(name, Derivative) and isinstance(name.of, Symbol) and isinstance(name.by[0], Symbol)
            }
            return partial if (partial["of"], partial["by"]) in asked_for else None
        match = _ARRAY.match(text)
        return (
            match
            if match and match["name"] in {name.name for name in asked.names if isinstance(name, Symbol)}
            else None
        )
    if asked.shape == "matrix":
        match = _PRODUCT.match(text)
        letters = {match["left"], match["right"]} if match else set()
        said = set("".join(_CAPITALS.findall(asked.question))) | notation.entries.keys()
        return match if not letters & said else None
    if "gradient" in asked.words and (match := _GRADIENT.match(text)):
        return match
    is_antiderivative = asked.shape == "value" and asked.words & {
        "antiderivative",
        "integral",
        "integrate",
        "primitive",
    }
    return _INTEGRAL.match(text) if is_antiderivative else None
