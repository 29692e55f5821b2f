"""Names, constants, entries and vectors, valued for all sizes at once."""

from functools import reduce

from grader.equivalence.all_sizes.evaluation import Env, Evaluation, Place, evaluates
from grader.equivalence.all_sizes.tensors import LOCAL, Extent, NotCoveredError, Tensor, take_entry
from grader.expr import nodes

__all__: list[str] = []


@evaluates(nodes.Symbol)
def of_symbol(evaluation: Evaluation, tree: nodes.Symbol, env: Env) -> Tensor:
    if not tree.indices and tree.iterate is None:
        bound = env.get(tree.name)
        if isinstance(bound, int):
            return evaluation.space.scalar(bound)
        if isinstance(bound, Place):  # any numbers may be the places, in their order
            return take_entry(
                evaluation.space.symbol(f"places of {bound.size}", (bound.size,)), [bound.number], evaluation.space
            )
        if tree.name in evaluation.space.sizes:
            return evaluation.space.count(tree.name)
    entry = evaluation.notation.entries.get(tree.name)
    # Tensors of more than two axes, and functions, have no rule here.
    if entry is None or entry.parameters is not None or len(entry.axes) > 2 or tree.name in env:
        raise NotCoveredError
    axes = tuple(evaluation.notation.ranges.get(axis, axis) if isinstance(axis, str) else axis for axis in entry.axes)
    if entry.definition is not None:
        # A family over a range of known size is unrolled elsewhere.
        if tree.iterate is not None or any(axis in evaluation.notation.ranges for axis in entry.axes):
            raise NotCoveredError
        whole = evaluation.value(entry.definition)
        if whole.axes != axes:
            raise NotCoveredError
    else:
        name = tree.name if tree.iterate is None else f"{tree.name}^({tree.iterate!r})"
        if not entry.axes and tree.indices:
            return evaluation.space.symbol(f"{name}_{tree.indices!r}", ())
        whole = evaluation.space.symbol(name, axes)
    if not tree.indices:
        return whole
    if len(tree.indices) > len(axes):
        raise NotCoveredError
    return take_entry(
        whole,
        [evaluation.place(index, axis, env) for index, axis in zip(tree.indices, axes, strict=False)],
        evaluation.space,
    )


@evaluates(nodes.Constant)
def of_constant(evaluation: Evaluation, tree: nodes.Constant, env: Env) -> Tensor:
    if tree.name == "pi":
        # pi is transcendental, so that a residue without relations can be its value.
        return Tensor((), [evaluation.kernels.fresh("pi")])
    if tree.name == "e":
        return evaluation.kernels.exp(evaluation.space.scalar(1))
    raise NotCoveredError


@evaluates(nodes.Entry)
def of_entry(evaluation: Evaluation, tree: nodes.Entry, env: Env) -> Tensor:
    whole = evaluation.value(tree.of, env)
    axes = whole.axes[1:] if len(whole.axes) == 2 and whole.axes[0] == 1 and len(tree.indices) == 1 else whole.axes
    places = [evaluation.place(index, axis, env) for index, axis in zip(tree.indices, axes, strict=False)]
    return take_entry(whole, places, evaluation.space)


@evaluates(nodes.Vector)
def of_vector(evaluation: Evaluation, tree: nodes.Vector, env: Env) -> Tensor:
    items = [evaluation.scalar(item, env) for item in tree.items]
    extent = reduce(Extent.plus, [item.extent for item in items], LOCAL)
    return Tensor((len(items),), [item.entries[0] for item in items], extent)
