"""The case tables of answer types: each row is an item, a student's answer, and its verdict."""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from grader.answers import Answer, AnswerType, Task
from grader.answers.reading import read_answer
from grader.documents import DocumentNode, Mapping, Scalar, load
from grader.documents.nodes import Sequence
from grader.errors import AnswerError, Diagnostic
from grader.expr.notation import Notation
from grader.records import Outcome, Verdict
from grader.rubric.fields import find_entry, get_text, get_texts, list_entries
from grader.rubric.items import read_item
from grader.rubric.notation import read_notation
from grader.rubric.records import Item

Leave = Callable[[Verdict, DocumentNode, Answer, AnswerType, Answer, Task], Verdict]
FOLDER = Path(__file__).parents[1] / "cases" / "answers"


@dataclass(frozen=True)
class Row:
    kind: str
    notation: Notation
    node: DocumentNode

    @property
    def about(self) -> str:
        return get_text(self.node, "about")

    @property
    def given(self) -> DocumentNode:
        given = find_entry(self.node, "given")
        assert given is not None
        return given

    def item(self) -> Item:
        return item_of(self.kind, find_entry(self.node, "item"), self.notation)


def rows(path: Path) -> Iterator[Row]:
    return rows_of(load(path).root, path.stem)


def rows_of(group: DocumentNode, kind: str = "") -> Iterator[Row]:
    """Yield the rows under ``cases``, in the names of ``notation``; without a kind, each row says its own."""
    section, cases = find_entry(group, "notation"), find_entry(group, "cases")
    assert isinstance(section, Mapping)
    assert isinstance(cases, Sequence)
    faults: list[Diagnostic] = []
    notation = read_notation(section, faults)
    assert faults == []
    for node in cases.items:
        yield Row(kind or get_text(node, "type"), notation, node)


def name_row(row: Row) -> str:
    """Return what was given in a row, and what is expected."""
    given = row.given
    return f"{given.text if isinstance(given, Scalar) else given.span.text} for {get_text(row.node, 'expected')}"


def judge_and_leave(row: Row, about: Set[str], leave: Leave) -> Verdict:
    """Judge a row whose keys are those of its item, but for those ``about`` the row; then leave it open by a rule."""
    assert isinstance(row.node, Mapping)
    entries = tuple(entry for entry in row.node.entries if entry[0].text not in about)
    item = item_of(row.kind, replace(row.node, entries=entries), row.notation)
    assert item.key is not None
    answer = read_answer(item.answer_type, row.given, item.task)
    verdict = item.answer_type.judge(answer, item.key.answer, item.task)
    return leave(verdict, row.given, answer, item.answer_type, item.key.answer, item.task)


def item_of(kind: str, node: DocumentNode | None, notation: Notation) -> Item:
    """Return the item that a row declares; the keys that every item needs are filled in."""
    assert isinstance(node, Mapping)
    common = {"id": "item", "type": kind, "points": "1", "prompt": "What is it?"}
    added = tuple((Scalar.typed(key), Scalar.typed(value)) for key, value in common.items() if not node.get(key))
    faults: list[Diagnostic] = []
    item = read_item(replace(node, entries=(*node.entries, *added)), "part", notation, 1, faults)
    assert faults == []
    assert item is not None
    return item


def judge(item: Item, given: DocumentNode) -> tuple[Verdict, str]:
    """Return the verdict on an answer, and the first complaint if it cannot be read."""
    try:
        answer = read_answer(item.answer_type, given, item.task)
        expected = item.key.answer if item.key else Answer(text="")
        return item.answer_type.judge(answer, expected, item.task), ""
    except AnswerError as error:
        return Verdict(outcome=Outcome.UNREADABLE, credit=Fraction(0)), error.diagnostic.what


__all__ = [
    "FOLDER", "Row", "get_texts", "item_of", "judge", "judge_and_leave", "list_entries", "name_row", "rows", "rows_of",
]  # fmt: skip
