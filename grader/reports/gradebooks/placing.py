"""Which row of a gradebook is whose: by an identifier that is exactly the same, never by a name that looks alike.

A score goes into a gradebook only when it is final and there is one row for its student and one submission by them.
Everything else is told, and nothing is written for it.
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
from grader.reports.gradebooks.rounding import final
from grader.reports.wording import amount, counted

__all__ = ["Finals", "Placement", "finals", "missing", "on_points", "on_submissions", "placed", "shortened"]

HELP_ROW = "choose the column that holds the students' identifiers, or correct the file."
SHOWN = 10


@dataclass
class Finals:
    """The final score of each student, None where there is none yet, and who handed in more than once.

    Of a group everybody has the score of what they handed in together.

    ``points`` is what the exercise is worth; None where no submission could be read. ``untold`` are the
    students whose records do not tell every outcome, so that nobody knows their final score.
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
    """The score of each row that gets one, by its number in the table, and all that there is to tell."""

    scores: Mapping[int, Fraction]
    told: tuple[Diagnostic, ...]


def finals(cohort: Cohort) -> Finals:
    """Go through a class once and keep who has which score."""
    found, first = Finals(), dict[str, str]()
    for graded in cohort:
        score = final(graded)
        for who in graded.students:
            if who in first:
                found.files.setdefault(who, [first[who]]).append(graded.file)
            first.setdefault(who, graded.file)
            found.scores[who] = score
        found.untold.update(graded.students if graded.withheld else ())
        found.points = graded.points if found.points is None and graded.is_readable else found.points
    return found


def placed(found: Finals, table: Table, key: int, target: int) -> Placement:
    """Return which row gets which score; ``key`` is the column of the identifier, ``target`` that of the score."""
    rows = defaultdict(list)
    for number in range(1, len(table.rows)):
        if max(key, target) < len(table.rows[number]) and table.cell(number, key).strip():
            rows[table.cell(number, key).strip()].append(number)
    known = {who: numbers[0] for who, numbers in rows.items() if len(numbers) == 1}
    scores = {known[who]: score for who, score in found.placeable.items() if who in known}
    told = [*on_submissions(found), *on_rows(found, table, rows, key)]
    return Placement(scores=scores, told=tuple(told))


def on_submissions(found: Finals) -> Iterator[Diagnostic]:
    """Yield what is to be told of the submissions alone."""
    for who, files in found.files.items():
        what = f"'{who}' handed in more than once: {', '.join(files)}."
        yield unplaced("two-submissions", what, "keep the file that counts.")
    if found.untold:
        what = f"{counted(len(found.untold), 'record')} {verb(found.untold, 'does', 'do')} not tell every outcome."
        why = "It was made for students, so nobody can tell the final score from it."
        yield unplaced("untold", what, "grade with '--audience grader', and export again.", why)
    others = {*found.files, *found.untold}
    if waiting := [who for who, score in found.scores.items() if score is None and who not in others]:
        what = f"{counted(len(waiting), 'submission')} {verb(waiting, 'has', 'have')} no final score yet"
        why = "An answer waits for a person, or the file cannot be read; that is not a 0."
        yield remark(
            "no-final-score",
            f"{what}: {some(waiting)}.",
            why,
            "'grader review' lists what waits. Export again afterwards.",
        )


def verb(students: Sized, one: str, many: str) -> str:
    """Return the verb for so many."""
    return one if len(students) == 1 else many


def on_points(found: Finals, shown: str, where: str) -> Iterator[Diagnostic]:
    """Yield the warning that an exercise is worth something else in the gradebook, whose figure is ``shown``."""
    figure = shown.strip().replace(",", ".")
    if found.points is None or not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", figure) or Fraction(figure) == found.points:
        return
    what = f"The exercise is worth {amount(found.points)} points, and {where} {amount(Fraction(figure))}."
    help = "change what it is worth in one of the two places."
    yield remark("other-points", what, "Scores go in as they are; nothing is scaled.", help)


def on_rows(found: Finals, table: Table, rows: Mapping[str, list[int]], key: int) -> Iterator[Diagnostic]:
    """Yield what is to be told of students who have no row, or several."""
    alike = {who.casefold(): who for who in rows}
    column = f"column '{table.heads[key]}' of '{table.source.name}'"
    unknown = [who for who in found.scores if who not in rows and who.strip().casefold() not in alike]
    yield from missing(unknown, column)
    for who in found.scores:
        if who not in rows:
            if near := alike.get(who.strip().casefold()):
                hint = f"it holds '{near}', which is not the same; correct one of the two."
                yield unplaced("not-in-gradebook", f"There is no '{who}' in {column}.", hint)
        elif len(rows[who]) > 1:
            lines = ", ".join(str(number + 1) for number in rows[who])
            yield unplaced("twice-in-gradebook", f"'{who}' stands in {column} more than once: rows {lines}.", HELP_ROW)


def missing(students: Sequence[str], column: str, help: str = HELP_ROW) -> Iterator[Diagnostic]:
    """Yield the complaint about students of whom the gradebook has nothing that looks like them: all at once."""
    if len(students) == 1:
        yield unplaced("not-in-gradebook", f"There is no '{students[0]}' in {column}.", help)
    elif students:
        what = f"{len(students)} students are not in {column}: {some(students)}."
        yield unplaced("not-in-gradebook", what, help, "Nothing is written for these students.")


def some(students: Sequence[str]) -> str:
    """Return students by their identifiers, not too many of them."""
    more = len(students) - SHOWN
    return ", ".join([*(f"'{who}'" for who in students[:SHOWN]), *([f"… and {more} more"] if more > 0 else [])])


def unplaced(slug: str, what: str, help: str, why: str = "Nothing is written for this student.") -> Diagnostic:
    """Return the complaint about a score that goes nowhere."""
    return Diagnostic(slug=slug, what=what, why=why, help=help, audience="author")


def remark(slug: str, what: str, why: str, help: str) -> Diagnostic:
    """Return the warning about something that is as it should be, but good to know."""
    return Diagnostic(slug=slug, what=what, why=why, help=help, severity="warning", audience="author")


def shortened(told: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the first complaints of each kind, and how many there are besides."""
    seen: Counter[str] = Counter()
    last: dict[str, Diagnostic] = {}
    for one in told:
        seen[one.slug] += 1
        last[one.slug] = one
        if seen[one.slug] <= MAX_REPORTED_FAULTS:
            yield one
    for slug, count in seen.items():
        if count > MAX_REPORTED_FAULTS:
            what = f"{count - MAX_REPORTED_FAULTS} more complaints of this kind are not shown."
            yield Diagnostic(slug=slug, what=what, severity=last[slug].severity, audience="author")
