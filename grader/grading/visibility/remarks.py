"""Which remarks on an item come first, how many are shown, and the hints that a student asked for.

One table gives the order. First comes who decided, then what is said of this very answer, then what the author says of
every answer that is not right. What to do comes before what is so. A remark of an unknown kind comes last. A student
reads at most three remarks on an item, the author's among them.

>>> [remark.id for remark in select_remarks([Remark(id="author", text=""), Remark(id="step", text="")])]
['step', 'author']
"""

from collections.abc import Iterable, Sequence

from grader.records import Outcome, Remark

__all__ = ["MAX_REMARKS", "ORDER", "make_hint_remarks", "select_remarks"]

MAX_REMARKS = 3  # a student reads no more on one item

ORDER = (
    "fault",  # the bug is ours, so nothing else counts
    "override",  # a person decided, and says why
    "override-outdated",  # the machine has changed its mind since
    "hint",  # what the student asked for
    "misconception",  # a named mistake, or what the author says of this very answer
    "follow-through",
    "first-slip",  # where the working first breaks
    "step",  # the first step of a derivation that does not hold
    "start",  # the steps do not count, because they begin elsewhere
    "result",  # the steps lead to no result
    "required-step",
    "no-steps",
    "follow-through-cap",
    "follow-through-guard",  # it would follow, but from an answer that makes it too easy
    "follow-through-undecided",
    "unconfirmed",  # a person looks whether it is the answer at all
    "reach",  # a person decides what was meant, unless brackets say so
    "other-reading",  # likewise, for an answer that is read in one of several ways
    "unit-reading",  # likewise, for the symbol of a unit
    "temperature-difference",
    "angular-frequency",
    "other-letter",  # the index is called otherwise than in the question
    "branch",  # what the author says of answers that satisfy a condition
    "condition",  # what a right answer satisfies, and this one does not
    "opposite",  # why an answer is wrong up to what is left open
    "zero-multiple",
    "smaller-domain",
    "span-outside",
    "span-zero",
    "span-dependent",
    "span-size",
    "span-part",
    "span-length",
    "locus",
    "solutions-outside",
    "solutions-missing",
    "constants-outside",
    "constants-function",
    "constants-particular",
    "zero-solution",
    "constants-missing",
    "constants-range",
    "missing-constant",  # what to add
    "missing-uncertainty",
    "uncertainty-wrong",  # which part of a measured value is wrong
    "uncertainty-right",
    "missing-unit",
    "wrong-dimension",  # what is wrong with the unit of a value
    "terms-dimension",
    "other-dimension",
    "wrong-prefix",
    "wrong-unit",
    "other-unit",
    "unit-right",
    "uncertainty-figures",  # how a measured value is rounded
    "uncertainty-place",
    "factor-with-names",  # why a person decides up to what is left open
    "constant-range",
    "constant-by-pieces",
    "span-with-names",
    "span-by-rows",
    "declared-parameter",
    "free-unknowns",
    "rounded",  # what to write instead
    "rounded-step",
    "angle-unit",
    "near-name",
    "added-bracket",
    "resemblance",  # what a wrong answer has in common with the expected one
    "resemblance-exact",  # what would turn it into the expected one
    "key-point",  # what to add
    "unreadable-entries",
    "shape",  # in practice: what an answer is read as, where only the key says what is asked for
    "brackets",  # in practice: values in brackets are no set
    "single-value",  # in practice: one value where a vector or matrix is asked for
    "both-sides",  # in practice: a number where an equation may be asked for
    "decimal-comma",  # in practice: a number with a comma was read as two
    "derivative-for-name",  # in practice: a derivative may be what is asked for
    "case-counts",  # why a spelling is none of the right ones
    "accents-counts",
    "spaces-counts",
    "punctuation-counts",
    "typing-mistake",
    "near-spelling",
    "components",
    "set-pieces",
    "set-ends",
    "left-out",
    "single-points",
    "order",
    "missing-items",
    "indices",
    "choice",
    "count",
    "structure",
    "one-step",  # a rule for one numbered step, where one for every step is asked for
    "target",  # a rule for another quantity
    "form",
    "author",  # what the author says of every answer with this outcome
    "ignored",  # working beside the result, which is not looked at
    "assumption",  # a step holds only where both sides are defined
    "domain",
    "text-suggestion",
    "undecided",
    "used-up",  # the verdicts that anybody may see before handing in
    "hidden",  # it is not looked at before it is graded
)
NOT_RIGHT = (Outcome.PARTIAL, Outcome.INCORRECT, Outcome.BLANK, Outcome.UNREADABLE)


def select_remarks(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """At most ``MAX_REMARKS`` remarks, the most important first; the author's words are never left out."""
    ordered = sort_remarks(remarks)
    by_author = tuple(remark for remark in ordered[MAX_REMARKS:] if remark.id == "author")
    return (*ordered[: MAX_REMARKS - len(by_author)], *by_author)


def sort_remarks(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Sort remarks by the table; those of one kind keep their order."""
    rank = {kind: place for place, kind in enumerate(ORDER)}
    return tuple(sorted(remarks, key=lambda remark: rank.get(remark.id, len(ORDER))))


def make_hint_remarks(
    outcome: Outcome, rungs: Sequence[str], remarks: Iterable[Remark], count: int
) -> tuple[Remark, ...]:
    """The first ``count`` hints as one remark, for an item that is not right; empty if there are none.

    The author's hints come first, then those that a misconception supplies as its parameter ``hint``.
    """
    supplied = (value for remark in remarks for name, value in remark.parameters if name == "hint")
    ladder = (*rungs, *dict.fromkeys(supplied))
    chosen = ladder[:count] if outcome in NOT_RIGHT else ()
    if not chosen:
        return ()
    text = " ".join(f"Hint {number} of {len(ladder)}: {rung}" for number, rung in enumerate(chosen, start=1))
    return (Remark(id="hint", text=text, parameters=(("rungs", str(len(chosen))), ("of", str(len(ladder))))),)
