"""Functions of numbers and of whole arrays whose sizes stay symbolic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce

from grader.equivalence.all_sizes.evaluation import MAX_POWER, Env, Evaluation, evaluates, read_whole_number
from grader.equivalence.all_sizes.inverses import determinant, multiply_letters
from grader.equivalence.all_sizes.tensors import LOCAL, NotCoveredError, Tensor
from grader.equivalence.all_sizes.thresholds import step
from grader.expr import nodes
from grader.expr.nodes import Node

__all__ = ["exponential", "softmax_parts", "square_of_norm"]

POSITIVE = frozenset({"positive", "nonnegative", "natural"})  # their absolute value is the value itself
ODD = frozenset({"asin", "atan", "sign"})  # f(-t) = -f(t), the only rule of theirs that is used
PLAIN = frozenset({"floor", "ceil", "acos", "cbrt"})  # functions of which nothing is used


@evaluates(nodes.Call)
def value_of_call(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    entry = evaluation.notation.entries.get(tree.function)
    if entry is not None and entry.parameters is not None:
        # A defined function would have to be written out with its parameters bound, which no rule here does.
        if entry.definition is not None:
            raise NotCoveredError
        values = [evaluation.scalar(argument, env) for argument in tree.arguments]
        return evaluation.kernels.apply(f"@{tree.function}", *values)
    special = SPECIAL.get(tree.function)
    if special is not None:
        return special(evaluation, tree, env)
    if len(tree.arguments) == 1:
        return value_of_one_argument(evaluation, tree.function, tree.arguments[0], env)
    raise NotCoveredError


def value_of_one_argument(evaluation: Evaluation, name: str, argument: Node, env: Env) -> Tensor:
    """Return a function of one number, entry by entry."""
    kernels, space = evaluation.kernels, evaluation.space
    if name == "log":
        return logarithm(evaluation, argument, env)
    if name == "exp":
        return exponential(evaluation, argument, env)
    if name in ("sigmoid", "tanh"):
        return sigmoid(evaluation, argument, env) if name == "sigmoid" else tanh(evaluation, argument, env)
    value = evaluation.value(argument, env)
    if name in ODD:
        return kernels.of_odd(name, value)
    if name in PLAIN:
        return kernels.apply(name, value)
    if name in ("sin", "cos", "tan"):
        cosine, sine = kernels.circular(value)
        return {"sin": sine, "cos": cosine}.get(name) or space.times(sine, kernels.reciprocal(cosine))
    if name == "sqrt":
        return kernels.sqrt(value)
    if name == "relu":
        return space.times(value, step(evaluation, value))
    if name == "softplus":
        return kernels.log(space.plus(space.scalar(1), exponential(evaluation, argument, env)))
    raise NotCoveredError


def sigmoid(evaluation: Evaluation, argument: Node, env: Env) -> Tensor:
    space = evaluation.space
    # Through the exponential, so that sigmoid(-t) = 1 - sigmoid(t) and e^t/(1 + e^t) follow by arithmetic.
    turned = exponential(evaluation, nodes.Neg(argument), env)
    return evaluation.kernels.reciprocal(space.plus(space.scalar(1), turned))


def tanh(evaluation: Evaluation, argument: Node, env: Env) -> Tensor:
    """Return the hyperbolic tangent, ``2/(1 + exp(-2t)) - 1``."""
    space = evaluation.space
    # Through the sigmoid for the same reason.
    half = sigmoid(evaluation, nodes.Mul((nodes.Number(Fraction(2)), argument)), env)
    return space.plus(space.plus(half, half), space.scalar(-1))


def absolute(evaluation: Evaluation, tree: Node, env: Env) -> Tensor:
    value = evaluation.value(tree, env)
    if isinstance(tree, nodes.Number):
        return evaluation.number(abs(tree.value))
    if isinstance(tree, nodes.Symbol):
        entry = evaluation.notation.entries.get(tree.name)
        if tree.name in evaluation.space.sizes or (entry is not None and entry.domain.kind in POSITIVE):
            return value
    return evaluation.space.times(value, evaluation.kernels.of_odd("sign", value))


def of_absolute(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    """Return an absolute value, or the length of a vector."""
    argument = tree.arguments[0]
    if evaluation.value(argument, env).axes:
        return euclidean(evaluation, argument, env)
    return absolute(evaluation, argument, env)


def norm(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    """Return a norm: Euclidean, the sum of absolute values, or the largest."""
    argument = tree.arguments[0]
    order = tree.arguments[1] if len(tree.arguments) == 2 else None
    if order is None or getattr(order, "value", None) == 2 or getattr(order, "name", None) == "F":
        return euclidean(evaluation, argument, env)
    sizes = absolute(evaluation, argument, env)
    if getattr(order, "value", None) == 1:
        return evaluation.space.total(sizes)
    return take_extreme_entry(evaluation, "max", sizes)


def euclidean(evaluation: Evaluation, tree: Node, env: Env) -> Tensor:
    """Return the Euclidean norm; factors that are numbers are drawn out."""
    space = evaluation.space
    if isinstance(tree, nodes.Neg):
        return euclidean(evaluation, tree.operand, env)
    if isinstance(tree, nodes.Mul) and not tree.elementwise:
        numbers = [factor for factor in tree.factors if not evaluation.value(factor, env).axes]
        rest = tuple(factor for factor in tree.factors if factor not in numbers)
        if numbers and rest:
            inside = nodes.Mul(rest) if len(rest) > 1 else rest[0]
            sizes = [absolute(evaluation, factor, env) for factor in numbers]
            return reduce(space.times, sizes, euclidean(evaluation, inside, env))
    # The root of a sum of squares has a square that is known, so |x|^2 = x^T x is decided.
    return evaluation.kernels.sqrt(sum_of_squares(evaluation, tree, env))


def sum_of_squares(evaluation: Evaluation, tree: Node, env: Env) -> Tensor:
    value = evaluation.value(tree, env)
    return evaluation.space.total(evaluation.space.times(value, value))


def square_of_norm(evaluation: Evaluation, tree: Node, env: Env) -> Tensor | None:
    """Return the square of a Euclidean norm or absolute value, without its root or sign, where a tree is one."""
    if isinstance(tree, nodes.Call) and tree.function in ("norm", "abs") and len(tree.arguments) == 1:
        return sum_of_squares(evaluation, tree.arguments[0], env)
    return None


def take_extreme_entry(evaluation: Evaluation, name: str, value: Tensor) -> Tensor:
    """Return the largest or smallest entry: a function of all entries without regard to their order."""
    if value.diagonal is not None:
        raise NotCoveredError
    evaluation.kernels.note(value)
    # Sorted, because the largest entry does not depend on the order. Nothing else is known of it.
    return Tensor((), [evaluation.kernels.fresh(name, *sorted(map(int, value.entries)))], LOCAL)


def value_of_extreme(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    """Return the largest or smallest of several numbers, or entry of an array."""
    space = evaluation.space
    if len(tree.arguments) == 1:
        numbers, rest = split_numbers(evaluation, tree.arguments[0], env)
        entries = reduce(space.plus, [value for _, value in rest])
        return reduce(space.plus, numbers, take_extreme_entry(evaluation, tree.function, entries))
    values = [evaluation.value(argument, env) for argument in tree.arguments]

    def larger(left: Tensor, right: Tensor) -> Tensor:
        # max(a, b) = b + (a - b) 1[a > b]; where both are equal the indicator does not matter.
        difference = space.plus(left, space.minus(right))
        taken = step(evaluation, difference if tree.function == "max" else space.minus(difference))
        return space.plus(right, space.times(difference, taken))

    return reduce(larger, values)


def softmax_parts(evaluation: Evaluation, argument: Node, env: Env) -> tuple[Tensor, Tensor, Tensor]:
    """Return the argument of a softmax, its exponentials and their sum."""
    inner, powers = evaluation.value(argument, env), exponential(evaluation, argument, env)
    if len(inner.axes) != 1:
        raise NotCoveredError
    return inner, powers, evaluation.space.total(powers)


def softmax(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    (argument,) = tree.arguments
    _, powers, total = softmax_parts(evaluation, argument, env)
    return evaluation.space.times(powers, evaluation.kernels.reciprocal(total))


def logsumexp(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    """Return the logarithm of the sum of exponentials; a number that is added to all comes out."""
    if len(tree.arguments) != 1:
        raise NotCoveredError
    numbers, rest = split_numbers(evaluation, tree.arguments[0], env)
    powers = [exponential(evaluation, term, env) for term, _ in rest]
    total = evaluation.space.total(reduce(evaluation.space.times, powers))
    return reduce(evaluation.space.plus, numbers, evaluation.kernels.log(total))


def split_numbers(evaluation: Evaluation, tree: Node, env: Env) -> tuple[list[Tensor], list[tuple[Node, Tensor]]]:
    """Return the terms of a sum of vectors and numbers: the numbers, and the others with their values."""
    terms = tree.terms if isinstance(tree, nodes.Add) else (tree,)
    values = [(term, evaluation.value(term, env)) for term in terms]
    rest = [(term, value) for term, value in values if value.axes]
    if not rest:
        raise NotCoveredError
    return [value for _, value in values if not value.axes], rest


def dot(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    left, right = (evaluation.value(argument, env) for argument in tree.arguments)
    if len(left.axes) != 1 or left.axes != right.axes:
        raise NotCoveredError
    return evaluation.space.matmul(left, right)


def outer(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    left, right = (evaluation.value(argument, env) for argument in tree.arguments)
    if len(left.axes) != 1 or len(right.axes) != 1:
        raise NotCoveredError
    return evaluation.space.matmul(left, evaluation.space.transpose(right))


def transpose(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    return evaluation.space.transpose(evaluation.value(tree.arguments[0], env))


def diagonal(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    """Return the diagonal matrix of a vector, or the diagonal of a matrix."""
    if len(tree.arguments) != 1:
        return evaluation.space.diagonal(evaluation.value(nodes.Vector(tree.arguments), env))
    return evaluation.space.diagonal(evaluation.value(tree.arguments[0], env))


def trace(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    return evaluation.space.trace(evaluation.value(tree.arguments[0], env))


def exponential(evaluation: Evaluation, tree: Node, env: Env) -> Tensor:
    """Return the exponential of a tree: of a sum, the product of the exponentials."""
    if isinstance(tree, nodes.Add):
        return reduce(evaluation.space.times, [exponential(evaluation, term, env) for term in tree.terms])
    if isinstance(tree, nodes.Neg):
        return evaluation.kernels.reciprocal(exponential(evaluation, tree.operand, env))
    if isinstance(tree, nodes.Mul) and len(tree.factors) > 1:
        times = read_whole_number(tree.factors[0])
        # exp(3 t) = exp(t)^3, so that exp(2t) and exp(t)^2 are one residue.
        if times is not None and 0 < times <= MAX_POWER:
            rest = tree.factors[1] if len(tree.factors) == 2 else nodes.Mul(tree.factors[1:], tree.elementwise)
            return reduce(evaluation.space.times, [exponential(evaluation, rest, env)] * times)
    return evaluation.kernels.exp(evaluation.value(tree, env))


def logarithm(evaluation: Evaluation, tree: Node, env: Env) -> Tensor:
    """Return the logarithm of a tree: of a softmax, a sigmoid or a product entry by entry, a sum."""
    space = evaluation.space
    if isinstance(tree, nodes.Call) and tree.function == "softmax" and len(tree.arguments) == 1:
        # log softmax(a) = a - log sum exp(a), which loses no sum to a function without rules.
        inner, _, total = softmax_parts(evaluation, tree.arguments[0], env)
        return space.plus(inner, space.minus(evaluation.kernels.log(total)))
    if isinstance(tree, nodes.Div):
        top, bottom = logarithm(evaluation, tree.numerator, env), logarithm(evaluation, tree.denominator, env)
        return space.plus(top, space.minus(bottom))
    if isinstance(tree, nodes.Mul):
        values = [evaluation.value(factor, env) for factor in tree.factors]
        # A logarithm of a product is a sum only for numbers and entry by entry, not for a product of matrices.
        if tree.elementwise or sum(bool(value.axes) for value in values) < 2:
            return reduce(space.plus, [logarithm(evaluation, factor, env) for factor in tree.factors])
    return evaluation.kernels.log(evaluation.value(tree, env))


SPECIAL: Mapping[str, Callable[[Evaluation, nodes.Call, Env], Tensor]] = {
    "abs": of_absolute,
    "norm": norm,
    "max": value_of_extreme,
    "min": value_of_extreme,
    "softmax": softmax,
    "logsumexp": logsumexp,
    "dot": dot,
    "outer": outer,
    "transpose": transpose,
    "diag": diagonal,
    "tr": trace,
    "det": lambda evaluation, tree, env: determinant(evaluation, tree.arguments[0], env),
    "inv": multiply_letters,
}
