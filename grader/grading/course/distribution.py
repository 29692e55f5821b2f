"""How the scores of a class are spread: every score with how often it occurs, all exact.

Quantiles are those of most spreadsheets (``QUARTILE.INC``): on a line through the sorted scores, definition 7 of
R. J. Hyndman and Y. Fan, *Sample quantiles in statistical packages*, The American Statistician 50 (1996).

>>> spread = Distribution({Fraction(2): 1, Fraction(5): 2, Fraction(9): 1})
>>> spread.n, spread.mean, spread.median, spread.quantile(Fraction(1, 4))
(4, Fraction(21, 4), Fraction(5, 1), Fraction(17, 4))
>>> spread.bars(Fraction(10), 5)
[0, 1, 2, 0, 1]
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

__all__ = ["Distribution"]


@dataclass(frozen=True)
class Distribution:
    """How often each score occurs. Its statistics require at least one score."""

    counts: Mapping[Fraction, int]

    @property
    def n(self) -> int:
        """The number of scores."""
        return sum(self.counts.values())

    @property
    def mean(self) -> Fraction:
        """The mean score."""
        return sum((score * count for score, count in self.counts.items()), Fraction(0)) / self.n

    @property
    def median(self) -> Fraction:
        """The score in the middle, or the mean of the two there."""
        return self.quantile(Fraction(1, 2))

    def quantile(self, share: Fraction) -> Fraction:
        """The score below which a share of the scores is."""
        place = share * (self.n - 1)
        below = floor(place)
        here, beyond = self.ranked(below), self.ranked(min(below + 1, self.n - 1))
        return here + (place - below) * (beyond - here)

    def ranked(self, rank: int) -> Fraction:
        """The score with this rank, from 0 for the lowest."""
        for score in sorted(self.counts):
            rank -= self.counts[score]
            if rank < 0:
                return score
        raise IndexError(rank)

    def bars(self, points: Fraction, count: int) -> list[int]:
        """How many scores are in each of ``count`` equal parts of 0 to ``points``.

        A score on a border belongs to the upper part; full marks and any bonus belong to the last one.
        """
        found = [0] * count
        for score, times in self.counts.items():
            found[min(max(floor(score * count / points), 0), count - 1) if points else 0] += times
        return found
