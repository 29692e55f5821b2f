"""The kinds of pairs, one module each: ``generate(rng)`` makes a pair."""

from collections.abc import Callable, Mapping
from random import Random

from tests.adversary.kinds import domains, functions, one_variable, piecewise
from tests.adversary.pairs import Pair

__all__ = ["KINDS"]

KINDS: Mapping[str, Callable[[Random], Pair]] = {
    "functions": functions.generate,
    "domains": domains.generate,
    "equations": one_variable.generate_equation,
    "inequalities": one_variable.generate_inequality,
    "piecewise": piecewise.generate,
}
