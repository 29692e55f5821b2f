"""Hidden items: until they are graded, nobody reads an answer to them, not even the machine.

``seal_rubric`` makes the rubric for ``grader check``. In it a hidden item has no key and accepts any answer without
reading it, so a student can learn nothing about the answer, not even its form, by handing in and looking.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader.answers import Answer, AnswerType, Task
from grader.documents import DocumentNode
from grader.grading.result import ItemResult
from grader.records import Outcome, Remark, Verdict
from grader.rubric import Item, Rubric

__all__ = ["seal_rubric", "withhold_result"]


class SealedAnswer:
    """An answer that is accepted without being read; it keeps the name of the real answer type."""

    summary = "an answer that is not looked at yet"
    options: Mapping[str, Any] = {}
    answer_schema: Mapping[str, Any] = {}
    needs_expected = False

    def __init__(self, answer_type: AnswerType) -> None:
        self.kind, self.example = answer_type.kind, answer_type.example

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Accept the answer without reading it."""
        return Answer(text="")

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Withhold the outcome."""
        return Verdict(outcome=Outcome.WITHHELD, credit=None)


def seal_rubric(rubric: Rubric) -> Rubric:
    """The rubric with its hidden items sealed: not evaluated, and without a key."""
    parts = (replace(part, items=tuple(map(seal_item, part.items))) for part in rubric.parts)
    return replace(rubric, parts=tuple(parts)) if any(item.hidden for item in rubric.items) else rubric


def seal_item(item: Item) -> Item:
    return replace(item, answer_type=SealedAnswer(item.answer_type), key=None) if item.hidden else item


def withhold_result(result: ItemResult) -> ItemResult:
    """The result of an item that shows only that the item exists; it is the same whatever was answered."""
    return ItemResult(
        id=result.id,
        part=result.part,
        title=result.title,
        prompt=result.prompt,
        type=result.type,
        points=result.points,
        is_bonus=result.is_bonus,
        outcome=Outcome.WITHHELD,
        credit=None,
        remarks=(Remark(id="hidden", text="Nobody reads your answer here before it is graded."),),
    )
