"""Quantities of a small network: families with indices, sums over an index, rectifiers and sigmoids."""

from collections.abc import Sequence
from random import Random

from tests.adversary.kinds.growing import SHARE_OF_MUTATED
from tests.adversary.pairs import Pair
from tests.adversary.rewriting import algebra, pieces
from tests.adversary.rewriting.mutations import mutate
from tests.adversary.rewriting.rule import EXACT, Facts, Rule, rewrite, rule
from tests.adversary.tree import (
    Node,
    add,
    call,
    div,
    ind,
    mul,
    names_in,
    neg,
    num,
    number_of,
    pow_,
    rel,
    replace_at,
    sub,
    subtrees,
    sym,
    transform,
)  # fmt: skip

__all__ = ["generate"]

FAMILIES = {"w": (2,), "z": (2,), "d": (2,), "v": (2, 3), "g": (3,), "y": (3,), "f": (3,)}
NUMBERS = ("x", "r")
SYMBOLS = {
    **{
        name: f"vector({size[0]})" if len(size) == 1 else f"matrix({size[0]}, {size[1]})"
        for name, size in FAMILIES.items()
    },
    **dict.fromkeys(NUMBERS, "real"),
}
RANGE = {"k": 2, "j": 3}  # how far each index runs
BY_RANGE = {2: ("w", "z", "d"), 3: ("g", "y", "f")}
SUMS: list[Rule] = []


def entry(name: str, *indices: Node) -> Node:
    return Node("entry", indices, name)


def sum_over(index: str, body: Node, first: int = 1, last: int | None = None) -> Node:
    return Node("sum", (body, num(first), num(RANGE[index] if last is None else last)), index)


def put_number(tree: Node, index: str, value: int) -> Node:
    return transform(tree, lambda node: num(value) if node == sym(index) else node)


def bounds_of(node: Node) -> tuple[int, int]:
    return int(number_of(node.args[1])), int(number_of(node.args[2]))


@rule(SUMS, "exact")
def write_out(node: Node, rng: Random, facts: Facts) -> Node | None:
    """A sum as its terms."""
    if node.op != "sum":
        return None
    first, last = bounds_of(node)
    return add(*(put_number(node.args[0], str(node.value), n) for n in range(first, last + 1)))


@rule(SUMS, "exact")
def split_range(node: Node, rng: Random, facts: Facts) -> Node | None:
    """The first term, and the sum of the others."""
    if node.op != "sum" or bounds_of(node)[0] >= bounds_of(node)[1]:
        return None
    first, last = bounds_of(node)
    index = str(node.value)
    return add(put_number(node.args[0], index, first), sum_over(index, node.args[0], first + 1, last))


@rule(SUMS, "exact")
def rename_index(node: Node, rng: Random, facts: Facts) -> Node | None:
    if node.op != "sum":
        return None
    other = rng.choice(("i", "l", "m"))
    if other in names_in(node):
        return None
    body = transform(node.args[0], lambda part: sym(other) if part == sym(str(node.value)) else part)
    return Node("sum", (body, *node.args[1:]), other)


@rule(SUMS, "exact")
def exchange_sums(node: Node, rng: Random, facts: Facts) -> Node | None:
    """The sum over k of the sum over j is the sum over j of the sum over k."""
    if node.op != "sum" or node.args[0].op != "sum":
        return None
    inner = node.args[0]
    return Node("sum", (Node("sum", (inner.args[0], *node.args[1:]), node.value), *inner.args[1:]), inner.value)


@rule(SUMS, "exact")
def pull_out_factor(node: Node, rng: Random, facts: Facts) -> Node | None:
    """A factor without the index goes in front of the sum."""
    if node.op != "sum" or node.args[0].op != "mul":
        return None
    free = [factor for factor in node.args[0].args if str(node.value) not in names_in(factor)]
    kept = [factor for factor in node.args[0].args if factor not in free]
    return mul(*free, Node("sum", (mul(*kept), *node.args[1:]), node.value)) if free and kept else None


@rule(SUMS, "exact")
def pull_in_factor(node: Node, rng: Random, facts: Facts) -> Node | None:
    if node.op != "mul" or node.args[-1].op != "sum":
        return None
    inner = node.args[-1]
    if any(str(inner.value) in names_in(factor) for factor in node.args[:-1]):
        return None
    return Node("sum", (mul(*node.args[:-1], inner.args[0]), *inner.args[1:]), inner.value)


@rule(SUMS, "exact")
def split_sum(node: Node, rng: Random, facts: Facts) -> Node | None:
    """The sum of a_k + b_k is the sum of a_k plus the sum of b_k."""
    if node.op != "sum" or node.args[0].op != "add":
        return None
    return add(*(Node("sum", (term, *node.args[1:]), node.value) for term in node.args[0].args))


@rule(SUMS, "exact")
def spell_sigmoid(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sigmoid t = 1/(1 + e^-t) = (1 + tanh(t/2))/2 = 1 - sigmoid(-t)."""
    if node.op != "call" or node.value != "sigmoid":
        return None
    t = node.args[0]
    return rng.choice((
        div(num(1), add(num(1), call("exp", neg(t)))), sub(num(1), call("sigmoid", neg(t))),
        div(add(num(1), call("tanh", div(t, num(2)))), num(2)), div(call("exp", t), add(num(1), call("exp", t))),
    ))  # fmt: skip


# Other rules put in symbols of their own, or are about functions that no network has.
PLAIN = {"distribute", "factor_out", "reorder", "square_a_sum", "split_power", "expand_fraction", "split_fraction",
         "flip_sign", "split_number", "factor_squares"}  # fmt: skip
RULES = [*SUMS, *SUMS, *(each for each in algebra.ALGEBRA if each.name in PLAIN),
         *(each for each in pieces.PIECES if each.name != "monotone_indicator")]  # fmt: skip


def factor(rng: Random, indices: Sequence[str]) -> Node:
    """Return a quantity with some of the indices that are in use, or with numbers in their place."""
    if len(indices) == 2 and rng.random() < 0.5:
        return entry("v", *map(sym, ("k", "j")))
    index = rng.choice(indices) if indices and rng.random() < 0.9 else None
    size = RANGE[index] if index else rng.choice((2, 3))
    place = sym(index) if index else num(rng.randint(1, size))
    plain = entry(rng.choice(BY_RANGE[size]), place)
    return rng.choice((
        lambda: plain, lambda: plain, lambda: sub(plain, entry(rng.choice(BY_RANGE[size]), place)),
        lambda: ind(rel(plain, rng.choice((">", ">=")), num(0))), lambda: call("relu", plain),
        lambda: call("sigmoid", plain),
        lambda: pow_(plain, 2), lambda: sub(num(1), plain), lambda: sym(rng.choice(NUMBERS)),
        lambda: ind(rel(mul(plain, sym("x")), ">", num(0))),
    ))()  # fmt: skip


def grow_term(rng: Random, indices: Sequence[str], depth: int) -> Node:
    """Return a product of quantities, with a sum over a new index in some."""
    factors = [factor(rng, indices) for _ in range(rng.choice((1, 2, 2, 3)))]
    free = [index for index in RANGE if index not in indices]
    if depth and free and rng.random() < 0.8:
        index = rng.choice(free)
        factors.append(sum_over(index, grow_term(rng, (*indices, index), depth - 1)))
    return mul(*factors)


def grow_formula(rng: Random) -> Node:
    terms = [grow_term(rng, (), 2) for _ in range(rng.choice((1, 1, 2)))]
    return add(*terms)


def change_index(tree: Node, rng: Random) -> tuple[Node, str]:
    """Return the tree with another index, or another quantity, at one place."""
    places = [(path, node) for path, node in subtrees(tree) if node.op == "entry"]
    if not places or rng.random() < 0.4:
        return mutate(tree, rng, [])
    path, node = rng.choice(places)
    size = FAMILIES[str(node.value)]
    if rng.random() < 0.4:
        others = [name for name, sizes in FAMILIES.items() if sizes == size and name != node.value]
        return (
            (replace_at(tree, path, Node("entry", node.args, rng.choice(others))), "other quantity")
            if others
            else (tree, "")
        )
    place = rng.randrange(len(size))
    number = num(rng.randint(1, size[place]))
    return replace_at(tree, (*path, place), number), "other index"


def generate(rng: Random) -> Pair:
    base = grow_formula(rng)
    facts = Facts(SYMBOLS)
    student, steps = rewrite(base, rng, RULES, facts, rng.randint(1, 4), (*EXACT, "almost"))
    expected, more = rewrite(base, rng, RULES, facts, rng.randint(0, 1), (*EXACT, "almost"))
    is_equal = rng.random() >= SHARE_OF_MUTATED
    if not is_equal:
        student, step = change_index(student, rng)
        steps = (*steps, step)
    used = {
        str(node.value) for tree in (student, expected) for _, node in subtrees(tree) if node.op in ("entry", "sym")
    }
    symbols = {name: domain for name, domain in SYMBOLS.items() if name in used} or {"x": "real"}
    return Pair("backpropagation", student, expected, symbols, is_equal=is_equal, steps=(*steps, *more))
