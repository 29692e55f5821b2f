"""The mistakes that students make in the chain rule: a link, a path or a factor is missing or wrong.

Each lists the places where it can be made in a problem; ``student_chain.py`` runs the chain rule with them.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from grader.expr.calculation.building import ONE, number, quotient, split_coefficient
from grader.expr.calculation.differentiate import RULES
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import BigOperator, Call, Div, Node, Number, Power, Symbol
from grader.expr.notation import Entry as Declared
from grader.expr.notation import Notation
from grader.expr.traverse import free_symbols, transform, walk
from grader.solvers.chain.chain_rule import find_ancestors
from grader.solvers.named_mistakes import Mistake, PlacedMistakes
from grader.solvers.options import list_formulas
from grader.solvers.problem.target import find_dependents
from grader.solvers.protocol import Problem

__all__ = [
    "CHAIN_MISTAKES",
    "LOSS_MISTAKES",
    "TRANSPOSED",
    "exchange_weight_indices",
    "find_loss_factor",
    "find_size_factor",
    "is_square",
]

KINKED = ("max", "min", "relu", "abs")


def list_quantities_between(problem: Problem) -> list[Declared]:
    """Return the quantities that depend on ``by`` and that ``of`` depends on."""
    of, by = problem.options.get("of"), list_formulas(problem.options.get("by"))
    if not isinstance(of, Symbol) or not by or not isinstance(by[0], Symbol):
        return []
    names = find_ancestors(of.name, problem.notation) & find_dependents(frozenset([by[0].name]), problem.notation)
    return [entry for entry in problem.notation.entries.values() if entry.name in names]


def find_loss(problem: Problem) -> Node | None:
    """Return the definition of ``of``."""
    of = problem.options.get("of")
    entry = problem.notation.entries.get(of.name) if isinstance(of, Symbol) else None
    return entry.definition if entry is not None else None


def list_activations(problem: Problem) -> Iterator[Declared]:
    """Yield the quantities in between that are a function of one argument, such as ``tanh(s)``."""
    for entry in list_quantities_between(problem):
        if isinstance(entry.definition, Call) and (entry.definition.function in RULES or is_kinked(entry)):
            yield entry


def is_kinked(entry: Declared) -> bool:
    """Whether a quantity is a ReLU or similar, so that its derivative is an indicator."""
    return isinstance(entry.definition, Call) and entry.definition.function in KINKED


def is_normalised(entry: Declared) -> bool:
    """Whether a quantity is a softmax, in which every entry depends on every other."""
    definition = entry.definition
    if definition is None:
        return False
    if isinstance(definition, Div) and entry.axes:
        return any(isinstance(node, BigOperator) for node in walk(definition.denominator))
    return any(isinstance(node, Call) and node.function == "softmax" for node in walk(definition))


def where_softmax(problem: Problem) -> Iterable[str]:
    return ("",) if any(map(is_normalised, list_quantities_between(problem))) else ()


def where_kinks(problem: Problem) -> Iterable[str]:
    """One place if there is a ReLU in between."""
    return ("",) if any(map(is_kinked, list_activations(problem))) else ()


def where_activations(problem: Problem) -> Iterable[str]:
    """One place if there is a smooth activation in between."""
    return ("",) if any(not is_kinked(entry) for entry in list_activations(problem)) else ()


def where_links(problem: Problem) -> Iterable[str]:
    """Return the links of the chain whose derivatives can be left out, by name."""
    known = {entry.name for entry in list_activations(problem)}
    of = problem.options.get("of")
    last = of.name if isinstance(of, Symbol) else ""
    return tuple(
        entry.name for entry in list_quantities_between(problem) if entry.name not in known and entry.name != last
    )


def where_upstream(problem: Problem) -> Iterable[str]:
    """Return the quantities whose own derivative can be left out, by name: all but the last."""
    of = problem.options.get("of")
    last = of.name if isinstance(of, Symbol) else ""
    return tuple(entry.name for entry in list_quantities_between(problem) if entry.name != last)


def where_short_sums(problem: Problem) -> Iterable[str]:
    """Return the paths of a short sum in between; any one of them can be the only one followed."""
    ranges = problem.notation.ranges
    sizes = [ranges.get(str(axis), 1) for entry in list_quantities_between(problem) for axis in entry.axes]
    many = max(sizes, default=1)
    return tuple(str(place) for place in range(1, many + 1)) if 1 < many <= 3 else ()


def has_half(definition: Node | None) -> bool:
    """Whether a loss is half of something squared."""
    return definition is not None and Fraction(1, 2) in find_fractions(definition) and has_square(definition)


def has_square(definition: Node) -> bool:
    return any(isinstance(node, Power) and node.exponent == number(2) for node in walk(definition))


def find_fractions(definition: Node) -> set[Fraction]:
    """Return the numbers in a formula, with quotients of numbers as fractions; for ``1/(2 m)`` the half."""
    found = {node.value for node in walk(simplify(definition)) if isinstance(node, Number)}
    divided = [split_coefficient(node.denominator)[0] for node in walk(simplify(definition)) if isinstance(node, Div)]
    return found | {1 / value for value in divided if value not in (0, 1)}


def where_half(problem: Problem) -> Iterable[str]:
    return ("",) if has_half(find_loss(problem)) else ()


def where_bare_square(problem: Problem) -> Iterable[str]:
    """One place if the loss is a square without a factor ½."""
    definition = find_loss(problem)
    return ("",) if definition is not None and has_square(definition) and not has_half(definition) else ()


def where_error(problem: Problem) -> Iterable[str]:
    """One place if the loss is made of squared differences."""
    definition = find_loss(problem)
    return ("",) if definition is not None and has_square(definition) else ()


def where_no_error(problem: Problem) -> Iterable[str]:
    return () if where_error(problem) else ("",)


def find_batch_size(problem: Problem) -> tuple[int, bool]:
    """Return the number of samples in the loss, and whether the loss is their mean; 1 where that is unclear."""
    definition = find_loss(problem)
    sums = [node for node in walk(definition) if isinstance(node, BigOperator)] if definition is not None else []
    if definition is None or len(sums) != 1 or sums[0].index not in problem.notation.ranges:
        return 1, False
    size, found = problem.notation.ranges[sums[0].index], find_fractions(definition)
    if size == 2 and Fraction(1, 2) in found:
        return 1, False  # ½ may be either: the mean of two, or the half of a square
    return size, bool(found & {Fraction(1, size), Fraction(1, 2 * size)})


def where_mean(problem: Problem) -> Iterable[str]:
    size, is_mean = find_batch_size(problem)
    return ("",) if size > 1 and is_mean else ()


def where_total(problem: Problem) -> Iterable[str]:
    size, is_mean = find_batch_size(problem)
    return ("",) if size > 1 and not is_mean else ()


def list_sizes_of_loss(problem: Problem) -> Iterator[tuple[str, bool]]:
    """Yield each symbolic size of the arrays in the loss, and whether the loss mentions it, as in 1/m."""
    definition = find_loss(problem)
    names = {symbol.name for symbol in free_symbols(definition)} if definition is not None else set()
    used = (axis for name, entry in problem.notation.entries.items() if name in names for axis in entry.axes)
    for axis in dict.fromkeys(used):
        if isinstance(axis, str) and axis not in problem.notation.ranges:
            yield axis, axis in names


def where_sizes_mentioned(problem: Problem) -> Iterable[str]:
    """Return the symbolic sizes that the loss is divided by."""
    return tuple(size for size, is_mentioned in list_sizes_of_loss(problem) if is_mentioned)


def where_sizes_not_mentioned(problem: Problem) -> Iterable[str]:
    """Return the symbolic sizes over which the loss sums without dividing by them."""
    return tuple(size for size, is_mentioned in list_sizes_of_loss(problem) if not is_mentioned)


def where_matrix(problem: Problem) -> Iterable[str]:
    """One place if the derivative by a whole matrix that is not square is asked for."""
    by = problem.options.get("by")
    entry = problem.notation.entries.get(by.name) if isinstance(by, Symbol) and not by.indices else None
    if entry is None or len(entry.axes) != 2:
        return ()
    return () if is_square(entry, problem.notation) and where_square_weights(problem) else ("",)


def where_square_weights(problem: Problem) -> Iterable[str]:
    """One place if there are weights with two indices of the same size."""
    notation = problem.notation
    used = {
        s.name for entry in list_quantities_between(problem) if entry.definition for s in free_symbols(entry.definition)
    }
    given = [entry for name, entry in notation.entries.items() if name in used and entry.definition is None]
    return ("",) if any(is_square(entry, notation) for entry in given) else ()


def is_square(entry: Declared, notation: Notation) -> bool:
    """Whether an array has two indices that run over the same numbers."""
    return len(entry.axes) == 2 and len({notation.size(axis) or axis for axis in entry.axes}) == 1


LOSS_MISTAKES = (
    Mistake("half-lost", "dropping the factor ½ of the loss", where_half, "Look at the factor in front of the loss."),
    Mistake(
        "half-kept",
        "keeping the factor ½ of the loss, which the exponent cancels",
        where_half,
        "Look at what happens to the factor ½.",
    ),
    Mistake("square-factor-lost", "losing the factor 2 that the square brings down", where_bare_square),
    Mistake(
        "error-reversed", "taking the error with the other sign, target minus output", where_error, "Look at the sign."
    ),
    Mistake("sign", "reversing the sign", where_no_error, "Look at the sign."),
    Mistake("batch-summed", "summing over the samples instead of averaging", where_mean),
    Mistake("batch-averaged", "averaging over the samples instead of summing", where_total),
    Mistake(
        "size-forgotten",
        "leaving out the division by {place}, as for a sum instead of a mean",
        where_sizes_mentioned,
        "Look at the factor in front of the sum in the loss.",
    ),
    Mistake(
        "size-divided",
        "dividing by {place}, as for a mean instead of a sum",
        where_sizes_not_mentioned,
        "Look at the factor in front of the sum in the loss.",
    ),
)
CHAIN_MISTAKES = (
    Mistake(
        "softmax-diagonal",
        "taking the softmax Jacobian as diagonal",
        where_softmax,
        "Every output of a softmax depends on every input.",
    ),
    Mistake("softmax-sign", "taking the softmax Jacobian with the other sign", where_softmax),
    Mistake(
        "softmax-delta-forgotten",
        "forgetting what a softmax output gains from its own input",
        where_softmax,
        "Look at the case of equal indices.",
    ),
    Mistake(
        "indicator-missing",
        "leaving out the derivative of the ReLU",
        where_kinks,
        "A ReLU passes on a gradient only where it is active.",
    ),
    Mistake(
        "activation-derivative-missing",
        "leaving out the derivative of the activation function",
        where_activations,
        "Every link of the chain has its factor.",
    ),
    Mistake(
        "activation-at-output",
        "taking the derivative of the activation function at its output",
        where_activations,
        "Look at where the derivative of the activation function is taken.",
    ),
    Mistake(
        "activation-of-input",
        "writing the input of the activation function where its derivative has the output",
        where_activations,
        "Look at where the derivative of the activation function is taken.",
    ),
    Mistake(
        "link-missing",
        "leaving out the derivative of {place} in the chain",
        where_links,
        "Every link of the chain has its factor.",
    ),
    Mistake(
        "upstream-missing",
        "leaving out the derivative by {place}, so that the chain rule stops early",
        where_upstream,
        "Follow the chain all the way from the end.",
    ),
    Mistake("path-missing", "following only one path of a sum", where_short_sums, "Add up all the ways that lead on."),
    Mistake(
        "weights-transposed",
        "exchanging the two indices of the weights",
        where_square_weights,
        "Look at what each index of the weights counts.",
    ),
)


TRANSPOSED = Mistake("transposed", "writing the transpose, with rows and columns exchanged", where_matrix)


def find_size_factor(mistakes: PlacedMistakes) -> Node:
    """Return the symbolic size, or its reciprocal, that multiplies the derivative of the loss."""
    forgotten, divided = mistakes.get("size-forgotten"), mistakes.get("size-divided")
    return quotient(Symbol(forgotten) if forgotten else ONE, Symbol(divided) if divided else ONE)


def find_loss_factor(problem: Problem, mistakes: PlacedMistakes) -> Fraction:
    """Return the number that multiplies the derivative of the loss."""
    size, _ = find_batch_size(problem)
    factors: Mapping[str, Fraction] = {
        "half-lost": Fraction(2), "half-kept": Fraction(1, 2), "square-factor-lost": Fraction(1, 2),
        "error-reversed": Fraction(-1), "sign": Fraction(-1),
        "batch-summed": Fraction(size), "batch-averaged": Fraction(1, size),
    }  # fmt: skip
    result = Fraction(1)
    for mistake in mistakes:
        result *= factors.get(mistake, Fraction(1))
    return result


def exchange_weight_indices(node: Node, notation: Notation) -> Node:
    """Return a formula with the two indices of all weights exchanged."""

    def change(part: Node) -> Node:
        if isinstance(part, Symbol) and len(part.indices) == 2 and part.name in notation.entries:
            entry = notation.entries[part.name]
            if entry.definition is None and is_square(entry, notation):
                return Symbol(part.name, part.indices[::-1], part.iterate)
        return part

    return transform(node, change)
