"""Whether a decimal is a correct rounding of an exact constant, as in ``sqrt(2) = 1.414``.

No verdict depends on it: it only tells which of two values of one chain is the exact one.
"""

import math

from grader.expr.calculation.floats import float_function
from grader.expr.nodes import Node, Number

__all__ = ["is_rounding_of"]

LEAST_DIGITS = 3  # of a decimal that is taken for a rounding without a sign for "about"


def is_rounding_of(decimal: Node, exact: Node, digits: int = LEAST_DIGITS) -> bool:
    """Whether a decimal with at least so many digits is a correct rounding of a constant that is no plain number."""
    if not isinstance(decimal, Number) or (decimal.digits or 0) < digits or isinstance(exact, Number):
        return False
    function = float_function(exact, ())
    value = function() if function else math.nan
    # A little above half a unit, because the value has an error of its own.
    return abs(value - float(decimal.value)) <= 0.5000001 * 10.0 ** -(decimal.decimals or 0)
