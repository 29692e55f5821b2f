"""The oracle of a pair, by its name."""

from collections.abc import Callable, Mapping
from random import Random

from tests.adversary.oracles.judgement import Judgement, Truth
from tests.adversary.oracles.solutions import judge_conditions
from tests.adversary.oracles.values import judge_values
from tests.adversary.pairs import Pair

__all__ = ["judge"]

ORACLES: Mapping[str, Callable[[Pair, Random], Judgement]] = {
    "values": judge_values,
    "conditions": judge_conditions,
    "none": lambda pair, rng: Judgement(Truth.UNSURE),
}


def judge(pair: Pair, rng: Random) -> Judgement:
    return ORACLES[pair.oracle](pair, rng)
