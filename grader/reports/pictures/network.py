"""The picture of a network: what is computed from what, and which quantities and derivatives are right and wrong.

Columns are the layers of the forward pass, from what is given on the left to the loss on the right. In a node stands
the quantity, beside it the sign of the answer to it; under it the derivatives that are asked for, each with its signs.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, zip_longest

from grader.grading.figure import NetworkFigure, NetworkNode
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.reports.markup import text
from grader.reports.pictures.svg import Place, label, path, picture, typeset
from grader.reports.wording import OUTCOMES

__all__ = ["network_picture"]

COLUMN, ROW = 118.0, 64.0
WIDTH, HEIGHT = 52.0, 30.0
TOP, SIDE = 34.0, 52.0
LINE = 17.0

Told = tuple[tuple[str, Outcome], ...]  # the items of the network with their outcomes
Places = Sequence[Place]


def network_picture(shown: NetworkFigure, items: Sequence[ItemResult]) -> str:
    """Return the picture of one part, with its caption; empty where there is nothing to say in it."""
    asked = {item for node in shown.nodes for item in asked_at(node)}
    return drawn(shown, tuple((item.id, item.outcome) for item in items if item.id in asked))


def asked_at(node: NetworkNode) -> Iterator[str]:
    """Yield the items that ask for something at a node."""
    yield from node.asked
    for _, items in node.partials:
        yield from items


@lru_cache(maxsize=1024)
def drawn(shown: NetworkFigure, told: Told) -> str:
    """Return the picture for these outcomes."""
    if not told:
        return ""
    outcomes = dict(told)
    places = laid_out(shown.nodes)
    parts = [edge(places, start, end) for start, end in shown.edges if max(start, end) < len(places)]
    for node, place in zip(shown.nodes, places, strict=True):
        told_here = tuple((item, outcomes[item]) for item in asked_at(node) if item in outcomes)
        parts.append(drawn_node(node, place, told_here))
    lowest = max(y + below(node) for node, (_, y) in zip(shown.nodes, places, strict=True))
    size = (max(x for x, _ in places) + SIDE, lowest)
    said = (f"The network of {shown.part}", described(shown, outcomes))
    return (
        f'<figure class="scroll" tabindex="0" role="group" aria-label="{text(said[0])}">'
        f"{picture('network', size, said, parts)}<figcaption>{CAPTION}</figcaption></figure>"
    )


CAPTION = "The forward pass from left to right, with the derivatives at what they are taken by."


def below(node: NetworkNode) -> float:
    """Return how much room there is to be under the middle of a node."""
    return HEIGHT / 2 + LINE * len(node.partials) + 12


def laid_out(nodes: Sequence[NetworkNode]) -> list[Place]:
    """Return the middle of each node: a column for each layer, in it what is computed above what is given."""
    layers = sorted({node.layer for node in nodes})
    order = sorted(range(len(nodes)), key=lambda place: (nodes[place].is_given, place))
    columns = [[place for place in order if nodes[place].layer == layer] for layer in layers]
    rows = [[place for place in row if place is not None] for row in zip_longest(*columns)]
    heights = [max(ROW, *(below(nodes[place]) + HEIGHT / 2 + 20 for place in row)) for row in rows]
    tops = list(accumulate(heights, initial=TOP))
    grid = {
        place: (SIDE + x * COLUMN, y)
        for x, column in enumerate(columns)
        for place, y in zip(column, tops, strict=False)
    }
    return [grid[place] for place in range(len(nodes))]


def edge(places: Places, start: int, end: int) -> str:
    """Return an arrow from a node to one that is computed from it."""
    (x0, y0), (x1, y1) = places[start], places[end]
    x0, x1 = x0 + WIDTH / 2, x1 - WIDTH / 2 - 1
    if x1 <= x0:
        return ""
    bend = (x1 - x0) / 2
    steps = [(x0, y0), (x0 + bend * 0.5, y0), (x1 - bend * 0.5 - 4, y1), (x1, y1)]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = steps
    curve = f'<path class="edge" d="M{ax:.0f} {ay:.0f}C{bx:.0f} {by:.0f} {cx:.0f} {cy:.0f} {dx:.0f} {dy:.0f}"/>'
    return curve + path([(x1 - 6, y1 - 3.5), (x1, y1), (x1 - 6, y1 + 3.5)], "edge")


@lru_cache(maxsize=4096)
def drawn_node(node: NetworkNode, place: Place, told: Told) -> str:
    """Return one node with its signs; a network has few nodes, each with few outcomes, and many of all together."""
    return "".join(pieces_of(node, place, dict(told)))


def pieces_of(node: NetworkNode, place: Place, outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    """Yield one node with its signs."""
    x, y = place
    own = [outcomes[item] for item in node.asked if item in outcomes]
    kind = f"node {'given' if node.is_given else own[0].value if own else 'known'}"
    corner = 4 if node.is_given else HEIGHT / 2
    yield (
        f'<rect class="{kind}" x="{x - WIDTH / 2:.0f}" y="{y - HEIGHT / 2:.0f}" width="{WIDTH:.0f}" '
        f'height="{HEIGHT:.0f}" rx="{corner:.0f}"/>'
    )
    yield label((x, y + 5), typeset(node.name), "quantity")
    if own:
        yield label((x + WIDTH / 2 - 2, y - HEIGHT / 2 - 3), signs(own), "signs")
    for line, (name, items) in enumerate(node.partials, start=1):
        known = [outcomes[item] for item in items if item in outcomes]
        yield label((x, y + HEIGHT / 2 + LINE * line), typeset(name, f" {signs(known)}"), "partial-name")


def signs(outcomes: Sequence[Outcome]) -> str:
    """Return the signs of outcomes, each in its colour."""
    return "".join(f'<tspan class="sign {each.value}">{OUTCOMES[each].symbol}</tspan>' for each in outcomes)


def described(shown: NetworkFigure, outcomes: Mapping[str, Outcome]) -> str:
    """Return in words what the picture shows."""
    said = []
    for start, end in shown.edges:
        if max(start, end) < len(shown.nodes):
            said.append(f"{shown.nodes[end].name} is computed from {shown.nodes[start].name}.")
    for node in shown.nodes:
        for name, items in ((node.name, node.asked), *node.partials):
            said += [f"{name}: {OUTCOMES[outcomes[item]].words}." for item in items if item in outcomes]
    return " ".join(said)
