"""Sums over an index: through all places of a size, or between two numbers."""

from fractions import Fraction
from functools import reduce
from itertools import pairwise

from grader.equivalence.all_sizes.evaluation import MAX_TERMS, Env, Evaluation, Place, evaluates, read_whole_number
from grader.equivalence.all_sizes.tensors import Extent, NotCoveredError, Tensor, add_counts
from grader.equivalence.lowering.closed_sums import MAX_DEGREE, find_degree
from grader.expr import nodes

__all__: list[str] = []


@evaluates(nodes.BigOperator)
def of_big(evaluation: Evaluation, tree: nodes.BigOperator, env: Env) -> Tensor:
    """Return a sum over an index that runs through all places of a size, or between two numbers."""
    if tree.kind != "sum":
        raise NotCoveredError
    size = find_whole_size(evaluation, tree)
    degree = find_degree(tree.body, tree.index) if size is not None else None
    if size is not None and degree:
        return add_polynomial(evaluation, tree, size, degree, env)
    if size is not None:
        terms = values_of_terms(evaluation, tree, size, env)
        weights = [Tensor((), [weight]) for weight in evaluation.space.weights[size]]
        # One more index is summed, whatever the number of places here.
        extent = reduce(Extent.plus, [term.extent for term in terms]).summed(size, 1)
        total = reduce(evaluation.space.plus, map(evaluation.space.times, terms, weights))
        total = Tensor(total.axes, total.entries, extent, total.diagonal)
        left_out = range(1, read_whole_number(tree.lower) or 1)
        # A sum from k = 2 is the whole sum less its first term, which is named by its number.
        skipped = [evaluation.space.minus(value_of_term(evaluation, tree, size, k, env)) for k in left_out]
        return reduce(evaluation.space.plus, skipped, total)
    first, last = (read_whole_number(bound) for bound in (tree.lower, tree.upper))
    if tree.lower is None and tree.upper is None:
        first, last = 1, evaluation.notation.ranges.get(tree.index)
    if first is None or last is None or not 0 <= last - first < MAX_TERMS:
        raise NotCoveredError
    values = [evaluation.value(tree.body, {**env, tree.index: number}) for number in range(first, last + 1)]
    return reduce(evaluation.space.plus, values)


def add_polynomial(evaluation: Evaluation, tree: nodes.BigOperator, size: str, degree: int, env: Env) -> Tensor:
    """Return a sum of a polynomial in its index, which counts and names no place, in closed form.

    See ``lowering/closed_sums.py``; the number of terms is the size, less those that are left out.
    """
    first, space = read_whole_number(tree.lower) or 1, evaluation.space
    # A size is at least 1, so a sum from 2 on has no term for that size, and one from 3 on would have -1.
    if first > 2 or degree > MAX_DEGREE:
        raise NotCoveredError
    values = [evaluation.value(tree.body, {**env, tree.index: first + step}) for step in range(degree + 1)]
    total, binomial = values[0], space.scalar(1)
    for place in range(degree + 1):
        count = space.plus(space.count(size), space.scalar(1 - first - place))
        share = space.scalar(space.field.ring(1) / (place + 1))
        binomial = space.times(binomial, space.times(count, share))
        total = space.plus(total, space.times(values[0], binomial)) if place else space.times(values[0], binomial)
        values = [space.plus(after, space.minus(before)) for before, after in pairwise(values)]
    return total


def value_of_term(evaluation: Evaluation, tree: nodes.BigOperator, size: str, number: int, env: Env) -> Tensor:
    """Return the term of a sum at a place that is named by its number."""
    evaluation.place(nodes.Number(Fraction(number)), size, env)
    return evaluation.value(tree.body, {**env, tree.index: number})


def values_of_terms(evaluation: Evaluation, tree: nodes.BigOperator, size: str, env: Env) -> list[Tensor]:
    """Return the terms of a sum over all places of a size."""
    loops = evaluation.kernels.loops
    # Functions of the index are noted with it: their arguments agree at all sizes only if there are places for it too.
    evaluation.kernels.loops = add_counts(loops, {size: 1})
    try:
        places = range(evaluation.space.size(size))
        return [evaluation.value(tree.body, {**env, tree.index: Place(size, place)}) for place in places]
    finally:
        evaluation.kernels.loops = loops


def find_whole_size(evaluation: Evaluation, tree: nodes.BigOperator) -> str | None:
    """Return the size all of whose places a sum runs through, but for some of the first, if it does."""
    if tree.lower is None and tree.upper is None:
        return tree.index if tree.index in evaluation.space.sizes else None
    upper = tree.upper
    if (
        not 1 <= (read_whole_number(tree.lower) or 0) <= MAX_TERMS
        or not isinstance(upper, nodes.Symbol)
        or upper.indices
    ):
        return None
    return upper.name if upper.name in evaluation.space.sizes else None
