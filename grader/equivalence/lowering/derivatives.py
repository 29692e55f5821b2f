"""Lowering derivatives that stand as names: ``∂L/∂a_j`` becomes the actual derivative of the declared forward pass.

The quantities by which one differentiates become independent variables in a scope of their own, so that everything that
follows from them depends on them; the derivative is taken there in reverse mode, and the variables are then replaced by
the quantities' values. Where nothing is defined, the derivative is an atom of its own.
"""

from __future__ import annotations

from fractions import Fraction

from grader.equivalence.graph.calculus import gradient, substitute
from grader.equivalence.graph.kinds import ATOM, ONE, ZERO
from grader.equivalence.lowering.arrays import Array, Value, complaint, entries_of, shape_of
from grader.equivalence.lowering.calls import apply, bind, flattened
from grader.equivalence.lowering.quantities import atom_name, key_of
from grader.equivalence.lowering.scope import Env, Scope, lowers
from grader.expr.nodes import Call, Derivative, Gradient, Node, Number, Symbol, Vector
from grader.expr.notation import Entry

__all__ = ["lower_derivative", "lower_gradient"]


@lowers(Derivative)
def lower_derivative(scope: Scope, node: Derivative, env: Env) -> Value:
    """Return ``∂of/∂by``, once for each order."""
    by = [symbol for symbol in node.by if isinstance(symbol, Symbol)]
    if len(by) < len(node.by):
        raise complaint("derivative-by", "A derivative is taken here by something that is not a name.")
    inner = scope.overriding(frozenset(symbol.name for symbol in by))
    if not is_defined(inner, node.of):
        return opaque(scope, node, by, env)
    variables = [inner.lower(symbol, env) for symbol in by]
    value = inner.lower(node.of, env)
    for variable in variables:
        value = derivative_of(scope, value, variable)
    return restored(scope, inner, value, by)


def is_defined(inner: Scope, of: Node) -> bool:
    """Tell whether what is differentiated has a definition, or is itself one of the variables."""
    if isinstance(of, Symbol):
        entry = inner.notation.entries.get(of.name)
        return (of.name in inner.overrides and not (entry and entry.definition is None and not entry.axes)) or (
            entry is not None and entry.definition is not None
        )
    if isinstance(of, Call):
        entry = inner.notation.entries.get(of.function)
        return entry is None or entry.definition is not None
    return True


def derivative_of(scope: Scope, value: Value, variable: Value) -> Value:
    """Return the derivatives of each entry of one value by each entry of another."""
    atoms = entries_of(variable)
    if any(scope.graph.kind[atom] != ATOM for atom in atoms):
        raise complaint("derivative-by", "A derivative is taken here by something that is not a free quantity.")
    entries = [partial for entry in entries_of(value) for partial in gradient(scope.graph, entry, atoms)]
    shape = shape_of(value) + shape_of(variable)
    if len(shape) > 2:
        raise complaint(
            "derivative-shape", "This derivative has more than two indices.", help="name the entries that you mean."
        )
    return Array(shape, entries) if shape else entries[0]


def restored(scope: Scope, inner: Scope, value: Value, by: list[Symbol]) -> Value:
    """Return a derivative with the independent variables replaced by the quantities that they stand for."""
    g = scope.graph
    values: dict[int, int] = {}
    for name in dict.fromkeys(symbol.name for symbol in by):
        pairs = zip(entries_of(inner.lower(Symbol(name))), entries_of(scope.lower(Symbol(name))), strict=True)
        values |= {variable: actual for variable, actual in pairs if variable != actual}
    entries = substitute(g, entries_of(value), values) if values else entries_of(value)
    return Array(value.shape, entries) if isinstance(value, Array) else entries[0]


def opaque(scope: Scope, node: Derivative, by: list[Symbol], env: Env) -> Value:
    """Return a derivative of what has no definition, as atoms of its own."""
    of = name_of(scope, node.of, env)
    variables = [scope.lower(symbol, env) for symbol in by]
    shape = shape_of(variables[0]) if len(variables) == 1 else ()
    names = sorted(name_of(scope, symbol, env) for symbol in by)
    if of == names[0] and len(names) == 1:
        return ONE
    label = f"∂{of}/" + "".join(f"∂{name}" for name in names)
    return named_array(scope, label, shape)


def named_array(scope: Scope, label: str, shape: tuple[int, ...]) -> Value:
    """Return an atom, or an array of atoms, with a name."""
    g = scope.graph
    if not shape:
        return g.atom(label)
    indices = Array(shape, [ZERO] * size_of(shape)).keys()
    return Array(shape, [g.atom(f"({label})_{''.join(map(str, key))}") for key in indices])


def size_of(shape: tuple[int, ...]) -> int:
    """Return the number of entries in a shape."""
    count = 1
    for size in shape:
        count *= size
    return count


def name_of(scope: Scope, node: Node, env: Env) -> str:
    """Return the canonical name of a symbol with its indices."""
    if isinstance(node, Symbol):
        name = atom_name(node.name, tuple(key_of(scope, index, env) for index in node.indices))
        return name if node.iterate is None else f"{name}^({key_of(scope, node.iterate, env)})"
    if isinstance(node, Call):
        arguments = flattened([scope.lower(argument, env) for argument in node.arguments])
        return f"{node.function}({','.join(map(str, arguments))})"
    return f"#{scope.lower(node, env)}"


@lowers(Gradient)
def lower_gradient(scope: Scope, node: Gradient, env: Env) -> Value:
    """Return ``∇f`` at its arguments, or ``∇_w L``."""
    if node.by is not None:
        if isinstance(node.by, Vector):
            return stacked_partials(scope, node, env)
        return lower_derivative(scope, Derivative(with_arguments(node), (node.by,)), env)
    entry = scope.notation.entries.get(node.of.name) if isinstance(node.of, Symbol) else None
    if entry is None or (entry.parameters is None and entry.definition is not None):
        raise complaint(
            "gradient-of",
            "This gradient does not say by what it is taken.",
            help="write the variable as a subscript of ∇.",
        )
    at = [scope.lower(argument, env) for argument in node.at]
    if entry.definition is None:
        return opaque_gradient(scope, entry, at)
    return evaluated_gradient(scope, entry, at or own_parameters(scope, entry))


def with_arguments(node: Gradient) -> Node:
    """Return what a gradient is taken of, with its arguments."""
    return Call(node.of.name, node.at) if node.at and isinstance(node.of, Symbol) else node.of


def stacked_partials(scope: Scope, node: Gradient, env: Env) -> Value:
    """Return a gradient by several symbols written as a list."""
    assert isinstance(node.by, Vector)
    parts = [lower_derivative(scope, Derivative(with_arguments(node), (item,)), env) for item in node.by.items]
    return Array((len(parts),), flattened(parts))


def own_parameters(scope: Scope, entry: Entry) -> list[Value]:
    """Return a function's parameters as the symbols of the notation that they name."""
    values: list[Value] = []
    for parameter in entry.parameters or ():
        name, _, index = parameter.partition("_")
        known = parameter in scope.notation.entries or not index
        values.append(scope.lower(Symbol(parameter)) if known else scope.lower(symbol_named(name, index)))
    return values


def symbol_named(name: str, index: str) -> Symbol:
    """Return the symbol ``name_index`` for digits."""
    return Symbol(name, tuple(Number(Fraction(int(digit))) for digit in index.strip("{}").split(",")))


def evaluated_gradient(scope: Scope, entry: Entry, at: list[Value]) -> Value:
    """Return the gradient of a declared function at given arguments."""
    g = scope.graph
    parameters = bind(entry, at)
    fresh: dict[str, Value] = {}
    for name, value in parameters.items():
        atoms = [g.atom(f"″{name}_{place}") for place in range(len(entries_of(value)))]
        fresh[name] = Array(value.shape, atoms) if isinstance(value, Array) else atoms[0]
    result = apply(scope, entry, list(fresh.values()))
    if isinstance(result, Array):
        raise complaint(
            "gradient-of", f"'{entry.name}' is not a number, so it has no gradient.", help="write its Jacobian."
        )
    variables = flattened(list(fresh.values()))
    actual = flattened(list(parameters.values()))
    partials = substitute(g, gradient(g, result, variables), dict(zip(variables, actual, strict=True)))
    if len(parameters) == 1:
        only = next(iter(parameters.values()))
        return Array(only.shape, partials) if isinstance(only, Array) else partials[0]
    return Array((len(partials),), partials)


def opaque_gradient(scope: Scope, entry: Entry, at: list[Value]) -> Value:
    """Return the gradient of a function without a definition: functions without rules, of its arguments."""
    g, arguments = scope.graph, flattened(at)
    if not at:
        return g.atom(f"∇{entry.name}")
    shape = shape_of(at[0]) if len(at) == 1 else (len(at),)
    if not shape:
        return g.call(f"@∇{entry.name}", *arguments)
    return Array(shape, [g.call(f"@∇{place + 1} {entry.name}", *arguments) for place in range(size_of(shape))])
