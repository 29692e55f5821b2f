"""What a person has to look at: answers without a score and outdated decisions, each answer once.

Answers to one item that mean the same form a group, so that one decision serves everyone who gave it. Two answers that
cannot be compared, or that use somebody's own definitions, stay apart. The number of comparisons is limited; beyond the
limit only answers that read the same, letter by letter, are joined.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.answers.entries import add_known_credit
from grader.grading.people.overrides import Automatic, Override, automatic_of, is_outdated
from grader.grading.result import GradedSubmission, ItemResult
from grader.grading.sameness import Meaning, mean_the_same, read_meaning
from grader.limits import MAX_REVIEW_COMPARISONS
from grader.records import Outcome
from grader.rubric import Item, Rubric

__all__ = ["Group", "close_review", "list_for_review"]

NOBODY_DECIDED = "Nobody decided on this answer before the grading was closed."


@dataclass(frozen=True, kw_only=True)
class Group:
    """Answers to one item that mean the same, or, if they cannot be read, were typed the same.

    ``answer`` is the first of them as it was read. If ``is_shared`` is False, a decision on it holds for these students
    alone. ``suggested`` are the points that the parts of the answer suggest, None if they suggest nothing. ``remarks``
    is what the machine says about it; ``sample`` is a right answer, empty if none is known.
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
    prompt: str = ""
    sample: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One answer of one student."""

    student: str
    result: ItemResult
    answer: Meaning


class Comparisons:
    """How many comparisons may still be made."""

    def __init__(self, left: int = MAX_REVIEW_COMPARISONS) -> None:
        self.left = left

    def same(self, one: Meaning, other: Meaning, item: Item | None) -> bool:
        """Whether two answers mean the same, as long as comparisons are left."""
        if one.text == other.text or one.tree is None or other.tree is None:
            return mean_the_same(one, other, None)
        self.left -= 1
        return self.left >= 0 and mean_the_same(one, other, item)


def list_for_review(graded: Iterable[GradedSubmission], rubric: Rubric | None) -> tuple[Group, ...]:
    """The groups to look at, item by item, largest first; without a rubric only the wording is compared."""
    items = {item.id: item for item in rubric.items} if rubric else {}
    waiting: dict[str, list[Entry]] = {name: [] for name in items}
    for submission in sorted(graded, key=lambda each: (each.student, each.file)):
        for result in submission.items:
            if result.is_pending or is_outdated(result):
                answer = read_meaning(result, items.get(result.id))
                entry = Entry(student=submission.student, result=result, answer=answer)
                waiting.setdefault(result.id, []).append(entry)
    comparisons = Comparisons()
    return tuple(
        group for name, entries in waiting.items() for group in group_answers(entries, items.get(name), comparisons)
    )


def close_review(
    graded: Iterable[GradedSubmission], rubric: Rubric, author: str, date: str
) -> tuple[tuple[Override, ...], int]:
    """No points for each answer on which nobody has decided, and how many answers stay open.

    Those are the ones that hit a bug of ours: it is never a student's zero. The decisions are on students, so whoever
    hands the same in later is looked at.
    """
    settled, open_count = [], 0
    for submission in graded:
        for result in submission.items:
            if result.is_pending and result.outcome is Outcome.FAULT:
                open_count += 1
            elif result.is_pending:
                settled += [settle(result, student, author, date) for student in submission.students]
    known = {item.id for item in rubric.items}
    return tuple(one for one in dict.fromkeys(settled) if one.item in known), open_count


def settle(result: ItemResult, student: str, author: str, date: str) -> Override:
    """Give no points for an answer because nobody has decided on it."""
    return Override(
        item=result.id,
        points=Fraction(0),
        reason=NOBODY_DECIDED,
        author=author,
        date=date,
        student=student,
        answer=result.read.usual_text if result.read and result.type != "text" else result.given,
        automatic=(automatic_of(result),),
    )


def group_answers(entries: Sequence[Entry], item: Item | None, comparisons: Comparisons) -> Iterator[Group]:
    found: list[list[Entry]] = []
    for entry in entries:
        home = next((group for group in found if are_alike(entry, group[0], item, comparisons)), None)
        if home is None:
            found.append([entry])
        else:
            home.append(entry)
    typed = Counter(group[0].answer.text for group in found if group[0].answer.is_typed)
    for group in sorted(found, key=lambda group: -len(group)):
        answer = group[0].answer
        yield make_group(group, item, is_shared=not answer.is_own and typed[answer.text] < 2)


def are_alike(one: Entry, other: Entry, item: Item | None, comparisons: Comparisons) -> bool:
    """Whether two answers mean the same; of what took too long to judge only the wording is compared."""
    if one.answer.is_typed and explain(one.result) != explain(other.result):
        return False  # the same characters, but one student tried to define a name in them
    is_fault = Outcome.FAULT in (one.result.outcome, other.result.outcome)
    return comparisons.same(one.answer, other.answer, None if is_fault else item)


def make_group(entries: Sequence[Entry], item: Item | None, *, is_shared: bool) -> Group:
    first = entries[0].result
    verdicts = (automatic_of(entry.result) for entry in entries)
    return Group(
        item=first.id,
        title=first.title,
        points=first.points,
        answer=first.read.usual_text if first.read and first.type != "text" else first.given,
        students=tuple(dict.fromkeys(entry.student for entry in entries)),
        automatic=tuple(dict.fromkeys(verdicts)),
        suggested=suggest_points(first),
        is_shared=is_shared,
        remarks=(*(remark.text for remark in first.remarks), *explain(first)),
        prompt=" ".join(first.prompt.split()),
        sample=find_sample(first, item),
    )


def explain(result: ItemResult) -> tuple[str, ...]:
    """Why an answer cannot be read, without the place: the answer is shown beside it."""
    return tuple(" ".join(filter(None, (fault.what, fault.why))) for fault in result.diagnostics)


def find_sample(result: ItemResult, item: Item | None) -> str:
    """A right answer to hold beside the others; empty if there is none."""
    if result.expected is not None:
        return result.expected.text
    sample = "" if item is None else item.task.options.get("sample", "")
    return " ".join(sample) if isinstance(sample, tuple) else str(sample)


def suggest_points(result: ItemResult) -> Fraction | None:
    """The points that the parts of an answer earn; None where no part can be read, or one of them is undecided."""
    if all(part.outcome is Outcome.UNREADABLE for part in result.components):
        return None
    credit = add_known_credit(result.components)
    return None if credit is None else result.points * credit
