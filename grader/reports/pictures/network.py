"""The picture of a network: what is computed from what, and which quantities and derivatives are right and wrong.

Columns are the layers of the forward pass, from the given values on the left to the loss on the right. Each node shows
its quantity, and beside it the sign of the answer. Below it are the derivatives that items ask for, with their signs.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, zip_longest

from grader.grading.figure import NetworkFigure, NetworkNode
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.reports.markup import escape_text
from grader.reports.pictures.svg import Place, draw_label, draw_path, draw_picture, typeset_name
from grader.reports.prose.sentences import spell_sentence, typeset_sentence
from grader.reports.wording import OUTCOMES

__all__ = ["draw_network"]

# All sizes are in pixels.
COLUMN, ROW = 118.0, 64.0
WIDTH, HEIGHT = 52.0, 30.0
TOP, SIDE = 34.0, 52.0
LINE = 17.0

ItemOutcomes = tuple[tuple[str, Outcome], ...]  # the network's items with their outcomes
Places = Sequence[Place]


def draw_network(shown: NetworkFigure, items: Sequence[ItemResult]) -> str:
    """Return the picture of one part with its caption; empty if it has nothing to show."""
    asked = set(shown.list_asked_items())
    return draw_outcomes(shown, tuple((item.id, item.outcome) for item in items if item.id in asked))


@lru_cache(maxsize=1024)
def draw_outcomes(shown: NetworkFigure, answers: ItemOutcomes) -> str:
    if not answers:
        return ""
    outcomes = dict(answers)
    places = lay_out_nodes(shown.nodes)
    parts = [draw_edge(places, start, end) for start, end in shown.edges if max(start, end) < len(places)]
    for node, place in zip(shown.nodes, places, strict=True):
        outcomes_here = tuple((item, outcomes[item]) for item in node.list_asked_items() if item in outcomes)
        parts.append(draw_node(node, place, outcomes_here))
    lowest = max(y + measure_below(node) for node, (_, y) in zip(shown.nodes, places, strict=True))
    size = (max(x for x, _ in places) + SIDE, lowest)
    said = (f"The network of {shown.part}", *describe_network(shown, outcomes))
    return (
        f'<figure class="scroll" tabindex="0" role="group" aria-label="{escape_text(spell_sentence(said[0]))}">'
        f"{draw_picture('network', size, said, parts)}"
        f"<figcaption>{typeset_sentence(shown.part)}: {CAPTION}</figcaption></figure>"
    )


CAPTION = "computed from left to right, with the derivatives by each quantity below it."


def measure_below(node: NetworkNode) -> float:
    """Return how much space is needed below the middle of a node."""
    return HEIGHT / 2 + LINE * len(node.partials) + 12


def lay_out_nodes(nodes: Sequence[NetworkNode]) -> list[Place]:
    """Return the middle of each node. Each layer is a column, with computed nodes above given ones."""
    layers = sorted({node.layer for node in nodes})
    order = sorted(range(len(nodes)), key=lambda place: (nodes[place].is_given, place))
    columns = [[place for place in order if nodes[place].layer == layer] for layer in layers]
    rows = [[place for place in row if place is not None] for row in zip_longest(*columns)]
    heights = [max(ROW, *(measure_below(nodes[place]) + HEIGHT / 2 + 20 for place in row)) for row in rows]
    tops = list(accumulate(heights, initial=TOP))
    grid = {
        place: (SIDE + x * COLUMN, y)
        for x, column in enumerate(columns)
        for place, y in zip(column, tops, strict=False)
    }
    return [grid[place] for place in range(len(nodes))]


def draw_edge(places: Places, start: int, end: int) -> str:
    """Return an arrow from a node to one that is computed from it."""
    (x0, y0), (x1, y1) = places[start], places[end]
    x0, x1 = x0 + WIDTH / 2, x1 - WIDTH / 2 - 1
    if x1 <= x0:
        return ""
    bend = (x1 - x0) / 2
    steps = [(x0, y0), (x0 + bend * 0.5, y0), (x1 - bend * 0.5 - 4, y1), (x1, y1)]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = steps
    curve = f'<path class="edge" d="M{ax:.0f} {ay:.0f}C{bx:.0f} {by:.0f} {cx:.0f} {cy:.0f} {dx:.0f} {dy:.0f}"/>'
    return curve + draw_path([(x1 - 6, y1 - 3.5), (x1, y1), (x1 - 6, y1 + 3.5)], "edge")


@lru_cache(maxsize=4096)
def draw_node(node: NetworkNode, place: Place, answers: ItemOutcomes) -> str:
    """Return one node with its signs. Cached, because a class has few different nodes and outcomes."""
    return "".join(draw_node_pieces(node, place, dict(answers)))


def draw_node_pieces(node: NetworkNode, place: Place, outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    x, y = place
    own = [outcomes[item] for item in node.asked if item in outcomes]
    kind = f"node {'given' if node.is_given else own[0].value if own else 'known'}"
    corner = 4 if node.is_given else HEIGHT / 2
    yield (
        f'<rect class="{kind}" x="{x - WIDTH / 2:.0f}" y="{y - HEIGHT / 2:.0f}" width="{WIDTH:.0f}" '
        f'height="{HEIGHT:.0f}" rx="{corner:.0f}"/>'
    )
    yield draw_label((x, y + 5), typeset_name(node.name), "quantity")
    if own:
        yield draw_label((x + WIDTH / 2 - 2, y - HEIGHT / 2 - 3), render_signs(own), "signs")
    for line, (name, items) in enumerate(node.partials, start=1):
        known = [outcomes[item] for item in items if item in outcomes]
        yield draw_label(
            (x, y + HEIGHT / 2 + LINE * line), typeset_name(name, f" {render_signs(known)}"), "partial-name"
        )


def render_signs(outcomes: Sequence[Outcome]) -> str:
    return "".join(f'<tspan class="sign {each.value}">{OUTCOMES[each].symbol}</tspan>' for each in outcomes)


def describe_network(shown: NetworkFigure, outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    for start, end in shown.edges:
        if max(start, end) < len(shown.nodes):
            yield f"{shown.nodes[end].name} is computed from {shown.nodes[start].name}."
    for node in shown.nodes:
        for name, items in ((node.name, node.asked), *node.partials):
            yield from (f"{name}: {OUTCOMES[outcomes[item]].words}." for item in items if item in outcomes)
