"""The class at a glance as Markdown: a row a submission, then how each item went over all of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from grader.grading.cohort import Cohort
from grader.grading.lateness import has_unknown_instant
from grader.grading.mistake_counts import MistakeCounts
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.markdown import cell, code, prose
from grader.reports.wording import OUTCOMES, amount, counted

__all__ = [
    "MEMBER", "item_titles", "legend", "overview", "render_class", "scores_by_id", "status", "submission_rows",
    "table_head",
]  # fmt: skip

TOLD = tuple(outcome for outcome in Outcome if outcome is not Outcome.WITHHELD)
WRONG = (Outcome.PARTIAL, Outcome.INCORRECT)
MOST_MISTAKES = 3
PLURALS = {"waits for a person": "wait for a person"}


def item_titles(graded: Iterable[GradedSubmission]) -> Mapping[str, str]:
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


@dataclass
class Tally:
    """What became of all answers to one item."""

    title: str
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    credit: Fraction = Fraction(0)
    credited: int = 0
    mistakes: MistakeCounts = field(default_factory=MistakeCounts)

    @property
    def mean(self) -> Fraction | None:
        """The mean credit; None where every answer still waits for a person."""
        is_open = self.credited < self.outcomes.total()
        if not self.credited or (is_open and self.credited == self.outcomes[Outcome.BLANK]):
            return None
        return self.credit / self.credited

    def add(self, item: ItemResult) -> None:
        """Count one more answer."""
        self.outcomes[item.outcome] += 1
        if item.credit is not None:
            self.credit += item.credit
            self.credited += 1
        if item.outcome in WRONG:
            self.mistakes.add(item.remarks)


@dataclass
class Overview:
    """What is counted on one way through a class: states, scores, titles, and what became of each item.

    ``final`` are the final scores, ``still_open`` the scores so far of those who wait for a person.
    """

    states: Counter[str] = field(default_factory=Counter)
    final: Counter[Fraction] = field(default_factory=Counter)
    still_open: Counter[Fraction] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    tallies: dict[str, Tally] = field(default_factory=dict)
    late: int = 0
    unknown: int = 0

    @property
    def head(self) -> str:
        """The title, and how many submissions are in which state."""
        title = f"# Summary: {prose(', '.join(sorted(self.titles)))}" if self.titles else "# Summary"
        sentences = (counts(self.states), means(self.final, self.still_open), *self.lateness)
        return f"{title}\n\n{' '.join(filter(None, sentences))}\n\n"

    @property
    def lateness(self) -> Iterator[str]:
        """How many came in late, and of how many nobody knows; nothing where there is nothing to say."""
        if self.late:
            yield f"{counted(self.late, 'submission')} came in late."
        if self.unknown:
            yield f"Nothing says when {counted(self.unknown, 'submission')} came in."

    @property
    def item_by_item(self) -> str:
        """The table of all items, then their mistakes, with headings; nothing where there are none."""
        if not self.tallies:
            return ""
        return "\n\n".join(("## Item by item", item_table(self.tallies), *what_went_wrong(self.tallies))) + "\n"


def overview(cohort: Cohort) -> Overview:
    """Go through a class once and count."""
    seen = Overview()
    for submission in cohort:
        seen.states[status(submission)] += 1
        seen.titles.add(submission.title or submission.rubric)
        seen.late += bool(submission.lateness and submission.lateness.days)
        seen.unknown += has_unknown_instant(submission)
        if status(submission) == "graded":
            seen.final[submission.final_score] += 1
        elif submission.is_readable:
            seen.still_open[submission.final_score] += 1
        for item in submission.items:
            seen.tallies.setdefault(item.id, Tally(item.title)).add(item)
    return seen


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the summary of a class: one way through the cohort for what is counted, one for the rows."""
    seen = overview(cohort)
    yield seen.head
    yield from submission_table(cohort)
    yield f"\n\n{seen.item_by_item}" if seen.tallies else "\n"


def counts(states: Counter[str]) -> str:
    """Return how many submissions there are, and in which state."""
    total = states.total()
    sentence = f"{counted(total, 'submission')}: " + ", ".join(
        f"{count} {state if count == 1 else PLURALS.get(state, state)}" for state, count in states.items()
    )
    return f"{sentence}." if total else "There are no submissions."


def means(final: Counter[Fraction], still_open: Counter[Fraction]) -> str:
    """Return the mean of all scores so far, which the page on the class shows too, and of those that are final."""
    scores = final + still_open
    if not scores:
        return ""
    if not still_open:
        return f"The mean score is {amount(mean(scores))} ({counted(scores.total(), 'score')}, all final)."
    told = f"; of those that are final ({final.total()}) it is {amount(mean(final))}" if final else "; none is final"
    return f"The mean of {counted(scores.total(), 'score')} so far is {amount(mean(scores))}{told}."


def mean(scores: Counter[Fraction]) -> Fraction:
    """Return the mean of scores of which there is one at least."""
    return sum((score * count for score, count in scores.items()), Fraction(0)) / scores.total()


def submission_table(graded: Iterable[GradedSubmission]) -> Iterator[str]:
    """Yield the table of all submissions, row by row, and what its signs mean."""
    yield table_head()
    yield from submission_rows(graded)
    yield f"\n{legend()}"


def table_head() -> str:
    """Return the head of the table of submissions."""
    symbols = [OUTCOMES[outcome].symbol for outcome in TOLD]
    heads = f"| Student | File | Status | Score | Pending | {' | '.join(symbols)} |\n"
    return f"{heads}|---|---|---|---:|---:|{'---:|' * len(symbols)}\n"


def submission_rows(graded: Iterable[GradedSubmission]) -> Iterator[str]:
    """Yield a row for each submission."""
    for submission in graded:
        outcomes = Counter(item.outcome for item in submission.items)
        totals = f"{amount(submission.final_score)} / {amount(submission.points)}" if submission.is_readable else ""
        totals += late_words(submission)
        pending = amount(submission.pending) if submission.pending else ""
        cells = [cell(code(submission.student)), cell(code(submission.file)), status(submission), totals, pending]
        cells += [str(outcomes[outcome] or "") for outcome in TOLD]
        yield f"| {' | '.join(cells)} |\n"


def late_words(graded: GradedSubmission) -> str:
    """Return how late a submission is, behind its score; nothing where it came in time."""
    late = graded.lateness
    return f" ({counted(late.days, 'day')} late)" if late and late.days else ""


def legend() -> str:
    """Return what the signs of the outcomes mean."""
    return ", ".join(f"{OUTCOMES[outcome].symbol} {OUTCOMES[outcome].words}" for outcome in TOLD) + "."


def item_table(tallies: Mapping[str, Tally]) -> str:
    """Return the table of all items: how many answers had which outcome, and the mean credit."""
    heads = [OUTCOMES[outcome].symbol for outcome in TOLD]
    rows = [f"| Item | {' | '.join(heads)} | Mean credit |", f"|---|{'---:|' * len(heads)}---:|"]
    for identifier, tally in tallies.items():
        cells = [
            cell(f"{prose(tally.title)} ({code(identifier)})"),
            *(str(tally.outcomes[outcome] or "") for outcome in TOLD),
            mean_credit(tally),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def mean_credit(tally: Tally) -> str:
    """Return the mean credit of one item in percent; a dash where there is none."""
    return "–" if tally.mean is None else f"{amount(Fraction(round(tally.mean * 100)))} %"


def what_went_wrong(tallies: Mapping[str, Tally]) -> Iterator[str]:
    """Yield the commonest mistakes of each item in which any was told, the hardest item first; nothing without any."""
    told = [(identifier, tally) for identifier, tally in tallies.items() if tally.mistakes.told]
    if told:
        yield "## What went wrong"
    for identifier, tally in sorted(told, key=lambda each: (each[1].mean is None, each[1].mean or 0)):
        mistakes = "\n".join(
            f"  - {one.count} × {prose(one.words)}" for one in tally.mistakes.commonest[:MOST_MISTAKES]
        )
        yield f"- {prose(tally.title)} ({code(identifier)}), {mean_credit(tally)}:\n{mistakes}"


MEMBER = ReportFormat(
    kind="summary",
    suffix=".md",
    summary="The class at a glance as Markdown: a row a submission, then how each item went.",
    render_class=render_class,
)
