"""A path through numbered points, as a picture and in words: the student's own path on top of the key's."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from grader.grading.figure import DescentFigure, Point
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.reports.pictures.svg import Frame, Place, draw_dot, draw_label, draw_path
from grader.reports.prose.sentences import typeset_sentence

__all__ = ["caption_path", "describe_path", "is_drawable", "find_first_wrong", "draw_walk"]

FAR = 1e12  # a path this far out has diverged, and a picture of it would show nothing
AROUND = ((9.0, -9.0), (9.0, 9.0), (-9.0, -9.0), (-9.0, 9.0))  # where a number can go, the best place first


def is_drawable(points: Sequence[Place]) -> bool:
    """Whether all points are finite and not too far away."""
    return bool(points) and all(math.isfinite(each) and abs(each) < FAR for point in points for each in point)


def draw_walk(frame: Frame, points: Sequence[Place], kind: str, wrong: int | None) -> Iterator[str]:
    """Yield a path with an arrow on each step. The student's own has numbers, and its first wrong step is marked."""
    spots = [frame.at(*point) for point in points]
    for count, (start, end) in enumerate(pairwise(spots), start=1):
        step = f"{kind} wrong" if count == wrong else kind
        yield draw_path([start, end], step)
        yield from draw_arrow(start, end, step)
    for count, spot in enumerate(spots):
        yield draw_dot(spot, 4 if kind == "own" else 6, f"{kind} wrong" if count == wrong else kind)
    if kind == "own":
        yield from draw_numbers(spots, wrong)


def draw_arrow(start: Place, end: Place, kind: str) -> Iterator[str]:
    """Yield an arrowhead in the middle of a step that is long enough for one."""
    length = math.dist(start, end)
    if length >= 24:
        ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        x, y = (start[0] + end[0]) / 2 + 4 * ux, (start[1] + end[1]) / 2 + 4 * uy
        wings = [(x - 8 * ux + turn * 4 * uy, y - 8 * uy - turn * 4 * ux) for turn in (1, -1)]
        yield draw_path([wings[0], (x, y), wings[1]], kind)


def draw_numbers(spots: Sequence[Place], wrong: int | None) -> Iterator[str]:
    """Yield the numbers of the points, each where there is most space beside its point."""
    names: dict[Place, list[str]] = {}
    for count, (x, y) in enumerate(spots):
        names.setdefault((round(x, 1), round(y, 1)), []).append(f"{count} ✗" if count == wrong else str(count))
    taken = [
        *names,
        *(
            near
            for start, end in pairwise(spots)
            for near in (*list_places_near_start(start, end), *list_places_near_start(end, start))
        ),
    ]
    for (x, y), said in names.items():
        free = max(AROUND, key=lambda turn: min(math.dist((x + turn[0], y + turn[1]), each) for each in taken))
        taken.append((x + free[0], y + free[1]))
        yield draw_label((x + free[0], y + free[1] + 4), ", ".join(said), "step", "start" if free[0] > 0 else "end")


def list_places_near_start(start: Place, end: Place) -> Iterator[Place]:
    """Yield places on a step near its start, which numbers should avoid."""
    length = math.dist(start, end)
    for distance in (8.0, 16.0, 24.0):
        if distance < length:
            share = distance / length
            yield start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def find_first_wrong(item: ItemResult) -> int | None:
    """Return the number of the first wrong step, counted from 1, if the record says."""
    wrong = (Outcome.INCORRECT, Outcome.PARTIAL)
    return next((place for place, part in enumerate(item.components, start=1) if part.outcome in wrong), None)


def describe_path(shown: DescentFigure, wrong: int | None) -> str:
    ground = "The curve" if len(shown.variables) == 1 else "Contour lines"
    said = [f"{ground} of {shown.function}.", f"Your path: {join_points((shown.start, *shown.own))}."]
    said += [f"The first step that is not right is step {wrong}."] if wrong else []
    said += [f"The expected path: {join_points((shown.start, *shown.expected))}."] if shown.expected else []
    return " ".join(said)


def join_points(points: Iterable[Point]) -> str:
    return ", ".join(f"({', '.join(point)})" if len(point) > 1 else point[0] for point in points)


def caption_path(shown: DescentFigure, wrong: int | None) -> str:
    said = ['<span class="own">●</span> your path, with its points numbered']
    said += [f'<span class="wrong">●</span> the first step that is not right (step {wrong})'] if wrong else []
    said += ['<span class="key">○</span> the expected path'] if shown.expected else []
    names = ", ".join(shown.variables)
    if len(shown.variables) == 1:
        return f"{'; '.join(said)}. {typeset_sentence(f'The line is the curve of {shown.function} over {names}.')}"
    lines = f"On each line {shown.function} has the value that is written on it."
    return f"{'; '.join(said)}. {typeset_sentence(lines)}"
