"""What a person has to look at: answers without a score, and decisions that have grown old, each answer once.

Answers to one item that say the same form a group, so that one decision serves all who gave it. Two that cannot be
compared, or use somebody's own definitions, stay apart. The number of comparisons is bounded: beyond it only answers
that read the same letter by letter are joined.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.grading.people.overrides import Automatic, automatic_of, is_outdated
from grader.grading.result import GradedSubmission, ItemResult
from grader.grading.sameness import Said, said, same
from grader.limits import MAX_REVIEW_COMPARISONS
from grader.records import Outcome
from grader.rubric import Item, Rubric

__all__ = ["Group", "review_list"]

FOR_A_PERSON = (Outcome.UNDECIDED, Outcome.FAULT)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Answers to one item that say the same.

    ``answer`` is the first of them as it was read. ``is_shared`` is False where a decision on it holds for these
    students alone; ``suggested`` is a number of points that the parts of the answer suggest, None where they say
    nothing; ``remarks`` is what the machine says of it.
    """

    item: str
    title: str
    points: Fraction
    answer: str
    students: tuple[str, ...]
    automatic: tuple[Automatic, ...]
    suggested: Fraction | None
    is_shared: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One answer of one student."""

    student: str
    result: ItemResult
    answer: Said


class Comparisons:
    """How many comparisons may still be made."""

    def __init__(self, left: int = MAX_REVIEW_COMPARISONS) -> None:
        self.left = left

    def same(self, one: Said, other: Said, item: Item | None) -> bool:
        """Tell whether two answers say the same, as long as there are comparisons left."""
        if one.text == other.text or one.tree is None or other.tree is None:
            return same(one, other, None)
        self.left -= 1
        return self.left >= 0 and same(one, other, item)


def review_list(graded: Iterable[GradedSubmission], rubric: Rubric | None) -> tuple[Group, ...]:
    """Return the groups to look at, item by item, those with most students first; without a rubric by wording alone."""
    items = {item.id: item for item in rubric.items} if rubric else {}
    waiting: dict[str, list[Entry]] = {name: [] for name in items}
    for submission in sorted(graded, key=lambda each: (each.student, each.file)):
        for result in submission.items:
            if result.outcome in FOR_A_PERSON or is_outdated(result):
                answer = said(result, items.get(result.id))
                entry = Entry(student=submission.student, result=result, answer=answer)
                waiting.setdefault(result.id, []).append(entry)
    comparisons = Comparisons()
    return tuple(group for name, entries in waiting.items() for group in groups(entries, items.get(name), comparisons))


def groups(entries: Sequence[Entry], item: Item | None, comparisons: Comparisons) -> Iterator[Group]:
    """Yield the groups of one item."""
    found: list[list[Entry]] = []
    for entry in entries:
        home = next((group for group in found if comparisons.same(entry.answer, group[0].answer, item)), None)
        if home is None:
            found.append([entry])
        else:
            home.append(entry)
    yield from map(group_of, sorted(found, key=lambda group: -len(group)))


def group_of(entries: Sequence[Entry]) -> Group:
    """Return the group that some answers form."""
    first = entries[0].result
    verdicts = (automatic_of(entry.result) for entry in entries)
    return Group(
        item=first.id,
        title=first.title,
        points=first.points,
        answer=first.read.text if first.read and first.type != "text" else first.given,
        students=tuple(dict.fromkeys(entry.student for entry in entries)),
        automatic=tuple(dict.fromkeys(verdicts)),
        suggested=suggested(first),
        is_shared=not entries[0].answer.is_own,
        remarks=tuple(remark.text for remark in first.remarks),
    )


def suggested(result: ItemResult) -> Fraction | None:
    """Return the points that the parts of an answer earn, where each of them is known."""
    weight = sum((part.weight for part in result.components), Fraction(0))
    if not weight or any(part.credit is None for part in result.components):
        return None
    earned = sum((part.weight * (part.credit or 0) for part in result.components), Fraction(0))
    return result.points * earned / weight
