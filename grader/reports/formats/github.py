"""Annotations for GitHub Actions: what to look at again, at its line and column in the student's file.

Each is a line ``::error file=…,line=…,col=…,endColumn=…,title=…::message``. Everything that could end a property, the
message or the line is encoded, so that nothing in an answer is a command. GitHub shows 10 annotations of each level in
a step and silently drops the rest, so here the tenth says how many there are. The report of one submission follows,
between ``::stop-commands::`` and a token that nobody can predict: it is a digest of this report.

>>> format_command("error", {"file": "a,b.yaml", "line": 2}, "100%\\n::notice::x")
'::error file=a%2Cb.yaml,line=2::100%25%0A::notice::x'
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from grader.errors import Diagnostic, escape_unprintable
from grader.grading.course.cohort import Cohort
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.terminal import render as render_text
from grader.reports.plain import make_harmless
from grader.reports.wording import OUTCOMES, format_count, format_item_points, is_unjudged

__all__ = ["MEMBER", "format_command", "render", "render_class"]

SHOWN_OF_EACH_LEVEL = 10  # GitHub's limit in one step
LONGEST_MESSAGE = 2_000  # characters; an annotation is a short note, and the report has all of it
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
    "folder": {"description": "the folder of the submissions, as a path from the root of the repository", "default": ""}
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Annotation:
    """One thing to look at: where it is in which file, and what to say about it."""

    level: Level
    title: str
    lines: tuple[str, ...]
    place: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the workflow command."""
        message = "\n".join(map(make_harmless, self.lines))
        if len(message) > LONGEST_MESSAGE:
            message = f"{message[:LONGEST_MESSAGE]} […]"
        title = escape_unprintable(self.title)
        return format_command(self.level, {**self.place, "title": title}, (message.strip() and message) or title)


def format_command(name: str, properties: Mapping[str, str | int], message: str) -> str:
    """Return a workflow command as one line. Empty properties are left out."""
    shown = (f"{key}={encode_text(str(value), IN_PROPERTY)}" for key, value in properties.items() if value != "")
    return f"::{name} {','.join(shown)}::{encode_text(message, IN_MESSAGE)}"


def encode_text(text: str, codes: Mapping[str, str]) -> str:
    """Encode every character that would end the property, the message or the line."""
    return "".join(codes.get(character, character) for character in text)


def render(graded: GradedSubmission, folder: str = "") -> str:
    """Return the annotations on one submission, then its report as text that is no command."""
    found = list(list_annotations(graded, folder))
    lines = limit_annotations(found, Counter(one.level for one in found))
    return "".join(f"{line}\n" for line in lines) + guard_text(render_text(graded))


def render_class(cohort: Cohort, folder: str = "") -> Iterator[str]:
    """Yield the annotations on a class. The first pass over the cohort counts them, the second writes them."""
    total = Counter(one.level for graded in cohort for one in list_annotations(graded, folder))
    every = (one for graded in cohort for one in list_annotations(graded, folder))
    yield from (f"{line}\n" for line in limit_annotations(every, total))


def guard_text(text: str) -> str:
    """Put text between the commands that switch commands off and on again."""
    token = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"::stop-commands::{token}\n{text}::{token}::\n"


def limit_annotations(found: Iterable[Annotation], total: Counter[Level]) -> Iterator[str]:
    """Yield as many annotations of each level as GitHub shows. If there are more, the last one says how many."""
    written: Counter[Level] = Counter()
    for one in found:
        most = SHOWN_OF_EACH_LEVEL if total[one.level] <= SHOWN_OF_EACH_LEVEL else SHOWN_OF_EACH_LEVEL - 1
        written[one.level] += 1
        if written[one.level] <= most:
            yield str(one)
    for level in ("error", "warning", "notice"):
        if (count := total[level]) > SHOWN_OF_EACH_LEVEL:
            rest = (
                f"{format_count(count - SHOWN_OF_EACH_LEVEL + 1, level)} more, which GitHub does not show in one step."
            )
            yield format_command(
                level, {"title": f"{count} {level}s"}, f"There {'is' if rest.startswith('1 ') else 'are'} {rest}"
            )


def list_annotations(graded: GradedSubmission, folder: str) -> Iterator[Annotation]:
    for diagnostic in graded.diagnostics:
        yield annotate_diagnostic(diagnostic, graded, folder)
    for item in graded.items:
        if not is_unjudged(item) and (level := LEVELS.get(item.outcome)):
            yield annotate_item(item, level, graded, folder)


def annotate_diagnostic(diagnostic: Diagnostic, graded: GradedSubmission, folder: str) -> Annotation:
    """Return the annotation for a fault in the file as a whole."""
    level: Level = "error" if diagnostic.severity == "error" else "warning"
    title = f"{graded.student}: {diagnostic.slug}"
    return Annotation(
        level=level, title=title, lines=list_sentences(diagnostic), place=locate_diagnostic(graded, folder, diagnostic)
    )


def annotate_item(item: ItemResult, level: Level, graded: GradedSubmission, folder: str) -> Annotation:
    """Return the annotation for one answer: what is wrong with how it is written, or else its remarks."""
    words = OUTCOMES[item.outcome]
    lines = [f"{item.title}: {words.words}, {format_item_points(item)}."]
    lines += [remark.text for remark in item.remarks]
    lines += [line for diagnostic in item.complaints for line in list_sentences(diagnostic)]
    lines += [f"Expected: {item.expected.text}"] if item.expected is not None else []
    located = next((diagnostic for diagnostic in item.complaints if diagnostic.span), None)
    where = locate_diagnostic(graded, folder, located)
    where |= {} if located or "file" not in where else locate_answer(item, graded.places.get(item.id, ""))
    return Annotation(level=level, title=f"{graded.student}: {item.id}", lines=tuple(lines), place=where)


def list_sentences(diagnostic: Diagnostic) -> tuple[str, ...]:
    help = f"To fix it: {diagnostic.help}" if diagnostic.help else ""
    return tuple(filter(None, (diagnostic.what, diagnostic.why, help)))


def locate_diagnostic(
    graded: GradedSubmission, folder: str, diagnostic: Diagnostic | None = None
) -> dict[str, str | int]:
    """Return the file, and the place in it that a message points to."""
    parent, name = escape_unprintable(folder).rstrip("/"), escape_unprintable(graded.file)
    if not name:
        return {}
    where: dict[str, str | int] = {"file": name if parent in ("", ".") else f"{parent}/{name}"}
    if diagnostic and diagnostic.span:
        span = diagnostic.span
        line, column = span.source.position(span.start)
        length = min(span.end - span.start, len(span.source.line(line)) + 1 - column)
        where |= {"line": line, "col": column, "endColumn": column + max(1, length)}
    return where


def locate_answer(item: ItemResult, place: str) -> dict[str, str | int]:
    """Return where an answer is. If it has several lines, give only its first, because columns belong to one line."""
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
