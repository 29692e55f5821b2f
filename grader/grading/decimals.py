"""Results for students whose decimals have commas: what they typed as it is, and all that we write in their notation.

Everything is judged in one notation, with points. Only what is shown is rewritten, once, when an item is done. Data,
such as the parameters of a remark, and the words of an author stay as they are.
"""

from dataclasses import replace

from grader.answers import Answer, Task
from grader.answers.reach import leave_to_person
from grader.errors import AnswerError, Diagnostic, Proposal
from grader.expr.decimal_comma import (
    read_with_points,
    write_latex_with_commas,
    write_mathml_with_commas,
    write_prose_with_commas,
    write_with_commas,
)
from grader.grading.marked import format_given
from grader.grading.result import ItemResult, ReadBack
from grader.records import Decision, Remark, Verdict, Witness
from grader.rubric.records import Item, Question
from grader.submission import Submission
from grader.submission.spelling import has_decimals

__all__ = ["leave_commas_open", "show_decimals", "show_diagnostics"]

ASKED_AT_THE_DOOR = frozenset({"point-in-number", "commas-in-number"})  # they quote what was typed
BY_AUTHORS = frozenset({"author", "branch", "condition", "hint", "key-point", "override"})
_SEPARATED = Remark(
    id="other-reading",
    text="As it is typed, this has a decimal in it. With two values instead, it would be another answer; a person will "
    "look.",
)


def leave_commas_open(verdict: Verdict, item: Item, submission: Submission, expected: Answer, task: Task) -> Verdict:
    """Return a verdict, or leave the answer to a person where it would earn more if its commas separated values."""
    other = submission.separated.get(item.id)
    if other is None or verdict.credit is None or verdict.credit == 1:
        return verdict
    try:
        judged = item.answer_type.judge(item.answer_type.read(other, task), expected, task)
    except AnswerError:
        return verdict
    if judged.credit is not None and judged.credit <= verdict.credit:
        return verdict
    return leave_to_person(verdict, judged, _SEPARATED, by="reading")


def show_decimals(result: ItemResult, question: Question, submission: Submission) -> ItemResult:
    """Return a result in the notation of the student."""
    if not submission.has_commas or not has_decimals(question):
        return result
    typed = submission.typed.get(question.id)
    said = {wrong.say for wrong in question.misconceptions} if isinstance(question, Item) else set()
    return replace(
        result,
        given=result.given if typed is None else format_given(typed),
        read=show_reading(result.read),
        expected=show_reading(result.expected),
        remarks=tuple(each if each.text in said else show_remark(each) for each in result.remarks),
        diagnostics=tuple(map(show_diagnostic, result.diagnostics)),
        decision=show_decision(result.decision),
    )


def show_reading(shown: ReadBack | None) -> ReadBack | None:
    """Return a reading with commas, which remembers the one with points."""
    if shown is None:
        return None
    return ReadBack(
        text=write_with_commas(shown.text),
        latex=write_latex_with_commas(shown.latex),
        mathml=write_mathml_with_commas(shown.mathml),
        with_points=shown.text,
    )


def show_remark(remark: Remark) -> Remark:
    return remark if remark.id in BY_AUTHORS else replace(remark, text=write_prose_with_commas(remark.text))


def show_decision(decision: Decision | None) -> Decision | None:
    """Return a decision whose sentences are those of the remarks, so that each is still found in the other."""
    if decision is None:
        return None
    parts = tuple((at, show_decision(part) or part) for at, part in decision.parts)
    return replace(decision, witness=show_witness(decision.witness), parts=parts)


def show_witness(witness: Witness | None) -> Witness | None:
    if witness is None:
        return None
    return replace(
        witness, reason=write_prose_with_commas(witness.reason), expected=write_prose_with_commas(witness.expected)
    )


def show_diagnostics(submission: Submission) -> tuple[Diagnostic, ...]:
    """Return what is said of a whole file, in the notation of the student."""
    found = submission.diagnostics
    return tuple(map(show_diagnostic, found)) if submission.has_commas else found


def show_diagnostic(diagnostic: Diagnostic) -> Diagnostic:
    """Return a message in the notation of the student, with only those proposals that are read as they are meant."""
    proposals = tuple(map(show_proposal, filter(is_read_back, diagnostic.proposals)))
    if diagnostic.slug not in ASKED_AT_THE_DOOR:
        diagnostic = replace(
            diagnostic,
            what=write_prose_with_commas(diagnostic.what, keeps_commas=is_about_comma(diagnostic)),
            why=write_prose_with_commas(diagnostic.why),
            help=write_prose_with_commas(diagnostic.help),
            otherwise=write_prose_with_commas(diagnostic.otherwise),
        )
    return diagnostic.propose(proposals) if diagnostic.proposals else diagnostic


def is_about_comma(diagnostic: Diagnostic) -> bool:
    """Whether a message is about a comma that was typed, and not about a semicolon."""
    span = diagnostic.span
    return span is not None and "," in span.source.text[span.start : span.end]


def is_read_back(proposal: Proposal) -> bool:
    """Whether a proposal, typed with commas, is read as the same text again."""
    try:
        again = read_with_points(write_with_commas(proposal.answer))
    except AnswerError:
        return False
    return again.replace(" ", "") == proposal.answer.replace(" ", "")


def show_proposal(proposal: Proposal) -> Proposal:
    return replace(
        proposal,
        answer=write_with_commas(proposal.answer),
        shown=write_with_commas(proposal.shown),
        meaning=write_prose_with_commas(proposal.meaning),
    )
