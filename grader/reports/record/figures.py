"""Figures as plain data, and back: what the pictures of a report are drawn from."""

from collections.abc import Iterable, Mapping
from typing import Any

from grader.grading.figure import CurvesFigure, DescentFigure, Figure, NetworkFigure, NetworkNode, Point

__all__ = ["figure", "figure_data", "network", "network_data"]

Data = dict[str, Any]


def figure_data(shown: Figure) -> Data:
    """Return the figure of an item as data."""
    if isinstance(shown, DescentFigure):
        return {
            "kind": "descent",
            "function": shown.function,
            "variables": list(shown.variables),
            "start": list(shown.start),
            "own": [list(point) for point in shown.own],
            "expected": [list(point) for point in shown.expected],
        }
    names = ("variable", "own", "expected", "lower", "upper")
    return {"kind": "curves", **{name: getattr(shown, name) for name in names}}


def figure(data: Mapping[str, Any]) -> Figure:
    """Return the figure that ``figure_data`` made ``data`` of."""
    if data["kind"] == "curves":
        return CurvesFigure(**{name: data[name] for name in ("variable", "own", "expected", "lower", "upper")})
    return DescentFigure(
        function=data["function"],
        variables=tuple(data["variables"]),
        start=tuple(data["start"]),
        own=points(data["own"]),
        expected=points(data["expected"]),
    )


def points(rows: Iterable[Iterable[str]]) -> tuple[Point, ...]:
    """Return the points of a path."""
    return tuple(map(tuple, rows))


def network_data(shown: NetworkFigure) -> Data:
    """Return a network as data."""
    return {
        "part": shown.part,
        "nodes": [
            {
                "name": node.name,
                "layer": node.layer,
                "is_given": node.is_given,
                "asked": list(node.asked),
                "partials": [[name, list(items)] for name, items in node.partials],
            }
            for node in shown.nodes
        ],
        "edges": [list(edge) for edge in shown.edges],
    }


def network(data: Mapping[str, Any]) -> NetworkFigure:
    """Return the network that ``network_data`` made ``data`` of."""
    nodes = tuple(
        NetworkNode(
            name=node["name"],
            layer=node["layer"],
            is_given=node["is_given"],
            asked=tuple(node["asked"]),
            partials=tuple((name, tuple(items)) for name, items in node["partials"]),
        )
        for node in data["nodes"]
    )
    return NetworkFigure(part=data["part"], nodes=nodes, edges=tuple((edge[0], edge[1]) for edge in data["edges"]))
