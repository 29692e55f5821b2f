"""Conditions in one variable: every method there is, exact ones first.

Polynomial conditions are compared by all their roots (``solution_sets``); others by their breakpoints
(``monotone_conditions``), where these are found. Only these can say that two conditions are equal. Where they fail, a
solution of one that is none of the other is sought in balls (``certified_roots``). Every witness is put into the two
texts as well (``written_values``).
"""

from dataclasses import replace

from grader.equivalence.conditions.monotone_conditions import decide_between_breakpoints
from grader.equivalence.conditions.solution_sets import decide_polynomial_conditions, list_comparisons
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, NUMBER
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.solving.certified_roots import find_certified_solution
from grader.equivalence.solving.written_values import contradicts_witness
from grader.equivalence.systems.written_conditions import has_gaps
from grader.expr.nodes import Call, Indicator, Node, Symbol
from grader.expr.notation import Domain
from grader.expr.traverse import walk
from grader.records import Decision, Equality

__all__ = ["confirm_witness", "decide_by_solutions", "has_steps", "make_strict", "may_jump", "refute_in_balls"]

# Functions that the graph writes by signs, or that have rules for signs, which hold except at single points.
STEPS = frozenset({"sign", "abs", "max", "min", "relu", "heaviside", "floor", "ceil", "root", "cbrt", "sqrt"})

JUMPS = frozenset({"sign", "heaviside", "floor", "ceil"})  # the functions of these that are not continuous


def decide_by_solutions(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision | None:
    """Return whether two conditions in one variable have the same solutions; None where that cannot be worked out."""
    if list_names(scope, student, expected, env) is None:
        return None
    if has_steps(student) or has_steps(expected):
        scope, ladder, env = make_strict(scope, ladder, env)
    found = decide_polynomial_conditions(scope, student, expected, env)
    found = found or decide_between_breakpoints(scope, ladder, student, expected, env)
    return confirm_witness(found, student, expected)


def refute_in_balls(scope: Scope, student: Node, expected: Node, env: Env) -> Decision | None:
    """Return the decision ``different`` at an enclosed solution of one of two conditions in one variable."""
    names = list_names(scope, student, expected, env)
    # A function that the exercise declares may have the name of a known one, and another meaning.
    if not names or calls_declared_function(scope, student, expected):
        return None
    return find_certified_solution(student, expected, *names[0])


def confirm_witness(found: Decision | None, student: Node, expected: Node) -> Decision | None:
    """Return a decision, but not one whose witness the two texts contradict."""
    is_contradicted = (
        found is not None and found.result is Equality.DIFFERENT and contradicts_witness(found, student, expected)
    )
    return None if is_contradicted else found


def has_steps(tree: Node) -> bool:
    """Whether a tree holds a step, or a root that the graph may write with one."""
    return any(isinstance(part, Indicator) or (isinstance(part, Call) and part.function in STEPS)
               for part in walk(tree))  # fmt: skip


def may_jump(scope: Scope, *trees: Node) -> bool:
    """Whether trees, or the definitions of the names in them, may not be continuous and hold a step.

    Sides that have values everywhere and no jump, such as max and |t|, are equal everywhere if they are almost
    everywhere.
    """
    todo, seen = [*trees], set[str]()
    while todo:
        tree = todo.pop()
        for part in walk(tree):
            if isinstance(part, Indicator) or (isinstance(part, Call) and part.function in JUMPS):
                return True
            name = part.name if isinstance(part, Symbol) else part.function if isinstance(part, Call) else ""
            entry = scope.notation.entries.get(name) if name not in seen else None
            seen.add(name)
            if entry is not None and entry.definition is not None:
                todo.append(entry.definition)
                trees = (*trees, entry.definition)
    return any(map(has_steps, trees)) and any(map(has_gaps, trees))


def make_strict(scope: Scope, ladder: Ladder, env: Env) -> tuple[Scope, Ladder, Env]:
    """Return a scope and ladder in which single points count: ``sign(t)^2`` is not 1, as it is 0 at 0."""
    if scope.graph.strict:
        return scope, ladder, env
    graph = Graph(strict=True, limit=scope.graph.limit)
    bound = {letter: graph.number(scope.graph.data[value]) for letter, value in env.items()
             if isinstance(value, int) and scope.graph.kind[value] == NUMBER}  # fmt: skip
    policy = replace(ladder.policy, strict=True)
    return Scope(graph, scope.notation, scope.sizes, scope.overrides), Ladder(graph, policy), bound


def calls_declared_function(scope: Scope, *trees: Node) -> bool:
    return any(isinstance(part, Call) and part.function in scope.notation.entries
               for tree in trees for part in walk(tree))  # fmt: skip


def list_names(scope: Scope, student: Node, expected: Node, env: Env) -> list[tuple[str, Domain]] | None:
    """Return the one free symbol of two conditions with its domain; None where there are several, or arrays."""
    noted: dict[int, list[tuple[int, str]]] = {}
    if None in [list_comparisons(scope, tree, env, noted) for tree in (student, expected)]:
        return None
    nodes = [node for tests in noted.values() for node, _ in tests]
    atoms = [node for node in list_reachable(scope.graph, nodes) if scope.graph.kind[node] == ATOM]
    return [scope.graph.data[atom] for atom in atoms] if len(atoms) < 2 else None
