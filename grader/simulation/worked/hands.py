"""The habits of one student: how a document is numbered, how formulas are set, and what is written on the way."""

from dataclasses import dataclass
from random import Random
from typing import Literal

__all__ = ["Hand", "Headings", "draw_hand"]

Headings = Literal["titles", "numbered titles", "numbers", "none"]

# Guesses: a class should have many of each.
SHARE_IN_OTHER_ORDER = 0.25
SHARE_WITH_MARKERS = 0.1
SHARE_TITLING_UNNAMED = 0.6  # of those who write no titles otherwise
SHARE_WITH_BOXES = 0.15
SHARE_WITH_ARRAYS = SHARE_WITH_SPREAD_NAMES = 0.4  # of recognised documents


@dataclass(frozen=True, kw_only=True, slots=True)
class Hand:
    """Habits. ``display`` and ``rows`` are shares of formulas that stand alone, and of equations in aligned rows."""

    headings: Headings
    has_part_headings: bool
    is_shuffled: bool
    titles_unnamed: bool  # whether answers without a name of their own have a title
    has_markers: bool
    has_boxes: bool
    has_arrays: bool
    has_spread_names: bool
    display: float
    rows: float


def draw_hand(random: Random) -> Hand:
    """Draw the habits of a student."""
    kinds: tuple[Headings, ...] = ("titles", "numbered titles", "numbers", "none")
    return Hand(
        headings=random.choice(kinds),
        has_part_headings=random.random() < 1 / 2,
        is_shuffled=random.random() < SHARE_IN_OTHER_ORDER,
        titles_unnamed=random.random() < SHARE_TITLING_UNNAMED,
        has_markers=random.random() < SHARE_WITH_MARKERS,
        has_boxes=random.random() < SHARE_WITH_BOXES,
        has_arrays=random.random() < SHARE_WITH_ARRAYS,
        has_spread_names=random.random() < SHARE_WITH_SPREAD_NAMES,
        display=random.choice((0.2, 0.5, 0.9)),
        rows=random.choice((0.0, 0.3, 0.6)),
    )
