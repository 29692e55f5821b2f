"""One pair that the adversary asks about, and how it is written for ``grader compare --batch``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.adversary.printing import to_text
from tests.adversary.tree import Node

__all__ = ["Pair"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers as trees. ``is_equal`` says that every step from one to the other keeps it right.

    ``oracle`` names the oracle that judges it, ``steps`` say how it was made, and ``data`` is what the oracle needs
    besides the trees, such as the solutions of a system.
    """

    kind: str
    student: Node
    expected: Node
    symbols: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    oracle: str = "values"
    is_equal: bool = False
    steps: tuple[str, ...] = ()
    data: Any = None

    def case(self) -> dict[str, Any]:
        """Return the pair as a case of ``grader compare --batch``."""
        case: dict[str, Any] = {"student": to_text(self.student), "expected": to_text(self.expected)}
        if self.symbols:
            case["symbols"] = dict(self.symbols)
        return {**case, **self.options}

    def line(self) -> bytes:
        return json.dumps(self.case()).encode()
