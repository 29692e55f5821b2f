"""The class at a glance as Markdown: a row for each submission, then how each item went for the whole class."""

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
from grader.reports.formats.markdown import escape_bars, escape_prose, format_code
from grader.reports.wording import OUTCOMES, format_amount, format_count

__all__ = [
    "MEMBER", "describe_status", "format_head", "format_item_by_item", "format_legend", "format_mean_credit",
    "list_submission_rows", "render_class",
    "format_table_head",
]  # fmt: skip

SHOWN_OUTCOMES = tuple(outcome for outcome in Outcome if outcome.is_of_grading)
PLACES = tuple(place for place, outcome in enumerate(Outcome) if outcome in SHOWN_OUTCOMES)
MOST_MISTAKES = 3  # for each item; the page about the class shows more
PLURALS = {"waits for a person": "wait for a person"}


def describe_status(graded: GradedSubmission | Line) -> str:
    """Say in a word or two how far a submission's grading is."""
    if not graded.is_readable:
        return "cannot be read"
    return "waits for a person" if graded.pending else "graded"


def format_head(counts: ClassCounts) -> str:
    title = f"# Summary: {escape_prose(', '.join(sorted(counts.titles)))}" if counts.titles else "# Summary"
    states = Counter(map(describe_status, counts.lines))
    sentences = (
        describe_states(states),
        describe_means(counts.final_scores, counts.open_scores),
        *describe_lateness(counts),
    )
    return f"{title}\n\n{' '.join(filter(None, sentences))}\n\n"


def describe_lateness(counts: ClassCounts) -> Iterator[str]:
    """Yield how many came in late, and how many have no known time."""
    if late := sum(bool(line.days) for line in counts.lines):
        yield f"{format_count(late, 'submission')} came in late."
    if counts.unknown:
        yield f"The time of handing in is not known for {format_count(counts.unknown, 'submission')}."


def format_item_by_item(items: Mapping[str, ItemCounts]) -> str:
    if not items:
        return ""
    return "\n\n".join(("## Item by item", format_item_table(items), *list_mistakes(items))) + "\n"


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the summary of a class."""
    counts = cohort.counts
    yield format_head(counts)
    yield format_table_head()
    yield from list_submission_rows(counts.lines)
    yield f"\n{format_legend()}"
    yield f"\n\n{format_item_by_item(counts.items)}" if counts.items else "\n"


def describe_states(states: Counter[str]) -> str:
    total = states.total()
    sentence = f"{format_count(total, 'submission')}: " + ", ".join(
        f"{count} {state if count == 1 else PLURALS.get(state, state)}" for state, count in states.items()
    )
    return f"{sentence}." if total else "There are no submissions."


def describe_means(final: Counter[Fraction], still_open: Counter[Fraction]) -> str:
    """Return the mean of all scores so far, as on the page about the class, and of the final ones."""
    scores = final + still_open
    if not scores:
        return ""
    count = format_count(scores.total(), "score")
    if not still_open:
        return f"The mean score is {format_amount(compute_mean(scores))} ({count}, all final)."
    final_mean = (
        f"; of those that are final ({final.total()}) it is {format_amount(compute_mean(final))}"
        if final
        else "; none is final"
    )
    return f"The mean of {count} so far is {format_amount(compute_mean(scores))}{final_mean}."


def compute_mean(scores: Counter[Fraction]) -> Fraction:
    return sum((score * count for score, count in scores.items()), Fraction(0)) / scores.total()


def format_table_head() -> str:
    symbols = [OUTCOMES[outcome].symbol for outcome in SHOWN_OUTCOMES]
    heads = f"| Student | File | Status | Score | Pending | {' | '.join(symbols)} |\n"
    return f"{heads}|---|---|---|---:|---:|{'---:|' * len(symbols)}\n"


def list_submission_rows(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        totals = f"{format_amount(line.score)} / {format_amount(line.points)}" if line.score is not None else ""
        totals += format_late_words(line)
        pending = format_amount(line.pending) if line.pending else ""
        cells = [
            escape_bars(format_code(line.student)),
            escape_bars(format_code(line.file)),
            describe_status(line),
            totals,
            pending,
        ]
        cells += [str(line.counts[place] or "") for place in PLACES]
        yield f"| {' | '.join(cells)} |\n"


def format_late_words(line: Line) -> str:
    return f" ({format_count(line.days, 'day')} late)" if line.days else ""


def format_legend() -> str:
    return ", ".join(f"{OUTCOMES[outcome].symbol} {OUTCOMES[outcome].words}" for outcome in SHOWN_OUTCOMES) + "."


def format_item_table(items: Mapping[str, ItemCounts]) -> str:
    heads = [OUTCOMES[outcome].symbol for outcome in SHOWN_OUTCOMES]
    rows = [f"| Item | {' | '.join(heads)} | Mean credit |", f"|---|{'---:|' * len(heads)}---:|"]
    for counts in items.values():
        cells = [
            escape_bars(f"{escape_prose(counts.title)} ({format_code(counts.id)})"),
            *(str(counts.outcomes[outcome] or "") for outcome in SHOWN_OUTCOMES),
            format_mean_credit(counts),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def format_mean_credit(counts: ItemCounts) -> str:
    return "–" if counts.mean_credit is None else f"{format_amount(Fraction(round(counts.mean_credit * 100)))} %"


def list_mistakes(items: Mapping[str, ItemCounts]) -> Iterator[str]:
    """Yield the commonest mistakes of each item, the hardest item first. Items without named mistakes are left out."""
    found = [counts for counts in items.values() if counts.mistakes.reported]
    if found:
        yield "## What went wrong"
    for counts in sorted(found, key=lambda each: (each.mean_credit is None, each.mean_credit or 0)):
        mistakes = "\n".join(
            f"  - {one.count} × {escape_prose(one.words)}" for one in counts.mistakes.commonest[:MOST_MISTAKES]
        )
        yield f"- {escape_prose(counts.title)} ({format_code(counts.id)}), {format_mean_credit(counts)}:\n{mistakes}"


MEMBER = ReportFormat(
    kind="summary",
    suffix=".md",
    summary="The class at a glance as Markdown: a row for each submission, then how each item went.",
    render_class=render_class,
)
