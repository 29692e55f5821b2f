"""Words that the schema and the template share."""

from fractions import Fraction

__all__ = ["points_in_words"]


def points_in_words(points: Fraction) -> str:
    """Points as people say them.

    >>> points_in_words(Fraction(1, 2)), points_in_words(Fraction(2))
    ('1/2 point', '2 points')
    """
    return f"{points} point" if points <= 1 else f"{points} points"
