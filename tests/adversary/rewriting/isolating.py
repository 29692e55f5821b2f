"""Steps that solve an equation for a part of one side, where no solution is lost or gained."""

from fractions import Fraction
from random import Random

from tests.adversary.rewriting.algebra import whole_exponent
from tests.adversary.rewriting.rule import Facts, Rule, rule
from tests.adversary.rewriting.trigonometry import argument_of
from tests.adversary.tree import Node, add, call, const, div, mul, neg, pow_, rel, sub

__all__ = ["CARELESS", "ISOLATING"]

ISOLATING: list[Rule] = []
CARELESS: list[Rule] = []  # the same steps where they may gain or lose solutions


def sides_of(node: Node) -> tuple[Node, Node] | None:
    return (node.args[0], node.args[1]) if node.op == "rel" and node.value == "=" else None


@rule(ISOLATING, "exact")
def move_term(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a + b = c means a = c - b."""
    if (sides := sides_of(node)) is None or sides[0].op != "add":
        return None
    left, right = sides
    place = rng.randrange(len(left.args))
    others = add(*left.args[:place], *left.args[place + 1 :])
    return rel(left.args[place], "=", sub(right, others))


@rule(ISOLATING, "exact")
def divide_by_positive(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a b = c means a = c/b, for b that is certainly positive."""
    if (sides := sides_of(node)) is None or sides[0].op != "mul":
        return None
    left, right = sides
    place = rng.randrange(len(left.args))
    others = mul(*left.args[:place], *left.args[place + 1 :])
    return rel(left.args[place], "=", div(right, others)) if facts.is_positive(others) else None


@rule(ISOLATING, "exact")
def multiply_by_positive(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a/b = c means a = c b, and c/a = b/c means the same turned over, for positive letters."""
    if (sides := sides_of(node)) is None or sides[0].op != "div":
        return None
    (top, bottom), right = sides[0].args, sides[1]
    if facts.is_positive(top) and facts.is_positive(right) and rng.random() < 0.4:
        return rel(bottom, "=", div(top, right))
    return rel(top, "=", mul(right, bottom)) if facts.is_positive(bottom) else None


@rule(ISOLATING, "exact")
def undo_function(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sqrt a = c means a = c^2 for c >= 0; e^a = c means a = ln c; ln a = c means a = e^c; a^n = c, all positive."""
    if (sides := sides_of(node)) is None:
        return None
    left, right = sides
    if (a := argument_of(left, "sqrt")) is not None and facts.is_nonnegative(right):
        return rel(a, "=", pow_(right, 2))
    if (a := argument_of(left, "ln")) is not None:
        return rel(a, "=", pow_(const("e"), right))
    if left.op == "pow" and left.args[0] == const("e"):
        return rel(left.args[1], "=", call("ln", right))
    n = whole_exponent(left)
    if n is not None and facts.is_positive(left.args[0]) and facts.is_positive(right):
        root = call("sqrt", right) if n == 2 else pow_(right, Fraction(1, n))
        return rel(left.args[0], "=", root)
    return None


@rule(ISOLATING, "exact")
def change_sign(node: Node, rng: Random, facts: Facts) -> Node | None:
    """-a = c means a = -c."""
    if (sides := sides_of(node)) is None or sides[0].op != "neg":
        return None
    return rel(sides[0].args[0], "=", neg(sides[1]))


@rule(ISOLATING, "exact")
def square_sides(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a = b means a^2 = b^2, where neither is negative."""
    if (sides := sides_of(node)) is None or not all(map(facts.is_nonnegative, sides)):
        return None
    return rel(pow_(sides[0], 2), "=", pow_(sides[1], 2))


@rule(CARELESS, "narrower")
def divide_by_anything(node: Node, rng: Random, facts: Facts) -> Node | None:
    if (sides := sides_of(node)) is None or sides[0].op != "mul":
        return None
    return rel(sides[0].args[0], "=", div(sides[1], mul(*sides[0].args[1:])))


@rule(CARELESS, "wider")
def multiply_by_anything(node: Node, rng: Random, facts: Facts) -> Node | None:
    if (sides := sides_of(node)) is None or sides[0].op != "div":
        return None
    return rel(sides[0].args[0], "=", mul(sides[1], sides[0].args[1]))


@rule(CARELESS, "wider")
def square_anything(node: Node, rng: Random, facts: Facts) -> Node | None:
    if (sides := sides_of(node)) is None:
        return None
    return rel(pow_(sides[0], 2), "=", pow_(sides[1], 2))


@rule(CARELESS, "narrower")
def take_principal_root(node: Node, rng: Random, facts: Facts) -> Node | None:
    if (sides := sides_of(node)) is None or whole_exponent(sides[0]) != 2:
        return None
    return rel(sides[0].args[0], "=", call("sqrt", sides[1]))
