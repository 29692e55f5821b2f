"""Annotations for GitHub Actions: what is to be looked at again, at its line and column in the student's file.

Each is a line ``::error file=…,line=…,col=…,endColumn=…,title=…::message`` in which whatever could end a property, the
message or the line is encoded, so that nothing in an answer is a command. GitHub shows 10 annotations of each level in
a step and leaves the rest out silently; here the tenth says how many there are. The report of one submission follows,
between ``::stop-commands::`` and a token that nobody can foresee: it is a digest of that very report.

>>> command("error", {"file": "a,b.yaml", "line": 2}, "100%\\n::notice::x")
'::error file=a%2Cb.yaml,line=2::100%25%0A::notice::x'
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from grader.errors import Diagnostic, printable
from grader.grading.course.cohort import Cohort
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.terminal import render as render_text
from grader.reports.plain import harmless
from grader.reports.wording import OUTCOMES, counted, item_points

__all__ = ["MEMBER", "command", "render", "render_class"]

SHOWN_OF_EACH_LEVEL = 10
LONGEST_MESSAGE = 2_000
Level = Literal["error", "warning", "notice"]
LEVELS: Final[Mapping[Outcome, Level]] = {
    Outcome.INCORRECT: "error",
    Outcome.UNREADABLE: "error",
    Outcome.FAULT: "error",
    Outcome.PARTIAL: "warning",
    Outcome.BLANK: "warning",
    Outcome.UNDECIDED: "notice",
}
IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTY = {**IN_MESSAGE, ":": "%3A", ",": "%2C"}
PLACE = re.compile(r"(?:.*:)?(\d{1,7}):(\d{1,7})", re.DOTALL)
OPTIONS: Options = {
    "folder": {"description": "the folder of the submissions, from the top of the repository", "default": ""}
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Annotation:
    """One thing to look at: where in which file, and what there is to say."""

    level: Level
    title: str
    lines: tuple[str, ...]
    place: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the workflow command."""
        message = "\n".join(map(harmless, self.lines))
        if len(message) > LONGEST_MESSAGE:
            message = f"{message[:LONGEST_MESSAGE]} […]"
        title = printable(self.title)
        return command(self.level, {**self.place, "title": title}, (message.strip() and message) or title)


def command(name: str, properties: Mapping[str, str | int], message: str) -> str:
    """Return a workflow command as one line; properties that are empty are left out."""
    shown = (f"{key}={encoded(str(value), IN_PROPERTY)}" for key, value in properties.items() if value != "")
    return f"::{name} {','.join(shown)}::{encoded(message, IN_MESSAGE)}"


def encoded(text: str, codes: Mapping[str, str]) -> str:
    """Return text in which every character that would end something is encoded."""
    return "".join(codes.get(character, character) for character in text)


def render(graded: GradedSubmission, folder: str = "") -> str:
    """Return the annotations on one submission, and its report as text that is no command."""
    found = list(annotations(graded, folder))
    lines = limited(found, Counter(one.level for one in found))
    return "".join(f"{line}\n" for line in lines) + guarded(render_text(graded))


def render_class(cohort: Cohort, folder: str = "") -> Iterator[str]:
    """Yield the annotations on a class: once through the cohort to count them, once to write them."""
    total = Counter(one.level for graded in cohort for one in annotations(graded, folder))
    every = (one for graded in cohort for one in annotations(graded, folder))
    yield from (f"{line}\n" for line in limited(every, total))


def guarded(text: str) -> str:
    """Return text between the commands that switch commands off and on again."""
    token = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"::stop-commands::{token}\n{text}::{token}::\n"


def limited(found: Iterable[Annotation], total: Counter[Level]) -> Iterator[str]:
    """Yield as many annotations of each level as GitHub shows; the last of too many says how many there are."""
    written: Counter[Level] = Counter()
    for one in found:
        most = SHOWN_OF_EACH_LEVEL if total[one.level] <= SHOWN_OF_EACH_LEVEL else SHOWN_OF_EACH_LEVEL - 1
        written[one.level] += 1
        if written[one.level] <= most:
            yield str(one)
    for level in ("error", "warning", "notice"):
        if (count := total[level]) > SHOWN_OF_EACH_LEVEL:
            rest = f"{counted(count - SHOWN_OF_EACH_LEVEL + 1, level)} more, which GitHub does not show in one step."
            yield command(
                level, {"title": f"{count} {level}s"}, f"There {'is' if rest.startswith('1 ') else 'are'} {rest}"
            )


def annotations(graded: GradedSubmission, folder: str) -> Iterator[Annotation]:
    """Yield what there is to say about one submission, in the order of the rubric."""
    for diagnostic in graded.diagnostics:
        yield on_diagnostic(diagnostic, graded, folder)
    for item in graded.items:
        if level := LEVELS.get(item.outcome):
            yield on_item(item, level, graded, folder)


def on_diagnostic(diagnostic: Diagnostic, graded: GradedSubmission, folder: str) -> Annotation:
    """Return the annotation on a fault of the file as a whole."""
    level: Level = "error" if diagnostic.severity == "error" else "warning"
    title = f"{graded.student}: {diagnostic.slug}"
    return Annotation(level=level, title=title, lines=said(diagnostic), place=place(graded, folder, diagnostic))


def on_item(item: ItemResult, level: Level, graded: GradedSubmission, folder: str) -> Annotation:
    """Return the annotation on one answer: what is wrong with how it is written, or else what was remarked."""
    words = OUTCOMES[item.outcome]
    lines = [f"{item.title}: {words.words}, {item_points(item)}."]
    lines += [remark.text for remark in item.remarks]
    lines += [line for diagnostic in item.diagnostics for line in said(diagnostic)]
    lines += [f"Expected: {item.expected.text}"] if item.expected is not None else []
    located = next((diagnostic for diagnostic in item.diagnostics if diagnostic.span), None)
    where = place(graded, folder, located)
    where |= {} if located or "file" not in where else answer_place(item, graded.places.get(item.id, ""))
    return Annotation(level=level, title=f"{graded.student}: {item.id}", lines=tuple(lines), place=where)


def said(diagnostic: Diagnostic) -> tuple[str, ...]:
    """Return the sentences of a complaint."""
    help = f"To fix it: {diagnostic.help}" if diagnostic.help else ""
    return tuple(filter(None, (diagnostic.what, diagnostic.why, help)))


def place(graded: GradedSubmission, folder: str, diagnostic: Diagnostic | None = None) -> dict[str, str | int]:
    """Return the file, and where a complaint points in it."""
    parent, name = printable(folder).rstrip("/"), printable(graded.file)
    if not name:
        return {}
    where: dict[str, str | int] = {"file": name if parent in ("", ".") else f"{parent}/{name}"}
    if diagnostic and diagnostic.span:
        span = diagnostic.span
        line, column = span.source.position(span.start)
        length = min(span.end - span.start, len(span.source.line(line)) + 1 - column)
        where |= {"line": line, "col": column, "endColumn": column + max(1, length)}
    return where


def answer_place(item: ItemResult, place: str) -> dict[str, str | int]:
    """Return where an answer stands; one of several lines only by its first, for columns are of one line."""
    found = PLACE.fullmatch(place)
    if not found:
        return {}
    line, column = int(found[1]), int(found[2])
    first, *others = item.given.split("\n")
    where: dict[str, str | int] = {"line": line, "col": column}
    return where if others or not first else where | {"endColumn": column + len(first)}


MEMBER = ReportFormat(
    kind="github",
    suffix=".github.txt",
    summary="Annotations for GitHub Actions, at the line and column of each answer to look at.",
    render=render,
    render_class=render_class,
    stem="annotations",
    on_request=True,
    options=OPTIONS,
)
