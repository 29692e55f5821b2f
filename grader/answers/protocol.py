"""What an answer type is, and the two records that pass through it.

A ``Task`` is what the item asks; an ``Answer`` is what was read. Reading is kept apart from judging, so that a student
is always shown how an answer was read, whatever becomes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from grader.documents import DocumentNode
from grader.equivalence import Policy
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.records import Verdict

__all__ = ["Answer", "AnswerType", "Chain", "Schema", "Task"]

Schema = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Task:
    """What an item asks, apart from the expected answer.

    ``symbols`` are the names of what is asked (``∂L/∂w_1``, ``g``): they may stand on the left of an answer
    (``g = …``) and never inside it. ``own`` are the names that the student defined; ``options`` are the keys of the
    answer type as the rubric gives them.
    """

    notation: Notation
    options: Mapping[str, Any] = field(default_factory=dict)
    symbols: tuple[Node, ...] = ()
    own: frozenset[str] = frozenset()
    policy: Policy = Policy()


@dataclass(frozen=True, slots=True)
class Chain:
    """One ``a = b = c`` of a working: its operands, and the line on which each of them stands.

    ``is_named`` says that the first operand is no more than a name for the rest.
    """

    operands: tuple[Node, ...]
    lines: tuple[int, ...]
    is_named: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An answer as it was read: a tree where it is mathematics, words where it is a choice or a text.

    ``working`` is what was written before the value, which is commented on and earns nothing; ``steps`` is a
    derivation, which is judged, and ``whole`` what is shown back where the tree is only the result of it.
    """

    text: str
    tree: Node | None = None
    words: tuple[str, ...] = ()
    working: tuple[Chain, ...] = ()
    steps: tuple[Chain, ...] = ()
    whole: Node | None = None


class AnswerType(Protocol):
    """One kind of answer.

    ``options`` is the JSON Schema of the keys that an item of this type may carry besides the common ones;
    ``answer_schema`` of what a submission may hold for it. ``needs_expected`` is False where a person judges or the
    options say it all.
    """

    kind: str
    summary: str
    options: Schema
    answer_schema: Schema
    example: str
    needs_expected: bool

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read what was given; AnswerError, located in the file, where it cannot be read."""

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Judge an answer that was read. ``credit`` is None where it cannot be decided."""
