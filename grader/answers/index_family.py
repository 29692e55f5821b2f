"""An index family: one formula with free indices, such as ``f_i*(delta_ij - f_j)`` for all i and j.

It is decided for every combination of the indices over their ranges, and is right or wrong as a formula: an entry that
is right by accident earns nothing. The remark names a combination where it fails. The members may also be given one by
one, as a list of equations.
"""

from collections.abc import Sequence
from dataclasses import replace

from grader.answers.judging import judge_whole
from grader.answers.members import enumerate_members, find_index_letters
from grader.answers.other_letters import judge_other_letter
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_mathematics
from grader.documents import DocumentNode
from grader.equivalence.lowering.index_letters import find_index_letters as find_free_letters
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr import to_text
from grader.expr.complaints import propose_answer
from grader.expr.grammar.ranks import rank
from grader.expr.nodes import Call, Matrix, Node, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.shapes.columns import turn_row
from grader.expr.traverse import children, substitute, walk
from grader.memory import Memory
from grader.patterns import regex
from grader.records import Decision, Equality, Outcome, Remark, Verdict

__all__ = ["MEMBER", "IndexFamilyAnswer"]

_memory = Memory(capacity=512)  # the members of the keys that one process works with

# In numpy, the greater of two values for each entry; the largest entry of all is np.max.
ENTRYWISE = regex(r"\b(?:np|numpy|torch|jnp|tf)\.(?:maximum|minimum)\(")
IN_ARRAY = ("entry", "row", "column")  # what a witness calls the places in a member that is an array


class IndexFamilyAnswer:
    """A formula with free indices, right for all of them."""

    kind = "index_family"
    summary = "one formula with free indices, right for every combination of them"
    options: Schema = {}
    answer_schema: Schema = {"type": ["string", "array"], "items": {"type": "string"}}
    example = "s_i*t_j"
    needs_expected = True
    shape = "family"

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the formula; the largest entry of a whole vector is no formula for each entry."""
        answer = read_mathematics(given, task)
        if answer.tree is not None and ENTRYWISE.search(given.span.text):
            answer = replace(answer, tree=give_indices(answer.tree, task.notation))
        for node in walk(answer.tree) if answer.tree else ():
            if is_largest_of_array(node, task.notation):
                raise AnswerError(explain_largest(node, answer.tree, given, task.notation))
        if answer.tree is None:
            return answer
        refuse_other_members(answer.tree, given, task)
        return replace(answer, tree=turn_row(answer.tree, task.notation))

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Decide for every combination of the indices."""
        assert answer.tree is not None
        assert expected.tree is not None
        wanted = expected.tree
        verdict = judge_formula(answer.tree, wanted, task)
        verdict = judge_other_letter(verdict, answer, expected, task, lambda tree: judge_formula(tree, wanted, task))
        if verdict.outcome is not Outcome.INCORRECT or verdict.decision is None:
            return verdict
        return Verdict(
            outcome=verdict.outcome,
            credit=verdict.credit,
            remarks=(*verdict.remarks, *remark_on_indices(verdict.decision)),
            decision=verdict.decision,
        )


def judge_formula(tree: Node, expected: Node, task: Task) -> Verdict:
    return judge_whole(tree, shape_like_answer(tree, expected, task), task)


def refuse_other_members(tree: Node, given: DocumentNode, task: Task) -> None:
    """Refuse a list that cannot be the members one by one: it has another size, or an index of the question in it."""
    question = next((name for name in task.symbols if find_index_letters(name, task.notation)), None)
    if question is None or not isinstance(tree, Vector | Matrix):
        return
    letters = find_index_letters(question, task.notation)
    wanted = tuple(task.notation.ranges[letter] for letter in letters)
    size = find_size(tree)
    free = next((letter for letter in letters if letter in find_free_letters(tree, task.notation)), "")
    if size != wanted or free:
        raise AnswerError(explain_members(letters, wanted, size, free, given))


def find_size(tree: Vector | Matrix) -> tuple[int, ...]:
    """Return the number of entries, or of rows and columns; rows of different lengths have no columns."""
    if isinstance(tree, Matrix):
        return len(tree.rows), len(tree.rows[0])
    widths = {len(item.items) if isinstance(item, Vector) else 0 for item in tree.items}
    return (len(tree.items), *(widths - {0} if len(widths) == 1 else ()))


def explain_members(
    letters: Sequence[str], wanted: tuple[int, ...], size: tuple[int, ...], free: str, given: DocumentNode
) -> Diagnostic:
    shape = " × ".join(map(str, wanted))
    counts = " and ".join(f"{letter} has {count} values" for letter, count in zip(letters, wanted, strict=True))
    kind = f"of {wanted[0]}" if len(wanted) == 1 else f"with {shape} entries"
    what = f"with {' × '.join(map(str, size))} entries" if len(size) > 1 else f"of {size[0]}"
    why = f"The index {counts}, so a list of the members is one {kind}."
    if free and size == wanted:
        why = f"The index '{free}' in it already means every one of its values."
    return Diagnostic(
        slug="list-for-family",
        what=f"This is a list {what}, and one formula is asked for.",
        why=why,
        help=f"Write one formula with {' and '.join(letters)}, without a comma outside its brackets.",
        span=given.span,
    )


def shape_like_answer(given: Node, expected: Node, task: Task) -> Node:
    """Return the expected family as an array of its members if the student gave an array: a list, or ``p - t``."""
    if isinstance(expected, Vector | Matrix) or not is_array(given, task.notation):
        return expected
    free = find_free_letters(expected, task.notation)  # of a sum over j, j is no index of the family
    # The letters of the question are in the order of rows and columns; those of a formula alone come as they do.
    letters = [letter for letter in find_index_letters(expected, task.notation) if letter in free]
    for question in (*task.symbols, Symbol("", tuple(map(Symbol, letters)))):
        if find_index_letters(question, task.notation):
            return _memory.of(enumerate_members, expected, question, task.notation)
    return expected


def is_array(given: Node, notation: Notation) -> bool:
    """Whether an answer is a vector or matrix as a whole, with no letter in it that means every index."""
    if isinstance(given, Vector | Matrix):
        return True
    return rank(given, notation) > 0 and not find_free_letters(given, notation)


def is_largest_of_array(node: Node, notation: Notation) -> bool:
    """Whether a node is the largest or smallest of several values, one of which is a whole array: ``max(0, s)``."""
    is_extreme = isinstance(node, Call) and node.function in ("max", "min") and len(node.arguments) > 1
    return is_extreme and any(rank(argument, notation) for argument in children(node))


def explain_largest(node: Node, tree: Node | None, given: DocumentNode, notation: Notation) -> Diagnostic:
    return Diagnostic(
        slug="largest-of-array",
        what=f"{put_in_quotes(to_text(node))} can be read in two ways.",
        why="It may be meant for each entry, or be the largest or smallest entry of all.",
        help="Write the array in it with an index.",
        span=given.span,
    ).propose([propose_answer(to_text(give_indices(tree, notation)))] if tree else [])


def give_indices(tree: Node, notation: Notation) -> Node:
    """Return a formula with the letters of its axes at every array that has none."""
    arrays = {node for node in walk(tree) if isinstance(node, Symbol) and not node.indices and rank(node, notation)}
    axes = {array: notation.entries[array.name].axes for array in arrays}
    return substitute(
        tree,
        {
            array: Symbol(array.name, tuple(Symbol(axis) for axis in axes[array] if isinstance(axis, str)))
            for array in arrays
            if all(axis in notation.ranges for axis in axes[array])
        },
    )


def remark_on_indices(decision: Decision) -> tuple[Remark, ...]:
    """Name the first combination of indices for which the formula is wrong."""
    wrong = [part for _, part in decision.parts if part.result is Equality.DIFFERENT]
    at = decision.witness.at if decision.witness else ()
    if not at:
        return ()
    place = describe_place(at)
    some = len(wrong) < len(decision.parts)
    text = f"It does not hold {place}." if some else f"It is wrong for all indices; look {place} first."
    return (Remark(id="indices", text=text, parameters=tuple((index, str(value)) for index, value in at)),)


def describe_place(at: Sequence[tuple[str, int]]) -> str:
    """Say where a family goes wrong: at which indices, and where each member is an array, in which entry.

    >>> describe_place((("k", 1), ("j", 2))), describe_place((("k", 1), ("entry", 2)))
    ('at k = 1, j = 2', 'at k = 1 in entry 2')
    """
    indices = ", ".join(f"{name} = {value}" for name, value in at if name not in IN_ARRAY)
    entry = ", ".join(f"{name} {value}" for name, value in at if name in IN_ARRAY)
    return " ".join(part for part in (f"at {indices}" if indices else "", f"in {entry}" if entry else "") if part)


MEMBER = IndexFamilyAnswer()
