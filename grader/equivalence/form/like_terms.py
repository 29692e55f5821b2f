"""``collected``: no two terms of a sum, and no two powers in a product, could be written as one.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={name: Entry(name=name) for name in ("x", "y")})
>>> check_collected(parse("x^2 + 3*x*y - y*x/2", notation).tree, (), notation).what
"'3*x*y' and '-y*x/2' can be collected."
"""

from collections import Counter
from collections.abc import Iterator

from grader.equivalence.form.complaints import Words, build_complaint, format_piece
from grader.equivalence.form.numbers import rational_of
from grader.errors import Diagnostic
from grader.expr.nodes import Add, Div, Matrix, Mul, Neg, Node, Number, Power, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text
from grader.expr.traverse import walk

__all__ = ["check_collected", "find_like_factors", "find_like_terms"]


def check_collected(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """No two terms of a sum differ by a number alone, and no factor is in a product twice."""
    for node in walk(tree):
        pair = find_like_terms(node, notation) if isinstance(node, Add) else find_like_factors(node, notation)
        if pair is not None:
            first, second = map(format_piece, pair)
            return build_complaint("not-collected", f"'{first}' and '{second}' can be collected.", "write them as one.")
    return None


def find_like_terms(node: Add, notation: Notation) -> tuple[Node, Node] | None:
    """Return the first two terms of a sum that differ by a number alone; the order of matrices counts."""
    seen: dict[tuple[tuple[str, int], ...], Node] = {}
    for term in node.terms:
        kind = ((to_text(term), 1),) if has_arrays(term, notation) else describe_kind(term)
        if kind in seen:
            return seen[kind], term
        seen[kind] = term
    return None


def describe_kind(term: Node) -> tuple[tuple[str, int], ...]:
    """Describe the factors of a term that are not numbers, in some order, each with its exponent."""
    counts: Counter[str] = Counter()
    for base, exponent in list_powers(term):
        if rational_of(base) is None:
            counts[to_text(base)] += exponent
    return tuple(sorted(counts.items()))


def list_powers(term: Node) -> Iterator[tuple[Node, int]]:
    """Yield the factors of a term, each with its whole exponent."""
    waiting = [(term, 1)]
    while waiting:
        node, exponent = waiting.pop()
        if isinstance(node, Neg):
            waiting.append((node.operand, exponent))
        elif isinstance(node, Mul):
            waiting += [(factor, exponent) for factor in node.factors]
        elif isinstance(node, Div):
            waiting += [(node.numerator, exponent), (node.denominator, -exponent)]
        elif isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value.denominator == 1:
            yield node.base, exponent * node.exponent.value.numerator
        else:
            yield node, exponent


def has_arrays(tree: Node, notation: Notation) -> bool:
    """Whether a vector or matrix is in a tree, by name or written out."""
    return any(
        isinstance(node, Vector | Matrix)
        or (isinstance(node, Symbol) and node.name in notation.entries and len(notation.entries[node.name].axes) > 0)
        for node in walk(tree)
    )


def find_like_factors(node: Node, notation: Notation) -> tuple[Node, Node] | None:
    """Return the first two factors of a product with the same base, as ``x`` and ``x^2``; of numbers alone."""
    seen: dict[str, Node] = {}
    is_of_numbers = isinstance(node, Mul) and not node.elementwise and not has_arrays(node, notation)
    for factor in node.factors if isinstance(node, Mul) and is_of_numbers else ():
        base = factor.base if isinstance(factor, Power) else factor
        if rational_of(base) is not None:
            continue
        text = to_text(base)
        if text in seen:
            return seen[text], factor
        seen[text] = factor
    return None
