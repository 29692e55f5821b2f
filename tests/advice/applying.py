"""Doing what a message says: a proposal is written in place of the answer, and the answer is read again."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from grader.answers.proposals import put_proposal
from grader.documents import DocumentNode, Scalar
from grader.errors import Diagnostic, Proposal, put_in_quotes
from grader.grading import grade_item
from grader.records import Outcome
from grader.rubric import Item
from grader.submission import Submission
from tests.answers.tables import judge

__all__ = ["Applied", "apply_proposals", "explain", "find_loose_proposals"]

SAID = re.compile(r"\b(?:[Ww]rite|[Tt]ype) (?:for example |such as )?(?:'([^']+)'|\"([^\"]+)\")")


class Applied(NamedTuple):
    """A proposal, the message that makes it, and what becomes of the answer that it proposes."""

    diagnostic: Diagnostic
    proposal: Proposal
    outcome: Outcome
    complaint: str


def explain(item: Item, given: DocumentNode | str) -> tuple[Diagnostic, ...]:
    """Return why an answer to an item cannot be read; nothing if it can."""
    submission = Submission(student="a", exercise="", file="", sha256="", answers={item.id: node_of(given)})
    return grade_item(item, submission).diagnostics


def apply_proposals(
    item: Item, given: DocumentNode | str, diagnostics: Iterable[Diagnostic] | None = None
) -> Iterator[Applied]:
    """Yield what becomes of each proposal of the messages about an answer, which may be known already."""
    for diagnostic in explain(item, given) if diagnostics is None else diagnostics:
        for proposal in diagnostic.proposals:
            verdict, complaint = judge(item, put_proposal(node_of(given), diagnostic, proposal.answer))
            yield Applied(diagnostic, proposal, verdict.outcome, complaint)


def node_of(given: DocumentNode | str) -> DocumentNode:
    return Scalar.typed(given) if isinstance(given, str) else given


def find_loose_proposals(diagnostic: Diagnostic) -> list[str]:
    """Return the texts that a message says to write, though it has no proposal for them."""
    rest = diagnostic.help
    for shown in sorted({proposal.shown for proposal in diagnostic.proposals if proposal.shown}, key=len, reverse=True):
        rest = rest.replace(put_in_quotes(shown), "")
    return ["".join(found) for found in SAID.findall(rest)]
