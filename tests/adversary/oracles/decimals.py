"""Rounded numbers, by exact fractions.

With ``digits`` a decimal is right if it shows at least so many significant digits and the expected value is at most
half a unit of its last digit away. A whole number shows all its digits, but nobody can tell how many of the zeros at
its end are significant, so nothing is said of those. ``rtol`` and ``atol`` ask for
|student - expected| <= atol + rtol |expected|.
"""

from fractions import Fraction
from random import Random
from typing import Any

from tests.adversary.oracles.evaluation import COMPLEX, EXACT, evaluate
from tests.adversary.oracles.judgement import Judgement, Truth
from tests.adversary.pairs import Pair

__all__ = ["judge_complex_tolerance", "judge_decimals"]

CLOSE = Fraction(1, 10**30)  # closer to the limit than this, the expected value would have to be known exactly


def judge_decimals(pair: Pair, rng: Random) -> Judgement:
    """Judge a decimal, which is the text in ``data``, or an exact answer."""
    if pair.data == "exact":
        return Judgement(Truth.EQUAL)
    expected = pair.expected.args[0] if pair.expected.op == "vector" else pair.expected
    value = evaluate(expected, {}, EXACT)
    student = EXACT.number(Fraction(pair.data))
    off = abs(student - value)
    # A fraction such as 7/3 is rounded on the way to a value that is exact.
    off = off if off > EXACT.number(CLOSE) else off * 0
    if "digits" in pair.options:
        return judge_digits(str(pair.data), off, int(pair.options["digits"]))
    limit = EXACT.number(Fraction(pair.options.get("atol", 0))) + EXACT.number(
        Fraction(pair.options.get("rtol", 0))
    ) * abs(value)
    return compare_with_limit(off, limit)


def compare_with_limit(off: Any, limit: Any) -> Judgement:
    if abs(off - limit) <= EXACT.number(CLOSE) * limit:
        return Judgement(Truth.UNSURE)
    what = f"The distance is {EXACT.library.nstr(off, 8)}, and {EXACT.library.nstr(limit, 8)} is allowed."
    return Judgement(Truth.EQUAL if off < limit else Truth.DIFFERENT, what)


def judge_digits(text: str, off: Any, asked: int) -> Judgement:
    """Judge the significant digits of a decimal."""
    bare = text.lstrip("-").replace(".", "").lstrip("0")
    after = len(text.partition(".")[2])
    if "." not in text and bare.endswith("0"):
        return Judgement(Truth.UNSURE)
    if off == 0 and "." not in text:
        return Judgement(Truth.UNSURE if len(bare) < asked else Truth.EQUAL)
    unit = EXACT.number(Fraction(1, 10**after))
    judged = compare_with_limit(off, unit / 2)
    if judged.truth == Truth.UNSURE:
        # A value halfway may be rounded either way.
        judged = Judgement(Truth.EQUAL, "The value is halfway.")
    if judged.truth == Truth.DIFFERENT:
        return judged
    if len(bare) < asked:
        return Judgement(Truth.DIFFERENT if off else Truth.UNSURE, f"{text} shows {len(bare)} digits.")
    return judged


def judge_complex_tolerance(pair: Pair, rng: Random) -> Judgement:
    """Judge a complex number by its distance from the expected one."""
    student, expected = (evaluate(side, {}, COMPLEX) for side in (pair.student, pair.expected))
    atol, rtol = (EXACT.number(Fraction(pair.options.get(key, 0))) for key in ("atol", "rtol"))
    return compare_with_limit(abs(student - expected), atol + rtol * abs(expected))
