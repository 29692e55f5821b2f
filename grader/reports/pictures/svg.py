"""SVG for the pages: paths, points, labels and the frame of a plot, written as short as possible.

Nothing has an id, an inline style or a link. Colours come from the style sheet by class, so that a picture fits light
and dark screens and paper. Coordinates are rounded to a tenth of a pixel and written relative to the last one, which
halves the size of a page.

>>> draw_path([(0, 0), (10, 0.04), (10, -5.25)], "own")
'<path class="own" d="M0 0l10 0 0-5.2"/>'
>>> typeset_name("∂L/∂w_k")
'∂L/∂w<tspan class="sub" dy="3">k</tspan>'
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.expr.tokens.characters import GREEK
from grader.reports.markup import escape_text
from grader.reports.prose.sentences import spell_sentence

__all__ = [
    "Frame",
    "Place",
    "draw_dot",
    "draw_label",
    "choose_round_step",
    "draw_path",
    "draw_picture",
    "choose_ticks",
    "typeset_name",
]

Place = tuple[float, float]
LETTERS = {name: letter for letter, name in reversed(GREEK.items())}
WORD = re.compile(r"([A-Za-z]+)")
SUBSCRIPT = re.compile(r"_(?:\{([^{}]*)\}|(\w+))")


def format_coordinate(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace("-0.", "-.") if abs(value) >= 0.05 else "0"


def draw_picture(kind: str, size: tuple[float, float], said: Sequence[str], parts: Iterable[str]) -> str:
    """Return a picture with its title and then what describes it, all plain text.

    Sentences that other pictures have too are best given one by one: each is spelled once.
    """
    width, height = map(format_coordinate, size)
    title, *description = (escape_text(spell_sentence(text)) for text in said)
    return (
        f'<svg class="picture {kind}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        f"<title>{title}</title><desc>{' '.join(description)}</desc>{''.join(parts)}</svg>"
    )


def draw_path(places: Sequence[Place], kind: str) -> str:
    """Draw a line through some places. Its points are rounded, not its steps, so that errors do not add up."""
    return f'<path class="{kind}" d="{format_path_data(places)}"/>'


def format_path_data(places: Sequence[Place]) -> str:
    rounded = [(round(x, 1), round(y, 1)) for x, y in places]
    (x, y), *rest = rounded
    steps = []
    for to_x, to_y in rest:
        steps.append(join_coordinates(format_coordinate(to_x - x), format_coordinate(to_y - y)))
        x, y = to_x, to_y
    relative = " ".join(steps).replace(" -", "-")
    return f"M{join_coordinates(*map(format_coordinate, rounded[0]))}" + (f"l{relative}" if steps else "")


def join_coordinates(x: str, y: str) -> str:
    """Return two coordinates. A minus sign already separates them."""
    return f"{x}{y}" if y.startswith("-") else f"{x} {y}"


def draw_dot(place: Place, radius: float, kind: str) -> str:
    x, y = map(format_coordinate, place)
    return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{format_coordinate(radius)}"/>'


def draw_label(place: Place, markup: str, kind: str = "", anchor: str = "middle") -> str:
    """Draw a label. ``markup`` is already escaped or typeset."""
    x, y = map(format_coordinate, place)
    named = f' class="{kind}"' if kind else ""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text{named} x="{x}" y="{y}"{side}>{markup}</text>'


def typeset_name(name: str, after: str = "") -> str:
    """Return a name of ours (``delta_k``, ``∂L/∂w_{1,2}``) with Greek letters, and with subscripts set low.

    ``after`` is markup to add after it.
    """
    shown, lowered, end = [], False, 0
    for found in SUBSCRIPT.finditer(name):
        shown.append(return_to_line(replace_greek_names(name[end : found.start()]), lowered))
        shown.append(f'<tspan class="sub" dy="3">{replace_greek_names(found[1] or found[2])}</tspan>')
        lowered, end = True, found.end()
    return "".join([*shown, return_to_line(replace_greek_names(name[end:]) + after, lowered)])


def return_to_line(markup: str, lowered: bool) -> str:
    """Return to the base line after a subscript."""
    return f'<tspan dy="-3">{markup}</tspan>' if lowered and markup else markup


def replace_greek_names(name: str) -> str:
    return escape_text(WORD.sub(lambda found: LETTERS.get(found[1], found[1]), name))


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A plot: the ``window`` (left, right, bottom, top) in its own units, and the ``box`` (x, y, width, height)."""

    window: tuple[float, float, float, float]
    box: tuple[float, float, float, float]

    def at(self, x: float, y: float) -> Place:
        """Return where a point is in the picture, in pixels."""
        left, right, bottom, top = self.window
        x0, y0, width, height = self.box
        return x0 + (x - left) / (right - left) * width, y0 + (top - y) / (top - bottom) * height

    def axes(self, names: tuple[str, str]) -> Iterable[str]:
        """Yield the frame with its marks and the names of both axes, which are typeset here."""
        left, right, bottom, top = self.window
        x0, y0, width, height = self.box
        x, y, across, down = map(format_coordinate, self.box)
        yield f'<rect class="frame" x="{x}" y="{y}" width="{across}" height="{down}"/>'
        for value in choose_ticks(left, right):
            place, _ = self.at(value, bottom)
            yield draw_label((place, y0 + height + 14), f"{value:g}".replace("-", "−"), "tick")
        for value in choose_ticks(bottom, top):
            _, place = self.at(left, value)
            yield draw_label((x0 - 6, place + 4), f"{value:g}".replace("-", "−"), "tick", "end")
        yield draw_label((x0 + width, y0 + height + 28), typeset_name(names[0]), "name", "end")
        if names[1]:
            yield draw_label((x0, y0 - 7), typeset_name(names[1]), "name", "start")


def choose_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return round numbers between two others, about ``count`` of them.

    >>> choose_ticks(5.5, 9.5)
    [6.0, 7.0, 8.0, 9.0]
    """
    step = choose_round_step((high - low) / count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{place * step:.12g}") for place in range(first, last + 1)]


def choose_round_step(step: float) -> float:
    """Return the number 1, 2 or 5 times a power of ten that is nearest above.

    >>> choose_round_step(0.8), choose_round_step(3.0), choose_round_step(0.012)
    (1.0, 5.0, 0.02)
    """
    power = float(f"1e{math.floor(math.log10(step))}")
    return next(
        (float(f"{times * power:.12g}") for times in (1, 2, 5) if times * power >= step * (1 - 1e-9)), 10 * power
    )
