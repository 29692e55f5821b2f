"""The picture of a wrong answer in one variable: its curve, and that of the expected answer where it is told."""

import math
from collections.abc import Callable, Iterator, Sequence

from grader.grading.figure import CurvesFigure
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.reports.markup import text
from grader.reports.pictures.plotted import function, number
from grader.reports.pictures.svg import Frame, Place, dot, path, picture
from grader.reports.wording import first_witness

__all__ = ["curves_picture"]

BOX = (50.0, 20.0, 400.0, 220.0)
SIZE = (BOX[0] + BOX[2] + 14, BOX[1] + BOX[3] + 36)
SAMPLES = 160
WIDE = 5.0

Curve = list[tuple[float, float]]


def curves_picture(item: ItemResult, shown: CurvesFigure) -> str:
    """Return the picture with its caption; empty where there is nothing to draw."""
    own = function(shown.own, (shown.variable,))
    expected = function(shown.expected, (shown.variable,)) if shown.expected else None
    if own is None or item.outcome is Outcome.CORRECT:
        return ""
    x = witness(item, shown.variable)
    ends = ends_of(shown, x)
    curves = [curve(f, ends) for f in (expected, own) if f is not None]
    heights = height_of([y for points in curves for _, y in points])
    if heights is None:
        return ""
    frame = Frame(window=(*ends, *heights), box=BOX)
    kinds = ["key", "own"][-len(curves) :]
    parts = list(frame.axes((shown.variable, "")))
    parts += [piece for kind, points in zip(kinds, curves, strict=True) for piece in drawn(frame, points, kind)]
    parts += marked(frame, x, [f for f in (expected, own) if f is not None])
    svg = picture("curves", SIZE, (f"Your answer as a curve: {item.title}", described(shown, x)), parts)
    return f"<figure>{svg}<figcaption>{caption(shown, x)}</figcaption></figure>"


def witness(item: ItemResult, variable: str) -> str:
    """Return where both answers were seen to differ, as exact text; empty where the record does not tell."""
    found = first_witness(item.decision) if item.decision else None
    return dict(found.point).get(variable, "") if found else ""


def ends_of(shown: CurvesFigure, x: str) -> tuple[float, float]:
    """Return the ends of the axis: the domain, or a window around 0, wide enough for the point where they differ."""
    lower, upper, at = number(shown.lower or "?"), number(shown.upper or "?"), number(x or "0")
    at = 0.0 if math.isnan(at) or abs(at) > 1e6 else at
    wide = max(WIDE, math.ceil(abs(at) * 1.25))
    if math.isnan(lower) and math.isnan(upper):
        return -wide, wide
    if math.isnan(upper):
        return lower, lower + wide
    if math.isnan(lower):
        return upper - wide, upper
    return (lower, upper) if upper - lower <= 4 * wide else (max(lower, at - wide), min(upper, at + wide))


def curve(f: Callable[..., float], ends: tuple[float, float]) -> Curve:
    """Return the points of a curve; the ends themselves are left out, where a function often has no value."""
    left, right = ends
    xs = [left + (right - left) * (place + 0.5) / SAMPLES for place in range(SAMPLES)]
    return [(x, f(x)) for x in xs]


def height_of(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the lower and upper end of the plot, in which poles do not press all else flat; None without values."""
    known = sorted(value for value in values if math.isfinite(value) and abs(value) < 1e12)
    if not known:
        return None
    low, high = known[len(known) // 25], known[-1 - len(known) // 25]
    margin = (high - low) * 0.12 or max(abs(high), 1.0)
    return low - margin, high + margin


def drawn(frame: Frame, points: Curve, kind: str) -> Iterator[str]:
    """Yield the pieces of a curve within the frame."""
    piece: list[Place] = []
    for (x, y), inside in clipped(points, frame.window[2], frame.window[3]):
        if inside:
            piece.append(frame.at(x, y))
        else:
            yield from [path(piece, kind)] if len(piece) > 1 else []
            piece = []
    yield from [path(piece, kind)] if len(piece) > 1 else []


def clipped(points: Curve, low: float, high: float) -> Iterator[tuple[tuple[float, float], bool]]:
    """Yield points with whether a curve is drawn to them; where it leaves the frame, the place at its edge."""
    before: tuple[float, float] | None = None
    for x, y in points:
        within = math.isfinite(y) and low <= y <= high
        was_within = before is not None and low <= before[1] <= high
        if before is not None and math.isfinite(y) and within != was_within:
            edge = high if max(y, before[1]) > high else low
            share = (edge - before[1]) / (y - before[1])
            yield (before[0] + share * (x - before[0]), edge), True
        yield (x, y), within
        before = (x, y) if math.isfinite(y) else None


def marked(frame: Frame, x: str, functions: Sequence[Callable[..., float]]) -> Iterator[str]:
    """Yield the point where both answers were seen to differ, on each curve."""
    at = number(x) if x else math.nan
    left, right, bottom, top = frame.window
    if math.isnan(at) or not left <= at <= right:
        return
    yield path([frame.at(at, bottom), frame.at(at, top)], "guide")
    for f in functions:
        y = f(at)
        if bottom <= y <= top:
            yield dot(frame.at(at, y), 4, "witness")


def described(shown: CurvesFigure, x: str) -> str:
    """Return in words what the picture shows."""
    said = [f"The curve of {shown.own} over {shown.variable}."]
    said += [f"The curve of the expected answer {shown.expected}."] if shown.expected else []
    said += [f"They differ at {shown.variable} = {x}."] if x and shown.expected else []
    return " ".join(said)


def caption(shown: CurvesFigure, x: str) -> str:
    """Return what the lines mean."""
    said = ['<span class="own">━</span> your answer']
    said += ['<span class="key">╍</span> the expected answer'] if shown.expected else []
    said += [f"at {text(shown.variable)} = {text(x)} they were seen to differ"] if x and shown.expected else []
    return f"{'; '.join(said)}."
