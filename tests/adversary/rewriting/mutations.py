"""Small changes that usually make a right answer wrong. Whether it is wrong is left to the oracle."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

from tests.adversary.tree import Node, abs_, add, list_places, mul, neg, num, number_of, pow_, replace_at, sym

__all__ = ["mutate"]

KIN = (
    ("sin", "cos"), ("tan", "cot"), ("sinh", "cosh", "tanh"), ("asin", "acos", "atan"), ("max", "min"),
    ("floor", "ceil"), ("exp", "sinh"), ("sqrt", "abs"), ("sign", "relu"), ("acosh", "asinh"), ("ln", "sqrt"),
)  # fmt: skip
SIGNS = {"<": ("<=", ">"), ">": (">=", "<"), "<=": ("<", ">="), ">=": (">", "<="), "=": ("=",), "!=": ("!=",)}
MOST = 60

Mutation = Callable[[Node, Random, list[str]], Node | None]


def flip_sign(node: Node, rng: Random, names: list[str]) -> Node | None:
    if node.op == "add":
        place = rng.randrange(len(node.args))
        return Node("add", tuple(neg(arg) if n == place else arg for n, arg in enumerate(node.args)))
    return neg(node) if node.op in ("sym", "call", "mul", "div") else None


def change_number(node: Node, rng: Random, names: list[str]) -> Node | None:
    if node.op != "num":
        return None
    value = number_of(node)
    return num(rng.choice((value + 1, value - 1, value * 2, -value, value + Fraction(1, rng.choice((2, 10, 1000))))))


def change_function(node: Node, rng: Random, names: list[str]) -> Node | None:
    if node.op != "call":
        return None
    others = [name for kin in KIN if node.value in kin for name in kin if name != node.value]
    return Node("call", node.args, rng.choice(others)) if others else None


def drop_operand(node: Node, rng: Random, names: list[str]) -> Node | None:
    least = 3 if node.op == "call" else 2
    many = node.op in ("add", "mul", "and", "or", "set", "union") or (
        node.op == "call" and node.value in ("max", "min")
    )
    if not many or len(node.args) < least:
        return None
    place = rng.randrange(len(node.args))
    kept = node.args[:place] + node.args[place + 1 :]
    if node.op in ("set", "call"):
        return Node(node.op, kept, node.value)
    return kept[0] if len(kept) == 1 else Node(node.op, kept, node.value)


def exchange_operands(node: Node, rng: Random, names: list[str]) -> Node | None:
    return Node(node.op, node.args[::-1], node.value) if node.op in ("div", "pow") else None


def change_symbol(node: Node, rng: Random, names: list[str]) -> Node | None:
    others = [name for name in names if name != node.value]
    return sym(rng.choice(others)) if node.op == "sym" and others else None


def change_relation(node: Node, rng: Random, names: list[str]) -> Node | None:
    return Node("rel", node.args, rng.choice(SIGNS[str(node.value)])) if node.op == "rel" else None


def drop_function(node: Node, rng: Random, names: list[str]) -> Node | None:
    return node.args[0] if node.op == "call" and node.value in ("abs", "sqrt", "floor", "sign", "relu") else None


def insert_absolute_value(node: Node, rng: Random, names: list[str]) -> Node | None:
    return abs_(node) if node.op in ("sym", "add", "mul") and rng.random() < 0.5 else None


def disturb(node: Node, rng: Random, names: list[str]) -> Node | None:
    """Add something small, or raise to another power."""
    if node.op not in ("sym", "call", "pow") or not names:
        return None
    x = sym(rng.choice(names))
    small = num(1, rng.choice((10, 1000, 10**9, 10**12)))
    return rng.choice((add(node, mul(small, x)), add(node, small), pow_(node, 2), mul(node, add(num(1), small))))


def change_bracket(node: Node, rng: Random, names: list[str]) -> Node | None:
    if node.op != "interval":
        return None
    left, right = str(node.value)
    if rng.random() < 0.5 and node.args[0].op != "infinity":
        left = "[(".replace(left, "")
    elif node.args[1].op != "infinity":
        right = "])".replace(right, "")
    return Node("interval", node.args, left + right)


MUTATIONS: tuple[Mutation, ...] = (
    flip_sign, change_number, change_function, drop_operand, exchange_operands, change_symbol, change_relation,
    drop_function, insert_absolute_value, disturb, change_bracket,
)  # fmt: skip


def mutate(tree: Node, rng: Random, names: list[str]) -> tuple[Node, str]:
    """Return the tree with one node changed, and the name of the change; the tree itself if nothing was found."""
    places = list_places(tree)
    for _ in range(MOST):
        path, node = rng.choice(places)
        change = rng.choice(MUTATIONS)
        new = change(node, rng, names)
        if new is not None and new != node and not is_inside_a_statement(tree, path, new):
            return replace_at(tree, path, new), change.__name__
    return tree, ""


def is_inside_a_statement(tree: Node, path: tuple[int, ...], new: Node) -> bool:
    """Whether the node would be negated although it is a condition, which is no answer."""
    return new.op in ("neg", "call") and bool(new.args) and new.args[0].op in ("rel", "and", "or")
