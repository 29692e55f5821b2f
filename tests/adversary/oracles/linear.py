"""Linear systems, exactly: two have the same solutions if their reduced forms are the same."""

from random import Random

from tests.adversary.kinds.systems import reduce
from tests.adversary.oracles.judgement import Judgement, Truth
from tests.adversary.pairs import Pair

__all__ = ["judge_linear"]


def judge_linear(pair: Pair, rng: Random) -> Judgement:
    """Judge two systems whose rows (coefficients, then the right side) are the pair's ``data``."""
    student, expected = (reduce(rows) for rows in pair.data)
    if student == expected:
        return Judgement(Truth.EQUAL)
    return Judgement(Truth.DIFFERENT, f"Reduced, the answer is {write(student)}; {write(expected)} is expected.")


def write(rows: list) -> str:  # type: ignore[type-arg]
    return str([[str(value) for value in row] for row in rows])
