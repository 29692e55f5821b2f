"""Solution families such as ``x = pi/6 + 2 k pi`` with a whole number k, as conditions in x alone.

Nobody who writes such a family means one value of k: x is a solution where *some* whole number fits. That is so exactly
where the sine of ``(x - pi/6)/2`` is zero. A family that alternates, as ``(-1)^k pi/6 + k pi``, is two: one for even
and one for odd numbers. Only steps that are a rational multiple of pi are read in this way, so an equation in two
unknowns such as ``n = 2 k`` stays one.

A letter that is not declared, or is declared as a natural number, may be meant to count in the same way. Then the two
readings must agree before anything is called different.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from grader.equivalence.graph.functions import find_multiple_of_pi
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import NUMBER
from grader.equivalence.graph.powers import expand_argument
from grader.equivalence.lowering.scope import Env, Scope
from grader.expr.nodes import Add, Call, Div, Junction, Mul, Neg, Node, Number, Relation, Symbol
from grader.expr.notation import Domain
from grader.expr.traverse import substitute, walk

__all__ = ["replace_families", "replace_possible_families"]

MAX_MEMBERS = 12  # families in one condition
COUNTING = frozenset("jklmnzKN")  # letters that count where nobody declares them
ZERO, ONE, TWO = (Number(Fraction(n)) for n in range(3))


class Family(NamedTuple):
    """The numbers that are ``start`` plus whole multiples of ``share`` times pi."""

    start: Node
    share: Fraction


def replace_families(scope: Scope, trees: tuple[Node, Node], env: Env) -> tuple[Node, Node]:
    """Return two conditions with every family as a condition in its variable; as they are where any is something else.

    Both are rewritten or none: a counter that is left over would be an unknown.
    """
    # Hardly any exercise declares a whole number.
    if all(entry.domain.kind != "integer" for entry in scope.notation.entries.values()):
        return trees
    return replace_counters(scope, trees, env, lambda symbol: is_counter(scope, symbol)) or trees


def replace_possible_families(scope: Scope, trees: tuple[Node, Node], env: Env) -> tuple[Node, Node] | None:
    """Return two conditions with every family whose letter may count as a condition in its variable; None without."""
    return replace_counters(scope, trees, env, lambda symbol: may_count(scope, symbol))


def replace_counters(
    scope: Scope, trees: tuple[Node, Node], env: Env, counts: Callable[[Symbol], bool]
) -> tuple[Node, Node] | None:
    """Return two conditions with every family as a condition in its variable; None where any is something else."""
    counters = {symbol for tree in trees for symbol in walk(tree) if isinstance(symbol, Symbol) and counts(symbol)}
    if not counters:
        return None
    student, expected = (rewrite(scope, tree, counters, env) for tree in trees)
    return None if student is None or expected is None else (student, expected)


def is_counter(scope: Scope, symbol: Symbol) -> bool:
    """Whether a symbol is declared to be any whole number, and is no quantity with a formula or indices."""
    domain = find_plain_domain(scope, symbol)
    return domain is not None and domain.kind == "integer" and domain.lower is None and domain.upper is None


def may_count(scope: Scope, symbol: Symbol) -> bool:
    """Whether a symbol is whole, or one of the letters that often are, without a range."""
    domain = find_plain_domain(scope, symbol)
    if domain is None or domain.lower is not None or domain.upper is not None:
        return False
    return domain.kind in ("integer", "natural") or (domain.kind == "real" and symbol.name in COUNTING)


def find_plain_domain(scope: Scope, symbol: Symbol) -> Domain | None:
    """Return the domain of a symbol that is no quantity with a formula or indices."""
    entry = scope.notation.entries.get(symbol.name)
    if entry is None or entry.definition is not None or entry.axes or symbol.indices or symbol.iterate is not None:
        return None
    return entry.domain


def rewrite(scope: Scope, tree: Node, counters: set[Symbol], env: Env) -> Node | None:
    """Return a condition without counters; None where one is left."""
    found = {symbol for symbol in walk(tree) if isinstance(symbol, Symbol)} & counters
    if not found:
        return tree
    if isinstance(tree, Junction) and tree.kind == "or" and len(tree.parts) <= MAX_MEMBERS:
        members = [rewrite(scope, part, counters, env) for part in tree.parts]
        return None if None in members else Junction("or", tuple(part for part in members if part is not None))
    if not isinstance(tree, Relation) or tree.operators != ("=",) or len(found) != 1:
        return None
    (counter,) = found
    for variable, value in (tree.operands, tree.operands[::-1]):
        others = {symbol for symbol in walk(value) if isinstance(symbol, Symbol)}
        if isinstance(variable, Symbol) and variable not in counters and others == {counter}:
            families = list_families(scope, value, counter, env)
            parts = [build_condition(variable, family) for family in families]
            return parts[0] if len(parts) == 1 else Junction("or", tuple(parts)) if parts else None
    return None


def list_families(scope: Scope, value: Node, counter: Symbol, env: Env) -> list[Family]:
    """Return the families that a formula in one counter runs through; none where it is no such formula."""
    whole = read_family(scope, value, counter, env)
    if whole is not None:
        return [whole]
    doubled = Mul((TWO, counter))
    halves = [substitute(value, {counter: part}) for part in (doubled, Add((doubled, ONE)))]
    found = [read_family(scope, half, counter, env) for half in halves]
    return [] if None in found else [family for family in found if family is not None]


def read_family(scope: Scope, value: Node, counter: Symbol, env: Env) -> Family | None:
    """Return a formula that is linear in a counter as a family."""
    g: Graph = scope.graph
    at_zero, at_one = (substitute(value, {counter: number}) for number in (ZERO, ONE))
    whole, start, letter, first = (scope.lower_scalar(tree, env) for tree in (value, at_zero, counter, at_one))
    step = expand_argument(g, g.sub(first, start))
    share = find_multiple_of_pi(g, step)
    # Linear: what is left without the start is the counter times the step.
    rest = expand_argument(g, g.sub(whole, g.add([start, g.mul([letter, step])])))
    if share is None or share == 0 or g.kind[rest] != NUMBER or g.data[rest] != 0:
        return None
    return Family(at_zero, Fraction(int(share.p), int(share.q)))


def build_condition(variable: Symbol, family: Family) -> Relation:
    """Return the condition that a variable belongs to a family: ``(x - start)/share`` is a whole multiple of pi."""
    angle = Div(Add((variable, Neg(family.start))), Number(family.share))
    return Relation((Call("sin", (angle,)), ZERO), ("=",))
