"""Which row of a gradebook belongs to which student: found by exactly the same identifier, never by a similar name.

A score goes into a gradebook only if it is final, and its student has one row and one submission. Everything else is
reported, and nothing is written for it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from fractions import Fraction

from grader.errors import Diagnostic
from grader.grading.course.cohort import Cohort
from grader.limits import MAX_REPORTED_FAULTS
from grader.reports.gradebooks.downloaded import Table
from grader.reports.gradebooks.rounding import get_final_score
from grader.reports.wording import format_amount, format_count

__all__ = [
    "Finals",
    "Placement",
    "collect_finals",
    "report_missing",
    "check_points",
    "check_submissions",
    "place_scores",
    "join_some_students",
    "limit_diagnostics",
]

HELP_ROW = "Choose the column that holds the students' identifiers, or correct the file."
SHOWN = 10  # students named in one message


@dataclass
class Finals:
    """The final score of each student, None if there is none yet, and who handed in more than once.

    Everybody in a group gets the score of what they handed in together.

    ``points`` is what the exercise is worth; None if no submission could be read. ``untold`` has the students whose
    records do not show every outcome, so that their final score is not known.
    """

    scores: dict[str, Fraction | None] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    points: Fraction | None = None
    untold: set[str] = field(default_factory=set)

    @property
    def placeable(self) -> Mapping[str, Fraction]:
        """The students with a final score and one submission."""
        return {who: score for who, score in self.scores.items() if score is not None and who not in self.files}


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The score of each row that gets one, by its number in the table, and messages about all other scores."""

    scores: Mapping[int, Fraction]
    diagnostics: tuple[Diagnostic, ...]


def collect_finals(cohort: Cohort) -> Finals:
    """Go through a class once, and keep everybody's score."""
    found, first = Finals(), dict[str, str]()
    for graded in cohort:
        score = get_final_score(graded)
        for who in graded.students:
            if who in first:
                found.files.setdefault(who, [first[who]]).append(graded.file)
            first.setdefault(who, graded.file)
            found.scores[who] = score
        found.untold.update(graded.students if graded.withheld else ())
        found.points = graded.points if found.points is None and graded.is_readable else found.points
    return found


def place_scores(found: Finals, table: Table, key: int, target: int) -> Placement:
    """Find the row for each score. ``key`` is the identifier's column, ``target`` the score's."""
    rows = defaultdict(list)
    for number in range(1, len(table.rows)):
        if max(key, target) < len(table.rows[number]) and table.cell(number, key).strip():
            rows[table.cell(number, key).strip()].append(number)
    known = {who: numbers[0] for who, numbers in rows.items() if len(numbers) == 1}
    scores = {known[who]: score for who, score in found.placeable.items() if who in known}
    diagnostics = [*check_submissions(found), *check_rows(found, table, rows, key)]
    return Placement(scores=scores, diagnostics=tuple(diagnostics))


def check_submissions(found: Finals) -> Iterator[Diagnostic]:
    """Yield what can be said from the submissions alone, without a gradebook."""
    for who, files in found.files.items():
        what = f"'{who}' handed in more than once: {', '.join(files)}."
        yield make_unplaced_error("two-submissions", what, "Keep the file that counts.")
    if found.untold:
        records, verb = format_count(len(found.untold), "record"), choose_verb(found.untold, "does", "do")
        what = f"{records} {verb} not show every outcome."
        why = "Reports for students leave some outcomes out, so the final score is not known."
        yield make_unplaced_error("untold", what, "Grade with '--audience grader', and export again.", why)
    others = {*found.files, *found.untold}
    if waiting := [who for who, score in found.scores.items() if score is None and who not in others]:
        what = f"{format_count(len(waiting), 'submission')} {choose_verb(waiting, 'has', 'have')} no final score yet"
        why = "An answer waits for a person, or the file cannot be read. That is not a 0."
        yield make_warning(
            "no-final-score",
            f"{what}: {join_some_students(waiting)}.",
            why,
            "Run 'grader review' to see what waits. Then export again.",
        )


def choose_verb(students: Sized, one: str, many: str) -> str:
    return one if len(students) == 1 else many


def check_points(found: Finals, shown: str, where: str) -> Iterator[Diagnostic]:
    """Warn if the exercise is worth something else in the gradebook, which says ``shown``."""
    figure = shown.strip().replace(",", ".")
    if found.points is None or not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", figure) or Fraction(figure) == found.points:
        return
    what = f"The exercise is worth {format_amount(found.points)} points, but {where} {format_amount(Fraction(figure))}."
    help = "Change its points in one of the two places."
    yield make_warning("other-points", what, "Scores are written as they are; nothing is scaled.", help)


def check_rows(found: Finals, table: Table, rows: Mapping[str, list[int]], key: int) -> Iterator[Diagnostic]:
    """Yield the students who have no row, or several."""
    alike = {who.casefold(): who for who in rows}
    column = f"column '{table.heads[key]}' of '{table.source.name}'"
    unknown = [who for who in found.scores if who not in rows and who.strip().casefold() not in alike]
    yield from report_missing(unknown, column)
    for who in found.scores:
        if who not in rows:
            if near := alike.get(who.strip().casefold()):
                hint = f"There is '{near}', which is not the same. Correct one of the two."
                yield make_unplaced_error("not-in-gradebook", f"There is no '{who}' in {column}.", hint)
        elif len(rows[who]) > 1:
            lines = ", ".join(str(number + 1) for number in rows[who])
            yield make_unplaced_error(
                "twice-in-gradebook", f"'{who}' appears more than once in {column}: rows {lines}.", HELP_ROW
            )


def report_missing(students: Sequence[str], column: str, help: str = HELP_ROW) -> Iterator[Diagnostic]:
    """Report together all students for whom the gradebook has nothing similar."""
    if len(students) == 1:
        yield make_unplaced_error("not-in-gradebook", f"There is no '{students[0]}' in {column}.", help)
    elif students:
        what = f"{len(students)} students are not in {column}: {join_some_students(students)}."
        yield make_unplaced_error("not-in-gradebook", what, help, "Nothing is written for these students.")


def join_some_students(students: Sequence[str]) -> str:
    more = len(students) - SHOWN
    return ", ".join([*(f"'{who}'" for who in students[:SHOWN]), *([f"… and {more} more"] if more > 0 else [])])


def make_unplaced_error(
    slug: str, what: str, help: str, why: str = "Nothing is written for this student."
) -> Diagnostic:
    return Diagnostic(slug=slug, what=what, why=why, help=help, audience="author")


def make_warning(slug: str, what: str, why: str, help: str) -> Diagnostic:
    """Return a warning about something that is correct, but good to know."""
    return Diagnostic(slug=slug, what=what, why=why, help=help, severity="warning", audience="author")


def limit_diagnostics(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the first messages of each kind, then how many more there are."""
    seen: Counter[str] = Counter()
    last: dict[str, Diagnostic] = {}
    for one in diagnostics:
        seen[one.slug] += 1
        last[one.slug] = one
        if seen[one.slug] <= MAX_REPORTED_FAULTS:
            yield one
    for slug, count in seen.items():
        if count > MAX_REPORTED_FAULTS:
            what = f"{count - MAX_REPORTED_FAULTS} more messages of this kind are not shown."
            yield Diagnostic(slug=slug, what=what, severity=last[slug].severity, audience="author")
