"""Answers in words that were only found in a worked document: until somebody confirms one, it never costs a point."""

from dataclasses import replace

from grader.grading.marked import Marked
from grader.records import Outcome, Remark, Verdict

__all__ = ["leave_unconfirmed"]

SAID = "It was looked for in the document by the words of the question, so a person checks that it is the answer."


def leave_unconfirmed(one: Marked) -> Marked:
    """Leave an answer to a person that would lose points; one that is right keeps them."""
    result = one.result
    if result.outcome not in (Outcome.INCORRECT, Outcome.PARTIAL):
        return one
    remark = Remark(id="unconfirmed", text=SAID)
    verdict = Verdict(outcome=Outcome.UNDECIDED, credit=None, remarks=(remark, *result.remarks))
    return replace(one.with_verdict(verdict), answer=None)
