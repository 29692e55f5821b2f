"""What a second grading changes, as text: how many submissions, which items and why, then whose scores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.errors import escape_unprintable
from grader.grading.changes import Cause, Change, Comparison, ItemScore
from grader.reports.plain import join_harmless_lines
from grader.reports.wording import OUTCOMES, format_amount, format_count

__all__ = ["CAUSES", "changes_as_text", "describe_changes", "format_difference", "format_score", "list_item_rows"]

CAUSES: dict[Cause, str] = {
    Cause.HANDED_IN: "handed in since then",
    Cause.GONE: "the file is gone",
    Cause.ANSWER: "the answer changed",
    Cause.SUBMISSION: "something else in the submission changed",
    Cause.KEY: "the key changed",
    Cause.RUBRIC: "the rubric changed",
    Cause.POINTS: "its points changed",
    Cause.ENGINE: "the engine changed",
    Cause.OVERRIDE_ADDED: "a person decided",
    Cause.OVERRIDE_CHANGED: "a person changed the decision",
    Cause.OVERRIDE_REMOVED: "a decision was removed",
    Cause.OVERRIDE_STALE: "a person should look at the decision again",
    Cause.ITEM_ADDED: "the item is new",
    Cause.ITEM_REMOVED: "the item was removed",
    Cause.READABLE: "the file can be read now",
    Cause.UNREADABLE: "the file can no longer be read",
    Cause.INSTANT: "the time of handing in changed",
    Cause.DEADLINE: "the deadline changed",
    Cause.LATE_POLICY: "the late policy changed",
    Cause.DEDUCTION: "a person took off more or less",
    Cause.SCORE: "the score changed",
    Cause.LIMIT: "a limit, or a mistake of ours",
    Cause.UNKNOWN: "the records do not explain it",
}
LATE = "taken off for being late"
TAKEN_OFF = "taken off the whole"
WHOLE = "the whole submission"
WHOLE_CAUSES = frozenset({Cause.HANDED_IN, Cause.GONE, Cause.READABLE, Cause.UNREADABLE})
# Limits on what a terminal shows; a file has all changes.
SHOWN_SUBMISSIONS = 100
SHOWN_GROUPS = 20
SHOWN_OF_GROUP = 6
MIN_ALIKE = 4  # this many submissions with the same changes are shown together
SHOWN_NAME = 24
WHERE_ALL_ARE = "--output FILE.csv lists them all."
HEADS = ("student", "before", "after", "change")


@dataclass
class Tally:
    """How often one item changes for one reason, and the points that it gains and loses."""

    count: int = 0
    gained: Fraction = field(default_factory=Fraction)
    lost: Fraction = field(default_factory=Fraction)

    def add(self, gain: Fraction) -> None:
        """Count one change. Gains and losses are kept apart, because together they might show 0."""
        self.count += 1
        self.gained += max(gain, Fraction(0))
        self.lost += min(gain, Fraction(0))

    def __str__(self) -> str:
        return " ".join(format_difference(each) for each in (self.gained, self.lost) if each) or "0"


def changes_as_text(found: Sequence[Comparison], total: int, *, is_dry: bool) -> str:
    """Return the changes in a class of ``total`` submissions; ``found`` holds those that changed."""
    return join_harmless_lines(list_change_lines(found, total, "would change" if is_dry else "changed"))


def list_change_lines(found: Sequence[Comparison], total: int, verb: str) -> Iterator[str]:
    """Yield the lines: the count, the items, the submissions."""
    yield f"{len(found)} of {format_count(total, 'submission')} {verb}{describe_balance(found)}."
    if found:
        yield ""
        yield from format_table((("item", "submissions", "points", "why"), *list_item_rows(found)))
        groups, others = group_alike(found)
        for each in groups:
            yield ""
            yield from format_group(each)
        if others:
            yield ""
            yield from format_submissions(others)


def describe_balance(found: Sequence[Comparison]) -> str:
    gains, losses = sum(each.gain > 0 for each in found), sum(each.gain < 0 for each in found)
    rest = len(found) - gains - losses
    parts = (
        f"{gains} gain{'s' if gains == 1 else ''}" if gains else "",
        f"{losses} lose{'s' if losses == 1 else ''}" if losses else "",
        f"{rest} keep{'s' if rest == 1 else ''} the score" if rest else "",
    )
    return ": " + ", ".join(filter(None, parts)) if found else ""


def list_item_rows(found: Sequence[Comparison]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each item and reason, in the order in which they come up."""
    tallies: dict[tuple[str, str], Tally] = {}
    for each in found:
        for change in each.changes[:1] if is_whole_submission(each) else each.changes:
            item = WHOLE if is_whole_submission(each) else change.item or name_deduction(change)
            tally = tallies.setdefault((item, describe_causes(change)), Tally())
            tally.add(each.gain if is_whole_submission(each) else change.gain)
    for (item, reason), tally in tallies.items():
        yield item, str(tally.count), str(tally), reason


def group_alike(found: Sequence[Comparison]) -> tuple[list[list[Comparison]], list[Comparison]]:
    """Split the submissions into groups with the same changes, the largest first, and the rest."""
    alike: dict[tuple[object, ...], list[Comparison]] = {}
    for each in found:
        alike.setdefault((each.gain if not is_whole_submission(each) else None, *describe_changes(each)), []).append(
            each
        )
    groups = sorted((group for group in alike.values() if len(group) >= MIN_ALIKE), key=len, reverse=True)[
        :SHOWN_GROUPS
    ]
    together = {id(each) for group in groups for each in group}
    return groups, [each for each in found if id(each) not in together]


def format_group(group: Sequence[Comparison]) -> Iterator[str]:
    first = group[0]
    each = "" if is_whole_submission(first) else f", {format_difference(first.gain)} each"
    yield f"{format_count(len(group), 'submission')}{each}:"
    yield from (f"  {line}" for line in describe_changes(first))
    shown = [
        f"{shorten_name(one.student)} {format_score(one.before)} → {format_score(one.after)}"
        for one in group[:SHOWN_OF_GROUP]
    ]
    more = len(group) - SHOWN_OF_GROUP
    yield f"  {', '.join(shown)}{f' and {more} more; {WHERE_ALL_ARE}' if more > 0 else ''}"


def format_submissions(found: Sequence[Comparison]) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [(*HEADS, "")]
    for each in found[:SHOWN_SUBMISSIONS]:
        first, *rest = describe_changes(each)
        rows.append(
            (
                shorten_name(each.student),
                format_score(each.before),
                format_score(each.after),
                format_difference(each.gain),
                first,
            )
        )
        rows += [("", "", "", "", line) for line in rest]
    yield from format_table(rows)
    if len(found) > SHOWN_SUBMISSIONS:
        yield f"… and {len(found) - SHOWN_SUBMISSIONS} more; {WHERE_ALL_ARE}"


def is_whole_submission(each: Comparison) -> bool:
    """Whether a submission is added or removed as a whole, so that its items need not be listed."""
    return any(cause in WHOLE_CAUSES for change in each.changes for cause in change.causes)


def describe_changes(each: Comparison) -> list[str]:
    return (
        [f"({describe_causes(each.changes[0])})"]
        if is_whole_submission(each)
        else [describe_change(change) for change in each.changes]
    )


def format_table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Align the columns of some rows: the first and the last to the left, the numbers between to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *middle, last in rows:
        cells = [f"{cell:>{width}}" for cell, width in zip(middle, widths[1:-1], strict=True)]
        yield "  ".join((f"{first:<{widths[0]}}", *cells, last)).rstrip()


def shorten_name(student: str) -> str:
    shown = escape_unprintable(student)
    return shown if len(shown) <= SHOWN_NAME else f"{shown[: SHOWN_NAME - 1]}…"


def format_score(value: Fraction | None) -> str:
    """Return a final score, or a dash if there is none."""
    return "–" if value is None else format_amount(value)


def format_difference(value: Fraction) -> str:
    """Return a difference with its sign.

    >>> format_difference(Fraction(1, 2)), format_difference(Fraction(-1, 3)), format_difference(Fraction(0))
    ('+0.5', '-0.33', '0')
    """
    return f"+{format_amount(value)}" if value > 0 else format_amount(value)


def name_deduction(change: Change) -> str:
    return TAKEN_OFF if Cause.DEDUCTION in change.causes else LATE


def describe_change(change: Change) -> str:
    before, after = describe_item_score(change.before), describe_item_score(change.after)
    return f"{change.item or name_deduction(change)}: {before} → {after} ({describe_causes(change)})"


def describe_item_score(item_score: ItemScore | None) -> str:
    if item_score is None:
        return "not there"
    if item_score.outcome is None:
        return format_amount(-(item_score.score or Fraction(0)))
    outcome = OUTCOMES[item_score.outcome].words
    return outcome if item_score.score is None else f"{outcome}, {format_amount(item_score.score)}"


def describe_causes(change: Change) -> str:
    return "; ".join(CAUSES[cause] for cause in change.causes)
