"""How often each answer to an item was given: every wording is counted once, then equal ones are joined.

However many submissions there are, at most MAX_WORDINGS wordings of an item are kept. If there are more, the rare ones
are forgotten, and the counts of the others mean "at least". Only the MAX_JOINED_WORDINGS commonest are compared by
meaning, and a pair only if both have the same values at a few points, so that a comparison nearly always joins them. A
comparison has no deadline that a slow machine could miss: the same class gives the same groups everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from grader import limits
from grader.answers import Answer
from grader.equivalence.fingerprint import Fingerprint, are_alike
from grader.expr.nodes import Matrix, Node, Vector
from grader.grading.course.summand import Summand
from grader.grading.diagnosis.predictions import fingerprint_of, is_same, predictions_of
from grader.grading.result import ReadBack
from grader.grading.sameness import read_meaning
from grader.records import Outcome
from grader.rubric import Item

__all__ = ["AnswerCounts", "AnswerGroup", "Counted"]

MAX_NAMED = 5  # students; enough to look one up, few enough for one line of a report


@dataclass(slots=True)
class Counted:
    """One wording, with the places of the first students who gave it."""

    answer: Summand
    count: int = 0
    students: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class AnswerGroup:
    """Answers that mean the same, shown in the commonest wording; ``wordings`` counts their different forms.

    ``complaint`` names why they cannot be read, if that is so, and ``reason`` says it.
    """

    given: str
    read: ReadBack | None
    type: str
    count: int
    wordings: int
    students: tuple[int, ...]
    mistake: str
    complaint: str = ""
    reason: str = ""


@dataclass(slots=True)
class AnswerCounts:
    """The wordings of one item's answers."""

    known: dict[str, Counted] = field(default_factory=dict)
    total: int = 0

    def add(self, answer: Summand, students: Sequence[int], count: int = 1) -> None:
        """Count an answer ``count`` more times; ``students`` are the places of the first who gave it, in order."""
        self.total += count
        wording = answer.wording or answer.complaint  # older records lack the text of what cannot be read
        one = self.known.get(wording)
        if one is None:
            if len(self.known) >= limits.MAX_WORDINGS:
                self.forget()
            one = self.known[wording] = Counted(answer)
        one.count += count
        one.students = sorted((*one.students, *students[:MAX_NAMED]))[:MAX_NAMED]

    def forget(self) -> None:
        """Forget the rarer half of the wordings."""
        kept = dict(sorted(self.known.items(), key=lambda entry: -entry[1].count)[: limits.MAX_WORDINGS // 2])
        self.known = {text: one for text, one in self.known.items() if text in kept}

    @property
    def forgotten(self) -> int:
        """How many answers are in no group, because there were too many wordings and theirs was rare."""
        return self.total - sum(one.count for one in self.known.values())

    def groups(self, item: Item | None) -> list[AnswerGroup]:
        """The groups, largest first; without the item, each wording is a group of its own."""
        joining = Joining(item)
        for place, one in enumerate(sorted(self.known.values(), key=lambda one: -one.count)):
            joining.add(one, is_common=place < limits.MAX_JOINED_WORDINGS)
        return sorted((make_group(each.members) for each in joining.found), key=lambda group: -group.count)


@dataclass(slots=True)
class Heading:
    """A group that is being built: what its first member says, its values at a few points, and all members."""

    tree: Node | None
    values: Fingerprint | None
    members: list[Counted]


class Joining:
    """Puts wordings into groups, as long as comparisons are left."""

    def __init__(self, item: Item | None) -> None:
        self.item = item
        self.left = limits.MAX_JOINING_COMPARISONS
        self.found: list[Heading] = []

    def add(self, one: Counted, is_common: bool) -> None:
        """Put a wording into its group; a rare one, or one that cannot be compared, gets a group of its own."""
        own = Heading(None, None, [one])
        # What took too long or killed its process when it was judged would do so here, where nothing stops it.
        is_compared = is_common and one.answer.outcome is not Outcome.FAULT
        try:
            own = self.heading(one, self.item) if is_compared and self.item is not None else own
            home = next((each for each in self.found if self.are_same(own, each)), None)
        except Exception:  # a boundary: an answer that hit a bug of ours may hit it again
            home = None
        if home is None:
            self.found.append(own)
        else:
            home.members.append(one)

    def heading(self, one: Counted, item: Item) -> Heading:
        """What a wording says; nothing if only its student can know."""
        answer, comparer = read_meaning(one.answer, item), predictions_of(item).comparer
        if answer.is_own or answer.tree is None:
            return Heading(None, None, [one])
        return Heading(answer.tree, fingerprint_of(answer.tree, item, comparer, item.type == "index_family"), [one])

    def are_same(self, one: Heading, other: Heading) -> bool:
        """Whether two answers are certainly the same; those without values at points are compared too."""
        if (
            self.item is None
            or one.tree is None
            or other.tree is None
            or (one.values is None) != (other.values is None)
        ):
            return False
        if one.values is not None and not are_alike(one.values, other.values):
            return False
        self.left -= 1
        return self.left >= 0 and are_same(one.tree, other.tree, self.item)


def are_same(one: Node, other: Node, item: Item) -> bool:
    """Whether one answer would be right if the other were the expected one, without tolerance and deadline."""
    policy = replace(item.task.policy.as_exact(), deadline_s=0)
    task = replace(item.task, policy=policy)
    listed, formula = (other, one) if isinstance(other, Vector | Matrix) else (one, other)  # of a family
    return is_same(item, Answer(text="", tree=listed), formula, task)


def make_group(members: list[Counted]) -> AnswerGroup:
    first = members[0].answer
    return AnswerGroup(
        given=first.given,
        read=first.read,
        type=first.type,
        count=sum(one.count for one in members),
        wordings=len(members),
        students=tuple(sorted(list_students(members))[:MAX_NAMED]),
        mistake=next((one.answer.mistake for one in members if one.answer.mistake), ""),
        complaint=first.complaint,
        reason=first.words if first.complaint else "",
    )


def list_students(members: list[Counted]) -> Iterator[int]:
    for one in members:
        yield from one.students
