"""How often each named mistake was reported, by its name, in whatever words.

>>> counts = MistakeCounts()
>>> for words in ("A", "B", "B"):
...     counts.add(*find_reported_mistake([Remark(id="misconception", text=words, parameters=(("mistake", "sign"),))]))
>>> counts.commonest
[MistakeCount(id='sign', words='B', count=3)]
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.records import Remark

__all__ = ["MistakeCount", "MistakeCounts", "find_reported_mistake"]


@dataclass(frozen=True, kw_only=True, slots=True)
class MistakeCount:
    """A named mistake, or several that cannot be distinguished; ``words`` is the commonest text about it."""

    id: str
    words: str
    count: int


@dataclass(slots=True)
class MistakeCounts:
    """The mistakes that were reported in one item."""

    reported: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, name: str, words: str, count: int = 1) -> None:
        """Count how often a mistake was reported in these words; one without a name is not counted."""
        if name:
            self.reported.setdefault(name, Counter())[words] += count

    @property
    def commonest(self) -> list[MistakeCount]:
        """The mistakes, the commonest first."""
        counts = [
            MistakeCount(id=name, words=texts.most_common(1)[0][0], count=texts.total())
            for name, texts in self.reported.items()
        ]
        return sorted(counts, key=lambda mistake: (-mistake.count, mistake.id))


def find_reported_mistake(remarks: Iterable[Remark]) -> tuple[str, str]:
    """The name of the reported mistake and the words it was reported in; empty if there is none."""
    for remark in remarks:
        if remark.id == "misconception":
            parameters = dict(remark.parameters)
            names = [parameters.get("mistake", ""), *parameters.get("alternatives", "").split(", ")]
            return " or ".join(filter(None, names)), remark.text
    return "", ""
