"""The class at a glance as Markdown: a row a submission, then how each item went over all of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.markdown import cell, code, prose
from grader.reports.wording import OUTCOMES, amount, counted

__all__ = ["MEMBER", "item_titles", "render_class", "scores_by_id", "status"]

TOLD = tuple(outcome for outcome in Outcome if outcome is not Outcome.WITHHELD)
PLURALS = {"waits for a person": "wait for a person"}


def item_titles(graded: Sequence[GradedSubmission]) -> Mapping[str, str]:
    """Return the title of every item that occurs, by id, in the order of the rubric."""
    return {item.id: item.title for submission in graded for item in submission.items}


def scores_by_id(graded: GradedSubmission) -> Mapping[str, Fraction | None]:
    """Return the score of each item of one submission."""
    return {item.id: item.score for item in graded.items}


def status(graded: GradedSubmission) -> str:
    """Return how far the grading of a submission is, in a word or two."""
    if not graded.is_readable:
        return "cannot be read"
    return "waits for a person" if graded.pending else "graded"


def render_class(graded: Sequence[GradedSubmission]) -> str:
    """Return the summary of a class."""
    return "\n\n".join(blocks(graded)) + "\n"


def blocks(graded: Sequence[GradedSubmission]) -> Iterator[str]:
    """Yield the paragraphs of the summary."""
    titles = sorted({submission.title or submission.rubric for submission in graded})
    yield f"# Summary: {prose(', '.join(titles))}" if titles else "# Summary"
    yield counts(graded)
    yield submission_table(graded)
    if item_titles(graded):
        yield "## Item by item"
        yield item_table(graded)


def counts(graded: Sequence[GradedSubmission]) -> str:
    """Return how many submissions there are, in which state, and their mean score."""
    states = Counter(status(submission) for submission in graded)
    sentence = f"{counted(len(graded), 'submission')}: " + ", ".join(
        f"{count} {state if count == 1 else PLURALS.get(state, state)}" for state, count in states.items()
    )
    final = [submission.score for submission in graded if status(submission) == "graded"]
    few = f" ({len(final)} of {len(graded)})" if len(final) < len(graded) else ""
    mean = f" The mean of the final scores is {amount(sum(final, Fraction(0)) / len(final))}{few}." if final else ""
    return f"{sentence}.{mean}" if graded else "There are no submissions."


def submission_table(graded: Sequence[GradedSubmission]) -> str:
    """Return the table of all submissions."""
    symbols = [OUTCOMES[outcome].symbol for outcome in TOLD]
    rows = [
        f"| Student | File | Status | Score | Pending | {' | '.join(symbols)} |",
        f"|---|---|---|---:|---:|{'---:|' * len(symbols)}",
    ]
    for submission in graded:
        outcomes = Counter(item.outcome for item in submission.items)
        totals = f"{amount(submission.score)} / {amount(submission.points)}" if submission.is_readable else ""
        pending = amount(submission.pending) if submission.pending else ""
        cells = [cell(code(submission.student)), cell(code(submission.file)), status(submission), totals, pending]
        cells += [str(outcomes[outcome] or "") for outcome in TOLD]
        rows.append(f"| {' | '.join(cells)} |")
    legend = ", ".join(f"{OUTCOMES[outcome].symbol} {OUTCOMES[outcome].words}" for outcome in TOLD)
    return "\n".join(rows) + f"\n\n{legend}."


def item_table(graded: Sequence[GradedSubmission]) -> str:
    """Return the table of all items: how many answers had which outcome, and the mean credit."""
    heads = [OUTCOMES[outcome].symbol for outcome in TOLD]
    rows = [f"| Item | {' | '.join(heads)} | Mean credit |", f"|---|{'---:|' * len(heads)}---:|"]
    for identifier, title in item_titles(graded).items():
        items = [item for submission in graded for item in submission.items if item.id == identifier]
        outcomes = Counter(item.outcome for item in items)
        cells = [
            cell(f"{prose(title)} ({code(identifier)})"),
            *(str(outcomes[outcome] or "") for outcome in TOLD),
            mean_credit(items),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def mean_credit(items: Sequence[ItemResult]) -> str:
    """Return the mean credit of one item in percent; a dash where every answer still waits for a person."""
    credits = [item.credit for item in items if item.credit is not None]
    is_open = any(item.credit is None for item in items)
    if not credits or (is_open and all(item.outcome is Outcome.BLANK for item in items if item.credit is not None)):
        return "–"
    return f"{amount(Fraction(round(sum(credits) / len(credits) * 100)))} %"


MEMBER = ReportFormat(
    kind="summary",
    suffix=".md",
    summary="The class at a glance as Markdown: a row a submission, then how each item went.",
    render_class=render_class,
)
