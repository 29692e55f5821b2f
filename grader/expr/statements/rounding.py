"""Values that are written twice, exactly and rounded: ``sqrt(2) = 1.414``, ``3/7 ≈ 0.429``, ``25/36 (69.4%)``.

The exact one is the answer. No answer is right because of its rounding; one that contradicts it is asked back.
"""

import math
import re
from typing import Final

from grader.expr.calculation.floats import float_function
from grader.expr.complaints import complain
from grader.expr.nodes import Node, Number, Relation
from grader.expr.statements.labels import split_other_label
from grader.expr.statements.reader import Reader

__all__ = ["drop_percentage", "drop_rounding", "is_rounding_of"]

# Each part is taken in one step (``++``), so that no run of blanks or digits is looked at twice.
_PERCENTAGE: Final = re.compile(r"(?<=\s)\(\s*+[≈~=]?+\s*+(?P<percentage>[0-9.]++\s*+\\?+%)\s*+\)\s*+$")
_ABOUT: Final = re.compile(r"\\approx\b|\\simeq\b|≃|≅")
LEAST_DIGITS: Final = 3  # of a decimal that is taken for a rounding without a sign for "about"


def is_rounding_of(decimal: Node, exact: Node, digits: int = LEAST_DIGITS) -> bool:
    """Whether a decimal with at least so many digits is a correct rounding of a constant that is no plain number."""
    if not isinstance(decimal, Number) or (decimal.digits or 0) < digits or isinstance(exact, Number):
        return False
    function = float_function(exact, ())
    value = function() if function else math.nan
    # A little above half a unit, because the value has an error of its own.
    return abs(value - float(decimal.value)) <= 0.5000001 * 10.0 ** -(decimal.decimals or 0)


def drop_percentage(text: str, reader: Reader) -> str:
    """Return ``25/36`` for ``25/36 (69.4%)``, which says the same twice; ``AnswerError`` where it does not."""
    match = _PERCENTAGE.search(text) if "%" in text else None
    exact = reader.parse(text[: match.start()]) if match else None
    if match is None or exact is None:
        return text
    percentage = reader.parse(match["percentage"])
    if percentage is None or not (is_same_number(percentage, exact) or is_rounding_of(percentage, exact, digits=1)):
        raise complain(text, match.start(), match.end(), "percent")
    return text[: match.start()]


def is_same_number(one: Node, other: Node) -> bool:
    return isinstance(one, Number) and isinstance(other, Number) and one.value == other.value


def drop_rounding(text: str, reader: Reader) -> str | None:
    """Return what is before ``≈`` where a decimal after it is a correct rounding of that; None for any other text."""
    exact, sign, decimal = _ABOUT.sub("≈", text, count=1).partition("≈")
    value = reader.parse(decimal) if sign and exact.strip() else None
    if not isinstance(value, Number):
        return None
    tree = reader.parse(exact)
    if tree is None and (labelled := split_other_label(exact, reader)) is not None:
        tree = reader.parse(labelled[1])
    if isinstance(tree, Relation):
        tree = tree.operands[-1]
    return exact if tree is not None and is_rounding_of(value, tree, digits=1) else None
