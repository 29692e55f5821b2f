"""Lowering derivatives that are only named: ``∂L/∂a_j`` becomes the actual derivative of the declared forward pass.

The variables of the derivative become independent in a scope of their own, so that everything that follows from them
depends on them. The derivative is taken there in reverse mode. Then the variables are replaced by their values. Where
nothing is defined, the derivative is an atom of its own.
"""

from __future__ import annotations

from fractions import Fraction

from grader.equivalence.graph.calculus import gradient, substitute
from grader.equivalence.graph.kinds import ATOM, ONE, ZERO
from grader.equivalence.lowering.arrays import Array, Value, complaint, entries_of, shape_of
from grader.equivalence.lowering.calls import apply_declared, bind_parameters, flatten_entries
from grader.equivalence.lowering.quantities import format_atom_name, format_index
from grader.equivalence.lowering.scope import Env, Scope, lowers
from grader.expr.nodes import Call, Derivative, Gradient, Node, Number, Symbol, Vector
from grader.expr.notation import Entry

__all__ = ["lower_derivative", "lower_gradient"]


@lowers(Derivative)
def lower_derivative(scope: Scope, node: Derivative, env: Env) -> Value:
    """Return ``∂of/∂by``, once for each order."""
    by = [symbol for symbol in node.by if isinstance(symbol, Symbol)]
    if len(by) < len(node.by):
        raise complaint("derivative-by", "A derivative is taken here with respect to something that is not a name.")
    inner = scope.override(frozenset(symbol.name for symbol in by))
    if not has_definition(inner, node.of):
        return build_opaque_derivative(scope, node, by, env)
    variables = [inner.lower(symbol, env) for symbol in by]
    value = inner.lower(node.of, env)
    # One after the other, in the inner scope, so that a second derivative sees the first as a function of the
    # variables.
    for variable in variables:
        value = differentiate_value(scope, value, variable)
    return restore_values(scope, inner, value, by)


def has_definition(inner: Scope, of: Node) -> bool:
    """Whether what is differentiated has a definition, or is itself one of the variables."""
    if isinstance(of, Symbol):
        entry = inner.notation.entries.get(of.name)
        # The derivative of a free array by itself is the identity. A single free symbol is left to
        # ``build_opaque_derivative``, where ∂x/∂x is 1.
        return (of.name in inner.overrides and not (entry and entry.definition is None and not entry.axes)) or (
            entry is not None and entry.definition is not None
        )
    if isinstance(of, Call):
        entry = inner.notation.entries.get(of.function)
        return entry is None or entry.definition is not None
    return True


def differentiate_value(scope: Scope, value: Value, variable: Value) -> Value:
    """Return the derivatives of each entry of one value by each entry of another."""
    atoms = entries_of(variable)
    if any(scope.graph.kind[atom] != ATOM for atom in atoms):
        raise complaint(
            "derivative-by", "A derivative is taken here with respect to something that is not a free quantity."
        )
    entries = [partial for entry in entries_of(value) for partial in gradient(scope.graph, entry, atoms)]
    # Numerator layout: rows belong to the value, columns to the variable, so the derivative of A x by x is A.
    shape = shape_of(value) + shape_of(variable)
    if len(shape) > 2:
        raise complaint(
            "derivative-shape", "This derivative has more than two indices.", help="name the entries that you mean."
        )
    return Array(shape, entries) if shape else entries[0]


def restore_values(scope: Scope, inner: Scope, value: Value, by: list[Symbol]) -> Value:
    """Replace the independent variables of a derivative by the values of their quantities."""
    g = scope.graph
    # Only now: replaced before, the variables would be formulas, and nothing could be differentiated by them.
    values: dict[int, int] = {}
    for name in dict.fromkeys(symbol.name for symbol in by):
        pairs = zip(entries_of(inner.lower(Symbol(name))), entries_of(scope.lower(Symbol(name))), strict=True)
        values |= {variable: actual for variable, actual in pairs if variable != actual}
    entries = substitute(g, entries_of(value), values) if values else entries_of(value)
    return Array(value.shape, entries) if isinstance(value, Array) else entries[0]


def build_opaque_derivative(scope: Scope, node: Derivative, by: list[Symbol], env: Env) -> Value:
    """Return a derivative of what has no definition, as atoms of its own."""
    of = name_of(scope, node.of, env)
    variables = [scope.lower(symbol, env) for symbol in by]
    shape = shape_of(variables[0]) if len(variables) == 1 else ()
    # Sorted: the order of partial derivatives does not matter for a smooth function (Schwarz).
    names = sorted(name_of(scope, symbol, env) for symbol in by)
    if of == names[0] and len(names) == 1:
        return ONE
    label = f"∂{of}/" + "".join(f"∂{name}" for name in names)
    return build_named_array(scope, label, shape)


def build_named_array(scope: Scope, label: str, shape: tuple[int, ...]) -> Value:
    """Return an atom, or an array of atoms, with a name."""
    g = scope.graph
    if not shape:
        return g.atom(label)
    indices = Array(shape, [ZERO] * count_entries(shape)).list_indices()
    return Array(shape, [g.atom(f"({label})_{''.join(map(str, key))}") for key in indices])


def count_entries(shape: tuple[int, ...]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def name_of(scope: Scope, node: Node, env: Env) -> str:
    """Return the canonical name of a symbol with its indices."""
    if isinstance(node, Symbol):
        name = format_atom_name(node.name, tuple(format_index(scope, index, env) for index in node.indices))
        return name if node.iterate is None else f"{name}^({format_index(scope, node.iterate, env)})"
    if isinstance(node, Call):
        arguments = flatten_entries([scope.lower(argument, env) for argument in node.arguments])
        return f"{node.function}({','.join(map(str, arguments))})"
    # A formula has no name of its own; equal formulas are one node, so its number will do.
    return f"#{scope.lower(node, env)}"


@lowers(Gradient)
def lower_gradient(scope: Scope, node: Gradient, env: Env) -> Value:
    """Return ``∇f`` at its arguments, or ``∇_w L``."""
    if node.by is not None:
        if isinstance(node.by, Vector):
            return stack_partials(scope, node, env)
        return lower_derivative(scope, Derivative(apply_to_arguments(node), (node.by,)), env)
    entry = scope.notation.entries.get(node.of.name) if isinstance(node.of, Symbol) else None
    if entry is None or (entry.parameters is None and entry.definition is not None):
        raise complaint(
            "gradient-of",
            "This gradient does not say which variable it is taken with respect to.",
            help="write the variable as a subscript of ∇.",
        )
    at = [scope.lower(argument, env) for argument in node.at]
    if entry.definition is None:
        return build_opaque_gradient(scope, entry, at)
    return evaluate_gradient(scope, entry, at or lower_own_parameters(scope, entry))


def apply_to_arguments(node: Gradient) -> Node:
    """Return the function of a gradient, called with the arguments where it is taken."""
    return Call(node.of.name, node.at) if node.at and isinstance(node.of, Symbol) else node.of


def stack_partials(scope: Scope, node: Gradient, env: Env) -> Value:
    """Return a gradient by several symbols written as a list."""
    assert isinstance(node.by, Vector)
    parts = [lower_derivative(scope, Derivative(apply_to_arguments(node), (item,)), env) for item in node.by.items]
    return Array((len(parts),), flatten_entries(parts))


def lower_own_parameters(scope: Scope, entry: Entry) -> list[Value]:
    """Return a function's parameters as the symbols of the notation that they name."""
    values: list[Value] = []
    for parameter in entry.parameters or ():
        name, _, index = parameter.partition("_")
        known = parameter in scope.notation.entries or not index
        values.append(scope.lower(Symbol(parameter)) if known else scope.lower(build_indexed_symbol(name, index)))
    return values


def build_indexed_symbol(name: str, index: str) -> Symbol:
    """Return the symbol ``name_index`` for digits."""
    return Symbol(name, tuple(Number(Fraction(int(digit))) for digit in index.strip("{}").split(",")))


def evaluate_gradient(scope: Scope, entry: Entry, at: list[Value]) -> Value:
    g = scope.graph
    parameters = bind_parameters(entry, at)
    fresh: dict[str, Value] = {}
    for name, value in parameters.items():
        # Fresh atoms, in case an argument is a formula or the same symbol twice: ∇f(x, x) has two different partials.
        atoms = [g.atom(f"″{name}_{place}") for place in range(len(entries_of(value)))]
        fresh[name] = Array(value.shape, atoms) if isinstance(value, Array) else atoms[0]
    result = apply_declared(scope, entry, list(fresh.values()))
    if isinstance(result, Array):
        raise complaint(
            "gradient-of", f"'{entry.name}' is not a number, so it has no gradient.", help="write its Jacobian."
        )
    variables = flatten_entries(list(fresh.values()))
    actual = flatten_entries(list(parameters.values()))
    partials = substitute(g, gradient(g, result, variables), dict(zip(variables, actual, strict=True)))
    if len(parameters) == 1:
        only = next(iter(parameters.values()))
        return Array(only.shape, partials) if isinstance(only, Array) else partials[0]
    return Array((len(partials),), partials)


def build_opaque_gradient(scope: Scope, entry: Entry, at: list[Value]) -> Value:
    """Return the gradient of a function without a definition: functions without rules, of its arguments."""
    g, arguments = scope.graph, flatten_entries(at)
    if not at:
        # ∇f without an argument is a name alone, equal only to itself.
        return g.atom(f"∇{entry.name}")
    shape = shape_of(at[0]) if len(at) == 1 else (len(at),)
    if not shape:
        return g.call(f"@∇{entry.name}", *arguments)
    return Array(shape, [g.call(f"@∇{place + 1} {entry.name}", *arguments) for place in range(count_entries(shape))])
