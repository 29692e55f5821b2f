"""The class at a glance as Markdown: a row a submission, then how each item went over all of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from grader.grading.course.class_counts import ClassCounts
from grader.grading.course.cohort import Cohort
from grader.grading.course.item_counts import ItemCounts
from grader.grading.course.line import Line
from grader.grading.result import GradedSubmission
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.formats.markdown import cell, code, prose
from grader.reports.wording import OUTCOMES, amount, counted

__all__ = [
    "MEMBER", "head", "item_by_item", "legend", "mean_credit", "render_class", "status", "submission_rows",
    "table_head",
]  # fmt: skip

TOLD = tuple(outcome for outcome in Outcome if outcome is not Outcome.WITHHELD)
PLACES = tuple(place for place, outcome in enumerate(Outcome) if outcome in TOLD)
MOST_MISTAKES = 3
PLURALS = {"waits for a person": "wait for a person"}


def status(graded: GradedSubmission | Line) -> str:
    """Return how far the grading of a submission is, in a word or two."""
    if not graded.is_readable:
        return "cannot be read"
    return "waits for a person" if graded.pending else "graded"


def head(counts: ClassCounts) -> str:
    """Return the title, and how many submissions are in which state."""
    title = f"# Summary: {prose(', '.join(sorted(counts.titles)))}" if counts.titles else "# Summary"
    states = Counter(map(status, counts.lines))
    sentences = (how_many(states), means(counts.final_scores, counts.open_scores), *lateness(counts))
    return f"{title}\n\n{' '.join(filter(None, sentences))}\n\n"


def lateness(counts: ClassCounts) -> Iterator[str]:
    """Yield how many came in late, and of how many nobody knows; nothing where there is nothing to say."""
    if late := sum(bool(line.days) for line in counts.lines):
        yield f"{counted(late, 'submission')} came in late."
    if counts.unknown:
        yield f"Nothing says when {counted(counts.unknown, 'submission')} came in."


def item_by_item(items: Mapping[str, ItemCounts]) -> str:
    """Return the table of all items, then their mistakes, with headings; nothing where there are none."""
    if not items:
        return ""
    return "\n\n".join(("## Item by item", item_table(items), *what_went_wrong(items))) + "\n"


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the summary of a class."""
    counts = cohort.counts
    yield head(counts)
    yield table_head()
    yield from submission_rows(counts.lines)
    yield f"\n{legend()}"
    yield f"\n\n{item_by_item(counts.items)}" if counts.items else "\n"


def how_many(states: Counter[str]) -> str:
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


def table_head() -> str:
    """Return the head of the table of submissions."""
    symbols = [OUTCOMES[outcome].symbol for outcome in TOLD]
    heads = f"| Student | File | Status | Score | Pending | {' | '.join(symbols)} |\n"
    return f"{heads}|---|---|---|---:|---:|{'---:|' * len(symbols)}\n"


def submission_rows(lines: Iterable[Line]) -> Iterator[str]:
    """Yield a row for each submission."""
    for line in lines:
        totals = f"{amount(line.score)} / {amount(line.points)}" if line.score is not None else ""
        totals += late_words(line)
        pending = amount(line.pending) if line.pending else ""
        cells = [cell(code(line.student)), cell(code(line.file)), status(line), totals, pending]
        cells += [str(line.counts[place] or "") for place in PLACES]
        yield f"| {' | '.join(cells)} |\n"


def late_words(line: Line) -> str:
    """Return how late a submission is, behind its score; nothing where it came in time."""
    return f" ({counted(line.days, 'day')} late)" if line.days else ""


def legend() -> str:
    """Return what the signs of the outcomes mean."""
    return ", ".join(f"{OUTCOMES[outcome].symbol} {OUTCOMES[outcome].words}" for outcome in TOLD) + "."


def item_table(items: Mapping[str, ItemCounts]) -> str:
    """Return the table of all items: how many answers had which outcome, and the mean credit."""
    heads = [OUTCOMES[outcome].symbol for outcome in TOLD]
    rows = [f"| Item | {' | '.join(heads)} | Mean credit |", f"|---|{'---:|' * len(heads)}---:|"]
    for counts in items.values():
        cells = [
            cell(f"{prose(counts.title)} ({code(counts.id)})"),
            *(str(counts.outcomes[outcome] or "") for outcome in TOLD),
            mean_credit(counts),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def mean_credit(counts: ItemCounts) -> str:
    """Return the mean credit of one item in percent; a dash where there is none."""
    return "–" if counts.mean_credit is None else f"{amount(Fraction(round(counts.mean_credit * 100)))} %"


def what_went_wrong(items: Mapping[str, ItemCounts]) -> Iterator[str]:
    """Yield the commonest mistakes of each item in which any was told, the hardest item first; nothing without any."""
    told = [counts for counts in items.values() if counts.mistakes.told]
    if told:
        yield "## What went wrong"
    for counts in sorted(told, key=lambda each: (each.mean_credit is None, each.mean_credit or 0)):
        mistakes = "\n".join(
            f"  - {one.count} × {prose(one.words)}" for one in counts.mistakes.commonest[:MOST_MISTAKES]
        )
        yield f"- {prose(counts.title)} ({code(counts.id)}), {mean_credit(counts)}:\n{mistakes}"


MEMBER = ReportFormat(
    kind="summary",
    suffix=".md",
    summary="The class at a glance as Markdown: a row a submission, then how each item went.",
    render_class=render_class,
)
