"""How often an answer to an item was given: each wording counted once, then those that say the same joined.

However many submissions there are, no more than MAX_WORDINGS wordings of an item are kept: where there are more, the
rare ones are forgotten, and the counts of the others hold "at least". Only the MAX_JOINED_WORDINGS commonest are
compared by meaning, and a pair only where both have the same values at a few points, so that a comparison nearly always
joins them. Comparing has no deadline that a slow machine could miss: the same class gives the same groups everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from grader import limits
from grader.equivalence.fingerprint import Fingerprint, alike, fingerprint
from grader.grading.predictions import predictions_of
from grader.grading.result import ItemResult, ReadBack
from grader.grading.sameness import Said, said, same, wording
from grader.rubric import Item

__all__ = ["AnswerCounts", "AnswerGroup", "Counted"]

MOST_NAMED = 5


@dataclass(slots=True)
class Counted:
    """One wording: ``students`` holds the places of the first who gave it, ``mistake`` names what explains it."""

    result: ItemResult
    mistake: str
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

    def add(self, result: ItemResult, student: int, mistake: str = "") -> None:
        """Count one more answer."""
        self.total += 1
        text = written(result)
        one = self.known.get(text)
        if one is None:
            if len(self.known) >= limits.MAX_WORDINGS:
                self.forget()
            one = self.known[text] = Counted(bare(result), mistake)
        one.count += 1
        if len(one.students) < MOST_NAMED:
            one.students.append(student)

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
        joining = Joining(item) if item is not None else None
        found: list[Heading] = []
        for place, one in enumerate(sorted(self.known.values(), key=lambda one: -one.count)):
            meaning = joining.meaning(one) if joining and place < limits.MAX_JOINED_WORDINGS else None
            home = joining.home(meaning, found) if joining and meaning else None
            if home is None:
                found.append(Heading(meaning, [one]))
            else:
                home.members.append(one)
        return sorted((group_of(heading.members) for heading in found), key=lambda group: -group.count)


@dataclass(slots=True)
class Meaning:
    """What a wording says, and its values at a few points; None where it has none."""

    said: Said
    values: Fingerprint | None


@dataclass(slots=True)
class Heading:
    """A group that is being made: what its first member says, and all of them."""

    meaning: Meaning | None
    members: list[Counted]


class Joining:
    """Finds the group that a wording belongs to, as long as there are comparisons left."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.left = limits.MAX_JOINING_COMPARISONS
        self.comparer = predictions_of(item).comparer

    def meaning(self, one: Counted) -> Meaning:
        """Return what a wording says."""
        answer = said(one.result, self.item)
        if answer.tree is None or self.comparer is None:
            return Meaning(answer, None)
        return Meaning(answer, fingerprint(answer.tree, self.comparer))

    def home(self, meaning: Meaning, found: list[Heading]) -> Heading | None:
        """Return the group whose first member says the same."""
        return next((each for each in found if each.meaning and self.are_same(meaning, each.meaning)), None)

    def are_same(self, one: Meaning, other: Meaning) -> bool:
        """Tell whether two wordings certainly say the same; those that cannot be evaluated are compared too."""
        if one.said.tree is None or other.said.tree is None:
            return same(one.said, other.said, None)
        if (one.values is None) != (other.values is None):
            return False
        if one.values is not None and not alike(one.values, other.values):
            return False
        self.left -= 1
        return self.left >= 0 and same(one.said, other.said, self.item, deadline_s=0)


def written(result: ItemResult) -> str:
    """Return the text by which an answer is known again."""
    if result.type == "text":
        return wording(result.given)
    return result.read.text if result.read is not None else " ".join(result.given.split())


def bare(result: ItemResult) -> ItemResult:
    """Return what there is to keep of an answer."""
    return replace(result, prompt="", remarks=(), components=(), diagnostics=(), decision=None, expected=None)


def group_of(members: list[Counted]) -> AnswerGroup:
    """Return the group that some wordings form."""
    first = members[0].result
    return AnswerGroup(
        given=first.given,
        read=first.read,
        type=first.type,
        count=sum(one.count for one in members),
        wordings=len(members),
        students=tuple(sorted(named(members))[:MOST_NAMED]),
        mistake=next((one.mistake for one in members if one.mistake), ""),
    )


def named(members: list[Counted]) -> Iterator[int]:
    """Yield the students who are named in any of some wordings."""
    for one in members:
        yield from one.students
