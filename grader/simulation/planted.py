"""One planted answer: what stands in the file, and what is known of it because it was made so.

``named`` holds the mistakes of which grading has to name one, several where they lead to the same answer; where there
are too many of them for grading to name any, or where a slip was planted that may look like anything, it is empty.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader.records import Outcome
from grader.simulation.forms.given import Given, as_json, as_yaml

__all__ = ["WRONG", "Kind", "Planted"]


class Kind(StrEnum):
    """What kind of answer was planted."""

    RIGHT = "right"
    MISCONCEPTION = "misconception"
    SLIP = "slip"
    FOLLOW_THROUGH = "follow-through"
    BLANK = "blank"
    UNREADABLE = "unreadable"


WRONG = frozenset({Kind.MISCONCEPTION, Kind.SLIP})


@dataclass(frozen=True, kw_only=True, eq=False)
class Planted:
    """An answer to an item. ``given`` is None where nothing stands in the file.

    ``credit`` is None where a person decides, or where it is not known beforehand; ``outcome`` likewise. ``mistake`` is
    what was planted: the id of the mistake, or the words of a slip. ``definition`` is a name of the student's own that
    the answer uses, and its formula.
    """

    item: str
    kind: Kind
    given: Given | None
    outcome: Outcome | None
    credit: Fraction | None
    mistake: str = ""
    named: tuple[str, ...] = ()
    definition: tuple[str, str] | None = None

    @cached_property
    def yaml(self) -> str:
        """The lines in a YAML file."""
        return "" if self.given is None else f"  {self.item}: {as_yaml(self.given)}\n".replace(": \n", ":\n")

    @cached_property
    def json(self) -> str:
        """The entry in a JSON file."""
        return "" if self.given is None else f'    "{self.item}": {as_json(self.given)}'

    @cached_property
    def truth(self) -> str:
        """The entry in the truth."""
        data: dict[str, Any] = {"kind": self.kind.value}
        data |= {"mistake": self.mistake} if self.mistake else {}
        data |= {"outcome": self.outcome.value if self.outcome else None}
        data |= {"credit": None if self.credit is None else str(self.credit)}
        data |= {"named": list(self.named)} if self.named else {}
        return f'"{self.item}": {json.dumps(data, ensure_ascii=False)}'
