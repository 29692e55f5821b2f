"""What a picture shows, as data: points and formulas as exact text, names, and which items they belong to.

There is no markup in it, and no size or colour; reports draw from it what they like. What a figure holds of the key
stands in fields of its own, so that it can be taken away: ``without_key``.
"""

from dataclasses import dataclass, replace

__all__ = ["CurvesFigure", "DescentFigure", "Figure", "NetworkFigure", "NetworkNode", "Point"]

Point = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DescentFigure:
    """The path of an iterative method over a function of one or two variables: ``own`` are the student's points.

    It begins at ``start``. ``expected`` is the path of the key, empty where it is not told.
    """

    function: str
    variables: Point
    start: Point
    own: tuple[Point, ...]
    expected: tuple[Point, ...] = ()

    def without_key(self) -> "DescentFigure":
        """Return the figure without the path of the key."""
        return replace(self, expected=())


@dataclass(frozen=True, kw_only=True, slots=True)
class CurvesFigure:
    """A wrong answer in one variable as a curve, and the expected one where it is told; else it is empty.

    ``lower`` and ``upper`` are the ends of the domain of the variable, empty where it has none.
    """

    variable: str
    own: str
    expected: str = ""
    lower: str = ""
    upper: str = ""

    def without_key(self) -> "CurvesFigure":
        """Return the figure without the expected curve."""
        return replace(self, expected="")


Figure = DescentFigure | CurvesFigure


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkNode:
    """A quantity, or a name that is given. ``layer`` counts how far it is from what is given.

    ``asked`` holds the items that ask for the quantity itself, ``partials`` the derivatives of it or by it that are
    asked for, each with its items.
    """

    name: str
    layer: int
    is_given: bool
    asked: Point = ()
    partials: tuple[tuple[str, Point], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkFigure:
    """The quantities of one part, with an edge from each to those that are computed from it (places in ``nodes``)."""

    part: str
    nodes: tuple[NetworkNode, ...]
    edges: tuple[tuple[int, int], ...]

    def with_known_edges(self, told: frozenset[str]) -> "NetworkFigure":
        """Return the figure without the edges that say how a quantity is computed that is still to be found.

        ``told`` are the items whose right answer the reader knows.
        """
        known = {place for place, node in enumerate(self.nodes) if told.issuperset(node.asked)}
        return replace(self, edges=tuple(edge for edge in self.edges if edge[1] in known))
