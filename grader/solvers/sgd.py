"""Stochastic gradient descent over given mini-batches: each step uses the samples of one batch alone.

``w^(k+1) = w^(k) − α_k · 1/|B_k| · Σ_{s ∈ B_k} ∇_w ℓ(w^(k); s)``; with ``reduce: sum`` without the ``1/|B_k|``. When
there are more steps than batches, the batches are gone through again from the first (another epoch).

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
    chosen,
    combined,
    iterate_name,
    read_descent,
    resumed,
)
from grader.solvers.descent.mistakes import (
    NUMBER_MISTAKES,
    SIZE_MISTAKES,
    STEP_MISTAKES,
    chosen_with,
    gradient_mistakes,
    lengthened,
    sizes_with,
    step_with,
)
from grader.solvers.gradient import partials
from grader.solvers.named_mistakes import NONE, Mistake, Slips, from_step
from grader.solvers.options import MATH_LIST, author_error, author_limit, choice, items, schema
from grader.solvers.problem.target import Point, at_point, equation, variable_symbols, written
from grader.solvers.protocol import Confirmation, Landscape, Problem, Schema, Solution, Step

if TYPE_CHECKING:
    from grader.solvers.descent.replay import Replay

__all__ = ["MEMBER", "Batches", "SgdSolver", "batch_steps"]

Sample = Mapping[Symbol, Node]


def with_batches(problem: Problem) -> tuple[str, ...]:
    """Return one place where there are several batches."""
    return ("",) if len(read_sgd(problem)[1].batches) > 1 else ()


def with_means(problem: Problem) -> tuple[str, ...]:
    """Return one place where the gradients of several samples are averaged."""
    batches = read_sgd(problem)[1]
    return ("",) if batches.is_mean and any(len(batch) > 1 for batch in batches.batches) else ()


def with_sums(problem: Problem) -> tuple[str, ...]:
    """Return one place where the gradients of several samples are summed."""
    batches = read_sgd(problem)[1]
    return ("",) if not batches.is_mean and any(len(batch) > 1 for batch in batches.batches) else ()


def with_samples(problem: Problem) -> tuple[str, ...]:
    """Return one place where a batch has several samples."""
    return (*with_means(problem), *with_sums(problem))


class SgdSolver:
    """Steps against the gradient over one batch at a time."""

    kind = "sgd"
    summary = "the iterates of stochastic gradient descent over given mini-batches"
    options: Schema = schema(
        ("of", "by", "samples", "batches", "start", "steps"),
        **{**DESCENT_OPTIONS, "by": {**MATH_LIST, "description": "The weights."}},
        samples={**MATH_LIST, "description": "The names that hold one sample, such as [x, y]."},
        batches={
            "type": "array",
            "items": MATH_LIST,
            "description": "The batches, each a list of samples: [(1, 2), (3, 4)].",
        },
        reduce=choice("mean", "sum", description="How the gradients of a batch are put together; mean if left out."),
        **{"yield": choice("iterates", "gradients", description="What is asked for: iterates if left out.")},
    )

    mistakes = (
        Mistake("wrong-batch", "using the next batch", with_batches, hint="Look at which batch a step uses."),
        Mistake("same-batch", "using the first batch in every step", with_batches),
        Mistake("full-batch", "using all samples in every step", with_batches),
        Mistake("first-sample", "using only the first sample of a batch", with_samples),
        Mistake("batch-summed", "summing over the batch instead of averaging", with_means),
        Mistake("batch-averaged", "averaging over the batch instead of summing", with_sums),
        *STEP_MISTAKES,
        *SIZE_MISTAKES,
        *NUMBER_MISTAKES,
        *gradient_mistakes(),
    )

    def solve(self, problem: Problem) -> Solution:
        """Run the method and pick out what is asked for."""
        d, batches = read_sgd(problem)
        run = list(batch_steps(d, batches))
        return Solution(chosen(problem, d.start, run), tuple(step for iterate in run for step in iterate.shown))

    def mistaken(self, problem: Problem, slips: Slips, first: int = 0) -> Node:
        """Run the method with slips."""
        longer = lengthened(counted(problem), slips)
        d, batches = read_sgd(longer)
        d = replace(d, alpha=sizes_with(d, longer, slips, first))
        return chosen_with(counted(problem), d, list(batch_steps(d, batches, slips, first)), slips, first)

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Run the method again in sympy."""
        from grader.solvers.descent.replay import confirm_run  # loads sympy

        d, batches = read_sgd(problem)
        return confirm_run(problem, solution, d, lambda r: replay(r, batches))

    def landscape(self, problem: Problem) -> Landscape:
        """Return the loss over all samples, of which each step sees a part."""
        d, batches = read_sgd(problem)
        samples = batches.mistaken(0, {"full-batch": ""})
        losses = tuple(substitute(d.f.value, sample) for sample in samples)
        loss = losses[0] if len(losses) == 1 else Add(losses)
        return Landscape(Div(loss, number(len(losses))) if batches.is_mean else loss, d.f.variables, d.start)

    def resume(self, problem: Problem, own: Sequence[Node]) -> Node:
        """Return the iterate that comes after the student's own x^(1), …, x^(k)."""
        d, batches = read_sgd(problem)
        return written(next(batch_steps(resumed(d, own), batches.after(len(own)))).next)


@dataclass(frozen=True)
class Batches:
    """The batches in their order, and whether their gradients are averaged."""

    batches: tuple[tuple[Sample, ...], ...]
    is_mean: bool

    def at(self, k: int) -> tuple[Sample, ...]:
        """Return the batch of step k."""
        return self.batches[k % len(self.batches)]

    def after(self, k: int) -> "Batches":
        """Return the batches in the order in which they are used after step k."""
        turn = k % len(self.batches)
        return Batches(self.batches[turn:] + self.batches[:turn], self.is_mean)

    def mistaken(self, k: int, slips: Slips) -> tuple[Sample, ...]:
        """Return the samples that are used in step k, with slips."""
        if "full-batch" in slips:
            return tuple(sample for batch in self.batches for sample in batch)
        batch = self.at(0 if "same-batch" in slips else k + 1 if "wrong-batch" in slips else k)
        return batch[:1] if "first-sample" in slips else batch

    def name(self, k: int) -> str:
        """Return which batch step k uses."""
        return f"batch {k % len(self.batches) + 1}"


def read_sgd(problem: Problem) -> tuple[Descent, Batches]:
    """Read the problem and the batches."""
    names = [s for item in items(problem.options.get("samples")) for s in variable_symbols(item, problem.notation)]
    given = problem.options.get("batches")
    listed = given.items if isinstance(given, Vector) else tuple(given or ())
    batches = tuple(tuple(read_sample(row, names) for row in rows_of(batch, len(names))) for batch in listed)
    if not batches or not all(batches):
        raise author_error("There is no batch, or one without samples.", "Write 'batches:' with a list of lists.")
    if sum(map(len, batches)) > MAX_ENTRIES:
        raise author_limit("There are too many samples.", "MAX_ENTRIES", "Use fewer samples.")
    return read_descent(counted(problem)), Batches(batches, problem.options.get("reduce", "mean") == "mean")


def counted(problem: Problem) -> Problem:
    """Return the problem with as many steps as there are batches, where it is not said how many."""
    if "count" in problem.options or "at" in problem.options:
        return problem
    given = problem.options.get("batches")
    listed = given.items if isinstance(given, Vector) else tuple(given or ())
    return replace(problem, options={**problem.options, "count": str(len(listed))})


def rows_of(batch: Node, width: int) -> list[tuple[Node, ...]]:
    """Return the samples of a batch, however the list of them was written."""
    if isinstance(batch, Matrix):
        return list(batch.rows)
    rows = items(batch)
    if all(isinstance(row, Vector) for row in rows):
        return [items(row) for row in rows]
    return [(row,) for row in rows] if width == 1 else [rows]


def read_sample(row: tuple[Node, ...], names: list[Symbol]) -> Sample:
    """Return one sample by name."""
    if len(row) != len(names):
        raise author_error(f"A sample has {len(row)} numbers, and there are {len(names)} names under 'samples'.")
    return dict(zip(names, row, strict=True))


def batch_steps(d: Descent, batches: Batches, slips: Slips = NONE, first: int = 0) -> Iterator[Iterate]:
    """Yield the steps of the run; those from step ``first`` on with slips."""
    slopes, slipping = partials(d.f, d.notation), partials(d.f, d.notation, slips)
    w = d.start
    for k, alpha in enumerate(d.alpha):
        made = from_step(slips, k, first)
        batch = batches.mistaken(k, made)
        at = d.start if "gradient-reused" in made else w
        each = [sample_gradient(d, slipping if made else slopes, at, sample) for sample in batch]
        is_mean = (batches.is_mean and "batch-summed" not in made) or "batch-averaged" in made
        share = number(Fraction(1, len(batch)) if is_mean else 1)
        g = combined([(share, gradient) for gradient in each], k, d.notation)
        w_next = step_with(w, g, alpha, k, d, made)
        summed = Add(tuple(map(written, each))) if len(each) > 1 else written(each[0])
        whole = Mul((share, summed)) if share != ONE else summed
        gradient = Symbol("g", (), number(k))
        move = Add((written(w), Neg(Mul((alpha, written(g))))))
        yield Iterate(
            k,
            w,
            w_next,
            {"gradients": written(g)},
            (
                Step(f"Put the gradients of {batches.name(k)} together.", equation(gradient, whole, written(g))),
                Step(f"Take step {k + 1}.", equation(iterate_name(d.f, k + 1), move, written(w_next))),
            ),
        )
        w = w_next


def sample_gradient(d: Descent, slopes: Point, w: Point, sample: Sample) -> Point:
    """Return the gradient of the loss of one sample."""
    values = {**d.f.values_at(w), **sample}
    return tuple(at_point(slope, values, d.notation) for slope in slopes)


def replay(r: "Replay", batches: Batches) -> dict[str, list[Any]]:
    """Return the run a second time, in sympy, from the formula of the batch's whole loss."""
    w, g = [r.start], []
    for k, alpha in enumerate(r.alpha):
        losses = [r.bridge.scalar(substitute(r.formula, sample)) for sample in batches.at(k)]
        loss = sum(losses) / (len(losses) if batches.is_mean else 1)
        g.append(r.gradient(w[-1], loss))
        w.append(w[-1] - alpha * g[-1])
    return {"iterates": w, "gradients": g}


MEMBER = SgdSolver()
