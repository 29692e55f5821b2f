"""How often an answer to an item was given: each wording counted once, then those that say the same joined.

However many submissions there are, no more than MAX_WORDINGS wordings of an item are kept: where there are more, the
rare ones are forgotten, and the counts of the others hold "at least". Only the MAX_JOINED_WORDINGS commonest are
compared by meaning, and a pair only where both have the same values at a few points, so that a comparison nearly always
joins them. Comparing has no deadline that a slow machine could miss: the same class gives the same groups everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from grader import limits
from grader.answers import Answer
from grader.equivalence.fingerprint import Fingerprint, alike
from grader.expr.nodes import Matrix, Node, Vector
from grader.grading.course.summand import Summand
from grader.grading.diagnosis.predictions import is_same, predictions_of, print_of
from grader.grading.result import ReadBack
from grader.grading.sameness import said
from grader.rubric import Item

__all__ = ["AnswerCounts", "AnswerGroup", "Counted"]

MOST_NAMED = 5


@dataclass(slots=True)
class Counted:
    """One wording: ``students`` holds the places of the first who gave it."""

    answer: Summand
    count: int = 0
    students: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class AnswerGroup:
    """Answers that say the same, as the commonest wording has it; ``wordings`` in how many forms they were given."""

    given: str
    read: ReadBack | None
    type: str
    count: int
    wordings: int
    students: tuple[int, ...]
    mistake: str


@dataclass(slots=True)
class AnswerCounts:
    """The wordings of one item's answers."""

    known: dict[str, Counted] = field(default_factory=dict)
    total: int = 0

    def add(self, answer: Summand, students: Sequence[int], count: int = 1) -> None:
        """Count one more answer, given by so many; ``students`` are the places of the first of them, in order."""
        self.total += count
        one = self.known.get(answer.wording)
        if one is None:
            if len(self.known) >= limits.MAX_WORDINGS:
                self.forget()
            one = self.known[answer.wording] = Counted(answer)
        one.count += count
        one.students = sorted((*one.students, *students[:MOST_NAMED]))[:MOST_NAMED]

    def forget(self) -> None:
        """Forget the rarer half of the wordings."""
        kept = dict(sorted(self.known.items(), key=lambda entry: -entry[1].count)[: limits.MAX_WORDINGS // 2])
        self.known = {text: one for text, one in self.known.items() if text in kept}

    @property
    def forgotten(self) -> int:
        """How many answers are not in any group, because their wordings were rare among too many."""
        return self.total - sum(one.count for one in self.known.values())

    def groups(self, item: Item | None) -> list[AnswerGroup]:
        """Return the groups, those with most answers first; without the item each wording stands alone."""
        joining = Joining(item)
        for place, one in enumerate(sorted(self.known.values(), key=lambda one: -one.count)):
            joining.add(one, is_common=place < limits.MAX_JOINED_WORDINGS)
        return sorted((group_of(each.members) for each in joining.found), key=lambda group: -group.count)


@dataclass(slots=True)
class Heading:
    """A group that is being made: what its first member says, with its values at a few points, and all members."""

    tree: Node | None
    values: Fingerprint | None
    members: list[Counted]


class Joining:
    """Puts wordings into groups, as long as there are comparisons left."""

    def __init__(self, item: Item | None) -> None:
        self.item = item
        self.left = limits.MAX_JOINING_COMPARISONS
        self.found: list[Heading] = []

    def add(self, one: Counted, is_common: bool) -> None:
        """Put a wording where it belongs; a rare one, or one that fails to be compared, stands alone."""
        own = Heading(None, None, [one])
        try:
            own = self.heading(one, self.item) if is_common and self.item is not None else own
            home = next((each for each in self.found if self.are_same(own, each)), None)
        except Exception:  # a boundary: an answer that was a fault of ours may be one again
            home = None
        if home is None:
            self.found.append(own)
        else:
            home.members.append(one)

    def heading(self, one: Counted, item: Item) -> Heading:
        """Return what a wording says; nothing where only its student can know."""
        answer, comparer = said(one.answer, item), predictions_of(item).comparer
        if answer.is_own or answer.tree is None:
            return Heading(None, None, [one])
        return Heading(answer.tree, print_of(answer.tree, item, comparer, item.type == "index_family"), [one])

    def are_same(self, one: Heading, other: Heading) -> bool:
        """Tell whether two answers are certainly the same; those that cannot be evaluated are compared too."""
        if (
            self.item is None
            or one.tree is None
            or other.tree is None
            or (one.values is None) != (other.values is None)
        ):
            return False
        if one.values is not None and not alike(one.values, other.values):
            return False
        self.left -= 1
        return self.left >= 0 and are_same(one.tree, other.tree, self.item)


def are_same(one: Node, other: Node, item: Item) -> bool:
    """Tell whether one answer to an item would be right if the other were, without tolerance and deadline."""
    policy = replace(item.task.policy, rtol=None, atol=None, digits=None, deadline_s=0)
    task = replace(item.task, policy=policy)
    listed, formula = (other, one) if isinstance(other, Vector | Matrix) else (one, other)  # of a family
    return is_same(item, Answer(text="", tree=listed), formula, task)


def group_of(members: list[Counted]) -> AnswerGroup:
    """Return the group that some wordings form."""
    first = members[0].answer
    return AnswerGroup(
        given=first.given,
        read=first.read,
        type=first.type,
        count=sum(one.count for one in members),
        wordings=len(members),
        students=tuple(sorted(named(members))[:MOST_NAMED]),
        mistake=next((one.answer.mistake for one in members if one.answer.mistake), ""),
    )


def named(members: list[Counted]) -> Iterator[int]:
    """Yield the students who are named in any of some wordings."""
    for one in members:
        yield from one.students
