r"""The Markdown report: what a student reads, on paper or on a course's repository page.

What a student typed is only in code: in a fence or span longer than any run of backticks in it, with control characters
and the commands of CI logs as escapes. Prose that may quote a student is escaped, and signs that hosts turn into links
(``@name``, ``#1``) are followed by a word joiner (U+2060). Titles and prompts are plain text too, so that ``a*b*c``
stays a product.

>>> format_code("a`b"), escape_prose("see [x](y) *now*, @all")
('``a`b``', 'see \\[x\\](y) \\*now\\*, \\@\u2060all')
"""

import re
from collections.abc import Iterable, Iterator

from grader.errors import Diagnostic, escape_unprintable
from grader.grading.result import GradedSubmission, ItemResult
from grader.memory import by_identity
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.handing_in import describe_handing_in
from grader.reports.plain import make_harmless
from grader.reports.wording import (
    OUTCOMES,
    abridge_lines,
    describe_evidence,
    describe_outcome,
    describe_part,
    explain_no_score,
    format_amount,
    format_item_points,
    format_score_line,
    format_share,
    get_heading,
    is_reading_worth_showing,
    list_shown_components,
)

__all__ = ["MEMBER", "escape_bars", "format_code", "format_fence", "escape_prose", "render"]

INLINE_CHARACTERS = 80  # a longer answer gets a code block of its own
METACHARACTERS = re.compile(r"[\\`*_\[\]<>|~#@$&!{}^]")
AUTOMATIC_LINK = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\bmailto)(?=:)", re.IGNORECASE)
REFERENCE = re.compile(r"([@#$&!~%])(?=\w)")
LIST_START = re.compile(r"^(\s*\d*)([-+.)=:])")


def escape_prose(text: str) -> str:
    """Return Markdown that shows exactly this text, on one line."""
    line = escape_unprintable(" ".join(text.split()))
    line = AUTOMATIC_LINK.sub(r"\\", METACHARACTERS.sub(r"\\\g<0>", line))
    return LIST_START.sub(r"\1\\\2", REFERENCE.sub("\\1\u2060", line))


def format_code(text: str) -> str:
    """Return text as a code span, with line breaks and control characters as escapes."""
    shown = make_harmless(text) or " "
    ticks = "`" * (measure_longest_run(shown) + 1)
    pad = " " if shown.startswith(("`", " ")) or shown.endswith(("`", " ")) else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def measure_longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def format_fence(lines: Iterable[str], language: str = "text") -> str:
    """Return lines as a code block. Its fence is longer than any run of backticks inside."""
    shown = "\n".join(map(make_harmless, lines))
    ticks = "`" * max(3, measure_longest_run(shown) + 1)
    return f"{ticks}{language}\n{shown}\n{ticks}"


def escape_bars(markdown: str) -> str:
    """Return Markdown for a table cell, where a bar separates cells even inside code."""
    return re.sub(r"(?<!\\)\|", r"\\|", markdown)


def render(graded: GradedSubmission) -> str:
    """Return the report of one submission."""
    return "\n\n".join(block for block in list_blocks(graded) if block) + "\n"


def list_blocks(graded: GradedSubmission) -> Iterator[str]:
    yield f"# {escape_prose(graded.title or graded.rubric)}"
    yield f"Student: {format_code(graded.student)} · File: {format_code(graded.file)}"
    yield f"**{format_score_line(graded)}**"
    yield escape_prose(describe_handing_in(graded))
    yield from map(format_complaint, graded.diagnostics)
    if graded.items:
        yield format_overview(graded.items)
    part = ""
    for item in graded.items:
        if item.part and item.part != part:
            part = item.part
            yield f"## {escape_prose(part)}"
        yield format_item(item)
    yield "---"
    provenance = graded.provenance
    done, key = ("Read", "exercise") if graded.is_practice else ("Graded", "rubric")
    hashes = f"submission {format_code(provenance.submission[:12])}, {key} {format_code(provenance.rubric[:12])}"
    yield f"{done} by grader {format_code(provenance.engine)} from {hashes}."


def format_overview(items: Iterable[ItemResult]) -> str:
    return "\n".join(["| | Item | Outcome | Points |", "|---|---|---|---:|", *map(format_overview_row, items)])


@by_identity
def format_overview_row(item: ItemResult) -> str:
    words = OUTCOMES[item.outcome]
    points = explain_no_score(item) if item.score is None else format_amount(item.score)
    title = escape_bars(format_item_title(item))
    worth = f"{format_amount(item.points)}{' bonus' if item.is_bonus else ''}"
    return f"| {words.symbol} | {title} | {words.words} | {points} / {worth} |"


@by_identity
def format_item(item: ItemResult) -> str:
    return "\n\n".join(block for block in list_item_blocks(item) if block)


def list_item_blocks(item: ItemResult) -> Iterator[str]:
    """Yield what there is to say about one item, in the order in which a student asks."""
    words = OUTCOMES[item.outcome]
    yield f"### {words.symbol} {format_item_title(item)}"
    yield f"> {escape_prose(item.prompt)}" if item.prompt else ""
    yield "\n".join(f"- {format_code(name)}: {escape_prose(meaning)}" for name, meaning in item.choices)
    yield f"**{words.words.capitalize()}**, {format_item_points(item)}. {describe_outcome(item)}".rstrip()
    yield from list_answer_blocks(item)
    yield "\n".join(f"- {escape_prose(remark.text)}" for remark in item.remarks)
    if list_shown_components(item):
        yield format_component_table(item)
    yield from map(format_complaint, item.complaints)
    if item.expected is not None:
        yield f"Expected: {format_code(item.expected.text)}"
    if item.decision is not None:
        yield escape_prose(describe_evidence(item.decision))


def format_item_title(item: ItemResult) -> str:
    title, identifier = get_heading(item)
    return f"{escape_prose(title)} ({format_code(identifier)})" if identifier else escape_prose(title)


def list_answer_blocks(item: ItemResult) -> Iterator[str]:
    """Yield what the student wrote, and how it was read if that can differ."""
    if item.outcome is Outcome.BLANK:
        return
    if "\n" in item.given or len(item.given) > INLINE_CHARACTERS:
        yield "You wrote:"
        yield format_fence(abridge_lines(item.given))
    elif item.given:
        yield f"You wrote {format_code(item.given)}."
    if item.read is not None and is_reading_worth_showing(item):
        yield f"It was read as {format_code(item.read.text)}."
    if item.read is not None and "\\" in item.read.latex and item.outcome is not Outcome.CORRECT:
        yield format_fence(item.read.latex.split("\n"), "math")


def format_component_table(item: ItemResult) -> str:
    rows = ["| | Part | Outcome |", "|---|---|---|"]
    for component in list_shown_components(item):
        words = OUTCOMES[component.outcome]
        earned = f", {format_share(component)}" if format_share(component) else ""
        label, outcome = escape_bars(format_code(component.label)), describe_part(component, item)
        rows.append(f"| {words.symbol} | {label} | {outcome}{earned} |")
    return "\n".join(rows)


def format_complaint(diagnostic: Diagnostic) -> str:
    """Return a located message in a fence, so that its caret stays under its column."""
    return format_fence(str(diagnostic).split("\n"))


MEMBER = ReportFormat(
    kind="markdown",
    suffix=".md",
    summary="A page for the student: every item, how it was read, and what to look at.",
    render=render,
)
