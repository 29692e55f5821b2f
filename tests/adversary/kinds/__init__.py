"""The kinds of pairs, one module each: ``generate(rng)`` makes a pair."""

from collections.abc import Callable, Mapping
from random import Random

from tests.adversary.kinds import (
    backpropagation,
    complex_numbers,
    crafted,
    domains,
    functions,
    hostile,
    matrices,
    one_variable,
    piecewise,
    rounding,
    sets,
    several_variables,
    systems,
    whole,
)
from tests.adversary.pairs import Pair

__all__ = ["KINDS"]

KINDS: Mapping[str, Callable[[Random], Pair]] = {
    "functions": functions.generate,
    "domains": domains.generate,
    "equations": one_variable.generate_equation,
    "inequalities": one_variable.generate_inequality,
    "piecewise": piecewise.generate,
    "backpropagation": backpropagation.generate,
    "complex": complex_numbers.generate,
    "crafted": crafted.generate,
    "hostile": hostile.generate,
    "decimals": rounding.generate,
    "matrices": matrices.generate,
    "matrices of any size": matrices.generate_symbolic,
    "sets": sets.generate,
    "several variables": several_variables.generate,
    "systems": systems.generate,
    "whole": whole.generate,
}
