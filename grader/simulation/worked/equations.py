r"""One answer as equations in LaTeX, as somebody works it out: a name, perhaps a step between, and the value.

An answer may be written as a whole or by its members, in the names and index letters that the student has settled on.
Every equation is read again before it is used: one that means anything else is written in the declared names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from grader.answers.members import enumerate_members, find_index_letters, map_member_names
from grader.answers.reading import rows_of
from grader.errors import GraderError
from grader.expr import parse, to_latex
from grader.expr.nodes import Assignment, BigOperator, Matrix, Node, Number, Relation, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import transform
from grader.rubric import Item
from grader.simulation.forms.forms import make_site
from grader.simulation.forms.rewriting import rewrite_randomly
from grader.simulation.forms.spelling import draw_aliases, rename_symbols
from grader.submission.claims.targets import Target

__all__ = ["Equation", "Names", "draw_names", "write_equations", "write_raw"]

SHARE_BY_MEMBERS = 1 / 3
SHARE_WITH_STEP = 1 / 4
SHARE_WITH_ALIASES = SHARE_WITH_OTHER_LETTERS = 1 / 3
STEPS = 2  # rewritings between a step and the value


@dataclass(frozen=True, kw_only=True, slots=True)
class Equation:
    """``head = step = value``; without a head where the question has no name for its answer."""

    head: str
    step: str
    value: str

    @property
    def sides(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.head, self.step, self.value)))

    @property
    def text(self) -> str:
        return " = ".join(self.sides)


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """The names of a student: other names for what is declared, and other index letters, in one part of a rubric."""

    aliases: Mapping[str, str]
    letters: Mapping[str, str]


def draw_names(notation: Notation, random: Random) -> Names:
    """Draw the names that a student uses throughout."""
    aliases = draw_aliases(notation, random) if random.random() < SHARE_WITH_ALIASES else {}
    letters: dict[str, str] = {}
    if random.random() < SHARE_WITH_OTHER_LETTERS:
        free = [letter for letter in notation.ranges if letter not in {*notation.entries, *notation.aliases}]
        for size in sorted({notation.ranges[letter] for letter in free}):
            alike = [letter for letter in free if notation.ranges[letter] == size]
            letters |= zip(alike, random.sample(alike, len(alike)), strict=True)
    return Names(aliases=aliases, letters=letters)


def write_equations(tree: Node, item: Item, names: Names, random: Random) -> list[Equation]:
    """The equations that give an answer; one, unless it is given by members or points."""
    if item.type == "iterates":
        return list(write_points(tree, item, names, random))
    if item.type == "update_rule":
        return [write_rule(tree, item, names)]
    symbols = item.task.symbols
    if isinstance(tree, Relation) and any(tree.operands[0] == symbol for symbol in symbols):
        tree = tree.operands[-1]
    if random.random() < SHARE_BY_MEMBERS or (item.type == "index_family" and isinstance(tree, Vector | Matrix)):
        for symbol in symbols:
            pairs = list_members(tree, symbol, item)
            if pairs:
                return [write_equation(head, value, item, names, random) for head, value in pairs]
    if isinstance(tree, Relation | Assignment):
        return [write_rule(tree, item, names)]
    return [write_equation(random.choice(symbols) if symbols else None, tree, item, names, random)]


def write_points(tree: Node, item: Item, names: Names, random: Random) -> Iterator[Equation]:
    target = Target(item)
    name = target.iterated[0] if target.iterated else "x"
    for number, point in enumerate(rows_of(tree) or (tree,), start=target.first):
        head = Symbol(name, (), Number(Fraction(number)))
        yield write_equation(head, point, item, names, random)


def list_members(tree: Node, symbol: Node, item: Item) -> list[tuple[Node, Node]]:
    """The names and values of the members of an answer; empty if it has none, or they cannot be told apart."""
    listed: Node = tree
    if not isinstance(tree, Vector | Matrix):
        if not find_index_letters(symbol, item.notation) or item.type != "index_family":
            return []
        listed = enumerate_members(tree, symbol, item.notation)
    values = [cell for row in (listed.rows if isinstance(listed, Matrix) else [rows_of(listed) or ()]) for cell in row]
    heads = list(map_member_names(symbol, item.notation).values())
    return list(zip(heads, values, strict=True)) if len(heads) == len(values) > 1 else []


def write_equation(head: Node | None, value: Node, item: Item, names: Names, random: Random) -> Equation:
    step = ""
    if random.random() < SHARE_WITH_STEP:
        other = rewrite_randomly(value, make_site(item, random), STEPS)
        step = write_node(other, item, names, head) if other != value else ""
    return Equation(
        head=write_node(head, item, names, head) if head is not None else "",
        step=step,
        value=write_node(value, item, names, head),
    )


def write_rule(tree: Node, item: Item, names: Names) -> Equation:
    """A relation as it is; its sides are not to be told apart."""
    return Equation(head="", step="", value=write_node(tree, item, names, tree))


def write_raw(text: str, item: Item) -> Equation:
    """An answer that cannot be read, after its name."""
    symbols = item.task.symbols
    return Equation(head=to_latex(symbols[0]) if symbols else "", step="", value=text)


def write_node(node: Node, item: Item, names: Names, head: Node | None) -> str:
    """A formula in the student's names, if it means the same there.

    Index letters are exchanged only where the head has some: otherwise they are not the student's own to choose.
    """
    own = rename_letters(node, names.letters) if head is not None and find_index_letters(head, item.notation) else node
    text = to_latex(rename_symbols(own, names.aliases))
    return text if reads_as(text, own, item.notation) else to_latex(own)


def rename_letters(node: Node, letters: Mapping[str, str]) -> Node:
    """Exchange index letters for one another, those of sums included."""

    def change(each: Node) -> Node:
        if isinstance(each, Symbol) and each.name in letters and not each.indices:
            return Symbol(letters[each.name])
        if isinstance(each, BigOperator) and each.index in letters:
            return replace(each, index=letters[each.index])
        return each

    return transform(node, change) if letters else node


def reads_as(text: str, tree: Node, notation: Notation) -> bool:
    try:
        return parse(text, notation).tree == tree
    except GraderError:
        return False
