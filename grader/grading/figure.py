"""What a picture shows, as data: points and formulas as exact text, names, and the items they belong to.

There is no markup here, and no size or colour; each report draws it in its own way. What belongs to the key has fields
of its own, so that ``without_key`` can remove it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

__all__ = ["CurvesFigure", "DescentFigure", "Figure", "NetworkFigure", "NetworkNode", "Point"]

Point = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DescentFigure:
    """The path of an iterative method over a function of one or two variables.

    The path begins at ``start``. ``own`` are the student's points; ``expected`` is the path of the key, empty if it
    must not be shown.
    """

    function: str
    variables: Point
    start: Point
    own: tuple[Point, ...]
    expected: tuple[Point, ...] = ()

    def without_key(self) -> "DescentFigure":
        return replace(self, expected=())


@dataclass(frozen=True, kw_only=True, slots=True)
class CurvesFigure:
    """A wrong answer in one variable as a curve, with the expected curve if it may be shown.

    ``lower`` and ``upper`` are the ends of the variable's domain, empty if it has none.
    """

    variable: str
    own: str
    expected: str = ""
    lower: str = ""
    upper: str = ""

    def without_key(self) -> "CurvesFigure":
        return replace(self, expected="")


Figure = DescentFigure | CurvesFigure


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkNode:
    """A quantity, or a given name. ``layer`` counts how far it is from what is given.

    ``asked`` holds the items that ask for the quantity itself; ``partials`` the derivatives of it, or with respect to
    it, that are asked for, each with its items.
    """

    name: str
    layer: int
    is_given: bool
    asked: Point = ()
    partials: tuple[tuple[str, Point], ...] = ()

    def list_asked_items(self) -> Iterator[str]:
        """Yield the items that ask for the quantity or a derivative, in the order in which they are shown."""
        yield from self.asked
        for _, items in self.partials:
            yield from items


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkFigure:
    """The quantities of one part, with an edge from each one to those computed from it (indices into ``nodes``)."""

    part: str
    nodes: tuple[NetworkNode, ...]
    edges: tuple[tuple[int, int], ...]

    def list_asked_items(self) -> Iterator[str]:
        """Yield the items that belong to some quantity."""
        for node in self.nodes:
            yield from node.list_asked_items()

    def with_known_edges(self, known: frozenset[str]) -> "NetworkFigure":
        """Drop the edges that would show how to compute a quantity that the student still has to find.

        ``known`` are the items whose right answer the reader knows.
        """
        open_nodes = {index for index, node in enumerate(self.nodes) if known.issuperset(node.asked)}
        return replace(self, edges=tuple(edge for edge in self.edges if edge[1] in open_nodes))
