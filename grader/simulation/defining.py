"""Right answers with a definition: a part of the formula gets a name of the student's own, and is defined in the file.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x"), "y": Entry(name="y")})
>>> named, part = name_a_part(parse("x*(x - y) + 1", notation).tree, "q", notation, Random(1))
>>> to_text(named), to_text(part)
('q + 1', 'x*(x - y)')
"""

from fractions import Fraction
from random import Random

from grader.documents import parse_yaml
from grader.errors import GraderError
from grader.expr import to_text
from grader.expr.functions import SPELLINGS
from grader.expr.nodes import Add, Call, Div, Mul, Node, Power, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import count_nodes, transform, walk
from grader.records import Outcome
from grader.rubric import Item, Rubric
from grader.simulation.forms.forms import is_formula
from grader.simulation.forms.given import format_yaml
from grader.simulation.forms.scalars import is_scalar
from grader.simulation.planted import Kind, Planted
from grader.submission import read_submission, task_of

__all__ = ["POINTS", "make_defined_answers", "name_a_part"]

POINTS = "decimal: point\n"  # of a submission that we write for ourselves, whatever students of the exercise type

LETTERS = ("q", "r", "m", "h", "c", "b", "s", "t")
SMALLEST = 3  # nodes: a shorter part is not worth a name
TYPES = frozenset({"expression", "index_family", "matrix", "vector"})


def make_defined_answers(rubric: Rubric, seed: int) -> list[Planted]:
    """Return right answers with a definition, at most one for each item of a rubric."""
    name = find_free_letter(rubric)
    found = []
    for item in rubric.items:
        if name and item.type in TYPES and is_formula(item):
            one = make_defined_answer(item, name, Random(f"{seed}:own:{item.id}"))
            if one is not None and is_readable_with_definition(one, item, rubric):
                found.append(one)
    return found


def find_free_letter(rubric: Rubric) -> str:
    """Return a letter that means nothing in any part of a rubric; empty if there is none."""
    taken = {item.id for item in rubric.items} | set(SPELLINGS)
    for part in rubric.parts:
        taken |= {*part.notation.entries, *part.notation.aliases, *part.notation.ranges}
    return next((letter for letter in LETTERS if letter not in taken), "")


def make_defined_answer(item: Item, name: str, random: Random) -> Planted | None:
    """Give a part of the expected answer a name; None if it has no part that could have one."""
    assert item.key is not None
    assert item.key.answer.tree is not None
    found = name_a_part(item.key.answer.tree, name, item.notation, random)
    if found is None:
        return None
    return Planted(
        item=item.id,
        kind=Kind.RIGHT,
        given=to_text(found[0]),
        outcome=Outcome.CORRECT,
        credit=Fraction(1),
        definition=(name, to_text(found[1])),
    )


def name_a_part(tree: Node, name: str, notation: Notation, random: Random) -> tuple[Node, Node] | None:
    """Return a formula with a part of it replaced by a name, everywhere, and the part."""
    parts = [part for part in walk(tree) if part != tree and may_have_name(part, notation)]
    if not parts:
        return None
    chosen = random.choice(parts)
    return transform(tree, lambda node: Symbol(name) if node == chosen else node), chosen


def may_have_name(part: Node, notation: Notation) -> bool:
    """Whether a part is a number that depends on no index letter, and long enough to be worth a name."""
    letters = {node.name for node in walk(part) if isinstance(node, Symbol)} & set(notation.ranges)
    is_long = isinstance(part, Add | Call | Div | Mul | Power) and count_nodes(part) >= SMALLEST
    return is_long and not letters and is_scalar(part, notation)


def is_readable_with_definition(one: Planted, item: Item, rubric: Rubric) -> bool:
    """Whether an answer with its definition can be read."""
    assert one.definition is not None
    name, formula = one.definition
    head = f"student: own\nexercise: {rubric.id}\n{POINTS}definitions:\n  {name}: {format_yaml(formula)}\nanswers:\n"
    try:
        submission = read_submission(parse_yaml(head + one.yaml, "own"), rubric)
        item.answer_type.read(submission.answers[item.id], task_of(item, submission))
    except GraderError:
        return False
    return not submission.diagnostics
