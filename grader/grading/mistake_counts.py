"""How often each named mistake was told: by its name, in whatever words.

>>> told = [Remark(id="misconception", text=text, parameters=(("mistake", "sign"),)) for text in ("A", "B", "B")]
>>> counts = MistakeCounts()
>>> [counts.add([remark]) for remark in told]
['sign', 'sign', 'sign']
>>> counts.commonest
[MistakeCount(id='sign', words='B', count=3)]
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.records import Remark

__all__ = ["MistakeCount", "MistakeCounts"]


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

    def add(self, remarks: Iterable[Remark]) -> str:
        """Count the mistake that was told, and return its name; nothing where none was."""
        for remark in remarks:
            if remark.id == "misconception":
                parameters = dict(remark.parameters)
                names = [parameters.get("mistake", ""), *parameters.get("alternatives", "").split(", ")]
                name = " or ".join(filter(None, names))
                self.told.setdefault(name, Counter())[remark.text] += 1
                return name
        return ""

    @property
    def commonest(self) -> list[MistakeCount]:
        """The mistakes, the commonest first."""
        counts = [
            MistakeCount(id=name, words=texts.most_common(1)[0][0], count=texts.total())
            for name, texts in self.told.items()
        ]
        return sorted(counts, key=lambda mistake: (-mistake.count, mistake.id))
