"""What keeps one answer from harming the others when the process that judges it may die of it.

An exception is caught at the item boundary. A hang, or memory that runs out, takes the whole process along: whoever
watches over it must know which item it was at, and grade the submission again without that one. ``begins`` is told the
id of each item before work on it begins; the items that are ``lost`` are not looked at, and end in a fault of ours. The
picture of an item is begun, and may be lost, by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from grader.records import Outcome, Remark, Verdict

__all__ = ["NOTHING_LOST", "Isolation", "lost_verdict", "picture_of"]


def nobody(item: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, kw_only=True)
class Isolation:
    """Which items are not to be looked at, and who is told of the one that is."""

    lost: frozenset[str] = frozenset()
    begins: Callable[[str], None] = nobody


NOTHING_LOST = Isolation()


def picture_of(item: str) -> str:
    """Return by what the picture of an item is called among what begins and what is lost; no item is called so."""
    return f"picture of {item}"


def lost_verdict() -> Verdict:
    """Return the verdict on an answer whose grading had to be stopped."""
    remark = Remark(
        id="fault",
        text="Judging this answer took too much time or memory, and was stopped. A person will look at it.",
        parameters=(("error", "stopped"), ("where", "worker")),
    )
    return Verdict(outcome=Outcome.FAULT, credit=None, remarks=(remark,))
