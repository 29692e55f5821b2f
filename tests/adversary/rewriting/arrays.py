"""Rules of vectors and matrices, which hold for every size."""

from random import Random

from tests.adversary.rewriting.algebra import whole_exponent
from tests.adversary.rewriting.rule import Facts, Rule, rule
from tests.adversary.tree import Node, add, call, mul, neg, num, sub

__all__ = ["ARRAYS"]

ARRAYS: list[Rule] = []


def transpose(a: Node) -> Node:
    return a.args[0] if a.op == "transpose" else Node("transpose", (a,))


def is_call(node: Node, *names: str) -> bool:
    return node.op == "call" and node.value in names


@rule(ARRAYS, "exact")
def transpose_of_product(node: Node, rng: Random, facts: Facts) -> Node | None:
    """(A B)^T = B^T A^T, and (A + B)^T = A^T + B^T."""
    if node.op != "transpose" or node.args[0].op not in ("mul", "add"):
        return None
    parts = [transpose(arg) for arg in node.args[0].args]
    return mul(*parts[::-1]) if node.args[0].op == "mul" else add(*parts)


@rule(ARRAYS, "exact")
def transpose_twice(node: Node, rng: Random, facts: Facts) -> Node | None:
    return Node("transpose", (Node("transpose", (node,)),)) if node.op == "sym" else None


@rule(ARRAYS, "exact")
def distribute_product(node: Node, rng: Random, facts: Facts) -> Node | None:
    """A (B + C) = A B + A C, in this order."""
    if node.op != "mul":
        return None
    for place, arg in enumerate(node.args):
        if arg.op == "add":
            return add(*(mul(*node.args[:place], term, *node.args[place + 1 :]) for term in arg.args))
    return None


@rule(ARRAYS, "exact")
def group_product(node: Node, rng: Random, facts: Facts) -> Node | None:
    """A B C = A (B C)."""
    if node.op != "mul" or len(node.args) < 3:
        return None
    return Node("mul", (node.args[0], Node("mul", node.args[1:])))


@rule(ARRAYS, "exact")
def turn_trace(node: Node, rng: Random, facts: Facts) -> Node | None:
    """tr(A B) = tr(B A), tr(A^T) = tr(A), tr(A + B) = tr(A) + tr(B)."""
    if not is_call(node, "tr"):
        return None
    a = node.args[0]
    if a.op == "mul":
        return call("tr", mul(*a.args[1:], a.args[0]))
    return add(*(call("tr", arg) for arg in a.args)) if a.op == "add" else call("tr", transpose(a))


@rule(ARRAYS, "exact")
def spell_inner_product(node: Node, rng: Random, facts: Facts) -> Node | None:
    """v . w = v^T w = w^T v, and |v|^2 = v^T v."""
    if is_call(node, "dot"):
        v, w = node.args
        return rng.choice((mul(transpose(v), w), mul(transpose(w), v), call("dot", w, v)))
    if whole_exponent(node) == 2 and is_call(node.args[0], "norm"):
        v = node.args[0].args[0]
        return rng.choice((mul(transpose(v), v), call("dot", v, v)))
    return None


@rule(ARRAYS, "exact")
def determinant_of_product(node: Node, rng: Random, facts: Facts) -> Node | None:
    """det(A B) = det A det B for square A and B, and det(A^T) = det A."""
    if not is_call(node, "det"):
        return None
    a = node.args[0]
    if a.op == "mul" and all(is_square(arg, facts) for arg in a.args):
        return mul(*(call("det", arg) for arg in a.args))
    return call("det", transpose(a))


@rule(ARRAYS, "exact")
def inverse_of_product(node: Node, rng: Random, facts: Facts) -> Node | None:
    """(A B)^-1 = B^-1 A^-1 for square A and B, and (A^-1)^T = (A^T)^-1."""
    if is_call(node, "inv"):
        a = node.args[0]
        if a.op == "mul" and all(is_square(arg, facts) for arg in a.args):
            return mul(*(call("inv", arg) for arg in a.args[::-1]))
        return transpose(call("inv", transpose(a)))
    return None


@rule(ARRAYS, "exact")
def add_nothing(node: Node, rng: Random, facts: Facts) -> Node | None:
    """A = 2 A - A = A + A - A, and -A = (-1) A."""
    if node.op == "sym":
        return rng.choice((sub(mul(num(2), node), node), sub(add(node, node), node)))
    return mul(num(-1), node.args[0]) if node.op == "neg" else None


@rule(ARRAYS, "exact")
def pull_sign(node: Node, rng: Random, facts: Facts) -> Node | None:
    if node.op == "mul" and any(arg.op == "neg" for arg in node.args):
        place = next(n for n, arg in enumerate(node.args) if arg.op == "neg")
        return neg(mul(*node.args[:place], node.args[place].args[0], *node.args[place + 1 :]))
    return None


@rule(ARRAYS, "exact")
def reorder_sum(node: Node, rng: Random, facts: Facts) -> Node | None:
    return Node("add", tuple(rng.sample(node.args, len(node.args)))) if node.op == "add" else None


def is_square(node: Node, facts: Facts) -> bool:
    """Whether a tree is certainly square: a letter that is declared so, or an inverse."""
    if node.op == "sym":
        domain = facts.symbols.get(str(node.value), "")
        sizes = domain.partition("(")[2].rstrip(")").split(", ")
        return domain.startswith("matrix") and len(sizes) == 2 and sizes[0] == sizes[1]
    return node.op == "transpose" and is_square(node.args[0], facts)
