"""The picture of a wrong answer in one variable: its curve and that of the expected answer, where they differ.

One curve alone shows nothing that its formula does not say. So there is a picture only if the expected answer is shown.
"""

import math
from collections.abc import Callable, Iterator, Sequence

from grader.grading.figure import CurvesFigure
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.reports.pictures.plotted import read_function, read_number
from grader.reports.pictures.svg import Frame, Place, draw_dot, draw_path, draw_picture
from grader.reports.prose.sentences import typeset_sentence
from grader.reports.wording import find_witness

__all__ = ["draw_curves"]

BOX = (50.0, 20.0, 400.0, 220.0)
SIZE = (BOX[0] + BOX[2] + 14, BOX[1] + BOX[3] + 36)
SAMPLES = 160  # points of a curve: one for every 2.5 pixels
WIDE = 5.0  # the half width of a window that nothing else determines

Curve = list[tuple[float, float]]


def draw_curves(item: ItemResult, shown: CurvesFigure) -> str:
    """Return the picture with its caption; empty if there is nothing to compare."""
    if item.outcome is Outcome.CORRECT or not shown.expected:
        return ""
    expected, own = (read_function(formula, (shown.variable,)) for formula in (shown.expected, shown.own))
    if expected is None or own is None:
        return ""
    x = find_witness_value(item, shown.variable)
    ends = choose_ends(shown, x)
    curves = [sample_curve(f, ends) for f in (expected, own)]
    heights = choose_heights([y for points in curves for _, y in points])
    if heights is None:
        return ""
    frame = Frame(window=(*ends, *heights), box=BOX)
    parts = list(frame.axes((shown.variable, "")))
    for kind, points in zip(("key", "own"), curves, strict=True):
        parts += draw_pieces(frame, points, kind)
    parts += mark_witness(frame, x, (expected, own))
    svg = draw_picture("curves", SIZE, (f"Your answer as a curve: {item.title}", describe_curves(shown, x)), parts)
    return f"<figure>{svg}<figcaption>{caption_curves(shown, x)}</figcaption></figure>"


def find_witness_value(item: ItemResult, variable: str) -> str:
    """Return where both answers differ, as exact text; empty if the record does not say."""
    found = find_witness(item.decision) if item.decision else None
    return dict(found.point).get(variable, "") if found else ""


def choose_ends(shown: CurvesFigure, x: str) -> tuple[float, float]:
    """Return the ends of the axis: the domain, or a window around 0 wide enough for the point where both differ."""
    lower, upper, at = read_number(shown.lower or "?"), read_number(shown.upper or "?"), read_number(x or "0")
    at = 0.0 if math.isnan(at) or abs(at) > 1e6 else at
    wide = max(WIDE, math.ceil(abs(at) * 1.25))
    if math.isnan(lower) and math.isnan(upper):
        return -wide, wide
    if math.isnan(upper):
        return lower, lower + wide
    if math.isnan(lower):
        return upper - wide, upper
    return (lower, upper) if upper - lower <= 4 * wide else (max(lower, at - wide), min(upper, at + wide))


def sample_curve(f: Callable[..., float], ends: tuple[float, float]) -> Curve:
    """Return the points of a curve. The ends are left out, because a function often has no value there."""
    left, right = ends
    xs = [left + (right - left) * (place + 0.5) / SAMPLES for place in range(SAMPLES)]
    return [(x, f(x)) for x in xs]


def choose_heights(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the lower and upper end of the plot, cut so that a pole does not flatten the rest; None without values."""
    known = sorted(value for value in values if math.isfinite(value) and abs(value) < 1e12)
    if not known:
        return None
    low, high = known[len(known) // 25], known[-1 - len(known) // 25]
    margin = (high - low) * 0.12 or max(abs(high), 1.0)
    return low - margin, high + margin


def draw_pieces(frame: Frame, points: Curve, kind: str) -> Iterator[str]:
    """Yield the pieces of a curve that are inside the frame."""
    piece: list[Place] = []
    for (x, y), inside in clip_points(points, frame.window[2], frame.window[3]):
        if inside:
            piece.append(frame.at(x, y))
        else:
            yield from [draw_path(piece, kind)] if len(piece) > 1 else []
            piece = []
    yield from [draw_path(piece, kind)] if len(piece) > 1 else []


def clip_points(points: Curve, low: float, high: float) -> Iterator[tuple[tuple[float, float], bool]]:
    """Yield each point and whether the curve is drawn to it. Where the curve leaves the frame, add the edge point."""
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


def mark_witness(frame: Frame, x: str, functions: Sequence[Callable[..., float]]) -> Iterator[str]:
    """Mark on each curve the point where both answers differ."""
    at = read_number(x) if x else math.nan
    left, right, bottom, top = frame.window
    if math.isnan(at) or not left <= at <= right:
        return
    yield draw_path([frame.at(at, bottom), frame.at(at, top)], "guide")
    for f in functions:
        y = f(at)
        if bottom <= y <= top:
            yield draw_dot(frame.at(at, y), 4, "witness")


def describe_curves(shown: CurvesFigure, x: str) -> str:
    said = [f"The curve of {shown.own} over {shown.variable}.", f"The curve of the expected answer {shown.expected}."]
    said += [f"They differ at {shown.variable} = {x}."] if x else []
    return " ".join(said)


def caption_curves(shown: CurvesFigure, x: str) -> str:
    said = ['<span class="own">━</span> your answer', '<span class="key">╍</span> the expected answer']
    said += [f"{typeset_sentence(f'at {shown.variable} = {x}')} they differ"] if x else []
    return f"{'; '.join(said)}."
