"""The domain of a symbol, in words: ``real``, ``positive``, ``[0, 1]``, ``vector(3)``, ``positive matrix(m, n)``.

A domain is an optional kind, and optionally a range or a shape after it. A range is closed whatever its brackets,
except that an open end at 0 leaves out the 0. Sizes are whole numbers, or names that stay symbolic; a vector or
matrix without a size has the symbolic size ``n`` in each direction. ``function`` and ``function(2)`` declare a
function without a formula.

>>> parse_declaration("x", "[0, 1]").domain.upper, parse_declaration("A", "matrix(m, n)").axes
(Fraction(1, 1), ('m', 'n'))
"""

import re
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Final, get_args

from grader import limits
from grader.equivalence.values.points import find_ends
from grader.errors import Diagnostic, UsageError
from grader.expr.names import split_declared_name
from grader.expr.notation import Domain, Entry, Kind, Notation
from grader.expr.tokens.pieces import split_outside_brackets
from grader.patterns import regex

__all__ = ["declare_symbols", "parse_declaration", "parse_symbols"]

KINDS: Final = get_args(Kind)
# 40 digits are more than any range needs, and bound what is turned into a number.
_NUMBER = r"[+-]?\s*[0-9]{1,40}(?:\.[0-9]{1,40}|\s*/\s*[0-9]{1,40})?"
_INFINITE = r"[+-]?\s*(?:oo|inf|infinity|∞)"
_SHAPE: Final = regex(r"(?P<what>vector|matrix|function)\s*(?:\(\s*(?P<sizes>[^()]*?)\s*\))?", re.IGNORECASE)
_RANGE: Final = regex(
    rf"(?P<left>[\[(])\s*(?P<lower>{_NUMBER}|{_INFINITE})\s*,\s*(?P<upper>{_NUMBER}|{_INFINITE})\s*(?P<right>[\])])",
    re.IGNORECASE,
)
# A number up to 999, or a name that stays symbolic.
_SIZE: Final = regex(r"[1-9][0-9]{0,2}|[A-Za-z][A-Za-z0-9_]{0,20}")
MAX_SIZE: Final = 999  # three digits, as _SIZE reads; MAX_ENTRIES bounds arrays further
_NAME: Final = regex(r"\\?[^\W\d][\w\\{},]*")
_WANTED: Final = f"{', '.join(KINDS)}, a range such as [0, 1], vector(3) or matrix(m, n)"


@lru_cache(maxsize=256)
def declare_symbols(symbols: tuple[tuple[str, str], ...]) -> Notation:
    """Return the notation that names with their domains declare, one for all pairs that are compared under them."""
    entries = [parse_declaration(name, domain) for name, domain in symbols]
    return Notation(entries={entry.name: entry for entry in entries})


def parse_declaration(name: str, domain: str) -> Entry:
    """Return the entry that one name with its domain declares; raise ``UsageError`` where either cannot be read."""
    if not isinstance(name, str) or len(name) > limits.MAX_NAME_CHARACTERS or not _NAME.fullmatch(name.strip()):
        raise build_symbol_error(
            f"'{name}' cannot be the name of a symbol.",
            "A name is a letter or a word, with subscripts.",
            "write a name such as x, omega or w_1.",
        )
    base, items = split_declared_name(name.strip())
    name = "_".join((base, "".join(items))) if items else base
    if not isinstance(domain, str) or not domain.strip():
        raise build_domain_error(name, repr(domain))
    kind, _, rest = domain.strip().partition(" ")
    # "[0, 1]" and "vector(3)" have no kind in front; their first word is no kind, and they are real.
    if kind.lower() not in KINDS:
        kind, rest = "real", domain.strip()
    return build_domain_entry(name, kind.lower(), rest.strip(), domain)


def build_domain_entry(name: str, kind: str, rest: str, domain: str) -> Entry:
    """Return the entry for a kind and what is written after it: nothing, a range or a shape."""
    if not rest:
        return Entry(name=name, domain=Domain(kind=kind))  # type: ignore[arg-type]
    shape, within = _SHAPE.fullmatch(rest), _RANGE.fullmatch(rest)
    if shape and shape["what"].lower() == "function":
        return Entry(name=name, parameters=name_parameters(name, shape["sizes"], domain))
    if shape:
        return Entry(name=name, axes=parse_axes(name, shape, domain), domain=Domain(kind=kind))  # type: ignore[arg-type]
    # It looks like a range, so the ends are to blame and not the domain: [0, pi].
    if within is None and re.fullmatch(r"[\[(][^,]*,[^,]*[\])]", rest):
        raise build_symbol_error(
            f"An end of the range '{domain}' of '{name}' is not a number.",
            "The ends of a range are whole numbers, decimals, fractions, oo or -oo.",
            f"write for example '{name}: [-3/2, 1.5]'.",
        )
    if within is None:
        raise build_domain_error(name, domain)
    lower, upper = (parse_end(within[end], name, domain) for end in ("lower", "upper"))
    if lower is not None and upper is not None and lower >= upper:
        raise build_symbol_error(f"The range '{domain}' of '{name}' is empty.", "", "write the smaller end first.")
    found = Domain(kind=narrow_kind(kind, within, lower, upper), lower=lower, upper=upper)
    if not has_points(found):
        word = "whole" if kind == "integer" else kind
        # Nothing could be compared there, so nothing would be equal or different.
        raise build_symbol_error(
            f"No {word} number lies in the range of '{name}', '{domain}'.",
            "",
            f"write a range that has {word} numbers in it, or another kind.",
        )
    return Entry(name=name, domain=found)


def has_points(domain: Domain) -> bool:
    """Whether a range holds numbers of its kind, and of continuous ones more than a single point."""
    lower, upper = find_ends(domain)
    if lower is None or upper is None:
        return True
    return floor(upper) >= ceil(lower) if domain.kind in ("integer", "natural") else lower < upper


def narrow_kind(kind: str, within: re.Match[str], lower: Fraction | None, upper: Fraction | None) -> Kind:
    """Return the kind of a symbol within a range: an open end at 0 makes it positive or negative."""
    # Single points do not count, so a range is closed whatever its brackets. Only a 0 that is left out matters, because
    # the sign is then known.
    if kind == "real" and lower == 0 and within["left"] == "(":
        return "positive"
    if kind == "real" and upper == 0 and within["right"] == ")":
        return "negative"
    return kind  # type: ignore[return-value]


def parse_end(text: str, name: str, domain: str) -> Fraction | None:
    """Return one end of a range, None where it is infinite."""
    text = re.sub(r"\s+", "", text)
    # The last letters of oo, inf, infinity and ∞. The sign is not needed: a lower end is minus infinity.
    if text[-1] in "oOfFyY∞":
        return None
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise build_symbol_error(
            f"An end of the range '{domain}' of '{name}' divides by zero.",
            "",
            f"write a number, or oo for a range without an end, such as '{name}: [0, oo)'.",
        ) from None


def parse_axes(name: str, shape: re.Match[str], domain: str) -> tuple[str | int, ...]:
    count = 1 if shape["what"].lower() == "vector" else 2
    if shape["sizes"] is None:
        return ("n",) * count
    sizes = [size.strip() for size in re.split(r"[,x×]", shape["sizes"])]
    for size in sizes:
        # A message of its own: an unknown domain would not say what is wrong with vector(1000).
        if size.isdecimal() and len(size) > len(str(MAX_SIZE)):
            raise build_symbol_error(
                f"The size {size[:20]} of '{name}' is above {MAX_SIZE}.", "", f"write a size up to {MAX_SIZE}."
            )
    if len(sizes) != count or not all(map(_SIZE.fullmatch, sizes)):
        raise build_domain_error(name, domain)
    return tuple(int(size) if size.isdigit() else size for size in sizes)


def name_parameters(name: str, count: str | None, domain: str) -> tuple[str, ...]:
    """Return names for the parameters of a function without a formula."""
    if count and not re.fullmatch(r"[1-9]", count):
        raise build_domain_error(name, domain)
    return tuple(f"t_{number}" for number in range(1, int(count or 1) + 1))


def parse_symbols(text: str) -> dict[str, str]:
    """Return the names and domains of ``x: real, w: positive, A: matrix(m, n)``."""
    found: dict[str, str] = {}
    for piece in split_pieces(text):
        name, colon, domain = piece.partition(":")
        if not colon or not domain.strip():
            raise build_symbol_error(
                f"'{piece.strip()}' does not declare a symbol.",
                "A symbol is declared by its name, a colon and its domain.",
                f"write '{suggest_declaration(piece)}'.",
            )
        if name.strip() in found:
            raise build_symbol_error(f"'{name.strip()}' is declared twice.", "", "declare each symbol once.")
        found[name.strip()] = domain.strip()
    return found


def suggest_declaration(piece: str) -> str:
    """Return a declaration with its colon: ``x: positive`` for ``x positive``, and ``x: real`` for ``x``."""
    name, _, domain = piece.strip(": ").partition(" ")
    try:
        parse_declaration(name, domain.strip())
    except UsageError:
        return f"{piece.strip(': ')}: real"
    return f"{name}: {domain.strip()}"


def split_pieces(text: str) -> list[str]:
    """Return the pieces between the commas (or semicolons) that end a declaration; blanks after the last are none."""
    # The comma in x: [0, 1] or A: matrix(m, n) does not end a declaration.
    *pieces, last = split_outside_brackets(text, ",;")
    return [*pieces, last] if last.strip() else pieces


def build_domain_error(name: str, domain: str) -> UsageError:
    return build_symbol_error(
        f"The domain '{domain}' of '{name}' is not known.",
        f"The domains are {_WANTED}.",
        f"write for example '{name}: real'.",
    )


def build_symbol_error(what: str, why: str, help: str) -> UsageError:
    return UsageError(Diagnostic(slug="symbol-declaration", what=what, why=why, help=help, audience="author"))
