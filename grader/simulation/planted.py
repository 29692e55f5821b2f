"""One planted answer: what the file holds, and the truth about it, which is known because it was made that way.

``named`` holds the mistakes of which grading has to name one; there are several if they lead to the same answer. It is
empty if there are too many for grading to name any, or if a random error was planted, which may look like anything.
"""

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader.expr.decimal_comma import write_with_commas
from grader.records import Outcome
from grader.simulation.forms.given import Given, format_json, format_yaml, write_given_with_commas

__all__ = ["WRONG", "Kind", "Planted"]


class Kind(StrEnum):
    """What kind of answer was planted. A slip is a near miss: one wrong sign, number, index or term."""

    RIGHT = "right"
    MISCONCEPTION = "misconception"
    SLIP = "slip"
    FOLLOW_THROUGH = "follow-through"
    BLANK = "blank"
    UNREADABLE = "unreadable"


WRONG = frozenset({Kind.MISCONCEPTION, Kind.SLIP})


@dataclass(frozen=True, kw_only=True, eq=False)
class Planted:
    """An answer to an item. ``given`` is None if the file has no entry for the item.

    ``credit`` is None if a person decides, or if it is not known in advance; so is ``outcome``. ``mistake`` is the id
    of the planted mistake, or the words that describe a slip. ``definition`` is a name that the student defines, and
    its formula.
    """

    item: str
    kind: Kind
    given: Given | None
    outcome: Outcome | None
    credit: Fraction | None
    mistake: str = ""
    named: tuple[str, ...] = ()
    definition: tuple[str, str] | None = None

    def with_commas(self) -> "Planted":
        """The same answer with decimal commas."""
        given = None if self.given is None else write_given_with_commas(self.given)
        definition = self.definition and (self.definition[0], write_with_commas(self.definition[1]))
        return replace(self, given=given, definition=definition)

    @cached_property
    def yaml(self) -> str:
        """The lines in a YAML file."""
        return "" if self.given is None else f"  {self.item}: {format_yaml(self.given)}\n".replace(": \n", ":\n")

    @cached_property
    def json(self) -> str:
        """The entry in a JSON file."""
        return "" if self.given is None else f'    "{self.item}": {format_json(self.given)}'

    @cached_property
    def truth(self) -> str:
        """The entry in the truth."""
        data: dict[str, Any] = {"kind": self.kind.value}
        data |= {"mistake": self.mistake} if self.mistake else {}
        data |= {"outcome": self.outcome.value if self.outcome else None}
        data |= {"credit": None if self.credit is None else str(self.credit)}
        data |= {"named": list(self.named)} if self.named else {}
        return f'"{self.item}": {json.dumps(data, ensure_ascii=False)}'
