"""Words of other languages around a formula, or in place of one, in English: *existiert nicht*, ``Wurzel(2gh)``.

Each has one English word in mathematics. What is then read is read as any English text is, with all its questions.

>>> [translate(text) for text in ("existiert nicht", "Wurzel(2gh)", "Rang = 1", "linear abhängig", "f ist 2x")]
['does not exist', 'sqrt(2gh)', 'rank = 1', 'linearly dependent', 'f ist 2x']
"""

import re
from collections.abc import Mapping
from typing import Final

from grader.patterns import regex

__all__ = ["translate"]

_PHRASES: Final = {
    "existiert nicht": "does not exist", "gibt es nicht": "does not exist", "nicht definiert": "undefined",
    "n'existe pas": "does not exist", "n’existe pas": "does not exist", "no existe": "does not exist",
    "keine lösung": "no solution", "keine loesung": "no solution", "keine lösungen": "no solutions",
    "keine reelle lösung": "no real solution", "keine reellen lösungen": "no real solutions",
    "aucune solution": "no solution", "pas de solution": "no solution", "sin solución": "no solution",
    "linear unabhängig": "linearly independent", "linear abhängig": "linearly dependent",
    "linear unabh": "linearly independent", "linear abh": "linearly dependent",
    "nicht ablehnen": "do not reject", "nicht verwerfen": "do not reject",
    "nicht abgelehnt": "not rejected", "nicht verworfen": "not rejected",
    "wurzel aus": "square root of", "racine de": "square root of", "raíz de": "square root of",
}  # fmt: skip
_WORDS: Final = {
    "wurzel": "sqrt", "racine": "sqrt", "raíz": "sqrt", "rang": "rank", "spur": "trace", "determinante": "determinant",
    "déterminant": "determinant", "unabhängig": "independent", "abhängig": "dependent", "ablehnen": "reject",
    "verwerfen": "reject", "abgelehnt": "rejected", "verworfen": "rejected", "stetig": "continuous",
    "konvergiert": "converges", "divergiert": "diverges", "konvergent": "convergent", "divergent": "divergent",
    "steigend": "increasing", "fallend": "decreasing", "zweimal": "twice", "einmal": "once", "wegen": "because of",
    "weil": "because", "denn": "because", "grenzwert": "limit", "steigung": "slope", "fläche": "area",
    "geschwindigkeit": "speed", "beschleunigung": "acceleration", "wahrscheinlichkeit": "probability",
    "erwartungswert": "mean", "mittelwert": "mean", "varianz": "variance", "standardabweichung": "standard deviation",
    "kraft": "force", "energie": "energy", "eigenwert": "eigenvalue", "eigenwerte": "eigenvalues",
    "maximum": "maximum", "minimum": "minimum", "hochpunkt": "maximum", "tiefpunkt": "minimum",
    "bremsweg": "braking distance", "strecke": "distance", "abstand": "distance", "entfernung": "distance",
    "länge": "length", "höhe": "height", "breite": "width", "dauer": "duration", "masse": "mass", "volumen": "volume",
    "umfang": "perimeter", "winkel": "angle", "umkehrmatrix": "inverse", "inverse": "inverse", "reichweite": "range",
    "definitionsbereich": "domain", "wertebereich": "range", "periode": "period", "schwingungsdauer": "period",
    "beträgt": "is", "lautet": "is", "nein": "no",
    "beide": "both", "beides": "both", "produktregel": "product rule", "kettenregel": "chain rule",
    "quotientenregel": "quotient rule", "potenzregel": "power rule", "ableitung": "derivative", "mal": "times",
    "geteilt": "divided", "etwa": "about", "ungefähr": "about", "gerundet": "rounded",
    "nicht": "not", "kein": "no", "keine": "no", "und": "and", "sowie": "and",
    "insgesamt": "in total", "oder": "or", "für": "for", "zwischen": "between",
}  # fmt: skip
# Verbs and articles are put into English only beside other words that are; alone, they may be names.
_SMALL: Final = {"ist": "is", "sind": "are", "der": "the", "die": "the", "das": "the", "dass": "that", "von": "of",
                 "eine": "a", "ein": "a"}  # fmt: skip
_RANGE: Final = regex(r"\bvon\s+(?P<low>[-−+]?\S{1,12})\s+bis\s+(?=[-−+]?\S)", re.IGNORECASE)
_TO: Final = regex(r"(?<=[0-9])\s+bis\s+(?=[-−+]?[0-9])", re.IGNORECASE)
_PHRASE: Final = regex("|".join(rf"(?<!\w){re.escape(phrase)}\.?(?!\w)" for phrase in _PHRASES), re.IGNORECASE)
_WORD: Final = regex(r"(?<![\w\\])[^\W\d_]{3,}+(?![\w'’])")


def translate(text: str) -> str:
    """Return a text with the English words for those of other languages; any other text as it is."""
    changed = _PHRASE.sub(lambda match: _PHRASES[match.group().casefold().rstrip(".")], text)
    changed = replace_words(_TO.sub(" to ", _RANGE.sub(r"from \g<low> to ", changed)), _WORDS)
    return text if changed == text else replace_words(changed, _SMALL)


def replace_words(text: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda match: words.get(match.group().casefold(), match.group()), text)
