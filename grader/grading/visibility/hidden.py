"""Hidden items: before they are graded nobody reads an answer to them, not even the machine.

``sealed`` is the rubric for ``grader check``. In it a hidden item has no key and takes any answer unseen, so that
nothing about the answer, its form included, can be learned by handing in and looking.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader.answers import Answer, AnswerType, Task
from grader.documents import DocumentNode
from grader.grading.result import ItemResult
from grader.records import Outcome, Remark, Verdict
from grader.rubric import Item, Rubric

__all__ = ["sealed", "untold"]


class SealedAnswer:
    """An answer that is taken and not looked at; it keeps the name of the type that it will be read by."""

    summary = "an answer that is not looked at yet"
    options: Mapping[str, Any] = {}
    answer_schema: Mapping[str, Any] = {}
    needs_expected = False

    def __init__(self, answer_type: AnswerType) -> None:
        self.kind, self.example = answer_type.kind, answer_type.example

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Take the answer without reading it."""
        return Answer(text="")

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Say nothing of it."""
        return Verdict(outcome=Outcome.WITHHELD, credit=None)


def sealed(rubric: Rubric) -> Rubric:
    """Return the rubric in which hidden items are not evaluated and have no key."""
    parts = (replace(part, items=tuple(map(without_key, part.items))) for part in rubric.parts)
    return replace(rubric, parts=tuple(parts)) if any(item.hidden for item in rubric.items) else rubric


def without_key(item: Item) -> Item:
    """Return a hidden item sealed, and any other as it is."""
    return replace(item, answer_type=SealedAnswer(item.answer_type), key=None) if item.hidden else item


def untold(result: ItemResult) -> ItemResult:
    """Return the result of an item of which only is said that it exists; the same whatever was answered."""
    return ItemResult(
        id=result.id,
        part=result.part,
        title=result.title,
        prompt=result.prompt,
        type=result.type,
        points=result.points,
        outcome=Outcome.WITHHELD,
        credit=None,
        remarks=(Remark(id="hidden", text="What you answer here is not looked at before it is graded."),),
    )
