"""Sums, products, quotients and powers of arrays whose sizes stay symbolic."""

from fractions import Fraction
from functools import reduce

from grader.equivalence.all_sizes.evaluation import (
    MAX_POWER,
    Env,
    Evaluation,
    evaluates,
    read_whole_number,
)
from grader.equivalence.all_sizes.functions import exponential, square_of_norm
from grader.equivalence.all_sizes.inverses import multiply_letters
from grader.equivalence.all_sizes.tensors import NotCoveredError, Tensor
from grader.expr import nodes

__all__: list[str] = []


@evaluates(nodes.Add)
def of_sum(evaluation: Evaluation, tree: nodes.Add, env: Env) -> Tensor:
    """Return a sum; a number may be added to a vector."""
    terms = [evaluation.value(term, env) for term in tree.terms]
    # A number plus a matrix could mean c I or c in every entry; nothing is claimed.
    if any(len(term.axes) == 2 for term in terms) and not all(len(term.axes) == 2 for term in terms):
        raise NotCoveredError
    return reduce(evaluation.space.plus, terms)


@evaluates(nodes.Mul)
def of_product(evaluation: Evaluation, tree: nodes.Mul, env: Env) -> Tensor:
    """Return a product, scalar, matrix or entry by entry."""
    if tree.elementwise:
        return reduce(evaluation.space.times, [evaluation.value(factor, env) for factor in tree.factors])
    return multiply_letters(evaluation, tree, env)


@evaluates(nodes.Div)
def of_quotient(evaluation: Evaluation, tree: nodes.Div, env: Env) -> Tensor:
    top, bottom = evaluation.value(tree.numerator, env), evaluation.value(tree.denominator, env)
    # A number over an array has no agreed meaning.
    if bottom.axes and not top.axes:
        raise NotCoveredError
    return evaluation.space.times(top, evaluation.kernels.reciprocal(bottom))


@evaluates(nodes.Power)
def of_power(evaluation: Evaluation, tree: nodes.Power, env: Env) -> Tensor:
    """Return a power of a number or of a square matrix."""
    exponent = read_whole_number(tree.exponent)
    # |x|^2 is x^T x without a root, so that no sign of a root has to be tried.
    if exponent == 2 and (square := square_of_norm(evaluation, tree.base, env)):
        return square
    base = evaluation.value(tree.base, env)
    if base.axes:
        if len(base.axes) != 2 or base.axes[0] != base.axes[1] or exponent is None or abs(exponent) > MAX_POWER:
            raise NotCoveredError
        if exponent < 0:
            once = multiply_letters(evaluation, nodes.Power(tree.base, nodes.Number(Fraction(-1))), env)
            return reduce(evaluation.space.matmul, [once] * -exponent)
        return reduce(evaluation.space.matmul, [base] * exponent, evaluation.space.identity(base.axes[0]))
    if exponent is not None and abs(exponent) <= MAX_POWER:
        whole = reduce(evaluation.space.times, [base] * abs(exponent), evaluation.space.scalar(1))
        return whole if exponent >= 0 else evaluation.kernels.reciprocal(whole)
    if isinstance(tree.exponent, nodes.Number) and tree.exponent.value == Fraction(1, 2):
        return evaluation.kernels.sqrt(base)
    if isinstance(tree.base, nodes.Constant) and tree.base.name == "e":
        return exponential(evaluation, tree.exponent, env)
    # Any other power is a function without rules: nothing is claimed that needs one.
    return evaluation.kernels.apply("power", base, evaluation.scalar(tree.exponent, env))


@evaluates(nodes.Neg)
def of_negative(evaluation: Evaluation, tree: nodes.Neg, env: Env) -> Tensor:
    return evaluation.space.minus(evaluation.value(tree.operand, env))


@evaluates(nodes.Number)
def of_number(evaluation: Evaluation, tree: nodes.Number, env: Env) -> Tensor:
    return evaluation.number(tree.value)
