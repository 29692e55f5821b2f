"""Values that are written twice, exactly and rounded: ``sqrt(2) = 1.414``, ``3/7 ≈ 0.429``, ``25/36 (69.4%)``.

The exact one is the answer. No answer is right because of its rounding; a rounding that contradicts it is asked back.
"""

import math
import re
from typing import Final

from grader.errors import AnswerError
from grader.expr.asked.reader import Reader
from grader.expr.calculation.floats import compute_constant
from grader.expr.complaints import Change, complain, shorten_quote
from grader.expr.nodes import Add, Neg, Node, Number, Relation
from grader.expr.statements.labels import split_other_label, strip_dollars
from grader.patterns import regex

__all__ = ["drop_rounding", "drop_second_value", "explain_second_value", "is_rounded_form", "is_rounding_of"]

_SIGN: Final = r"(?:[≈~≃≅=]|\\(?:approx|simeq)\b|(?:about|approximately|approx|ca)\b\.?+)"
_DECIMAL: Final = r"[0-9.]++(?:(?:,|\{,\})[0-9]++)?+"
# Each part is taken in one step (``++``), so that no run of blanks or digits is looked at twice.
_IN_BRACKETS: Final = regex(
    rf"(?<=\s)\(\s*+(?P<sign>{_SIGN})?+\s*+(?P<value>{_DECIMAL}(?P<percent>\s*+\\?+%)?+)\s*+\)\s*+$"
)
_AFTER_SIGN: Final = regex(rf"(?P<sign>{_SIGN})\s*+(?P<value>{_DECIMAL}(?P<percent>\s*+\\?+%)?+)\s*+\.?+\s*+$")
_COMMA: Final = regex(r",|\{,\}")
_ABOUT: Final = regex(r"\\approx\b|\\simeq\b|≃|≅")
LEAST_DIGITS: Final = 3  # of a decimal that is taken for a rounding without a sign for "about"


def is_rounding_of(decimal: Node, exact: Node, digits: int = LEAST_DIGITS) -> bool:
    """Whether a decimal with at least so many digits is a correct rounding of a constant that is no plain number."""
    has_digits = isinstance(decimal, Number) and (decimal.digits or 0) >= digits
    return has_digits and not isinstance(exact, Number) and is_about(decimal, exact)


def is_about(value: Node, exact: Node) -> bool:
    """Whether a number is another one, correctly rounded to as many decimals as it has."""
    if not isinstance(value, Number):
        return False
    # A little above half a unit, because the exact value has an error of its own.
    return abs(compute_constant(exact) - float(value.value)) <= 0.5000001 * 10.0 ** -(value.decimals or 0)


def is_rounded_form(decimal: Node, before: Node) -> bool:
    """Whether a constant is the one before it in fewer digits: ``19.8`` after ``19.809``, ``67%`` after ``2/3``.

    Numbers that are the same are, too; one without a point is no rounding.
    """
    if isinstance(decimal, Number) and decimal.digits:
        is_shorter = not isinstance(before, Number) or (before.digits or 0) >= decimal.digits or before.digits is None
        return is_shorter and is_about(decimal, before)
    # The tolerance is the error of a double after a few operations.
    return math.isclose(compute_constant(decimal), compute_constant(before), rel_tol=1e-12)


def drop_second_value(text: str, reader: Reader) -> str:
    """Return ``25/36`` for ``25/36 (69.4%)``, which says the same twice; ``AnswerError`` where it does not.

    Without a sign for *percent* or *about*, only a correct rounding is no factor: ``25/36 (0.694)``.
    """
    plain = strip_dollars(text)
    match = _IN_BRACKETS.search(plain) if plain.rstrip().endswith(")") else None
    if match is None:
        return text
    before = plain[: match.start()]
    exact = find_value(before, reader)
    if exact is None:
        return text
    value = reader.parse(put_point(match["value"]))
    is_factor = not (match["percent"] or match["sign"])
    if is_factor and (value is None or not is_rounding_of(value, exact)):
        return text
    if value is None or not is_about(value, exact):
        raise complain_of_two_values(text, match, exact)
    if has_comma(match):
        raise complain_of_comma(text, match)
    return before


def explain_second_value(text: str, reader: Reader) -> AnswerError | None:
    """Return what is wrong with a number after ``≈`` or the last ``=``: that it is no rounding, or its comma."""
    match = _AFTER_SIGN.search(strip_dollars(text))
    if match is None:
        return None
    before = match.string[: match.start()]
    exact, value = find_value(before, reader), reader.parse(put_point(match["value"]))
    if exact is None and before.strip():
        return None
    is_about_sign = match["sign"] != "="
    if is_about_sign and exact and value and not math.isnan(compute_constant(exact)) and not is_about(value, exact):
        return complain_of_two_values(text, match, exact)
    return complain_of_comma(text, match) if has_comma(match) else None


def has_comma(match: re.Match[str]) -> bool:
    return put_point(match["value"]) != match["value"]


def put_point(written: str) -> str:
    """Return a decimal with a point in place of its comma."""
    return _COMMA.sub(".", written)


def find_value(text: str, reader: Reader) -> Node | None:
    """Return the value that a text gives: the last side of a chain, without a label that is no name of the exercise."""
    tree = reader.parse(text)
    if tree is None and (labelled := split_other_label(text, reader)) is not None:
        tree = reader.parse(labelled[1])
    return tree.operands[-1] if isinstance(tree, Relation) else tree


def complain_of_two_values(text: str, match: re.Match[str], exact: Node) -> AnswerError:
    first, second = match.string[: match.start()].strip(), put_point(match["value"])
    factor = f"({first})" if isinstance(exact, Add | Neg) else first
    changes = [Change(first, "for the first"), Change(second, "for the second")]
    if match["percent"] and "=" not in first:  # 200 (15%) may be 30
        changes.append(Change(f"{factor}*{second}", "for their product"))
    whole = [change._replace(start=0, end=len(text)) for change in changes]
    words = {"first": shorten_quote(first), "second": match["value"]}
    return complain(text, match.start(), match.end(), "two-values", *whole, **words)


def complain_of_comma(text: str, match: re.Match[str]) -> AnswerError:
    start, end = match.span("value")
    pointed = Change(put_point(match["value"]), "for a decimal", start, end)
    return complain(text, start, end, "comma-in-number", pointed)


def drop_rounding(text: str, reader: Reader) -> str | None:
    """Return what is before ``≈`` where a decimal after it is a correct rounding of that; None for any other text."""
    exact, sign, decimal = _ABOUT.sub("≈", strip_dollars(text), count=1).partition("≈")
    value = reader.parse(decimal) if sign and exact.strip() else None
    if not isinstance(value, Number):
        return None
    tree = find_value(exact, reader)
    return exact if tree is not None and is_about(value, tree) else None
