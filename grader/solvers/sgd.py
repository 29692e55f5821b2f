"""Stochastic gradient descent over given mini-batches: each step uses the samples of one batch alone.

``w^(k+1) = w^(k) − α_k · 1/|B_k| · Σ_{s ∈ B_k} ∇_w ℓ(w^(k); s)``; with ``reduce: sum`` without the ``1/|B_k|``. When
there are more steps than batches, the batches are used again from the first (another epoch).

Source: Goodfellow et al., *Deep Learning*, §8.1.3 and §8.3.1.
Letters: ``f`` the loss ℓ of one sample, ``w`` the iterate, ``g`` the batch gradient, ``alpha`` the step size α_k.

>>> from fractions import Fraction
>>> from grader.expr.nodes import Power
>>> from grader.expr.notation import Notation
>>> from grader.expr.calculation.building import number
>>> w, y = Symbol("w"), Symbol("y")
>>> options = {"of": Power(Add((w, Neg(y))), number(2)), "by": w, "samples": y, "start": number(0), "count": "2",
...     "steps": number(Fraction(1, 2)), "batches": (Vector((number(1), number(3))), Vector((number(6),)))}
>>> [str(point.value) for point in MEMBER.solve(Problem(Notation(), options)).value.items]
['2', '6']
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from grader.expr.calculation.building import ONE, number
from grader.expr.nodes import Add, Div, Matrix, Mul, Neg, Node, Symbol, Vector
from grader.expr.traverse import substitute
from grader.limits import MAX_ENTRIES
from grader.solvers.descent.method import (
    DESCENT_OPTIONS,
    Descent,
    Iterate,
    choose_asked,
    combine_points,
    continue_from,
    name_iterate,
    read_descent,
)
from grader.solvers.descent.mistakes import (
    NUMBER_MISTAKES,
    SIZE_MISTAKES,
    STEP_MISTAKES,
    arrange,
    change_sizes,
    choose_with_mistakes,
    lengthen_run,
    list_gradient_mistakes,
    take_step,
)
from grader.solvers.gradient import partials
from grader.solvers.named_mistakes import NO_MISTAKES, Mistake, PlacedMistakes, select_mistakes
from grader.solvers.options import MATH_LIST, author_error, author_limit, choice_schema, list_formulas, options_schema
from grader.solvers.problem.target import Point, equation, evaluate_at, list_variables, write_point
from grader.solvers.protocol import Confirmation, Landscape, Problem, Schema, Solution, Step

if TYPE_CHECKING:
    from grader.solvers.descent.replay import Replay

__all__ = ["MEMBER", "Batches", "SgdSolver", "run_batches"]

Sample = Mapping[Symbol, Node]


def where_several_batches(problem: Problem) -> tuple[str, ...]:
    return ("",) if len(read_sgd(problem)[1].batches) > 1 else ()


def where_means(problem: Problem) -> tuple[str, ...]:
    """One place if the gradients of several samples are averaged."""
    batches = read_sgd(problem)[1]
    return ("",) if batches.is_mean and any(len(batch) > 1 for batch in batches.batches) else ()


def where_sums(problem: Problem) -> tuple[str, ...]:
    """One place if the gradients of several samples are summed."""
    batches = read_sgd(problem)[1]
    return ("",) if not batches.is_mean and any(len(batch) > 1 for batch in batches.batches) else ()


def where_several_samples(problem: Problem) -> tuple[str, ...]:
    return (*where_means(problem), *where_sums(problem))


class SgdSolver:
    """Takes steps against the gradient over one batch at a time."""

    kind = "sgd"
    summary = "the iterates of stochastic gradient descent over given mini-batches"
    options: Schema = options_schema(
        ("of", "by", "samples", "batches", "start", "steps"),
        **{**DESCENT_OPTIONS, "by": {**MATH_LIST, "description": "The weights."}},
        samples={**MATH_LIST, "description": "The names that hold one sample, such as [x, y]."},
        batches={
            "type": "array",
            "items": MATH_LIST,
            "description": "The batches, each a list of samples: [(1, 2), (3, 4)].",
        },
        reduce=choice_schema("mean", "sum", description="How the gradients of a batch are combined; mean if left out."),
        **{"yield": choice_schema("iterates", "gradients", description="What to give; the iterates if left out.")},
    )

    mistakes = (
        Mistake(
            "wrong-batch",
            "using the next batch",
            where_several_batches,
            hint="Look at which batch a step uses.",
            repeats=True,
        ),
        Mistake("same-batch", "using the first batch in every step", where_several_batches),
        Mistake("full-batch", "using all samples in every step", where_several_batches, repeats=True),
        Mistake("first-sample", "using only the first sample of a batch", where_several_samples),
        Mistake("batch-summed", "summing over the batch instead of averaging", where_means, repeats=True),
        Mistake("batch-averaged", "averaging over the batch instead of summing", where_sums, repeats=True),
        *STEP_MISTAKES,
        *SIZE_MISTAKES,
        *NUMBER_MISTAKES,
        *list_gradient_mistakes(),
    )

    def solve(self, problem: Problem) -> Solution:
        """Run the method and pick what is asked for."""
        d, batches = read_sgd(problem)
        run = list(run_batches(d, batches))
        return Solution(choose_asked(problem, d.start, run), tuple(step for iterate in run for step in iterate.trace))

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Run the method with mistakes."""
        longer = lengthen_run(fill_in_count(problem), mistakes)
        d, batches = read_sgd(longer)
        d = replace(d, alpha=change_sizes(d, longer, mistakes, first))
        return choose_with_mistakes(
            fill_in_count(problem), d, list(run_batches(d, batches, mistakes, first)), mistakes, first
        )

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Run the method again in sympy."""
        from grader.solvers.descent.replay import confirm_run  # loads sympy

        d, batches = read_sgd(problem)
        return confirm_run(problem, solution, d, lambda r: replay(r, batches))

    def landscape(self, problem: Problem) -> Landscape:
        """Return the loss over all samples; each step sees only a part of it."""
        d, batches = read_sgd(problem)
        samples = batches.mistaken(0, {"full-batch": ""})
        losses = tuple(substitute(d.f.value, sample) for sample in samples)
        loss = losses[0] if len(losses) == 1 else Add(losses)
        return Landscape(Div(loss, number(len(losses))) if batches.is_mean else loss, d.f.variables, d.start)

    def resume(self, problem: Problem, own: Sequence[Node], mistakes: PlacedMistakes = NO_MISTAKES) -> Node:
        """Return the iterate that comes after the student's own x^(1), …, x^(k), with these mistakes in its step."""
        d, batches = read_sgd(problem)
        d = continue_from(replace(d, alpha=change_sizes(d, problem, mistakes)), arrange(own, mistakes))
        run = run_batches(d, batches.after(len(own)), mistakes)
        (after,) = arrange((write_point(next(run).next),), mistakes)
        return after


@dataclass(frozen=True)
class Batches:
    """The batches in their order, and whether their gradients are averaged."""

    batches: tuple[tuple[Sample, ...], ...]
    is_mean: bool

    def at(self, k: int) -> tuple[Sample, ...]:
        return self.batches[k % len(self.batches)]

    def after(self, k: int) -> "Batches":
        """Return the batches in the order in which they are used after step k."""
        turn = k % len(self.batches)
        return Batches(self.batches[turn:] + self.batches[:turn], self.is_mean)

    def mistaken(self, k: int, mistakes: PlacedMistakes) -> tuple[Sample, ...]:
        """Return the samples that step k uses with these mistakes."""
        if "full-batch" in mistakes:
            return tuple(sample for batch in self.batches for sample in batch)
        batch = self.at(0 if "same-batch" in mistakes else k + 1 if "wrong-batch" in mistakes else k)
        return batch[:1] if "first-sample" in mistakes else batch

    def name(self, k: int) -> str:
        return f"batch {k % len(self.batches) + 1}"


def read_sgd(problem: Problem) -> tuple[Descent, Batches]:
    names = [
        s for item in list_formulas(problem.options.get("samples")) for s in list_variables(item, problem.notation)
    ]
    given = problem.options.get("batches")
    rows = given.items if isinstance(given, Vector) else tuple(given or ())
    batches = tuple(tuple(read_sample(row, names) for row in list_samples(batch, len(names))) for batch in rows)
    if not batches or not all(batches):
        raise author_error("There is no batch, or one without samples.", "Write 'batches:' with a list of lists.")
    if sum(map(len, batches)) > MAX_ENTRIES:
        raise author_limit("There are too many samples.", "MAX_ENTRIES", "Use fewer samples.")
    return read_descent(fill_in_count(problem)), Batches(batches, problem.options.get("reduce", "mean") == "mean")


def fill_in_count(problem: Problem) -> Problem:
    """Return the problem with one step for each batch, unless the problem says how many steps."""
    if "count" in problem.options or "at" in problem.options:
        return problem
    given = problem.options.get("batches")
    batches = given.items if isinstance(given, Vector) else tuple(given or ())
    return replace(problem, options={**problem.options, "count": str(len(batches))})


def list_samples(batch: Node, width: int) -> list[tuple[Node, ...]]:
    """Return the samples of a batch, however the list of them was written."""
    if isinstance(batch, Matrix):
        return list(batch.rows)
    rows = list_formulas(batch)
    if all(isinstance(row, Vector) for row in rows):
        return [list_formulas(row) for row in rows]
    return [(row,) for row in rows] if width == 1 else [rows]


def read_sample(row: tuple[Node, ...], names: list[Symbol]) -> Sample:
    if len(row) != len(names):
        raise author_error(f"A sample has {len(row)} numbers, and there are {len(names)} names under 'samples'.")
    return dict(zip(names, row, strict=True))


def run_batches(
    d: Descent, batches: Batches, mistakes: PlacedMistakes = NO_MISTAKES, first: int = 0
) -> Iterator[Iterate]:
    """Yield the steps of the run; mistakes are made from step ``first`` on."""
    slopes, mistaken_slopes = partials(d.f, d.notation), partials(d.f, d.notation, mistakes)
    w = d.start
    for k, alpha in enumerate(d.alpha):
        made = select_mistakes(mistakes, k, first)
        batch = batches.mistaken(k, made)
        at = d.start if "gradient-reused" in made else w
        each = [sample_gradient(d, mistaken_slopes if made else slopes, at, sample) for sample in batch]
        is_mean = (batches.is_mean and "batch-summed" not in made) or "batch-averaged" in made
        share = number(Fraction(1, len(batch)) if is_mean else 1)
        g = combine_points([(share, gradient) for gradient in each], k, d.notation)
        w_next = take_step(w, g, alpha, k, d, made)
        summed = Add(tuple(map(write_point, each))) if len(each) > 1 else write_point(each[0])
        whole = Mul((share, summed)) if share != ONE else summed
        gradient = Symbol("g", (), number(k))
        move = Add((write_point(w), Neg(Mul((alpha, write_point(g))))))
        yield Iterate(
            k,
            w,
            w_next,
            {"gradients": write_point(g)},
            (
                Step(f"Put the gradients of {batches.name(k)} together.", equation(gradient, whole, write_point(g))),
                Step(f"Take step {k + 1}.", equation(name_iterate(d.f, k + 1), move, write_point(w_next))),
            ),
        )
        w = w_next


def sample_gradient(d: Descent, slopes: Point, w: Point, sample: Sample) -> Point:
    values = {**d.f.values_at(w), **sample}
    return tuple(evaluate_at(slope, values, d.notation) for slope in slopes)


def replay(r: "Replay", batches: Batches) -> dict[str, list[Any]]:
    """Run the method a second time, in sympy, from the formula of the batch's whole loss."""
    w, g = [r.start], []
    for k, alpha in enumerate(r.alpha):
        losses = [r.bridge.scalar(substitute(r.formula, sample)) for sample in batches.at(k)]
        loss = sum(losses) / (len(losses) if batches.is_mean else 1)
        g.append(r.gradient(w[-1], loss))
        w.append(w[-1] - alpha * g[-1])
    return {"iterates": w, "gradients": g}


MEMBER = SgdSolver()
