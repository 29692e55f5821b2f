"""The words of a verdict: outcome, credit, remarks, evidence (DESIGN §2).

Credit and score are exact fractions. ``undecided``, ``unreadable`` and ``fault`` have no credit: they go to a person
and are never a silent zero, nor full marks. An equality check answers ``equal``, ``different`` or ``unknown``; a
verdict is never a bool.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

__all__ = ["Agreement", "ComponentResult", "Decision", "Equality", "Outcome", "Remark", "Verdict", "Witness"]


class Outcome(StrEnum):
    """The result of one item."""

    CORRECT = "correct"
    PARTIAL = "partial"
    INCORRECT = "incorrect"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"
    FAULT = "fault"
    # Not outcomes of grading, but shown in place of one:
    WITHHELD = "withheld"  # there is one, and a report keeps it back
    READ = "read"  # there is none: the answer was read back, without a key to judge it by

    def is_pending(self, credit: Fraction | None) -> bool:
        """Whether an answer with this outcome and credit waits for a person."""
        return credit is None and self.is_of_grading

    @property
    def is_of_grading(self) -> bool:
        """Whether grading can end in it."""
        return self not in (Outcome.WITHHELD, Outcome.READ)


class Equality(StrEnum):
    """What the equality engine says of two expressions."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Witness:
    """Why two expressions are different, in a form that anyone can check.

    Either a ``point`` (free symbol to exact rational, as text such as ``-3/7``) with both values there as decimal
    enclosures (``[1.2345 +/- 3e-9]``) or exact rationals, or a structural ``reason`` (shape, missing component,
    extra symbol, undefined there). ``at`` names the entry or index that differs (``{"k": 1, "j": 2}``).
    """

    reason: str = ""
    point: tuple[tuple[str, str], ...] = ()
    student: str = ""
    expected: str = ""
    at: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """The evidence of an undecided comparison: how many points were tried, and on how many digits both sides agreed."""

    points: int
    digits: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What the equality engine decided, and how.

    ``by`` is the rung: ``tree``, ``enclosure``, ``exact``, ``modular``, ``algebraic``, ``sympy``, ``structure``,
    ``tolerance``, ``rounding``, ``conditions``, ``branch``, ``reach``, ``sizes`` or ``limit``. ``error_bound_log2``
    bounds the probability that a modular identity is wrong (-120 means below 2^-120); None if the proof is exact.
    ``assumes`` says what ``equal`` takes for granted without a proof, as sentences. ``parts`` holds the decision for
    each entry of an array or member of an index family, keyed by its indices.
    """

    result: Equality
    by: str
    witness: Witness | None = None
    agreement: Agreement | None = None
    error_bound_log2: int | None = None
    remarks: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    parts: tuple[tuple[tuple[int, ...], "Decision"], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """One sentence of feedback, with a stable id and its parameters as data; the most important one comes first."""

    id: str
    text: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ComponentResult:
    """One part of an answer that earns its own credit: a vector component, a matrix entry, an iterate, a key point."""

    label: str
    outcome: Outcome
    credit: Fraction | None
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The outcome of one item with its credit (None if a person has to decide), remarks and evidence."""

    outcome: Outcome
    credit: Fraction | None
    remarks: tuple[Remark, ...] = ()
    components: tuple[ComponentResult, ...] = ()
    decision: Decision | None = None
