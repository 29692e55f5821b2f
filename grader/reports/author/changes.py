"""What a second grading changes, for a person at a prompt: how many, which items and why, then whose scores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.errors import printable
from grader.grading.changes import Cause, Change, Comparison, Standing
from grader.reports.plain import harmless_lines
from grader.reports.wording import OUTCOMES, amount, counted

__all__ = ["CAUSES", "changes_as_text", "signed"]

CAUSES: dict[Cause, str] = {
    Cause.HANDED_IN: "handed in since",
    Cause.GONE: "the file is gone",
    Cause.ANSWER: "the answer changed",
    Cause.SUBMISSION: "something else in the submission changed",
    Cause.KEY: "the key changed",
    Cause.RUBRIC: "the rubric changed",
    Cause.POINTS: "it is worth other points",
    Cause.ENGINE: "the engine changed",
    Cause.OVERRIDE_ADDED: "a person decided",
    Cause.OVERRIDE_CHANGED: "a person decided otherwise",
    Cause.OVERRIDE_REMOVED: "a decision was removed",
    Cause.OVERRIDE_STALE: "the decision is to be looked at again",
    Cause.ITEM_ADDED: "the item is new",
    Cause.ITEM_REMOVED: "the item was removed",
    Cause.READABLE: "the file can be read now",
    Cause.UNREADABLE: "the file cannot be read any more",
    Cause.INSTANT: "handed in at another instant",
    Cause.DEADLINE: "due at another instant",
    Cause.LATE_POLICY: "the late policy changed",
    Cause.SCORE: "the score changed",
    Cause.LIMIT: "a limit, or a mistake of ours",
    Cause.UNKNOWN: "nothing on record explains it",
}
LATE = "taken off for being late"
WHOLE = "the whole submission"
OF_WHOLE = frozenset({Cause.HANDED_IN, Cause.GONE, Cause.READABLE, Cause.UNREADABLE})
SHOWN_SUBMISSIONS = 100
SHOWN_GROUPS = 20
SHOWN_OF_GROUP = 6
ALIKE = 4  # so many submissions with the same changes are told together
SHOWN_NAME = 24
ALL = "--output FILE.csv lists them all."
HEADS = ("student", "before", "after", "change")


@dataclass
class Tally:
    """What becomes of one item for one reason."""

    count: int = 0
    gain: Fraction = field(default_factory=Fraction)


def changes_as_text(found: Sequence[Comparison], total: int, *, is_dry: bool) -> str:
    """Return the changes in a class of ``total`` submissions; ``found`` holds those that have any."""
    return harmless_lines(lines(found, total, "would change" if is_dry else "changed"))


def lines(found: Sequence[Comparison], total: int, verb: str) -> Iterator[str]:
    """Yield the lines: the count, the items, the submissions."""
    yield f"{len(found)} of {counted(total, 'submission')} {verb}{balance(found)}."
    if found:
        yield ""
        yield from table((("item", "submissions", "points", "why"), *item_rows(found)))
        groups, others = grouped(found)
        for each in groups:
            yield ""
            yield from group_lines(each)
        if others:
            yield ""
            yield from submission_lines(others)


def balance(found: Sequence[Comparison]) -> str:
    """Return how many gain and how many lose, where there are any."""
    gains, losses = sum(each.gain > 0 for each in found), sum(each.gain < 0 for each in found)
    rest = len(found) - gains - losses
    told = (
        f"{gains} gain{'s' if gains == 1 else ''}" if gains else "",
        f"{losses} lose{'s' if losses == 1 else ''}" if losses else "",
        f"{rest} keep{'s' if rest == 1 else ''} the score" if rest else "",
    )
    return ": " + ", ".join(filter(None, told)) if found else ""


def item_rows(found: Sequence[Comparison]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each item and reason, in the order in which they come up."""
    tallies: dict[tuple[str, str], Tally] = {}
    for each in found:
        for change in each.changes[:1] if is_whole(each) else each.changes:
            item = WHOLE if is_whole(each) else change.item or LATE
            tally = tallies.setdefault((item, why(change)), Tally())
            tally.count += 1
            tally.gain += each.gain if is_whole(each) else change.gain
    for (item, reason), tally in tallies.items():
        yield item, str(tally.count), signed(tally.gain), reason


def grouped(found: Sequence[Comparison]) -> tuple[list[list[Comparison]], list[Comparison]]:
    """Return the submissions in which the same changes, the largest groups first, and the others."""
    alike: dict[tuple[object, ...], list[Comparison]] = {}
    for each in found:
        alike.setdefault((each.gain if not is_whole(each) else None, *told(each)), []).append(each)
    groups = sorted((group for group in alike.values() if len(group) >= ALIKE), key=len, reverse=True)[:SHOWN_GROUPS]
    together = {id(each) for group in groups for each in group}
    return groups, [each for each in found if id(each) not in together]


def group_lines(group: Sequence[Comparison]) -> Iterator[str]:
    """Yield the lines of submissions in which the same changes: how many, what, and whose they are."""
    first = group[0]
    each = "" if is_whole(first) else f", {signed(first.gain)} each"
    yield f"{counted(len(group), 'submission')}{each}:"
    yield from (f"  {line}" for line in told(first))
    shown = [f"{name(one.student)} {score(one.before)} → {score(one.after)}" for one in group[:SHOWN_OF_GROUP]]
    more = len(group) - SHOWN_OF_GROUP
    yield f"  {', '.join(shown)}{f' and {more} more; {ALL}' if more > 0 else ''}"


def submission_lines(found: Sequence[Comparison]) -> Iterator[str]:
    """Yield the lines of the submissions: the scores, then each item that changes."""
    rows: list[tuple[str, ...]] = [(*HEADS, "")]
    for each in found[:SHOWN_SUBMISSIONS]:
        first, *rest = told(each)
        rows.append((name(each.student), score(each.before), score(each.after), signed(each.gain), first))
        rows += [("", "", "", "", line) for line in rest]
    yield from table(rows)
    if len(found) > SHOWN_SUBMISSIONS:
        yield f"… and {len(found) - SHOWN_SUBMISSIONS} more; {ALL}"


def is_whole(each: Comparison) -> bool:
    """Whether a submission comes or goes as a whole, so that its items need not be listed."""
    return any(cause in OF_WHOLE for change in each.changes for cause in change.causes)


def told(each: Comparison) -> list[str]:
    """Return a line for each thing that changes in a submission."""
    return [f"({why(each.changes[0])})"] if is_whole(each) else [words(change) for change in each.changes]


def table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows with their columns below each other: the first and the last to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *middle, last in rows:
        cells = [f"{cell:>{width}}" for cell, width in zip(middle, widths[1:-1], strict=True)]
        yield "  ".join((f"{first:<{widths[0]}}", *cells, last)).rstrip()


def name(student: str) -> str:
    """Return a student's id as it fits into its column."""
    shown = printable(student)
    return shown if len(shown) <= SHOWN_NAME else f"{shown[: SHOWN_NAME - 1]}…"


def score(value: Fraction | None) -> str:
    """Return a final score; a dash where there is none."""
    return "–" if value is None else amount(value)


def signed(value: Fraction) -> str:
    """Return a difference with its sign.

    >>> signed(Fraction(1, 2)), signed(Fraction(-1, 3)), signed(Fraction(0))
    ('+0.5', '-0.33', '0')
    """
    return f"+{amount(value)}" if value > 0 else amount(value)


def words(change: Change) -> str:
    """Return what becomes of an item, and why."""
    return f"{change.item or LATE}: {stood(change.before)} → {stood(change.after)} ({why(change)})"


def stood(standing: Standing | None) -> str:
    """Return where an item stands in words."""
    if standing is None:
        return "not there"
    if standing.outcome is None:
        return amount(-(standing.score or Fraction(0)))
    outcome = OUTCOMES[standing.outcome].words
    return outcome if standing.score is None else f"{outcome}, {amount(standing.score)}"


def why(change: Change) -> str:
    """Return the causes of a change in words."""
    return "; ".join(CAUSES[cause] for cause in change.causes)
