"""A path through numbered points, as a picture and in words: the student's own, and that of the key under it."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from grader.grading.figure import DescentFigure, Point
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.reports.markup import text
from grader.reports.pictures.svg import Frame, Place, dot, label, path

__all__ = ["caption", "described", "drawable", "first_wrong", "walk"]

FAR = 1e12
AROUND = ((9.0, -9.0), (9.0, 9.0), (-9.0, -9.0), (-9.0, 9.0))  # where a number may stand, the best place first


def drawable(points: Sequence[Place]) -> bool:
    """Tell whether all points lie on a sheet of paper, however large."""
    return bool(points) and all(math.isfinite(each) and abs(each) < FAR for point in points for each in point)


def walk(frame: Frame, points: Sequence[Place], kind: str, wrong: int | None) -> Iterator[str]:
    """Yield a path with an arrow on each step; of the student's own, the numbers and the first step that is wrong."""
    spots = [frame.at(*point) for point in points]
    for count, (start, end) in enumerate(pairwise(spots), start=1):
        step = f"{kind} wrong" if count == wrong else kind
        yield path([start, end], step)
        yield from arrow(start, end, step)
    for count, spot in enumerate(spots):
        yield dot(spot, 4 if kind == "own" else 6, f"{kind} wrong" if count == wrong else kind)
    if kind == "own":
        yield from numbers(spots, wrong)


def arrow(start: Place, end: Place, kind: str) -> Iterator[str]:
    """Yield the head of an arrow in the middle of a step that is long enough to bear one."""
    length = math.dist(start, end)
    if length >= 24:
        ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        x, y = (start[0] + end[0]) / 2 + 4 * ux, (start[1] + end[1]) / 2 + 4 * uy
        wings = [(x - 8 * ux + turn * 4 * uy, y - 8 * uy - turn * 4 * ux) for turn in (1, -1)]
        yield path([wings[0], (x, y), wings[1]], kind)


def numbers(spots: Sequence[Place], wrong: int | None) -> Iterator[str]:
    """Yield the numbers of the points, each beside its point where there is most room."""
    names: dict[Place, list[str]] = {}
    for count, (x, y) in enumerate(spots):
        names.setdefault((round(x, 1), round(y, 1)), []).append(f"{count} ✗" if count == wrong else str(count))
    taken = [*names, *(near for start, end in pairwise(spots) for near in (*towards(start, end), *towards(end, start)))]
    for (x, y), said in names.items():
        free = max(AROUND, key=lambda turn: min(math.dist((x + turn[0], y + turn[1]), each) for each in taken))
        taken.append((x + free[0], y + free[1]))
        yield label((x + free[0], y + free[1] + 4), ", ".join(said), "step", "start" if free[0] > 0 else "end")


def towards(start: Place, end: Place) -> Iterator[Place]:
    """Yield places on a step near its start, on which no number shall stand."""
    length = math.dist(start, end)
    for distance in (8.0, 16.0, 24.0):
        if distance < length:
            share = distance / length
            yield start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def first_wrong(item: ItemResult) -> int | None:
    """Return the number of the first step that is wrong, counted from 1, where the record tells."""
    wrong = (Outcome.INCORRECT, Outcome.PARTIAL)
    return next((place for place, part in enumerate(item.components, start=1) if part.outcome in wrong), None)


def described(shown: DescentFigure, wrong: int | None) -> str:
    """Return in words what the picture shows."""
    ground = "The curve" if len(shown.variables) == 1 else "Contour lines"
    said = [f"{ground} of {shown.function}.", f"Your path: {listed((shown.start, *shown.own))}."]
    said += [f"The first step that is not right is step {wrong}."] if wrong else []
    said += [f"The expected path: {listed((shown.start, *shown.expected))}."] if shown.expected else []
    return " ".join(said)


def listed(points: Iterable[Point]) -> str:
    """Return points in a row."""
    return ", ".join(f"({', '.join(point)})" if len(point) > 1 else point[0] for point in points)


def caption(shown: DescentFigure, wrong: int | None) -> str:
    """Return what the signs mean."""
    said = ['<span class="own">●</span> your path, by the numbers of its points']
    said += [f'<span class="wrong">●</span> the first step that is not right (step {wrong})'] if wrong else []
    said += ['<span class="key">○</span> the expected path'] if shown.expected else []
    names, function = ", ".join(shown.variables), text(shown.function)
    if len(shown.variables) == 1:
        return f"{'; '.join(said)}. The line is the curve of {function} over {text(names)}."
    return f"{'; '.join(said)}. The lines are contours of {function} over ({text(names)})."
