"""How one answer is kept from harming the others when judging it may kill the process.

An exception is caught at the item boundary. A hang, or memory that runs out, takes the whole process down. The parent
process must then know which item was being judged, and grade the submission again without it. So ``begins`` is called
with the id of each item before work on it starts. Items in ``lost`` are not judged, and end in a fault of ours. The
picture of an item begins, and may be lost, separately.
"""

from collections.abc import Callable
from dataclasses import dataclass

from grader.records import Outcome, Remark, Verdict

__all__ = ["NOTHING_LOST", "Isolation", "make_lost_verdict", "name_picture"]


def ignore_start(item: str) -> None:
    """Do nothing: no parent process is watching."""


@dataclass(frozen=True, kw_only=True)
class Isolation:
    """Which items must not be judged, and the function that is called before each item."""

    lost: frozenset[str] = frozenset()
    begins: Callable[[str], None] = ignore_start


NOTHING_LOST = Isolation()


def name_picture(item: str) -> str:
    """The name of an item's picture in ``begins`` and ``lost``; no item id looks like it."""
    return f"picture of {item}"


def make_lost_verdict() -> Verdict:
    remark = Remark(
        id="fault",
        text="Judging this answer took too much time or memory, and was stopped. A person will look at it.",
        parameters=(("error", "stopped"), ("where", "worker")),
    )
    return Verdict(outcome=Outcome.FAULT, credit=None, remarks=(remark,))
