"""Right answers to an item in the many forms in which a class hands them in.

The expected answer is rewritten and typed at random. The name that is asked for may come first, members may be given
one by one, iterates as a list or by their numbers. For an item that is not answered by a formula, the answer is what
its author wrote.
"""

from collections.abc import Sequence
from random import Random

from grader.answers.leaving_open import vary_key
from grader.answers.members import enumerate_members, find_index_letters, map_member_names
from grader.answers.protocol import WritesAnswers
from grader.answers.reading import rows_of
from grader.equivalence.form.violations import find_violations
from grader.expr import to_text
from grader.expr.calculation.building import ONE
from grader.expr.nodes import Add, Assignment, Matrix, Neg, Node, Number, Relation, Symbol, Vector
from grader.expr.traverse import transform
from grader.grading.proof import format_key
from grader.rubric import Item
from grader.rubric.accepted.rounded import round_tree
from grader.simulation.forms.given import Given
from grader.simulation.forms.rewriting import Site, rewrite_randomly
from grader.simulation.forms.sentences import sample_of, wrap_sample
from grader.simulation.forms.sets import vary_set
from grader.simulation.forms.spelling import spell_randomly

__all__ = ["draw_form", "is_formula", "draw_right_form", "make_site"]

REWRITTEN = frozenset({
    "equation", "expression", "index_family", "iterates", "matrix", "number", "update_rule", "vector",
})  # fmt: skip
MOST_STEPS = 4  # rewritings of one answer
MOST_ATTEMPTS = 8  # to find one in the form that is asked for


def is_formula(item: Item) -> bool:
    """Whether an item is answered by a formula that may be written in any equivalent form."""
    return item.key is not None and item.key.answer.tree is not None and item.type in REWRITTEN


def make_site(item: Item, random: Random) -> Site:
    """Return where rules are applied for an item: avoid the names asked for, and decimals that may be rounded."""
    asked = frozenset(symbol.name for symbol in item.task.symbols if isinstance(symbol, Symbol))
    return Site(notation=item.notation, random=random, decimals=item.task.policy.is_exact, avoid=asked)


def draw_right_form(item: Item, random: Random) -> Given:
    """Return the expected answer to an item in a random form."""
    if item.key is not None and item.key.answer.tree is not None and item.type in REWRITTEN:
        return draw_form(rewrite_key(item, item.key.answer.tree, random), item, random)
    if item.choices and item.key is not None:
        return ", ".join(random.choice((word, word, word.capitalize())) for word in item.key.answer.words)
    if item.key is not None and isinstance(item.answer_type, WritesAnswers):
        return random.choice(list(item.answer_type.list_right_forms(item.key.answer, item.task)))
    return wrap_sample(item, random) if item.type == "text" and sample_of(item) else format_key(item)


def rewrite_key(item: Item, key: Node, random: Random) -> Node:
    """Return an expected answer rewritten at random, in the form that the item asks for."""
    policy = item.task.policy
    if policy.exactly or (policy.accepts_rounding and random.random() < 1 / 3):
        return round_tree(vary_key(key, item.task, random), policy, more=0 if policy.exactly else random.randrange(3))
    for _ in range(MOST_ATTEMPTS if item.form else 1):
        other = vary_set(vary_key(key, item.task, random), random, any_ends=item.task.asked.any_ends)
        tree = rewrite_randomly(other, make_site(item, random), random.randint(0, MOST_STEPS))
        if not find_violations(tree, item.form, item.notation):
            return tree
    return key


def draw_form(tree: Node, item: Item, random: Random) -> Given:
    """Return a formula, right or wrong, as an answer to an item; its value does not change."""
    if item.type == "iterates":
        return write_iterates(tree, item, random)
    if item.type == "update_rule":
        return spell_randomly(vary_rule(tree, random), item.notation, random)
    if item.type in ("index_family", "vector", "matrix") and random.random() < 1 / 6:
        listed = write_members(tree, item, random)
        if listed is not None:
            return listed
    symbols = [symbol for symbol in item.task.symbols if not isinstance(tree, Relation)]
    if symbols and random.random() < 1 / 4:
        return spell_randomly(Relation((symbols[0], tree), ("=",)), item.notation, random)
    return spell_randomly(tree, item.notation, random)


def write_iterates(tree: Node, item: Item, random: Random) -> Given:
    """Return iterates in brackets, as a list, or by their numbers."""
    rows = rows_of(tree) or (tree,)
    points = spell_in_one_style(rows, item, random)
    way = random.randrange(4)
    if way == 0:
        first = int(item.task.options.get("first", "1"))
        return {f"x^({number})": point for number, point in enumerate(points, start=first)}
    if way == 1 and len(points) > 1:
        return tuple(points)
    return f"[{', '.join(map(to_text, rows))}]" if way == 2 and len(rows) > 1 else to_text(tree)


def spell_in_one_style(trees: Sequence[Node], item: Item, random: Random) -> list[str]:
    """Return formulas as one student types them, all in the same style."""
    hand = random.getrandbits(32)
    return [spell_randomly(tree, item.notation, Random(hand)) for tree in trees]


def vary_rule(tree: Node, random: Random) -> Node:
    """Return an update rule with '=' in place of ':=', or counted from one number earlier."""
    if isinstance(tree, Assignment) and random.random() < 1 / 3:
        return Relation((tree.target, tree.value), ("=",))
    if isinstance(tree, Relation) and random.random() < 1 / 2:
        return count_one_earlier(tree)
    return tree


def count_one_earlier(tree: Relation) -> Node:
    """Return ``x^(k) = … x^(k-1)`` for ``x^(k+1) = … x^(k)``."""
    match tree.operands[0]:
        case Symbol(iterate=Add(terms=(Symbol() as count, Number() as step))) if step == ONE:
            before = Add((count, Neg(ONE)))

            def change(node: Node) -> Node:
                if node == Add((before, ONE)):
                    return count
                return before if node == count else node

            return transform(tree, change)
    return tree


def write_members(tree: Node, item: Item, random: Random) -> Given | None:
    """Return the members of a family or the entries of an array, each with its name; None if they have none."""
    for symbol in item.task.symbols:
        listed = tree
        if not isinstance(tree, Vector | Matrix):
            if not find_index_letters(symbol, item.notation) or item.type != "index_family":
                continue
            listed = enumerate_members(tree, symbol, item.notation)
        values = [
            cell for row in (listed.rows if isinstance(listed, Matrix) else [rows_of(listed) or ()]) for cell in row
        ]
        names = list(map_member_names(symbol, item.notation).values())
        if len(names) == len(values) > 1:
            pairs = zip(names, values, strict=True)
            return tuple(spell_in_one_style([Relation(pair, ("=",)) for pair in pairs], item, random))
    return None
