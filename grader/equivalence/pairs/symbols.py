"""What a symbol stands for, in words: ``real``, ``positive``, ``[0, 1]``, ``vector(3)``, ``positive matrix(m, n)``.

A domain is an optional kind, and optionally a range or a shape behind it. A range is closed whatever its brackets,
except that an open end at 0 leaves out the 0. Sizes are whole numbers, or names that stay symbolic; a vector or
matrix without a size has the symbolic size ``n`` in each direction. ``function`` and ``function(2)`` declare a
function without a formula.

>>> domain_of("x", "[0, 1]").domain.upper, domain_of("A", "matrix(m, n)").axes
(Fraction(1, 1), ('m', 'n'))
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final, get_args

from grader import limits
from grader.errors import Diagnostic, UsageError
from grader.expr.names import canonical
from grader.expr.notation import Domain, Entry, Kind, Notation

__all__ = ["declared", "domain_of", "symbols_in"]

KINDS: Final = get_args(Kind)
_NUMBER = r"[+-]?\s*[0-9]{1,40}(?:\.[0-9]{1,40}|\s*/\s*[0-9]{1,40})?"
_INFINITE = r"[+-]?\s*(?:oo|inf|infinity|∞)"
_SHAPE: Final = re.compile(r"(?P<what>vector|matrix|function)\s*(?:\(\s*(?P<sizes>[^()]*?)\s*\))?", re.IGNORECASE)
_RANGE: Final = re.compile(
    rf"(?P<left>[\[(])\s*(?P<lower>{_NUMBER}|{_INFINITE})\s*,\s*(?P<upper>{_NUMBER}|{_INFINITE})\s*(?P<right>[\])])",
    re.IGNORECASE,
)
_SIZE: Final = re.compile(r"[1-9][0-9]{0,2}|[A-Za-z][A-Za-z0-9_]{0,20}")
MAX_SIZE: Final = 999
_NAME: Final = re.compile(r"\\?[^\W\d][\w\\{},]*")
_WANTED: Final = f"{', '.join(KINDS)}, a range such as [0, 1], vector(3) or matrix(m, n)"


@lru_cache(maxsize=256)
def declared(symbols: tuple[tuple[str, str], ...]) -> Notation:
    """Return the notation that names with their domains declare, one for all pairs that are compared under them."""
    entries = [domain_of(name, domain) for name, domain in symbols]
    return Notation(entries={entry.name: entry for entry in entries})


def domain_of(name: str, domain: str) -> Entry:
    """Return the entry that one name with its domain declares; raise ``UsageError`` where either cannot be read."""
    if not isinstance(name, str) or len(name) > limits.MAX_NAME_CHARACTERS or not _NAME.fullmatch(name.strip()):
        raise unusable(
            f"'{name}' cannot be the name of a symbol.",
            "A name is a letter or a word, with subscripts.",
            "write a name such as x, omega or w_1.",
        )
    base, items = canonical(name.strip())
    name = "_".join((base, "".join(items))) if items else base
    if not isinstance(domain, str) or not domain.strip():
        raise unknown_domain(name, repr(domain))
    kind, _, rest = domain.strip().partition(" ")
    if kind.lower() not in KINDS:
        kind, rest = "real", domain.strip()
    return entry_of(name, kind.lower(), rest.strip(), domain)


def entry_of(name: str, kind: str, rest: str, domain: str) -> Entry:
    """Return the entry for a kind and what is written behind it: nothing, a range or a shape."""
    if not rest:
        return Entry(name=name, domain=Domain(kind=kind))  # type: ignore[arg-type]
    shape, within = _SHAPE.fullmatch(rest), _RANGE.fullmatch(rest)
    if shape and shape["what"].lower() == "function":
        return Entry(name=name, parameters=parameters(name, shape["sizes"], domain))
    if shape:
        return Entry(name=name, axes=axes(name, shape, domain), domain=Domain(kind=kind))  # type: ignore[arg-type]
    if within is None and re.fullmatch(r"[\[(][^,]*,[^,]*[\])]", rest):
        raise unusable(
            f"An end of the range '{domain}' of '{name}' is not a number.",
            "The ends of a range are whole numbers, decimals, fractions, oo or -oo.",
            f"write for example '{name}: [-3/2, 1.5]'.",
        )
    if within is None:
        raise unknown_domain(name, domain)
    lower, upper = end_of(within["lower"]), end_of(within["upper"])
    if lower is not None and upper is not None and lower >= upper:
        raise unusable(f"The range '{domain}' of '{name}' is empty.", "", "write the smaller end first.")
    return Entry(name=name, domain=Domain(kind=narrowed(kind, within, lower, upper), lower=lower, upper=upper))


def narrowed(kind: str, within: re.Match[str], lower: Fraction | None, upper: Fraction | None) -> Kind:
    """Return the kind of a symbol within a range: an open end at 0 makes it positive or negative."""
    if kind == "real" and lower == 0 and within["left"] == "(":
        return "positive"
    if kind == "real" and upper == 0 and within["right"] == ")":
        return "negative"
    return kind  # type: ignore[return-value]


def end_of(text: str) -> Fraction | None:
    """Return one end of a range, None where it is infinite."""
    text = re.sub(r"\s+", "", text)
    return None if text[-1] in "oOfFyY∞" else Fraction(text)


def axes(name: str, shape: re.Match[str], domain: str) -> tuple[str | int, ...]:
    """Return the axes of a vector or matrix."""
    count = 1 if shape["what"].lower() == "vector" else 2
    if shape["sizes"] is None:
        return ("n",) * count
    sizes = [size.strip() for size in re.split(r"[,x×]", shape["sizes"])]
    for size in sizes:
        if size.isdecimal() and len(size) > len(str(MAX_SIZE)):
            raise unusable(
                f"The size {size[:20]} of '{name}' is above {MAX_SIZE}.", "", f"write a size up to {MAX_SIZE}."
            )
    if len(sizes) != count or not all(map(_SIZE.fullmatch, sizes)):
        raise unknown_domain(name, domain)
    return tuple(int(size) if size.isdigit() else size for size in sizes)


def parameters(name: str, count: str | None, domain: str) -> tuple[str, ...]:
    """Return names for the parameters of a function without a formula."""
    if count and not re.fullmatch(r"[1-9]", count):
        raise unknown_domain(name, domain)
    return tuple(f"t_{number}" for number in range(1, int(count or 1) + 1))


def symbols_in(text: str) -> dict[str, str]:
    """Return the names and domains of ``x: real, w: positive, A: matrix(m, n)``."""
    found: dict[str, str] = {}
    for piece in pieces(text):
        name, colon, domain = piece.partition(":")
        if not colon or not domain.strip():
            raise unusable(
                f"'{piece.strip()}' does not declare a symbol.",
                "A symbol is declared by its name, a colon and its domain.",
                f"write '{fixed(piece)}'.",
            )
        if name.strip() in found:
            raise unusable(f"'{name.strip()}' is declared twice.", "", "declare each symbol once.")
        found[name.strip()] = domain.strip()
    return found


def fixed(piece: str) -> str:
    """Return a declaration with its colon: ``x: positive`` for ``x positive``, and ``x: real`` for ``x``."""
    name, _, domain = piece.strip(": ").partition(" ")
    try:
        domain_of(name, domain.strip())
    except UsageError:
        return f"{piece.strip(': ')}: real"
    return f"{name}: {domain.strip()}"


def pieces(text: str) -> Iterator[str]:
    """Yield what stands between the commas (or semicolons) that are outside brackets."""
    depth = start = 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character in ",;" and depth == 0:
            yield text[start:place]
            start = place + 1
    if text[start:].strip():
        yield text[start:]


def unknown_domain(name: str, domain: str) -> UsageError:
    """Return the complaint about a domain that is not known."""
    return unusable(
        f"The domain '{domain}' of '{name}' is not known.",
        f"The domains are {_WANTED}.",
        f"write for example '{name}: real'.",
    )


def unusable(what: str, why: str, help: str) -> UsageError:
    """Return a complaint to the author."""
    return UsageError(Diagnostic(slug="symbol-declaration", what=what, why=why, help=help, audience="author"))
