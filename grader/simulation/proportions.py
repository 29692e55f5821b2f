"""The proportions of a simulated class: how many answers of each kind, and how files are written."""

from dataclasses import dataclass, fields

from grader.errors import Diagnostic, UsageError

__all__ = ["Proportions"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Proportions:
    """Shares from 0 to 1. The first four are shares of all answers.

    ``follow_through`` is the share of wrong answers that are carried on to the items that use them; ``malformed`` and
    ``json`` are shares of the files; ``unique`` is the share of right answers in a form that nobody else has. If an
    item has no answer of a kind, or uses a wrong answer already, its answer is right instead.
    """

    misconceptions: float = 0.12
    slips: float = 0.06
    blanks: float = 0.05
    unreadable: float = 0.02
    follow_through: float = 0.5
    malformed: float = 0.01
    json: float = 0.25
    unique: float = 0.01

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 <= value <= 1:
                raise UsageError(share_out_of_range(field.name.replace("_", "-"), value))
        if self.wrong > 1:
            raise UsageError(
                Diagnostic(
                    slug="shares-above-one",
                    what="The shares of misconceptions, slips, blank and unreadable answers add up to more than 1.",
                    why="The rest of the answers are right.",
                    help="Make some of them smaller.",
                )
            )

    @property
    def wrong(self) -> float:
        """The share of the answers that are not right."""
        return self.misconceptions + self.slips + self.blanks + self.unreadable


def share_out_of_range(name: str, value: float) -> Diagnostic:
    return Diagnostic(
        slug="share-out-of-range",
        what=f"The share '{name}' is {value}.",
        why="A share is a number from 0 to 1.",
        help=f"Write '--{name} 0.1' for one tenth.",
    )
