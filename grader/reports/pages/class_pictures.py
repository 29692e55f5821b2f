"""The small pictures of the page on a class, as SVG: scores, outcomes, shares, and intervals.

Each says in words what it shows, for those who do not see it; colour only repeats what stands in the words beside it.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from grader.grading.course.correlation import Correlation
from grader.records import Outcome
from grader.reports.markup import text
from grader.reports.wording import OUTCOMES, amount

__all__ = ["histogram", "interval", "outcome_bar", "share_bar"]

WIDTH, HEIGHT, GAP, FOOT, HEAD = 600, 150, 6, 24, 20


def picture(kind: str, size: tuple[int, int], title: str, inside: Iterable[str], *, stretched: bool = False) -> str:
    """Return a picture of so many units with its words."""
    aspect = ' preserveAspectRatio="none"' if stretched else ""
    return (
        f'<svg class="{kind}" viewBox="0 0 {size[0]} {size[1]}"{aspect} role="img">'
        f"<title>{text(title)}</title>{''.join(inside)}</svg>"
    )


def rect(kind: str, x: Fraction | int, y: Fraction | int, width: Fraction | int, height: Fraction | int) -> str:
    """Return a rectangle; one without an area is left out."""
    if width <= 0 or height <= 0:
        return ""
    left, top, across, down = (amount(Fraction(value)) for value in (x, y, width, height))
    return f'<rect class="{kind}" x="{left}" y="{top}" width="{across}" height="{down}"/>'


def histogram(final: Sequence[int], still_open: Sequence[int], median: Fraction) -> str:
    """Return how many scores lie in each equal part of the points; ``median`` is a share of the points."""
    highest = max(map(sum, zip(final, still_open, strict=True)))
    step = Fraction(WIDTH, len(final))
    bars = []
    for place, (sure, unsure) in enumerate(zip(final, still_open, strict=True)):
        x, count = place * step + Fraction(GAP, 2), sure + unsure
        lower, upper = Fraction(HEIGHT * sure, highest), Fraction(HEIGHT * unsure, highest)
        bars.append(rect("sure", x, HEAD + HEIGHT - lower, step - GAP, lower))
        bars.append(rect("unsure", x, HEAD + HEIGHT - lower - upper, step - GAP, upper))
        if count:
            bars.append(label(x + (step - GAP) / 2, HEAD + HEIGHT - lower - upper - 5, str(count)))
    bars.append(rect("axis", 0, HEAD + HEIGHT, WIDTH, 1))
    ends = [(0, "start"), (WIDTH // 2, "middle"), (WIDTH, "end")]
    bars += [
        label(x, HEAD + HEIGHT + FOOT - 6, f"{x * 100 // WIDTH} %", f' text-anchor="{anchor}"') for x, anchor in ends
    ]
    x = min(max(median, Fraction(0)), Fraction(1)) * WIDTH
    bars.append(f'<path class="median" d="M{amount(x)} {HEAD + HEIGHT + 1}l-5 8h10z"/>')
    return picture("histogram", (WIDTH, HEAD + HEIGHT + FOOT), told(final, still_open), bars)


def label(x: Fraction | int, y: Fraction | int, words: str, more: str = ' text-anchor="middle"') -> str:
    """Return a word in a picture."""
    return f'<text x="{amount(Fraction(x))}" y="{amount(Fraction(y))}"{more}>{text(words)}</text>'


def told(final: Sequence[int], still_open: Sequence[int]) -> str:
    """Return a histogram in words."""
    bins = len(final)
    counts = (
        f"{place * 100 // bins} to {(place + 1) * 100 // bins} %: {sure + unsure}"
        for place, (sure, unsure) in enumerate(zip(final, still_open, strict=True))
        if sure + unsure
    )
    return f"Submissions by the share of the points. {'; '.join(counts)}."


def outcome_bar(outcomes: Iterable[tuple[Outcome, int]]) -> str:
    """Return a bar that is divided as the outcomes are."""
    counts = [(outcome, count) for outcome, count in outcomes if count]
    total, x, bars = sum(count for _, count in counts), Fraction(0), []
    for outcome, count in counts:
        width = Fraction(100 * count, total)
        bars.append(rect(outcome.value, x, 0, width, 10))
        x += width
    words = ", ".join(f"{count} {OUTCOMES[outcome].words}" for outcome, count in counts)
    return picture("divided", (100, 10), words, bars, stretched=True)


def share_bar(share: Fraction, words: str) -> str:
    """Return a bar that is filled by a share."""
    filled = rect("filled", 0, 0, 100 * min(max(share, Fraction(0)), Fraction(1)), 10)
    return picture("share", (100, 10), words, [rect("room", 0, 0, 100, 10), filled], stretched=True)


def interval(found: Correlation) -> str:
    """Return where a correlation lies between -1 and 1, with its interval."""
    low, high = (place(found.r if end is None else end) for end in (found.low, found.high))
    middle = place(found.r)
    inside = [
        rect("room", 0, 4, 100, 2),
        rect("zero", Fraction(99, 2), 0, 1, 10),
        rect("range", low, 3, high - low, 4),
        rect("found", middle - 1, 0, 2, 10),
    ]
    return picture("interval", (100, 10), "On a line from −1 to 1", inside, stretched=True)


def place(value: float) -> Fraction:
    """Return where a correlation stands on a line of 100."""
    return Fraction(round(50 + 50 * value, 2))
