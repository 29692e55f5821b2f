"""The same complaint several times in one answer: what is proposed fixes all of it, in the same way each time.

``$x^10 + x^12$`` lacks braces twice. With one pair of them it would be refused again.
"""

from typing import Final

from grader.errors import AnswerError, Diagnostic, Proposal
from grader.expr.advice.rules import Explainer
from grader.expr.complaints import propose_answer
from grader.expr.names import Names

__all__ = ["repeat_proposals"]

_MOST_TIMES: Final = 8  # each is one more reading


def repeat_proposals(error: AnswerError, names: Names, explain: Explainer) -> AnswerError:
    """Return an error whose proposals are repeated while they lead to the same complaint."""
    if not any(diagnostic.proposals for diagnostic in error.diagnostics):
        return error
    return AnswerError(repeat_in(diagnostic, names, explain) for diagnostic in error.diagnostics)


def repeat_in(diagnostic: Diagnostic, names: Names, explain: Explainer) -> Diagnostic:
    proposals = [
        repeat(proposal, place, diagnostic.slug, names, explain) for place, proposal in enumerate(diagnostic.proposals)
    ]
    return diagnostic.propose(proposals)


def repeat(proposal: Proposal, place: int, slug: str, names: Names, explain: Explainer) -> Proposal:
    """Return a proposal with what the next message of the same kind proposes at the same place, and so on."""
    answer = proposal.answer
    for _ in range(_MOST_TIMES):
        again = explain(answer, names)
        if again is None:
            break
        proposed = again.diagnostic.proposals
        alike = [each for each in proposed if proposal.meaning and each.meaning == proposal.meaning]
        following = alike or list(proposed[place : place + 1])
        if again.diagnostic.slug != slug or not following:
            return proposal
        answer = following[0].answer
    return proposal if answer == proposal.answer else propose_answer(answer, meaning=proposal.meaning)
