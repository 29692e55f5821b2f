"""How two quantities go together: the product-moment correlation from exact sums, with an interval for it.

The sums of a class do not depend on the order of its submissions, so neither does the last digit of a result.
The interval is Fisher's: atanh(r) is nearly normal with standard deviation 1/√(n - 3) (R. A. Fisher, *On the
"probable error" of a coefficient of correlation*, Metron 1, 1921; J. Cohen et al., *Applied Multiple
Regression/Correlation Analysis for the Behavioral Sciences*, 3rd ed., section 2.8.2). It assumes that both are
nearly normal, so for an item that is either right or wrong it is an approximation.

>>> sums = Sums()
>>> for x, y in enumerate([1, 3, 2, 5, 4, 7, 6, 9, 8, 10]):
...     sums.add(Fraction(x), 1, Fraction(y), Fraction(y * y))
>>> found = correlation(sums)
>>> found.n, round(found.r, 3), round(found.low, 3), round(found.high, 3)
(10, 0.952, 0.803, 0.989)
"""

from dataclasses import dataclass
from fractions import Fraction
from math import atanh, sqrt, tanh
from statistics import NormalDist

__all__ = ["CONFIDENCE", "FEWEST_PAIRS", "Correlation", "Sums", "correlation"]

FEWEST_PAIRS = 10  # with fewer pairs the interval is too wide to say anything
CONFIDENCE = 0.95  # of the interval


@dataclass(slots=True)
class Sums:
    """The number of pairs (x, y), and the exact sums of x, y, x², y² and xy."""

    n: int = 0
    x: Fraction = Fraction(0)
    y: Fraction = Fraction(0)
    xx: Fraction = Fraction(0)
    yy: Fraction = Fraction(0)
    xy: Fraction = Fraction(0)

    def add(self, x: Fraction, n: int, y: Fraction, yy: Fraction) -> None:
        """Add ``n`` pairs with the same ``x``, given the sums of their y and y²."""
        self.n += n
        self.x += n * x
        self.y += y
        self.xx += n * x * x
        self.yy += yy
        self.xy += x * y


@dataclass(frozen=True, kw_only=True, slots=True)
class Correlation:
    """The correlation of ``n`` pairs, from -1 to 1, with its interval; no interval if all pairs are on one line."""

    n: int
    r: float
    low: float | None = None
    high: float | None = None


def correlation(sums: Sums) -> Correlation | None:
    """The correlation; None for fewer than FEWEST_PAIRS pairs, or if one of the two quantities is constant."""
    spread_x = sums.n * sums.xx - sums.x**2
    spread_y = sums.n * sums.yy - sums.y**2
    if sums.n < FEWEST_PAIRS or not spread_x or not spread_y:
        return None
    together = sums.n * sums.xy - sums.x * sums.y
    size = sqrt(together**2 / (spread_x * spread_y))  # the root of an exact fraction from 0 to 1
    r = -size if together < 0 else size
    if size >= 1:
        return Correlation(n=sums.n, r=r)
    half = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) / sqrt(sums.n - 3)
    return Correlation(n=sums.n, r=r, low=tanh(atanh(r) - half), high=tanh(atanh(r) + half))
