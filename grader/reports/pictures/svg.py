"""SVG for the pages: paths, points, labels and the frame of a plot, as short as they can be written.

Nothing has an id, an inline style or a link; colours come from the style sheet by class, so that a picture fits light,
dark and paper. Coordinates are rounded to a tenth of a pixel and written relative to the last, which halves a page.

>>> path([(0, 0), (10, 0.04), (10, -5.25)], "own")
'<path class="own" d="M0 0l10 0 0-5.2"/>'
>>> typeset("∂L/∂w_k")
'∂L/∂w<tspan class="sub" dy="3">k</tspan>'
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.expr.tokens.characters import GREEK
from grader.reports.markup import text

__all__ = ["Frame", "Place", "dot", "label", "nice", "path", "picture", "ticks", "typeset"]

Place = tuple[float, float]
LETTERS = {name: letter for letter, name in reversed(GREEK.items())}
WORD = re.compile(r"([A-Za-z]+)")
SUBSCRIPT = re.compile(r"_(?:\{([^{}]*)\}|(\w+))")


def short(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0").replace("-0.", "-.") if abs(value) >= 0.05 else "0"


def picture(kind: str, size: tuple[float, float], said: tuple[str, str], parts: Iterable[str]) -> str:
    """Return a picture with its title and a description in words, both plain text."""
    width, height = map(short, size)
    title, description = map(text, said)
    return (
        f'<svg class="picture {kind}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        f"<title>{title}</title><desc>{description}</desc>{''.join(parts)}</svg>"
    )


def path(places: Sequence[Place], kind: str) -> str:
    """Return a broken line through places; its marks are rounded, not its steps, so that no error adds up."""
    return f'<path class="{kind}" d="{line(places)}"/>'


def line(places: Sequence[Place]) -> str:
    """Return the data of a broken line."""
    rounded = [(round(x, 1), round(y, 1)) for x, y in places]
    (x, y), *rest = rounded
    steps = []
    for to_x, to_y in rest:
        steps.append(joined(short(to_x - x), short(to_y - y)))
        x, y = to_x, to_y
    relative = " ".join(steps).replace(" -", "-")
    return f"M{joined(*map(short, rounded[0]))}" + (f"l{relative}" if steps else "")


def joined(x: str, y: str) -> str:
    """Return two coordinates; a minus separates by itself."""
    return f"{x}{y}" if y.startswith("-") else f"{x} {y}"


def dot(place: Place, radius: float, kind: str) -> str:
    """Return a circle."""
    x, y = map(short, place)
    return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{short(radius)}"/>'


def label(place: Place, markup: str, kind: str = "", anchor: str = "middle") -> str:
    """Return a label; ``markup`` is escaped or typeset already."""
    x, y = map(short, place)
    named = f' class="{kind}"' if kind else ""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text{named} x="{x}" y="{y}"{side}>{markup}</text>'


def typeset(name: str, after: str = "") -> str:
    """Return a name of ours (``delta_k``, ``∂L/∂w_{1,2}``) with Greek letters, and with subscripts set low.

    ``after`` is markup that stands behind it.
    """
    shown, lowered, end = [], False, 0
    for found in SUBSCRIPT.finditer(name):
        shown.append(on_line(greek(name[end : found.start()]), lowered))
        shown.append(f'<tspan class="sub" dy="3">{greek(found[1] or found[2])}</tspan>')
        lowered, end = True, found.end()
    return "".join([*shown, on_line(greek(name[end:]) + after, lowered)])


def on_line(markup: str, lowered: bool) -> str:
    """Return what comes after a subscript, back on its line."""
    return f'<tspan dy="-3">{markup}</tspan>' if lowered and markup else markup


def greek(name: str) -> str:
    """Return a name with Greek letters for their names, escaped."""
    return text(WORD.sub(lambda found: LETTERS.get(found[1], found[1]), name))


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A plot: the ``window`` (left, right, bottom, top) in its own units, and the ``box`` (x, y, width, height)."""

    window: tuple[float, float, float, float]
    box: tuple[float, float, float, float]

    def at(self, x: float, y: float) -> Place:
        """Return the place of a point."""
        left, right, bottom, top = self.window
        x0, y0, width, height = self.box
        return x0 + (x - left) / (right - left) * width, y0 + (top - y) / (top - bottom) * height

    def axes(self, names: tuple[str, str]) -> Iterable[str]:
        """Yield the frame with its marks and the names of both axes, which are typeset here."""
        left, right, bottom, top = self.window
        x0, y0, width, height = self.box
        yield f'<rect class="frame" x="{short(x0)}" y="{short(y0)}" width="{short(width)}" height="{short(height)}"/>'
        for value in ticks(left, right):
            x, _ = self.at(value, bottom)
            yield label((x, y0 + height + 14), f"{value:g}".replace("-", "−"), "tick")
        for value in ticks(bottom, top):
            _, y = self.at(left, value)
            yield label((x0 - 6, y + 4), f"{value:g}".replace("-", "−"), "tick", "end")
        yield label((x0 + width, y0 + height + 28), typeset(names[0]), "name", "end")
        if names[1]:
            yield label((x0, y0 - 7), typeset(names[1]), "name", "start")


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return round numbers between two others, about ``count`` of them.

    >>> ticks(5.5, 9.5)
    [6.0, 7.0, 8.0, 9.0]
    """
    step = nice((high - low) / count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{place * step:.12g}") for place in range(first, last + 1)]


def nice(step: float) -> float:
    """Return the number 1, 2 or 5 times a power of ten that is nearest above.

    >>> nice(0.8), nice(3.0), nice(0.012)
    (1.0, 5.0, 0.02)
    """
    power = float(f"1e{math.floor(math.log10(step))}")
    return next(
        (float(f"{times * power:.12g}") for times in (1, 2, 5) if times * power >= step * (1 - 1e-9)), 10 * power
    )
