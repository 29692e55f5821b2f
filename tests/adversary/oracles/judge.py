"""The oracle of a pair, by its name."""

from collections.abc import Callable, Mapping
from random import Random

from tests.adversary.oracles.arrays import judge_arrays, judge_entries, judge_sizes
from tests.adversary.oracles.decimals import judge_complex_tolerance, judge_decimals
from tests.adversary.oracles.evaluation import UnsureError
from tests.adversary.oracles.judgement import Judgement, Truth
from tests.adversary.oracles.linear import judge_linear
from tests.adversary.oracles.sets import judge_intervals, judge_members
from tests.adversary.oracles.solutions import judge_conditions
from tests.adversary.oracles.values import judge_values
from tests.adversary.pairs import Pair

__all__ = ["judge"]

ORACLES: Mapping[str, Callable[[Pair, Random], Judgement]] = {
    "values": judge_values,
    "conditions": judge_conditions,
    "arrays": judge_arrays,
    "entries": judge_entries,
    "sizes": judge_sizes,
    "complex tolerance": judge_complex_tolerance,
    "decimals": judge_decimals,
    "intervals": judge_intervals,
    "members": judge_members,
    "linear": judge_linear,
    "none": lambda pair, rng: Judgement(Truth.UNSURE),
}


def judge(pair: Pair, rng: Random) -> Judgement:
    """Return what the oracle says; one that fails itself says nothing, and says why."""
    try:
        return ORACLES[pair.oracle](pair, rng)
    except UnsureError:
        return Judgement(Truth.UNSURE)
    except Exception as error:  # a mistake of ours must not look like one of the engine
        return Judgement(Truth.FAILED, f"The oracle failed: {type(error).__name__}: {error}")
