"""The wider readings of an answer, as texts with brackets: of one operator, of all of a kind, or of all.

>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={name: Entry(name=name) for name in "xt"})
>>> [variant.texts[0] for variant in list_variants(["3e^-2t"], notation)]
['3e^(-2t)']
>>> [variant.texts[0] for variant in list_variants(["x/√1+x²"], notation)]
['x/√(1+x²)', 'x/(√1+x²)', 'x/(√(1+x²))']
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from grader.expr.notation import Notation
from grader.expr.reach.sites import MAX_SITES, NO_EXTENT, Extent, Site, find_sites

__all__ = ["Variant", "Widening", "list_variants", "widen"]

MAX_TEXTS: Final = 36  # many of them are read as the answer itself, or cannot be read
# The most doubtful come first, because the number of variants is limited.
_KINDS: Final = ("root", "function", "power", "divisor", "dividend", "sum", "index", "usual power")


class Widening(NamedTuple):
    """An operator in one of the texts, and the longer piece that it is meant to reach."""

    place: int
    site: Site
    extent: Extent


class Variant(NamedTuple):
    """The texts of an answer with brackets, and the operators that reach further by them."""

    texts: tuple[str, ...]
    widenings: tuple[Widening, ...]


def list_variants(texts: Sequence[str], notation: Notation) -> Iterator[Variant]:
    """Yield an answer with wider operators, each way once; nothing where every operand has brackets."""
    sites = [(place, site) for place, text in enumerate(texts) for site in find_sites(text, notation)]
    if len(sites) >= MAX_SITES:  # nobody leaves out so many brackets, and each would take its time
        return
    seen = {tuple(texts)}
    for chosen in choose_sites(sites):
        for extents in zip(*(list_extents(site) for _, site in chosen), strict=True):
            found = zip(chosen, extents, strict=True)
            widenings = [Widening(*each, extent) for each, extent in found if extent != NO_EXTENT]
            variant = widen(texts, widenings)
            if variant.texts not in seen and are_nested(widenings):
                seen.add(variant.texts)
                yield variant
            if len(seen) > MAX_TEXTS:
                return


def choose_sites(sites: Sequence[tuple[int, Site]]) -> Iterator[Sequence[tuple[int, Site]]]:
    """Yield the operators that are widened together: all of a kind, all, a single one, all of two kinds."""
    by_kind = [found for kind in _KINDS if (found := [each for each in sites if each[1].kind == kind])]
    yield from by_kind
    yield sites
    yield from ([each] for each in sites)
    yield from ([*one, *other] for one, other in combinations(by_kind, 2))


def list_extents(site: Site) -> tuple[Extent, ...]:
    """Return what an operator may reach: the least that is more than it does, then in each way to reach further."""
    return next(extent for extent in site.wide if extent != NO_EXTENT), *site.wide


def widen(texts: Sequence[str], widenings: Sequence[Widening]) -> Variant:
    changed = tuple(
        put_brackets(text, [each for each in widenings if each.place == place]) for place, text in enumerate(texts)
    )
    return Variant(changed, tuple(widenings))


def are_nested(widenings: Sequence[Widening]) -> bool:
    """Whether each two pieces are apart, or one is inside the other."""
    pairs = combinations(sorted((each.place, each.extent) for each in widenings), 2)
    return all(
        place != other or not start < begin < end < stop for (place, (start, end)), (other, (begin, stop)) in pairs
    )


def put_brackets(text: str, widenings: Sequence[Widening]) -> str:
    """Put brackets around the pieces of a text; an inner piece gets the inner brackets."""
    marks: list[tuple[int, int, int, str]] = []
    for _, site, (start, end) in widenings:
        opening, closing = ("{", "}") if site.braces else ("(", ")")
        marks += [(start, 1, -end, opening), (end, 0, -start, closing)]
    pieces, last = [], 0
    for place, _, _, bracket in sorted(marks):
        pieces += [text[last:place], bracket]
        last = place
    return "".join([*pieces, text[last:]])
