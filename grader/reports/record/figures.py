"""Figures as plain data, and back: the data from which a report's pictures are drawn."""

from collections.abc import Iterable, Mapping
from typing import Any

from grader.grading.figure import CurvesFigure, DescentFigure, Figure, NetworkFigure, NetworkNode, Point

__all__ = ["restore_figure", "figure_data", "restore_network", "network_data"]

Data = dict[str, Any]


def figure_data(shown: Figure) -> Data:
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


def restore_figure(data: Mapping[str, Any]) -> Figure:
    if data["kind"] == "curves":
        return CurvesFigure(**{name: data[name] for name in ("variable", "own", "expected", "lower", "upper")})
    return DescentFigure(
        function=data["function"],
        variables=tuple(data["variables"]),
        start=tuple(data["start"]),
        own=restore_points(data["own"]),
        expected=restore_points(data["expected"]),
    )


def restore_points(rows: Iterable[Iterable[str]]) -> tuple[Point, ...]:
    return tuple(map(tuple, rows))


def network_data(shown: NetworkFigure) -> Data:
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


def restore_network(data: Mapping[str, Any]) -> NetworkFigure:
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
