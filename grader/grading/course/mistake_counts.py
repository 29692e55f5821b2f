"""How often each named mistake was told: by its name, in whatever words.

>>> counts = MistakeCounts()
>>> for words in ("A", "B", "B"):
...     counts.add(*mistake_told([Remark(id="misconception", text=words, parameters=(("mistake", "sign"),))]))
>>> counts.commonest
[MistakeCount(id='sign', words='B', count=3)]
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.records import Remark

__all__ = ["MistakeCount", "MistakeCounts", "mistake_told"]


@dataclass(frozen=True, kw_only=True, slots=True)
class MistakeCount:
    """A named mistake, or several that cannot be told apart; ``words`` is what most of those who made it were told."""

    id: str
    words: str
    count: int


@dataclass(slots=True)
class MistakeCounts:
    """The mistakes that were told in one item."""

    told: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, name: str, words: str, count: int = 1) -> None:
        """Count how often a mistake was told in some words; nothing where it has no name."""
        if name:
            self.told.setdefault(name, Counter())[words] += count

    @property
    def commonest(self) -> list[MistakeCount]:
        """The mistakes, the commonest first."""
        counts = [
            MistakeCount(id=name, words=texts.most_common(1)[0][0], count=texts.total())
            for name, texts in self.told.items()
        ]
        return sorted(counts, key=lambda mistake: (-mistake.count, mistake.id))


def mistake_told(remarks: Iterable[Remark]) -> tuple[str, str]:
    """Return the name of the mistake that was told and the words in which it was; nothing where none was."""
    for remark in remarks:
        if remark.id == "misconception":
            parameters = dict(remark.parameters)
            names = [parameters.get("mistake", ""), *parameters.get("alternatives", "").split(", ")]
            return " or ".join(filter(None, names)), remark.text
    return "", ""
