"""The result of comparing one pair, and its words.

The words are made when they are asked for: of a million pairs, few messages are ever read.
"""

from dataclasses import dataclass
from typing import Final, Literal

from grader.equivalence.witness import format_point_coordinate, round_enclosure
from grader.errors import Diagnostic
from grader.expr.nodes import Node
from grader.expr.printing.text import to_text
from grader.records import Decision, Equality, Witness

__all__ = ["Comparison", "Result"]

Result = Literal["equal", "different", "unknown", "unreadable"]


TRUTHS: Final = {"true", "false"}  # the values at a point that satisfies one condition and not the other
UNDEFINED: Final = "undefined"  # the value of an answer that has none at a point

PROOFS: Final = {
    "tree": "They are the same expression, once both are written in one form.",
    "exact": "Exact arithmetic shows it.",
    "modular": "Their difference vanishes identically.",
    "algebraic": "Their difference vanishes identically, roots and logarithms taken exactly.",
    "sympy": "Sympy simplifies their difference to zero.",
    "structure": "They say the same, part by part.",
    "tolerance": "The answer lies within the tolerance.",
    "rounding": "The answer is a correct rounding of what is expected.",
}
"""How each rung of the ladder proves two expressions equal, in words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """The result of one pair.

    ``decision`` is None where a side could not be read, and so are the trees that could not be. ``diagnostics`` say
    what cannot be read; ``whose`` is a sentence in front of them if it is not the student's. Or they say how a right
    value does not have the form that was asked for.
    """

    result: Result
    decision: Decision | None = None
    whose: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    student_tree: Node | None = None
    expected_tree: Node | None = None

    @property
    def by(self) -> str:
        """The rung that decided (see ``Decision``), or ``form``; empty where a side could not be read."""
        if self.decision is None:
            return ""
        # There are diagnostics beside a decision only where the value is right and the form is not.
        return "form" if self.diagnostics else self.decision.by

    @property
    def witness(self) -> Witness | None:
        """Why the two are different, where they are."""
        return self.decision.witness if self.decision and self.decision.result is Equality.DIFFERENT else None

    @property
    def agrees_digits(self) -> int | None:
        """On how many digits they were seen to agree, where the result is unknown."""
        return self.decision.agreement.digits if self.decision and self.decision.agreement else None

    @property
    def message(self) -> str:
        """The text for a person; empty for what is equal without a remark."""
        if self.decision is None:
            # One mistake is enough: the next often comes from it.
            return self.whose + " ".join(map(format_diagnostic, self.diagnostics[:1]))
        if self.decision.result is Equality.EQUAL:
            return " ".join([*map(format_diagnostic, self.diagnostics), *self.decision.remarks, *self.decision.assumes])
        if self.decision.result is Equality.DIFFERENT:
            return " ".join([*self.decision.remarks, describe_difference(self.decision.witness)])
        return describe_undecided(self.decision)

    @property
    def reason(self) -> str:
        """How the result is known, for a person who does not know the engine."""
        if self.decision is None or self.decision.result is not Equality.EQUAL or self.diagnostics:
            return self.message
        return " ".join(filter(None, (PROOFS.get(self.decision.by, ""), describe_chance(self.decision), self.message)))

    @property
    def student_read(self) -> str:
        """The student's answer as it was read; empty where it could not be."""
        return "" if self.student_tree is None else to_text(self.student_tree)

    @property
    def expected_read(self) -> str:
        """The expected answer as it was read; empty where it could not be."""
        return "" if self.expected_tree is None else to_text(self.expected_tree)


def describe_chance(decision: Decision) -> str:
    """Return how likely it is that a proof is wrong; nothing where it is exact."""
    bound = decision.error_bound_log2
    return "" if bound is None else f"The chance that this is wrong is below 2^{bound}."


def describe_difference(witness: Witness | None) -> str:
    """Return in one or two sentences where two expressions differ."""
    if witness is None:
        return ""
    said = [witness.reason] if witness.reason else []
    place = ", ".join(format_point_coordinate(name, str(value)) for name, value in (*witness.at, *witness.point))
    if place and {witness.student, witness.expected} == TRUTHS:
        holds, fails = ("the answer", "what is expected")[:: 1 if witness.student == "true" else -1]
        return f"At {place} {holds} holds, but {fails} does not."
    if witness.student and witness.expected:
        where = f"At {place} the" if place else "The"
        student, expected = round_enclosure(witness.student), round_enclosure(witness.expected)
        values = f"{where} answer is {student}, and {expected} is expected."
        # Shortened to ten digits, both look the same: then all digits are needed, if these tell them apart.
        if student.removeprefix("about ") == expected.removeprefix("about "):
            shown = [short if "about" not in short else value for short, value in
                     ((student, witness.student), (expected, witness.expected))]  # fmt: skip
            values = f"{where} answer is {shown[0]}, and {shown[1]} is expected."
            if find_middle(witness.student) == find_middle(witness.expected):
                values += " They agree in all digits that are shown, but they are not the same."
        # That the answer is undefined, the values say already. A reason that says "there" follows the place.
        said = [] if witness.student == UNDEFINED else said
        said = [values, *said] if place else [*said, values]
    elif place:
        said.append(f"This is so at {place}.")
    return " ".join(said)


def find_middle(value: str) -> str:
    """Return the digits of an enclosure or number, without zeros at the end."""
    return value.removeprefix("[").split(" ", 1)[0].rstrip("0").rstrip(".")


def describe_undecided(decision: Decision) -> str:
    if decision.witness is not None:
        return decision.witness.reason
    seen = decision.agreement
    # "They agree to 0 digits at 0 points" would say nothing.
    if seen is None or not seen.points or not seen.digits:
        return "It could not be decided whether they are equal."
    return (
        f"They agree to {seen.digits} digits at {seen.points} points, but it could not be proved that they are equal."
    )


def format_diagnostic(diagnostic: Diagnostic) -> str:
    """Return a complaint as running text: what, why, how to fix it."""
    parts = (diagnostic.what, diagnostic.why, diagnostic.help)
    return " ".join(part[0].upper() + part[1:] for part in parts if part)
