"""The mistakes that students make in the chain rule: a link, a path or a factor missing, or taken wrongly.

Each says where it can be made in a problem; the run with them is ``student_chain.py``.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from grader.expr.calculation.building import ONE, coefficient, number, quotient
from grader.expr.calculation.differentiate import RULES
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import BigOperator, Call, Div, Node, Number, Power, Symbol
from grader.expr.notation import Entry as Declared
from grader.expr.notation import Notation
from grader.expr.traverse import free_symbols, transform, walk
from grader.solvers.chain.chain_rule import ancestors
from grader.solvers.named_mistakes import Mistake, Slips
from grader.solvers.options import items
from grader.solvers.problem.target import dependents
from grader.solvers.protocol import Problem

__all__ = ["CHAIN_MISTAKES", "LOSS_MISTAKES", "TRANSPOSED", "is_square", "loss_factor", "size_factor", "transposed"]

KINKED = ("max", "min", "relu", "abs")


def on_the_way(problem: Problem) -> list[Declared]:
    """Return the quantities from what is differentiated by, on the way to what is differentiated."""
    of, by = problem.options.get("of"), items(problem.options.get("by"))
    if not isinstance(of, Symbol) or not by or not isinstance(by[0], Symbol):
        return []
    names = ancestors(of.name, problem.notation) & dependents(frozenset([by[0].name]), problem.notation)
    return [entry for entry in problem.notation.entries.values() if entry.name in names]


def loss(problem: Problem) -> Node | None:
    """Return the definition of what is differentiated."""
    of = problem.options.get("of")
    entry = problem.notation.entries.get(of.name) if isinstance(of, Symbol) else None
    return entry.definition if entry is not None else None


def activations(problem: Problem) -> Iterator[Declared]:
    """Yield the quantities on the way that are a function of one argument, such as ``tanh(s)``."""
    for entry in on_the_way(problem):
        if isinstance(entry.definition, Call) and (entry.definition.function in RULES or is_kinked(entry)):
            yield entry


def is_kinked(entry: Declared) -> bool:
    """Tell whether a quantity is a ReLU or the like, whose derivative is an indicator."""
    return isinstance(entry.definition, Call) and entry.definition.function in KINKED


def is_normalised(entry: Declared) -> bool:
    """Tell whether a quantity is a softmax, in which every entry depends on every other."""
    definition = entry.definition
    if definition is None:
        return False
    if isinstance(definition, Div) and entry.axes:
        return any(isinstance(node, BigOperator) for node in walk(definition.denominator))
    return any(isinstance(node, Call) and node.function == "softmax" for node in walk(definition))


def with_softmax(problem: Problem) -> Iterable[str]:
    """Return one place where there is a softmax on the way."""
    return ("",) if any(map(is_normalised, on_the_way(problem))) else ()


def with_kinks(problem: Problem) -> Iterable[str]:
    """Return one place where there is a ReLU on the way."""
    return ("",) if any(map(is_kinked, activations(problem))) else ()


def with_activations(problem: Problem) -> Iterable[str]:
    """Return one place where there is a smooth activation on the way."""
    return ("",) if any(not is_kinked(entry) for entry in activations(problem)) else ()


def links(problem: Problem) -> Iterable[str]:
    """Return the links of the chain whose derivatives can be left out, by name."""
    known = {entry.name for entry in activations(problem)}
    of = problem.options.get("of")
    last = of.name if isinstance(of, Symbol) else ""
    return tuple(entry.name for entry in on_the_way(problem) if entry.name not in known and entry.name != last)


def upstream(problem: Problem) -> Iterable[str]:
    """Return the quantities whose own derivative can be left out, by name: all but the last."""
    of = problem.options.get("of")
    last = of.name if isinstance(of, Symbol) else ""
    return tuple(entry.name for entry in on_the_way(problem) if entry.name != last)


def with_sums(problem: Problem) -> Iterable[str]:
    """Return the paths of a short sum on the way, one of which can be missing."""
    ranges = problem.notation.ranges
    sizes = [ranges.get(str(axis), 1) for entry in on_the_way(problem) for axis in entry.axes]
    many = max(sizes, default=1)
    return tuple(str(place) for place in range(1, many + 1)) if 1 < many <= 3 else ()


def has_half(definition: Node | None) -> bool:
    """Tell whether a loss is half of something squared."""
    return definition is not None and Fraction(1, 2) in fractions_in(definition) and has_square(definition)


def has_square(definition: Node) -> bool:
    """Tell whether something is squared in a loss."""
    return any(isinstance(node, Power) and node.exponent == number(2) for node in walk(definition))


def fractions_in(definition: Node) -> set[Fraction]:
    """Return the numbers in a formula, quotients of numbers as fractions; of ``1/(2 m)`` the half."""
    found = {node.value for node in walk(simplify(definition)) if isinstance(node, Number)}
    divided = [coefficient(node.denominator)[0] for node in walk(simplify(definition)) if isinstance(node, Div)]
    return found | {1 / value for value in divided if value not in (0, 1)}


def with_half(problem: Problem) -> Iterable[str]:
    """Return one place where the loss has a factor ½."""
    return ("",) if has_half(loss(problem)) else ()


def with_bare_square(problem: Problem) -> Iterable[str]:
    """Return one place where the loss is a square without a factor ½."""
    definition = loss(problem)
    return ("",) if definition is not None and has_square(definition) and not has_half(definition) else ()


def with_error(problem: Problem) -> Iterable[str]:
    """Return one place where the loss is of squared differences."""
    definition = loss(problem)
    return ("",) if definition is not None and has_square(definition) else ()


def without_error(problem: Problem) -> Iterable[str]:
    """Return one place where the loss is not of squared differences."""
    return () if with_error(problem) else ("",)


def batch_size(problem: Problem) -> tuple[int, bool]:
    """Return over how many samples the loss is summed, and whether it is their mean; 1 where that cannot be told."""
    definition = loss(problem)
    sums = [node for node in walk(definition) if isinstance(node, BigOperator)] if definition is not None else []
    if definition is None or len(sums) != 1 or sums[0].index not in problem.notation.ranges:
        return 1, False
    size, found = problem.notation.ranges[sums[0].index], fractions_in(definition)
    if size == 2 and Fraction(1, 2) in found:
        return 1, False  # ½ may be either: the mean of two, or the half of a square
    return size, bool(found & {Fraction(1, size), Fraction(1, 2 * size)})


def with_mean(problem: Problem) -> Iterable[str]:
    """Return one place where the loss is a mean over samples."""
    size, is_mean = batch_size(problem)
    return ("",) if size > 1 and is_mean else ()


def with_total(problem: Problem) -> Iterable[str]:
    """Return one place where the loss is a sum over samples."""
    size, is_mean = batch_size(problem)
    return ("",) if size > 1 and not is_mean else ()


def sizes_of_loss(problem: Problem) -> Iterator[tuple[str, bool]]:
    """Yield the sizes that stay symbolic of the arrays in the loss, and whether the loss mentions each, as in 1/m."""
    definition = loss(problem)
    names = {symbol.name for symbol in free_symbols(definition)} if definition is not None else set()
    used = (axis for name, entry in problem.notation.entries.items() if name in names for axis in entry.axes)
    for axis in dict.fromkeys(used):
        if isinstance(axis, str) and axis not in problem.notation.ranges:
            yield axis, axis in names


def mentioned_sizes(problem: Problem) -> Iterable[str]:
    """Return the symbolic sizes that the loss is divided by."""
    return tuple(size for size, is_mentioned in sizes_of_loss(problem) if is_mentioned)


def unmentioned_sizes(problem: Problem) -> Iterable[str]:
    """Return the symbolic sizes of what the loss sums up without dividing by them."""
    return tuple(size for size, is_mentioned in sizes_of_loss(problem) if not is_mentioned)


def by_matrix(problem: Problem) -> Iterable[str]:
    """Return one place where the derivative by a whole matrix is asked for that is not square."""
    by = problem.options.get("by")
    entry = problem.notation.entries.get(by.name) if isinstance(by, Symbol) and not by.indices else None
    if entry is None or len(entry.axes) != 2:
        return ()
    return () if is_square(entry, problem.notation) and with_square_weights(problem) else ("",)


def with_square_weights(problem: Problem) -> Iterable[str]:
    """Return one place where there are weights with two indices of the same size."""
    notation = problem.notation
    used = {s.name for entry in on_the_way(problem) if entry.definition for s in free_symbols(entry.definition)}
    given = [entry for name, entry in notation.entries.items() if name in used and entry.definition is None]
    return ("",) if any(is_square(entry, notation) for entry in given) else ()


def is_square(entry: Declared, notation: Notation) -> bool:
    """Tell whether an array has two indices that run over the same numbers."""
    return len(entry.axes) == 2 and len({notation.size(axis) or axis for axis in entry.axes}) == 1


LOSS_MISTAKES = (
    Mistake("half-lost", "dropping the factor ½ of the loss", with_half, "Look at the factor in front of the loss."),
    Mistake(
        "half-kept",
        "keeping the factor ½ of the loss, which the exponent cancels",
        with_half,
        "Look at what becomes of the factor ½.",
    ),
    Mistake("square-factor-lost", "losing the factor 2 that the square brings down", with_bare_square),
    Mistake(
        "error-reversed", "taking the error with the other sign, target minus output", with_error, "Look at the sign."
    ),
    Mistake("sign", "reversing the sign", without_error, "Look at the sign."),
    Mistake("batch-summed", "summing over the samples instead of averaging", with_mean),
    Mistake("batch-averaged", "averaging over the samples instead of summing", with_total),
    Mistake(
        "size-forgotten",
        "leaving out the division by {place}, as for a sum instead of a mean",
        mentioned_sizes,
        "Look at what stands in front of the sum in the loss.",
    ),
    Mistake(
        "size-divided",
        "dividing by {place}, as for a mean instead of a sum",
        unmentioned_sizes,
        "Look at what stands in front of the sum in the loss.",
    ),
)
CHAIN_MISTAKES = (
    Mistake(
        "softmax-diagonal",
        "taking the softmax Jacobian as diagonal",
        with_softmax,
        "Every output of a softmax depends on every input.",
    ),
    Mistake("softmax-sign", "taking the softmax Jacobian with the other sign", with_softmax),
    Mistake(
        "softmax-delta-forgotten",
        "forgetting what a softmax output gains from its own input",
        with_softmax,
        "Look at the case of equal indices.",
    ),
    Mistake(
        "indicator-missing",
        "leaving out the derivative of the ReLU",
        with_kinks,
        "A ReLU passes on a gradient only where it is active.",
    ),
    Mistake(
        "activation-derivative-missing",
        "leaving out the derivative of the activation function",
        with_activations,
        "Every link of the chain has its factor.",
    ),
    Mistake(
        "activation-at-output",
        "taking the derivative of the activation function at its output",
        with_activations,
        "Look at where the derivative of the activation function is taken.",
    ),
    Mistake(
        "activation-of-input",
        "writing the input of the activation function where its derivative has the output",
        with_activations,
        "Look at where the derivative of the activation function is taken.",
    ),
    Mistake(
        "link-missing",
        "leaving out the derivative of {place} in the chain",
        links,
        "Every link of the chain has its factor.",
    ),
    Mistake(
        "upstream-missing",
        "leaving out the derivative by {place}, so that the chain rule stops early",
        upstream,
        "Follow the chain all the way from the end.",
    ),
    Mistake("path-missing", "following only one path of a sum", with_sums, "Add up all the ways that lead on."),
    Mistake(
        "weights-transposed",
        "exchanging the two indices of the weights",
        with_square_weights,
        "Look at what each index of the weights counts.",
    ),
)


TRANSPOSED = Mistake("transposed", "writing the transpose, with rows and columns exchanged", by_matrix)


def size_factor(slips: Slips) -> Node:
    """Return the symbolic size that the derivative of the loss is multiplied by, or its reciprocal."""
    forgotten, divided = slips.get("size-forgotten"), slips.get("size-divided")
    return quotient(Symbol(forgotten) if forgotten else ONE, Symbol(divided) if divided else ONE)


def loss_factor(problem: Problem, slips: Slips) -> Fraction:
    """Return the number that the derivative of the loss is multiplied by."""
    size, _ = batch_size(problem)
    factors: Mapping[str, Fraction] = {
        "half-lost": Fraction(2), "half-kept": Fraction(1, 2), "square-factor-lost": Fraction(1, 2),
        "error-reversed": Fraction(-1), "sign": Fraction(-1),
        "batch-summed": Fraction(size), "batch-averaged": Fraction(1, size),
    }  # fmt: skip
    result = Fraction(1)
    for slip in slips:
        result *= factors.get(slip, Fraction(1))
    return result


def transposed(node: Node, notation: Notation) -> Node:
    """Return a formula with the two indices of all weights exchanged."""

    def change(part: Node) -> Node:
        if isinstance(part, Symbol) and len(part.indices) == 2 and part.name in notation.entries:
            entry = notation.entries[part.name]
            if entry.definition is None and is_square(entry, notation):
                return Symbol(part.name, part.indices[::-1], part.iterate)
        return part

    return transform(node, change)
