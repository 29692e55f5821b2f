"""``positive factor``: any multiple of the key by a positive number, as of the direction of steepest ascent."""

from collections.abc import Iterator

from grader.answers.leaving_open.multiples import Multiples, is_surely_negative
from grader.answers.leaving_open.protocol import Miss
from grader.answers.leaving_open.values import scale
from grader.answers.protocol import Task
from grader.expr.nodes import Node
from grader.records import Remark

__all__ = ["MEMBER", "PositiveFactor"]

OPPOSITE = Remark(
    id="opposite", text="This is a negative multiple of what is expected, and only a positive factor is left open."
)
UNKNOWN_SIGN = Remark(
    id="undecided",
    text="This is a multiple of what is expected, but it could not be proved that the factor is positive, "
    "so a person will look at it.",
)


class PositiveFactor(Multiples):
    """The key times any positive number."""

    kind = "positive factor"
    summary = "the key times any positive number"
    with_key = "or any positive multiple of it"
    factors = (2, 3, 5)

    def refuse_factor(self, factor: Node, task: Task) -> Remark | None:
        """Refuse a negative factor; leave one whose sign is not known to a person."""
        is_negative = is_surely_negative(factor, task)
        return None if is_negative is False else OPPOSITE if is_negative else UNKNOWN_SIGN

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield also what points the other way."""
        yield Miss(tree=scale(tree, -1), words="it is a negative multiple of the key")
        yield from super().list_misses(tree, task)


MEMBER = PositiveFactor()
