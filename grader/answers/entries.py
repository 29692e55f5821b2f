"""Entries of an answer that cannot be read as a whole: what can be read is judged, and the rest waits for a person.

It applies to vectors, matrices and lists of points without labels, with as many entries as are asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from grader.answers.judging import is_all_or_nothing, judge_whole
from grader.answers.matrix import name_entry
from grader.answers.protocol import Answer, AnswerType, Task
from grader.answers.reach import leave_wider_answer_open
from grader.answers.reading import read_entry, rows_of
from grader.answers.vector import name_component
from grader.answers.wholes import refuse_whole
from grader.documents import DocumentNode, Scalar
from grader.documents import Sequence as DocumentSequence
from grader.errors import AnswerError, join_words
from grader.expr.nodes import Assignment, Junction, Matrix, Node, Relation, SetOf
from grader.expr.shapes.splitting import MAX_STATEMENTS, split_statements
from grader.expr.statements.labels import find_label
from grader.records import ComponentResult, Outcome, Remark, Verdict

__all__ = ["add_known_credit", "judge_readable_entries"]

# No braces, because the members of a set have no order. Angle brackets around points or rows are an inner product.
BRACKETS = {"(": ")", "[": "]"}
VECTOR_BRACKETS = BRACKETS | {"<": ">", "⟨": "⟩"}
Entry = tuple[str, str, Node]
"""The name of an entry, what was typed, and what is expected."""


def judge_readable_entries(
    answer_type: AnswerType, given: DocumentNode, expected: Answer, task: Task
) -> Verdict | None:
    """Judge the entries that can be read, of an answer that cannot; None where that is none of them, or unclear.

    ``AnswerError`` if the answer is refused for what it is as a whole.
    """
    refuse_whole(given)
    shape = getattr(answer_type, "shape", "")
    if shape not in ("vector", "matrix", "list") or expected.tree is None or is_all_or_nothing(task):
        return None
    texts = split_entries(given, VECTOR_BRACKETS if shape == "vector" else BRACKETS)
    entries = list(pair_entries(texts, expected.tree, shape, task)) if texts else []
    components = [judge_entry(entry, task) for entry in entries]
    unread = [part.label for part in components if part.outcome is Outcome.UNREADABLE]
    if not unread or len(unread) == len(components):
        return None
    text = f"{join_words(unread)} cannot be read; the rest is judged."
    remark = Remark(
        id="unreadable-entries", text=text[0].upper() + text[1:], parameters=(("entries", ", ".join(unread)),)
    )
    return Verdict(outcome=Outcome.UNREADABLE, credit=None, remarks=(remark,), components=tuple(components))


def split_entries(given: DocumentNode, brackets: Mapping[str, str]) -> list[str]:
    """Return the entries of a list as they were typed; nothing where one has a label, which may change their order."""
    typed = given if isinstance(given, Scalar) else given.as_typed
    if typed is not None:
        found = split_text(typed.lines, brackets)
    else:
        items = given.items if isinstance(given, DocumentSequence) else ()
        found = [item.span.text if not isinstance(item, Scalar) else item.lines for item in items]
    return [] if any(find_label(text) for text in found) else found


def split_text(text: str, brackets: Mapping[str, str] = BRACKETS) -> list[str]:
    """Return what is between the commas or line breaks of a list, without the brackets around it."""
    bare = text.strip()
    if brackets.get(bare[:1]) == bare[-1:] and is_closed_at_end(bare, brackets):
        bare = bare[1:-1]
    statements = split_statements(bare)
    return [statement.text.strip() for statement in statements] if 1 < len(statements) <= MAX_STATEMENTS else []


def is_closed_at_end(text: str, brackets: Mapping[str, str]) -> bool:
    """Whether the first bracket of a text is closed by its last character, and not before."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character in brackets) - (character in brackets.values())
        if depth == 0:
            return place == len(text) - 1
    return False


def pair_entries(texts: Sequence[str], expected: Node, shape: str, task: Task) -> Iterator[Entry]:
    """Yield each entry with what is expected in its place; nothing unless there are as many as are asked for."""
    wanted = rows_of(expected) or ()
    if len(texts) != len(wanted):
        return
    if isinstance(expected, Matrix):
        rows = [split_text(text) for text in texts]
        if all(len(row) == len(expected.rows[0]) for row in rows):
            for i, row in enumerate(rows):
                yield from ((name_entry((i + 1, j + 1)), text, expected.rows[i][j]) for j, text in enumerate(row))
        return
    first = int(task.options.get("first", "1"))
    for place, (text, node) in enumerate(zip(texts, wanted, strict=True)):
        yield (f"iterate {first + place}" if shape == "list" else name_component((place + 1,))), text, node


def judge_entry(entry: Entry, task: Task) -> ComponentResult:
    """Judge one entry by itself, or leave it to a person if it cannot be read or is refused."""
    label, text, wanted = entry
    try:
        verdict = judge_text(text, wanted, task)
    except AnswerError:
        verdict = None
    if verdict is None:
        return ComponentResult(label=label, outcome=Outcome.UNREADABLE, credit=None)
    verdict = leave_wider_answer_open(
        verdict, Scalar.typed(text), task, lambda wider: judge_text(wider.span.text, wanted, task)
    )
    return ComponentResult(label=label, outcome=verdict.outcome, credit=verdict.credit)


def judge_text(text: str, wanted: Node, task: Task) -> Verdict | None:
    """Judge a value that is typed; None if the text is no value. ``AnswerError`` if it cannot be read."""
    tree = read_entry(text, wanted, task)
    return None if isinstance(tree, Relation | Assignment | Junction | SetOf) else judge_whole(tree, wanted, task)


def add_known_credit(components: Sequence[ComponentResult]) -> Fraction | None:
    """Return the credit of an answer whose unreadable parts earn nothing.

    None if a part that can be read waits for a person: its credit is not known, so that of the whole is not, either.
    """
    if any(part.credit is None and part.outcome is not Outcome.UNREADABLE for part in components):
        return None
    weight = sum((part.weight for part in components), Fraction(0))
    earned = sum((part.weight * (part.credit or 0) for part in components), Fraction(0))
    return earned / weight if weight else Fraction(0)
