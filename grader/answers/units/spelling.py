r"""Units and values as people type and paste them, in plain signs: LaTeX, siunitx, and signs of Unicode.

>>> for text in (r"5\,\text{kg}\,\frac{m}{s^2}", r"$25\,^{\circ}\mathrm{C}$", r"\SI{3}{\kilo\metre\per\hour}", "5 µm"):
...     print(" ".join(write_plainly(text).split()))
5 kg (m)/(s^2)
25 °C
3 kilometre per hour
5 µm
"""

import re
from collections.abc import Callable
from typing import Final

from grader.patterns import regex

__all__ = ["write_plainly"]

# One sign for another, so that places in the text stay the same.
SIGNS: Final = str.maketrans({
    "−": "-", "–": "-", "μ": "µ", "\u2126": "Ω", "\u212a": "K", "\u212b": "Å", "º": "°", "˚": "°", "⁄": "/", "∕": "/",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "⋅": "·", "•": "·", "∙": "·", "≃": "≈", "≅": "≈",
})  # fmt: skip
TIE: Final = regex(r"(?<=[\d)])~(?=\S)")  # a blank of LaTeX; at the beginning it says *about*
DOLLARS: Final = regex(r"\$|\\[()\[\]]")
WRAPPERS: Final = (
    r"\\(?:mathrm|mathsf|mathit|mathbf|mathord|text|textrm|textit|textnormal|mbox|rm|operatorname|unit|si)"
)
MACRO_PREFIX: Final = (
    r"\\(?P<prefix>femto|pico|nano|micro|milli|centi|deci|hecto|kilo|mega|giga|tera)\s*\\(?P<name>[A-Za-z]+)"
)
POWERS_AFTER: Final = {"squared": "^2", "cubed": "^3"}
MOST_NESTED: Final = 8  # commands inside commands; nobody writes more around a unit
Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
RULES: Final[tuple[Rule, ...]] = (
    (regex(r"\\(?:SI|qty)\s*\{([^{}]*)\}\s*\{"), r"\1 \\unit{"),
    (regex(r"\^\s*\{?\s*\\circ\s*\}?|\{\}\s*\^\s*\{?\s*\\circ\s*\}?|\\(?:degree|textdegree)(?![A-Za-z])\s*"), "°"),
    (regex(MACRO_PREFIX), lambda match: f" {match['prefix']}{match['name']} "),
    (regex(r"\\per(?![A-Za-z])"), " per "),
    (regex(r"\\(squared|cubed)(?![A-Za-z])"), lambda match: POWERS_AFTER[match[1]]),
    (regex(r"\\(?:mu|micro)(?![A-Za-z])\s*(?:" + WRAPPERS + r"\s*\{\s*)(?P<unit>[^{}]*)\}"), r"µ\g<unit>"),
    (regex(r"\\(?:mu|micro)(?![A-Za-z])\s*"), "µ"),
    (regex(r"\\(?:Omega|ohm)(?![A-Za-z])"), "Ω"),
    (regex(r"\\AA(?![A-Za-z])|\\mathring\s*\{\s*A\s*\}"), "Å"),
    (regex(r"\\%"), "%"),
    (regex(r"\\(?:approx|simeq)(?![A-Za-z])"), "≈"),
    (regex(r"\\(?:cdot|times)(?![A-Za-z])"), "*"),
    (regex(r"\\[,;: ]|~|\\(?:quad|qquad|thinspace|enspace|space)(?![A-Za-z])"), " "),
    (regex(r"\\!|\\(?:left|right|displaystyle)(?![A-Za-z])|\{\}"), ""),
    (regex(r"(?<=°)" + WRAPPERS + r"\s*\{([^{}]*)\}"), r"\1"),
    (regex(r"(?<=[µ])" + WRAPPERS + r"\s*\{([^{}]*)\}"), r"\1"),
    (regex(WRAPPERS + r"\s*\{([^{}]*)\}(?=\s*Ω)"), r" \1"),
    (regex(WRAPPERS + r"\s*\{([^{}]*)\}"), r" \1 "),
    (regex(r"\\(?:mathrm|mathsf|text|textrm|rm)\s+(?=[A-Za-zµΩÅ°])"), " "),
    (regex(r"\^\s*\{([^{}]*)\}"), r"^(\1)"),
    (regex(r"(?<![\\A-Za-z_^}\]])\{([^{}]*)\}(?!\s*\{)"), r" \1 "),
    (regex(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"(\1)/(\2)"),
)
# Names of siunitx, which is asked last: \metre is the same as metre.
NAMES: Final = regex(
    r"\\(?P<name>metre|meter|second|kilogram|gram|newton|joule|watt|volt|ampere|pascal|hertz|coulomb|tesla|kelvin|mole|"
    r"candela|litre|liter|hour|minute|day|celsius|radian|farad|henry|weber|siemens|electronvolt|bar|percent|tonne)s?"
    r"(?![A-Za-z])"
)
BLANKS: Final = regex(r"[ \t]{2,}")
BEFORE_POWER: Final = regex(r"\s+(?=\^)")


def write_plainly(text: str) -> str:
    """Return a text without commands of LaTeX around its units; one without commands keeps its length."""
    text = TIE.sub(" ", text.translate(SIGNS))
    if "\\" not in text and "$" not in text and "{" not in text:
        return text
    text = BLANKS.sub(" ", DOLLARS.sub(" ", text))
    for _ in range(MOST_NESTED):
        before = text
        for pattern, plain in RULES:
            text = pattern.sub(plain, text)
        if text == before:
            break
    return BEFORE_POWER.sub("", NAMES.sub(r" \g<name> ", text))
