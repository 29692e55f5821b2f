"""Numbers as a·10^k, in the ways in which calculators and people write it."""

from collections.abc import Iterator
from typing import Final

from grader.expr.nodes import Neg, Node, Number, Vector
from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree

__all__ = ["MEMBER", "write_number"]

LARGE: Final = 100  # people write 24 and 0.5 as they are
SMALL: Final = 10
RAISED: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def write(item: Item) -> Iterator[str]:
    """Write a key that is one number with a finite decimal, or a vector of some, as a multiple of a power of ten."""
    tree = find_tree(item)
    if isinstance(tree, Vector) and len(tree.items) > 1 and item.type == "vector":
        written = [list(write_number(entry)) for entry in tree.items]
        width = max(map(len, written))
        if all(written) and width:
            yield from (f"({', '.join(way)})" for way in zip(*written, strict=True))
    elif tree is not None and item.type == "number":
        yield from write_number(tree)


def write_number(tree: Node) -> Iterator[str]:
    """Yield one number as a·10^k, with the digits that it was written with."""
    sign, inner = ("-", tree.operand) if isinstance(tree, Neg) else ("", tree)
    digits, exponent = split(inner) if isinstance(inner, Number) else ("", 0)
    if not digits:
        return
    factor = sign + digits[0] + (f".{digits[1:]}" if digits[1:] else "")
    raised = str(exponent).translate(RAISED)
    yield f"{factor}*10^{exponent}" if exponent >= 0 else f"{factor}*10^({exponent})"
    yield f"{factor}*10^{exponent}"
    yield f"{factor}·10^{exponent}"
    yield f"{factor} x 10^{exponent}"
    yield f"{factor}x10^{exponent}"
    yield f"{factor} × 10{raised}"
    yield f"{factor}e{exponent}"
    yield f"{factor}E{exponent:+03d}"
    yield f"{factor} \\times 10^{{{exponent}}}"
    yield f"{factor} \\cdot 10^{{{exponent}}}"
    yield f"{factor}*10**{exponent}"


def split(number: Number) -> tuple[str, int]:
    """Return the significant digits of a number and the power of ten of the first; nothing where it is not usual."""
    value = abs(number.value)
    if value == 0 or number.value < 0 or 1 <= value * SMALL < LARGE * SMALL:
        return "", 0
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
        if places > 15:
            return "", 0
    text = str(int(value * 10**places))
    exponent = len(text) - 1 - places
    digits = text.rstrip("0")
    return digits.ljust(number.digits or len(digits), "0"), exponent


MEMBER = Spelling(kind="powers of ten", summary="numbers as a·10^k", write=write)
