"""The characters beyond ASCII that the answer language knows, in explicit tables.

Text is never normalised (NFKC would turn ``x²`` into ``x2`` and ``½`` into ``1⁄2``): a character is either in one of
these tables, with its meaning, or it is refused with a message that names it.

>>> GREEK["ω"], SUPERSCRIPTS["²"], SUBSCRIPTS["ⱼ"]
('omega', '2', 'j')
>>> [write_ascii(text) for text in ("３×（４＋１）", "a — b", "—5", "— 5", "a —— b", "x‐1")]
['3×(4+1)', 'a - b', '-5', '— 5', 'a —— b', 'x-1']
"""

import unicodedata
from typing import Final

from grader.errors import AnswerError
from grader.expr.complaints import Change, complain
from grader.patterns import regex

__all__ = [
    "ACCENTS", "FRACTIONS", "GREEK", "GREEK_NAMES", "PRECOMPOSED", "SUBSCRIPTS", "SUPERSCRIPTS",
    "refuse_character", "write_ascii",
]  # fmt: skip

_LOWER: Final = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
]
_UPPER: Final = ["Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"]

GREEK: Final[dict[str, str]] = (
    dict(zip("αβγδεζηθικλμνξοπρ", _LOWER, strict=True))
    | {"σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega"}
    | {"ϵ": "epsilon", "ϑ": "theta", "ϕ": "phi", "ϱ": "rho", "ϖ": "pi", "µ": "mu"}
    | dict(zip("ΓΔΘΛΞΠΣΦΨΩ", _UPPER, strict=True))
    | {"ℓ": "ell"}
)
"""Letters with a name of their own; the micro sign and the script variants have the same names."""

GREEK_NAMES: Final = frozenset(GREEK.values())

SUPERSCRIPTS: Final[dict[str, str]] = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "0123456789+-()abcdefghijklmnoprstuvwxyz", strict=True)
)
SUBSCRIPTS: Final[dict[str, str]] = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-()aehijklmnoprstuvx", strict=True)
)

FRACTIONS: Final[dict[str, tuple[str, str]]] = {
    "½": ("1", "2"), "⅓": ("1", "3"), "⅔": ("2", "3"), "¼": ("1", "4"), "¾": ("3", "4"), "⅕": ("1", "5"),
    "⅖": ("2", "5"), "⅗": ("3", "5"), "⅘": ("4", "5"), "⅙": ("1", "6"), "⅚": ("5", "6"), "⅐": ("1", "7"),
    "⅛": ("1", "8"), "⅜": ("3", "8"), "⅝": ("5", "8"), "⅞": ("7", "8"), "⅑": ("1", "9"), "⅒": ("1", "10"),
}  # fmt: skip

ACCENTS: Final[dict[str, str]] = {
    "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u20d7": "vec", "\u0307": "dot",
}  # fmt: skip
"""Combining marks that may follow one letter: ``x̂`` is the name ``x_hat``."""

PRECOMPOSED: Final[dict[str, str]] = {
    "ŷ": "y_hat", "ŵ": "w_hat", "â": "a_hat", "ê": "e_hat", "î": "i_hat", "ô": "o_hat", "û": "u_hat", "ĝ": "g_hat",
    "ĥ": "h_hat", "ĵ": "j_hat", "ŝ": "s_hat", "ĉ": "c_hat", "ẑ": "z_hat", "ȳ": "y_bar", "ā": "a_bar", "ē": "e_bar",
    "ū": "u_bar", "ḡ": "g_bar", "ỹ": "y_tilde", "ã": "a_tilde", "ñ": "n_tilde", "õ": "o_tilde", "ũ": "u_tilde",
    "ẋ": "x_dot", "ẏ": "y_dot", "ż": "z_dot",
}  # fmt: skip
"""Letters that Unicode also has together with their accent, as one character."""

# What East Asian keyboards type in full width, and hyphens of any kind: each is one character for one.
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF08, 0xFF5E) if chr(code - 0xFEE0) not in "\"#$&'?@`\\"}
_ASCII: Final = _WIDE | dict.fromkeys(map(ord, "‐‑‒﹣"), "-") | {0x3002: ".", 0x3001: ",", 0x3000: " "}
_DASH: Final = regex(r"(?<![—–−-])—(?![—–−-])")

_LOOK_ALIKE: Final[dict[str, str]] = dict(
    zip("асеіјорѕухАВЕКМНОРСТХУЅІЈѵԝԁɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aceijopsyxABEKMHOPCTXYSIJvwdgABEZHIKMNOPTYX", strict=True)
)

_EATEN: Final = {"\f": "f", "\b": "b", "\v": "v", "\a": "a"}  # what JSON and programs make of \\frac and \\beta
_COMMAND: Final = regex("[a-zA-Z]{1,20}")
_INVISIBLE: Final = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


def write_ascii(text: str) -> str:
    """Return a text with the signs of a usual keyboard for their wide forms and hyphens; each stays in its place.

    An em dash is a minus, but for one at the beginning of a line with a blank after it: that begins an entry of a list.
    """
    if text.isascii():  # most answers
        return text
    text = text.translate(_ASCII)
    return _DASH.sub(lambda match: "—" if begins_entry(text, match.start()) else "-", text) if "—" in text else text


def begins_entry(text: str, at: int) -> bool:
    before = text[:at].rpartition("\n")[2]
    return not before.strip(" \t$") and text[at + 1 : at + 2] in ("", " ", "\t", "\n")


def refuse_character(text: str, at: int) -> AnswerError:
    """Build the error for the character at ``at``, which no token begins with."""
    character = text[at]
    category = unicodedata.category(character)
    name = unicodedata.name(character, "a character without a name").lower()
    pieces = {"character": character, "code": f"U+{ord(character):04X}", "name": name}
    if character in _EATEN and (command := _COMMAND.match(text, at + 1)):
        pieces["command"] = f"\\{_EATEN[character]}{command[0]}"
        return complain(text, at, at + 1, "eaten-backslash", **pieces)
    if category in _INVISIBLE:
        return complain(text, at, at + 1, "hidden-character", drop_everywhere(text, character), **pieces)
    if character in _LOOK_ALIKE:
        script, latin = name.split()[0].capitalize(), _LOOK_ALIKE[character]
        change = Change("".join(_LOOK_ALIKE.get(each, each) for each in text), "", 0, len(text))
        return complain(text, at, at + 1, "look-alike", change, script=script, latin=latin, **pieces)
    if category in {"Nd", "Nl", "No"}:
        change = Change("".join(map(spell_digit, text)), "", 0, len(text))
        return complain(text, at, at + 1, "foreign-digit", change, help="use the digits 0 to 9.", **pieces)
    if category.startswith("M"):
        return complain(text, at, at + 1, "loose-accent", **pieces)
    why, help = _ADVICE.get(character, _NO_ADVICE)
    changes = [drop_everywhere(text, character)] if character in _NEEDLESS else []
    if text.startswith("~=", at):  # as MATLAB has it
        meanings = {"!=": "for what is not equal", "≈": "for about"}
        changes = [Change(text.replace("~=", sign), said, 0, len(text)) for sign, said in meanings.items()]
    return complain(text, at, at + 1, "unknown-character", *changes, why=why, help=help, **pieces)


def drop_everywhere(text: str, character: str) -> Change:
    """Write a text without a character that means nothing in it."""
    return Change(text.replace(character, ""), "", 0, len(text))


def spell_digit(character: str) -> str:
    """Write a digit of any script as one of 0 to 9; leave other characters as they are."""
    digit = None if character.isascii() or character in SUPERSCRIPTS or character in SUBSCRIPTS else (
        unicodedata.digit(character, None))  # fmt: skip
    return character if digit is None else str(digit)


_NEEDLESS: Final = frozenset('"“”„`$?')  # signs around a formula, or after it, that say nothing
_NO_ADVICE: Final = (
    "Formulas are made of numbers, names, operators and brackets.",
    "write what it means as a name, a function or an operator.",
)
_QUOTE: Final = ("Text in quotation marks is not part of a formula.", "write the formula without quotation marks.")
_ADVICE: Final[dict[str, tuple[str, str]]] = {
    '"': _QUOTE, "“": _QUOTE, "”": _QUOTE, "„": _QUOTE, "`": _QUOTE,
    "#": ("Comments are not read.", "write the formula alone."),
    "\\": ("In plain text a backslash has no meaning; LaTeX commands are letters after a backslash, as in \\frac.",
           "write the command in full, or the name alone."),
    "≈": ("An answer is compared with a stated tolerance, so it needs no sign for 'about'.",
          "write the number alone."),
    ".": ("A point is read only in a decimal number such as 0.5.",
          "write * for a product, and a decimal with its digits on both sides of the point."),
    ":": ("A colon is read only in := for an assignment.", "write the formula alone, or an equals sign."),
    "&": ("Two conditions are joined with the word and.", "write the word."),
    "?": ("A formula is not a question.", "write the formula alone."),
    "$": ("Dollar signs may only surround a whole formula, as in $x^2$.", "write the formula without dollar signs."),
    "~": ("This sign has several meanings.",
          "write y_tilde for a letter with a tilde, and ≠ or != for what is not equal."),
}  # fmt: skip
