"""What an answer type is, and the two records that pass through it.

A ``Task`` is the question of an item; an ``Answer`` is what was read. Reading is kept apart from judging, so that a
student always sees how an answer was read, whatever the verdict is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Protocol, runtime_checkable

from grader.documents import DocumentNode
from grader.equivalence import Policy
from grader.expr.asked.asked import Asked
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.records import Verdict

__all__ = [
    "Answer", "AnswerType", "Chain", "HasValue", "KnowsOthers", "NamesParts", "ReadsKey", "SHARE", "SaysHow", "Schema",
    "Task", "WritesAnswers", "WrongText",
]  # fmt: skip

Schema = Mapping[str, Any]
SHARE: Final[Schema] = {
    "title": "a share from 0 to 1",
    "type": "string",
    "pattern": "^(0|1|0?[.][0-9]+|1[.]0+|0[.]0+|[0-9]+/[1-9][0-9]*)$",
}


@dataclass(frozen=True, kw_only=True)
class Task:
    """The question of an item, without the expected answer.

    ``symbols`` are the names of what is asked (``∂L/∂w_1``, ``g``): they may be on the left of an answer (``g = …``)
    and never inside it. ``own`` are the names that the student defined. ``options`` are the keys of the answer type, as
    the rubric gives them. ``asked`` is the shape in which an answer is read.
    ``others`` are the right answers to the other items of this type, if the type has to tell its answers from them.
    """

    notation: Notation
    options: Mapping[str, Any] = field(default_factory=dict)
    symbols: tuple[Node, ...] = ()
    own: frozenset[str] = frozenset()
    policy: Policy = Policy()
    asked: Asked = Asked()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """One ``a = b = c`` of a working: its operands, and the line of each operand.

    ``is_named`` says that the first operand is only a name for the rest.
    """

    operands: tuple[Node, ...]
    lines: tuple[int, ...]
    is_named: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An answer as it was read: a tree if it is mathematics, words if it is a choice or a text.

    ``working`` is what was written before the value; it gets remarks and earns nothing. ``ignored`` are statements
    beside the result, about which nothing is said but that. ``steps`` is a derivation, which is judged. ``whole`` is
    shown back to the student if the tree is only the result. ``near_names`` are the names that were typed in another
    way than declared, each with the declared one. ``added_bracket`` is a closing bracket that was missing at the end.
    ``is_bare_zero`` says that a plain 0 was read as the zero vector or matrix: it has no entries that earn a share.
    """

    text: str
    tree: Node | None = None
    words: tuple[str, ...] = ()
    working: tuple[Chain, ...] = ()
    ignored: tuple[str, ...] = ()
    steps: tuple[Chain, ...] = ()
    whole: Node | None = None
    near_names: tuple[tuple[str, str], ...] = ()
    added_bracket: str = ""
    is_bare_zero: bool = False


class AnswerType(Protocol):
    """One kind of answer.

    ``options`` is the JSON Schema of the keys that an item of this type may have besides the common ones.
    ``answer_schema`` is the JSON Schema of its answer in a submission. ``needs_expected`` is False if a person judges,
    or if the options are enough to judge.
    """

    kind: str
    summary: str
    options: Schema
    answer_schema: Schema
    example: str
    needs_expected: bool

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the answer; AnswerError, with its place in the file, if it cannot be read."""

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Judge an answer that was read. ``credit`` is None if it cannot be decided."""


# What an answer type may offer besides. The rest of the program asks for it by these protocols, never by the kind.


@dataclass(frozen=True, kw_only=True, slots=True)
class WrongText:
    """A wrong answer that is no formula, what is wrong with it, and its credit; None if a person decides."""

    text: str
    words: str
    credit: Fraction | None = Fraction(0)


@runtime_checkable
class ReadsKey(Protocol):
    """An answer type that asks more of the expected answer and of its own options than of a student's answer."""

    def read_key(self, expected: DocumentNode, task: Task) -> Answer:
        """Read the expected answer; AnswerError, for the author, if nothing can be judged by it."""


@runtime_checkable
class NamesParts(Protocol):
    """An answer type whose answers are made of names that the rubric lists, and that students have to see."""

    def list_names(self, task: Task) -> Mapping[str, str]:
        """The names with their meanings, in the order in which students see them."""


@runtime_checkable
class SaysHow(Protocol):
    """An answer type whose options say how an answer is written, which students have to see."""

    def list_ways(self, task: Task) -> tuple[str, ...]:
        """What an answer has to be like, in a few words each: ``in km/h``."""


@runtime_checkable
class HasValue(Protocol):
    """An answer type without formulas in whose answers a number stands, which tolerances and digits are about."""

    def find_value(self, answer: Answer, task: Task) -> Node:
        """The number in an answer."""


@runtime_checkable
class WritesAnswers(Protocol):
    """An answer type without formulas that knows how right and wrong answers are written, for the trial of a rubric."""

    def list_right_forms(self, expected: Answer, task: Task) -> Iterator[str]:
        """Yield texts that score what the key scores; the first is the key."""

    def list_near_misses(self, expected: Answer, task: Task) -> Iterator[WrongText]:
        """Yield texts that are not right, each with the credit that it certainly gets."""


@runtime_checkable
class KnowsOthers(Protocol):
    """An answer type that has to tell its answers from the right answers to the other items of its type."""

    def list_accepted(self, expected: Answer, task: Task) -> tuple[str, ...]:
        """The right answers to an item, which become the ``others`` in the tasks of the other items."""
