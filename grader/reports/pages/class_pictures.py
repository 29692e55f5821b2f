"""The small pictures on the page about a class, as SVG: scores, outcomes, shares, and intervals.

Each says in words what it shows, for readers who cannot see it. Colour only repeats the words beside it.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from grader.grading.course.correlation import Correlation
from grader.records import Outcome
from grader.reports.markup import escape_text
from grader.reports.wording import OUTCOMES, format_amount

__all__ = ["render_histogram", "render_interval", "render_outcome_bar", "render_share_bar"]

WIDTH, HEIGHT, GAP, FOOT, HEAD = 600, 150, 6, 24, 20  # of the histogram, in SVG units


def render_picture(
    kind: str, size: tuple[int, int], title: str, inside: Iterable[str], *, stretched: bool = False
) -> str:
    aspect = ' preserveAspectRatio="none"' if stretched else ""
    return (
        f'<svg class="{kind}" viewBox="0 0 {size[0]} {size[1]}"{aspect} role="img">'
        f"<title>{escape_text(title)}</title>{''.join(inside)}</svg>"
    )


def render_rectangle(
    kind: str, x: Fraction | int, y: Fraction | int, width: Fraction | int, height: Fraction | int
) -> str:
    """Return a rectangle, or nothing if it has no area."""
    if width <= 0 or height <= 0:
        return ""
    left, top, across, down = (format_amount(Fraction(value)) for value in (x, y, width, height))
    return f'<rect class="{kind}" x="{left}" y="{top}" width="{across}" height="{down}"/>'


def render_histogram(final: Sequence[int], still_open: Sequence[int], median: Fraction) -> str:
    """Show how many scores are in each tenth of the points. ``median`` is a share of the points."""
    highest = max(map(sum, zip(final, still_open, strict=True)))
    step = Fraction(WIDTH, len(final))
    bars = []
    for place, (sure, unsure) in enumerate(zip(final, still_open, strict=True)):
        x, count = place * step + Fraction(GAP, 2), sure + unsure
        lower, upper = Fraction(HEIGHT * sure, highest), Fraction(HEIGHT * unsure, highest)
        bars.append(render_rectangle("sure", x, HEAD + HEIGHT - lower, step - GAP, lower))
        bars.append(render_rectangle("unsure", x, HEAD + HEIGHT - lower - upper, step - GAP, upper))
        if count:
            bars.append(render_label(x + (step - GAP) / 2, HEAD + HEIGHT - lower - upper - 5, str(count)))
    bars.append(render_rectangle("axis", 0, HEAD + HEIGHT, WIDTH, 1))
    ends = [(0, "start"), (WIDTH // 2, "middle"), (WIDTH, "end")]
    bars += [
        render_label(x, HEAD + HEIGHT + FOOT - 6, f"{x * 100 // WIDTH} %", f' text-anchor="{anchor}"')
        for x, anchor in ends
    ]
    x = min(max(median, Fraction(0)), Fraction(1)) * WIDTH
    bars.append(f'<path class="median" d="M{format_amount(x)} {HEAD + HEIGHT + 1}l-5 8h10z"/>')
    return render_picture("histogram", (WIDTH, HEAD + HEIGHT + FOOT), describe_histogram(final, still_open), bars)


def render_label(x: Fraction | int, y: Fraction | int, words: str, more: str = ' text-anchor="middle"') -> str:
    return f'<text x="{format_amount(Fraction(x))}" y="{format_amount(Fraction(y))}"{more}>{escape_text(words)}</text>'


def describe_histogram(final: Sequence[int], still_open: Sequence[int]) -> str:
    bins = len(final)
    counts = (
        f"{place * 100 // bins} to {(place + 1) * 100 // bins} %: {sure + unsure}"
        for place, (sure, unsure) in enumerate(zip(final, still_open, strict=True))
        if sure + unsure
    )
    return f"Submissions by their share of the points. {'; '.join(counts)}."


def render_outcome_bar(outcomes: Iterable[tuple[Outcome, int]]) -> str:
    counts = [(outcome, count) for outcome, count in outcomes if count]
    total, x, bars = sum(count for _, count in counts), Fraction(0), []
    for outcome, count in counts:
        width = Fraction(100 * count, total)
        bars.append(render_rectangle(outcome.value, x, 0, width, 10))
        x += width
    words = ", ".join(f"{count} {OUTCOMES[outcome].words}" for outcome, count in counts)
    return render_picture("divided", (100, 10), words, bars, stretched=True)


def render_share_bar(share: Fraction, words: str) -> str:
    filled = render_rectangle("filled", 0, 0, 100 * min(max(share, Fraction(0)), Fraction(1)), 10)
    return render_picture("share", (100, 10), words, [render_rectangle("room", 0, 0, 100, 10), filled], stretched=True)


def render_interval(found: Correlation) -> str:
    low, high = (scale_to_line(found.r if end is None else end) for end in (found.low, found.high))
    middle = scale_to_line(found.r)
    inside = [
        render_rectangle("room", 0, 4, 100, 2),
        render_rectangle("zero", Fraction(99, 2), 0, 1, 10),
        render_rectangle("range", low, 3, high - low, 4),
        render_rectangle("found", middle - 1, 0, 2, 10),
    ]
    return render_picture("interval", (100, 10), "On a line from −1 to 1", inside, stretched=True)


def scale_to_line(value: float) -> Fraction:
    """Return the position of a correlation on a line from 0 to 100."""
    return Fraction(round(50 + 50 * value, 2))
