"""Written numbers become exact: ``0.5`` is 1/2, and its number of digits is remembered."""

from fractions import Fraction
from functools import lru_cache

from grader.expr.complaints import complain_over_limit
from grader.expr.tokens.tokens import Token
from grader.limits import MAX_DECIMAL_EXPONENT, MAX_LITERAL_DIGITS, MIN_DECIMAL_EXPONENT

__all__ = ["check_literal", "parse_literal"]


@lru_cache(maxsize=4096)
def parse_literal(text: str) -> tuple[Fraction, int | None, int | None]:
    """Value, decimals and significant digits of a number as written; whole numbers have neither.

    A zero has no significant digit. The last digit of ``3.0e2`` counts tens, so it has -1 decimals.

    >>> parse_literal("1.60e-3")
    (Fraction(1, 625), 5, 3)
    """
    mantissa, mark, exponent = text.lower().partition("e")
    whole, point, decimals = mantissa.partition(".")
    if not point and not mark:
        return Fraction(int(whole)), None, None
    scale = len(decimals) - int(exponent or 0)
    digits = (whole + decimals).lstrip("0")
    value = Fraction(int(digits or "0")) * Fraction(10) ** -scale
    return value, scale, len(digits)


def check_literal(text: str, token: Token) -> None:
    """Refuse a number with too many digits or too large an exponent, before it is computed."""
    mantissa, _, exponent = token.value.lower().partition("e")
    name, bound = "", 0
    if len(mantissa) > MAX_LITERAL_DIGITS:
        name, bound = "MAX_LITERAL_DIGITS", MAX_LITERAL_DIGITS
    elif exponent:
        digits = exponent.lstrip("+-0")[:7]
        size = -int(digits or "0") if exponent.startswith("-") else int(digits or "0")
        if size < MIN_DECIMAL_EXPONENT:
            name, bound = "MIN_DECIMAL_EXPONENT", MIN_DECIMAL_EXPONENT
        elif size > MAX_DECIMAL_EXPONENT:
            name, bound = "MAX_DECIMAL_EXPONENT", MAX_DECIMAL_EXPONENT
    if name:
        raise complain_over_limit(text, token.start, token.end, name, limit=bound)
