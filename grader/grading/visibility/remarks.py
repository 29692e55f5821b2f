"""Which remarks on an item come first, how many there are, and the hints that a student asked for.

The order is one table. It begins with who decided, then what the author says; what to do comes before what is so, and
a kind of remark that the table does not know comes last. A student reads at most three remarks on an item.

>>> [remark.id for remark in most_important([Remark(id="domain", text=""), Remark(id="author", text="")])]
['author', 'domain']
"""

from collections.abc import Iterable, Sequence

from grader.records import Outcome, Remark

__all__ = ["MAX_REMARKS", "ORDER", "hint", "most_important"]

MAX_REMARKS = 3

ORDER = (
    "fault",  # the mistake is ours, so nothing else counts
    "override",  # a person decided, and says why
    "override-outdated",  # the machine has changed its mind since
    "author",  # what the author says of this outcome, or of this wrong answer
    "hint",  # what the student asked for
    "misconception",
    "follow-through",
    "first-slip",  # where the working first breaks
    "step",  # the first step of a derivation that does not hold
    "start",  # the steps do not count, because they begin elsewhere
    "result",  # the steps lead to no result
    "required-step",
    "no-steps",
    "follow-through-cap",
    "follow-through-guard",  # it would follow, from an answer that makes it too easy
    "follow-through-undecided",
    "rounded",  # what to write instead
    "key-point",  # what to add
    "components",
    "indices",
    "choice",
    "count",
    "structure",
    "form",
    "assumption",  # a step holds only where both sides are defined
    "domain",
    "text-suggestion",
    "undecided",
    "hidden",  # it is not looked at before it is graded
)
NOT_RIGHT = (Outcome.PARTIAL, Outcome.INCORRECT, Outcome.BLANK, Outcome.UNREADABLE)


def most_important(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return at most three remarks, the most important first."""
    return in_order(remarks)[:MAX_REMARKS]


def in_order(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return remarks by the table; those of one kind keep their order."""
    rank = {kind: place for place, kind in enumerate(ORDER)}
    return tuple(sorted(remarks, key=lambda remark: rank.get(remark.id, len(ORDER))))


def hint(outcome: Outcome, rungs: Sequence[str], remarks: Iterable[Remark], count: int) -> tuple[Remark, ...]:
    """Return the first ``count`` rungs as one remark, for an item that is not right; none where there are none.

    The author's rungs come first, then what a misconception supplies as its parameter ``hint``.
    """
    supplied = (value for remark in remarks for name, value in remark.parameters if name == "hint")
    ladder = (*rungs, *dict.fromkeys(supplied))
    told = ladder[:count] if outcome in NOT_RIGHT else ()
    if not told:
        return ()
    text = " ".join(f"Hint {number} of {len(ladder)}: {rung}" for number, rung in enumerate(told, start=1))
    return (Remark(id="hint", text=text, parameters=(("rungs", str(len(told))), ("of", str(len(ladder))))),)
