"""What class reports need of a submission, as plain data and back: lists, for there are many and they are read often.

Most numbers of a class repeat, and equal ones are one object.

>>> number("7/3") is number("7/3")
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
from grader.reports.record.record import diagnostic, diagnostic_data

__all__ = ["line", "line_data", "summand", "summand_data"]

Data = list[Any]
OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def optional(value: Fraction | None) -> str | None:
    """Return a number as exact text."""
    return None if value is None else str(value)


@lru_cache(maxsize=4096)
def number(text: str) -> Fraction:
    """Return the number that a text holds."""
    return Fraction(text)


@lru_cache(maxsize=4096)
def totals(*numbers: int) -> Totals:
    """Return what a submission earned in all."""
    return Totals(*numbers)


@lru_cache(maxsize=4096)
def whole(*numbers: int) -> tuple[int, ...]:
    """Return some numbers."""
    return numbers


def line_data(shown: Line) -> Data:
    """Return a line as data."""
    return [
        *(shown.student, shown.file, shown.title, shown.engine, shown.rubric, optional(shown.score)),
        *map(str, (shown.points, shown.pending, shown.within_reach, shown.deduction)),
        *(shown.days, shown.counts, shown.totals, shown.outdated, list(map(diagnostic_data, shown.diagnostics))),
        shown.report,
    ]


def line(data: Sequence[Any]) -> Line:
    """Return the line that ``line_data`` made ``data`` of."""
    student, file, title, engine, rubric, score, points, pending, reach, deduction, *more = data
    days, counts, earned, old, told, report = more
    return Line(
        student,
        file,
        intern(title),
        intern(engine),
        intern(rubric),
        None if score is None else number(score),
        number(points),
        number(pending),
        number(reach),
        number(deduction),
        days,
        whole(*counts),
        totals(*earned),
        tuple(old),
        tuple(map(diagnostic, told)) if told else (),
        report,
    )


def summand_data(adds: Summand) -> Data:
    """Return what an answer adds as data."""
    read = None if adds.read is None else [adds.read.text, adds.read.latex, adds.read.mathml]
    return [
        *(adds.id, adds.title, adds.part, adds.type, str(adds.points), adds.outcome.value, optional(adds.credit)),
        *(adds.is_outdated, adds.mistake, adds.words, adds.complaint, adds.wording, adds.given, read),
    ]


def summand(data: Sequence[Any]) -> Summand:
    """Return what ``summand_data`` made ``data`` of; each call returns another one."""
    identifier, title, part, kind, points, outcome, credit, is_outdated, mistake, words, complaint, *shown = data
    wording, given, read = shown
    return Summand(
        id=intern(identifier),
        title=intern(title),
        part=intern(part),
        type=intern(kind),
        points=number(points),
        outcome=OUTCOMES[outcome],
        credit=None if credit is None else number(credit),
        is_outdated=is_outdated,
        mistake=intern(mistake),
        words=words,
        complaint=complaint,
        wording=wording,
        given=given,
        read=None if read is None else ReadBack(text=read[0], latex=read[1], mathml=read[2]),
    )
