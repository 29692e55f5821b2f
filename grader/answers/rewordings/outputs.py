"""What computer algebra and programs print: ``Rational(1, 2)``, ``Interval.open(-1, 3)``, ``{x: 1, y: 2}``.

>>> sets, vectors = Asked("set", question="Give the eigenvalues."), Asked("vector")
>>> [write_output(text, sets) for text in ("{2: 1, 5: 1}", "{2: 1, 5: x}", "Rational(-1, 2) + S(3)", "Integer(5)")]
['{2, 5}', '{2: 1, 5: x}', '(-1/2) + (3)', '(5)']
>>> [write_output(text, vectors) for text in ("{x: 1, y: 2}", "{x: 1, x: 2}", "[-2 -3 1]", "[1 -2 + 3]")]
['x = 1, y = 2', '{x: 1, x: 2}', '[-2, -3, 1]', '[1 -2 + 3]']
>>> interval = Asked("interval")
>>> for text in ("Interval.open(-1, 3)", "Interval(0, oo)", "Interval.Lopen(0, 1)", "[48,04; 51,96]", "I=[4,8; 5,1]"):
...     print(write_output(text, interval))
(-1, 3)
[0, oo)
(0, 1]
[48.04, 51.96]
I=[4.8, 5.1]
"""

from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.nodes import Vector
from grader.patterns import regex

__all__ = ["write_output"]

_RATIONAL: Final = regex(
    r"(?<![\w.])(?:sp\.|sympy\.)?(?:Rational|Fraction)\(\s*(?P<above>[-−]?\d{1,12})\s*[,/]\s*(?P<below>[1-9]\d{0,11})\s*\)"
)
_WHOLE: Final = regex(
    r"(?<![\w.])(?:sp\.|sympy\.)?(?:Integer|Float|S)\(\s*(?P<number>[-−]?\d{1,12}(?:\.\d{1,12})?)\s*\)"
)
_INTERVAL: Final = regex(
    r"\s*(?:sp\.|sympy\.)?Interval(?:\.(?P<kind>open|Lopen|Ropen))?\((?P<low>[^(),]+),(?P<high>[^(),]+)\)\s*"
)
_ENTRY: Final = r"\s*[^\s:,{}][^:,{}]*:\s*[^\s:,{}][^:,{}]*"
_MAPPING: Final = regex(rf"\s*\{{(?P<entries>{_ENTRY}(?:,{_ENTRY}){{0,9}})\}}\s*")
_ONCE: Final = "1"  # of a value that counts twice, the key may say less
_NAME: Final = regex(r"[A-Za-z]\w{0,5}")
_NUMBER: Final = r"[-−]?(?:\d+(?:\.\d*)?|\.\d+)(?:/\d+)?"
_SPACED: Final = regex(rf"(?P<head>[^\[\]]{{0,20}}=)?\s*\[\s*(?P<row>{_NUMBER}(?:[ \t]+{_NUMBER})+)\s*\]\s*")
_COMMAS: Final = regex(
    r"\s*(?P<head>(?:[A-Za-z]{1,4}\s*=\s*)?)(?P<open>[\[(])\s*(?P<low>[-−]?\d+,\d+)\s*;\s*(?P<high>[-−]?\d+,\d+)\s*(?P<close>[\])])\s*"
)
_ROOTS: Final = frozenset({"eigenvalue", "eigenvalues", "root", "roots", "zero", "zeros"})


def write_output(text: str, asked: Asked) -> str:
    """Return a text with what a program prints in the answer language; any other text as it is."""
    text = _RATIONAL.sub(r"(\g<above>/\g<below>)", text)
    text = _WHOLE.sub(r"(\g<number>)", text)
    if asked.shape in ("set", "vector"):
        text = write_mapping(text, asked)
    if asked.shape == "vector":
        text = write_row(text, count_entries(asked))
    return write_interval(text) if asked.shape == "interval" else text


def write_mapping(text: str, asked: Asked) -> str:
    """Return the solution ``{x: 1, y: 2}`` as equations, and values that each count once as a set."""
    match = _MAPPING.fullmatch(text)
    if match is None:
        return text
    pairs = [tuple(part.strip() for part in entry.split(":")) for entry in match["entries"].split(",")]
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        return text
    if asked.shape == "set" and asked.words & _ROOTS and all(count == _ONCE for _, count in pairs):
        return f"{{{', '.join(names)}}}"
    if asked.shape == "vector" and all(map(_NAME.fullmatch, names)):
        return ", ".join(f"{name} = {value}" for name, value in pairs)
    return text


def count_entries(asked: Asked) -> int:
    """Return how many entries are asked for; 0 where that is not known."""
    return len(asked.tree.items) if isinstance(asked.tree, Vector) else 0


def write_row(text: str, count: int) -> str:
    """Return ``[-2 -3 1]`` with commas: in square brackets, with a blank before each sign and none after it.

    Where the number of entries is known, it has to be that one, and more than two: ``[1 -2]`` may be -1.
    """
    match = _SPACED.fullmatch(text)
    entries = match["row"].split() if match else []
    if len(entries) < 3 or count not in (0, len(entries)):
        return text
    return f"{match['head'] or ''}[{', '.join(entries)}]" if match else text


def write_interval(text: str) -> str:
    """Return an interval of sympy, or one with decimal commas and a semicolon, or with a blank between its ends."""
    if match := _INTERVAL.fullmatch(text):
        low, high = match["low"].strip(), match["high"].strip()
        opening = "(" if match["kind"] in ("open", "Lopen") or low == "-oo" else "["
        closing = ")" if match["kind"] in ("open", "Ropen") or high == "oo" else "]"
        return f"{opening}{low}, {high}{closing}"
    if match := _COMMAS.fullmatch(text):
        low, high = (match[end].replace(",", ".") for end in ("low", "high"))
        return f"{match['head']}{match['open']}{low}, {high}{match['close']}"
    spaced = _SPACED.fullmatch(text)
    ends = spaced["row"].split() if spaced else []
    return f"[{ends[0]}, {ends[1]}]" if len(ends) == 2 and not ends[1].startswith(("-", "−")) else text
