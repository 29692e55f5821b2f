"""Random equivalent forms of a formula: sound rules, applied at random places, one after another.

The random generator is an argument, so the same seed gives the same forms.

>>> from random import Random
>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> to_text(rewrite_randomly(parse("2*(x + 1)", notation).tree, Site(notation=notation, random=Random(7)), 3))
'x*2 + 1*2'
"""

from collections.abc import Iterator
from dataclasses import replace

from grader.expr.calculation.building import number
from grader.expr.nodes import (
    Assignment,
    BigOperator,
    Call,
    Constant,
    Derivative,
    Div,
    Entry,
    Gradient,
    Indicator,
    Interval,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Symbol,
)
from grader.expr.traverse import children, count_nodes, rebuild, transform
from grader.simulation.forms.algebra import ALGEBRA, Rule, Site
from grader.simulation.forms.functions import FUNCTIONS_AND_NAMES

__all__ = ["Site", "normalize_as_typed", "rewrite_randomly"]

RULES: tuple[Rule, ...] = ALGEBRA + FUNCTIONS_AND_NAMES
TRIES = 16  # to find a rule that applies
MOST_GROWTH = 3  # times the size, plus SMALL nodes, so that no answer grows beyond what a student would write
SMALL = 30
SHARE_OF_NUMBERS = 1 / 4  # there are many in a formula, and few people write 4/2 for 2
Path = tuple[int, ...]
INFINITE = (Constant("oo"), Neg(Constant("oo")))
CLOSED = (Symbol, Derivative, Gradient, Number)


def rewrite_randomly(tree: Node, site: Site, steps: int) -> Node:
    """Return a formula after some random rewritings; it never grows beyond a few times its size."""
    most = MOST_GROWTH * count_nodes(tree) + SMALL
    for _ in range(steps):
        changed = apply_random_rule(tree, site)
        if changed is not None and count_nodes(changed) <= most:
            tree = changed
    return normalize_as_typed(tree)


def apply_random_rule(tree: Node, site: Site) -> Node | None:
    """Return a formula with one random rule applied at one random place."""
    places = list(list_open_places(tree))
    for _ in range(TRIES):
        path, node, is_value = site.random.choice(places)
        if isinstance(node, Number) and site.random.random() > SHARE_OF_NUMBERS:
            continue
        changed = site.random.choice(RULES)(node, replace(site, is_value=is_value))
        if changed is not None and changed != node:
            return replace_at(tree, path, changed)
    return None


def list_open_places(tree: Node, path: Path = (), is_value: bool = True) -> Iterator[tuple[Path, Node, bool]]:
    """Yield every place of a formula where a rule may be applied, and whether a number there is an ordinary value.

    Parts that name something (subscripts, derivatives, the target of an assignment) are not changed.
    """
    yield path, tree, is_value
    if isinstance(tree, CLOSED):
        return
    for place, child in enumerate(children(tree)):
        if is_open(tree, place):
            yield from list_open_places(child, (*path, place), is_value and is_plain_place(tree, place))


def is_open(parent: Node, place: int) -> bool:
    """Whether a part of a construct may be rewritten: of an entry its array, of a sum its body."""
    if isinstance(parent, Assignment):
        return place == 1
    if isinstance(parent, BigOperator | Entry):
        return place == 0
    if children(parent)[place] in INFINITE and isinstance(parent, Interval | Relation):
        return False  # an end that is no number, so that it is in no formula
    return not (isinstance(parent, Power) and place == 1 and isinstance(parent.exponent, Number | Neg | Div))


def is_plain_place(parent: Node, place: int) -> bool:
    """Whether a number in a part of a construct may be rewritten: not in a condition or as a bound."""
    return not isinstance(parent, Indicator | Call)


def replace_at(tree: Node, path: Path, new: Node) -> Node:
    if not path:
        return new
    parts = list(children(tree))
    parts[path[0]] = replace_at(parts[path[0]], path[1:], new)
    return rebuild(tree, parts)


def normalize_as_typed(tree: Node) -> Node:
    """Return a formula as a reader of text would build it: signs before numbers, fractions as quotients."""

    def change(node: Node) -> Node:
        if isinstance(node, Number) and node.decimals is None:
            return normalize_number(node)
        if isinstance(node, Neg) and isinstance(node.operand, Neg):
            return node.operand.operand
        return node

    return transform(tree, change)


def normalize_number(node: Number) -> Node:
    """Return a number as a person would type it."""
    if node.value < 0:
        return Neg(normalize_number(Number(-node.value)))
    if node.value.denominator == 1:
        return node
    return Div(number(node.value.numerator), number(node.value.denominator))
