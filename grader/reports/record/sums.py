"""What class reports need from a submission, as plain data and back.

The data are lists, because there are many and they are read often. Most numbers in a class repeat, so equal ones share
one object.

>>> restore_number("7/3") is restore_number("7/3")
True
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from sys import intern
from typing import Any

from grader.grading.course.line import Line, Totals
from grader.grading.course.summand import Summand
from grader.grading.result import ReadBack
from grader.records import Outcome
from grader.reports.record.record import diagnostic_data, restore_diagnostic

__all__ = ["DIAGNOSTICS", "restore_line", "line_data", "restore_summand", "summand_data"]

Data = list[Any]
DIAGNOSTICS = 14  # their place in the data of a line
OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def format_optional(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


@lru_cache(maxsize=4096)
def restore_number(text: str) -> Fraction:
    return Fraction(text)


@lru_cache(maxsize=4096)
def restore_totals(*numbers: int) -> Totals:
    return Totals(*numbers)


@lru_cache(maxsize=4096)
def restore_counts(*numbers: int) -> tuple[int, ...]:
    return numbers


def line_data(shown: Line) -> Data:
    return [
        *(shown.student, shown.file, shown.title, shown.engine, shown.rubric, format_optional(shown.score)),
        *map(str, (shown.points, shown.pending, shown.within_reach, shown.deduction)),
        *(shown.days, shown.counts, shown.totals, shown.outdated, list(map(diagnostic_data, shown.diagnostics))),
        *(shown.report, shown.unread, shown.late_days_used, shown.attempt),
    ]


def restore_line(data: Sequence[Any]) -> Line:
    student, file, title, engine, rubric, score, points, pending, reach, deduction, *more = data
    days, counts, earned, old, diagnostics, report, *newer = more
    return Line(
        student,
        file,
        intern(title),
        intern(engine),
        intern(rubric),
        None if score is None else restore_number(score),
        restore_number(points),
        restore_number(pending),
        restore_number(reach),
        restore_number(deduction),
        days,
        restore_counts(*counts),
        restore_totals(*earned),
        tuple(old),
        tuple(map(restore_diagnostic, diagnostics)) if diagnostics else (),
        report,
        *newer,  # older records have none of them
    )


def summand_data(adds: Summand) -> Data:
    read = None if adds.read is None else [adds.read.text, adds.read.latex, adds.read.mathml]
    return [
        *(
            adds.id,
            adds.title,
            adds.part,
            adds.type,
            str(adds.points),
            adds.outcome.value,
            format_optional(adds.credit),
        ),
        *(adds.is_outdated, adds.mistake, adds.words, adds.complaint, adds.wording, adds.given, read, adds.is_bonus),
    ]


def restore_summand(data: Sequence[Any]) -> Summand:
    """Restore what ``summand_data`` returned. Each call returns a new object."""
    identifier, title, part, kind, points, outcome, credit, is_outdated, mistake, words, complaint, *shown = data
    wording, given, read, *newer = shown
    return Summand(
        id=intern(identifier),
        title=intern(title),
        part=intern(part),
        type=intern(kind),
        points=restore_number(points),
        outcome=OUTCOMES[outcome],
        credit=None if credit is None else restore_number(credit),
        is_outdated=is_outdated,
        mistake=intern(mistake),
        words=words,
        complaint=complaint,
        wording=wording,
        given=given,
        read=None if read is None else ReadBack(text=read[0], latex=read[1], mathml=read[2]),
        is_bonus=bool(newer and newer[0]),  # older records have no bonus items
    )
