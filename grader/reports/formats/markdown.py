r"""The Markdown report: what a student reads, on paper or on a course's repository page.

What a student typed stands only in code: a fence or span longer than any run of backticks in it, control characters
as escapes. Prose that may quote a student is escaped, and signs that hosts turn into links (``@name``, ``#1``) are
followed by a word joiner (U+2060). Titles and prompts are plain text too, so that ``a*b*c`` stays a product.

>>> code("a`b"), prose("see [x](y) *now*, @all")
('``a`b``', 'see \\[x\\](y) \\*now\\*, \\@\u2060all')
"""

import re
from collections.abc import Iterable, Iterator

from grader.errors import Diagnostic, printable
from grader.grading.result import GradedSubmission, ItemResult
from grader.memory import by_identity
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.wording import (
    OUTCOMES,
    abridged,
    amount,
    evidence,
    heading,
    item_points,
    late_line,
    part_words,
    score_line,
    share,
    shown_as_read,
    shown_components,
    without_score,
)

__all__ = ["MEMBER", "cell", "code", "fence", "prose", "render"]

INLINE_CHARACTERS = 80
METACHARACTERS = re.compile(r"[\\`*_\[\]<>|~#@$&!{}^]")
AUTOMATIC_LINK = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\bmailto)(?=:)", re.IGNORECASE)
REFERENCE = re.compile(r"([@#$&!~%])(?=\w)")
LIST_START = re.compile(r"^(\s*\d*)([-+.)=:])")


def prose(text: str) -> str:
    """Return text as Markdown that shows exactly this text, in one line."""
    line = printable(" ".join(text.split()))
    line = AUTOMATIC_LINK.sub(r"\\", METACHARACTERS.sub(r"\\\g<0>", line))
    return LIST_START.sub(r"\1\\\2", REFERENCE.sub("\\1\u2060", line))


def code(text: str) -> str:
    """Return text as a code span; line breaks and control characters as escapes."""
    shown = printable(text) or " "
    ticks = "`" * (longest_run(shown) + 1)
    pad = " " if shown.startswith(("`", " ")) or shown.endswith(("`", " ")) else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def longest_run(text: str) -> int:
    """Return the length of the longest run of backticks."""
    return max((len(run) for run in re.findall("`+", text)), default=0)


def fence(lines: Iterable[str], language: str = "text") -> str:
    """Return lines as a code block whose fence is longer than any run of backticks in it."""
    shown = "\n".join(printable(line) for line in lines)
    ticks = "`" * max(3, longest_run(shown) + 1)
    return f"{ticks}{language}\n{shown}\n{ticks}"


def cell(markdown: str) -> str:
    """Return Markdown that fits into a table cell, where a bar separates even inside code."""
    return re.sub(r"(?<!\\)\|", r"\\|", markdown)


def render(graded: GradedSubmission) -> str:
    """Return the report of one submission."""
    return "\n\n".join(block for block in blocks(graded) if block) + "\n"


def blocks(graded: GradedSubmission) -> Iterator[str]:
    """Yield the paragraphs of a report."""
    yield f"# {prose(graded.title or graded.rubric)}"
    yield f"Student: {code(graded.student)} · File: {code(graded.file)}"
    yield f"**{score_line(graded)}**"
    yield prose(late_line(graded))
    yield from map(complaint, graded.diagnostics)
    if graded.items:
        yield overview(graded.items)
    part = ""
    for item in graded.items:
        if item.part and item.part != part:
            part = item.part
            yield f"## {prose(part)}"
        yield item_markdown(item)
    yield "---"
    provenance = graded.provenance
    hashes = f"submission {code(provenance.submission[:12])}, rubric {code(provenance.rubric[:12])}"
    yield f"Graded by grader {code(provenance.engine)} from {hashes}."


def overview(items: Iterable[ItemResult]) -> str:
    """Return the table of all items."""
    return "\n".join(["| | Item | Outcome | Points |", "|---|---|---|---:|", *map(overview_row, items)])


@by_identity
def overview_row(item: ItemResult) -> str:
    """Return the row of one item."""
    words = OUTCOMES[item.outcome]
    points = without_score(item) if item.score is None else amount(item.score)
    return f"| {words.symbol} | {cell(titled(item))} | {words.words} | {points} / {amount(item.points)} |"


@by_identity
def item_markdown(item: ItemResult) -> str:
    """Return all there is to say about one item."""
    return "\n\n".join(block for block in item_blocks(item) if block)


def item_blocks(item: ItemResult) -> Iterator[str]:
    """Yield what there is to say about one item, in the order in which a student asks."""
    words = OUTCOMES[item.outcome]
    yield f"### {words.symbol} {titled(item)}"
    yield f"> {prose(item.prompt)}" if item.prompt else ""
    yield "\n".join(f"- {code(name)}: {prose(meaning)}" for name, meaning in item.choices)
    yield f"**{words.words.capitalize()}**, {item_points(item)}. {words.sentence}".rstrip()
    yield from answer_blocks(item)
    yield "\n".join(f"- {prose(remark.text)}" for remark in item.remarks)
    if shown_components(item):
        yield component_table(item)
    yield from map(complaint, item.diagnostics)
    if item.expected is not None:
        yield f"Expected: {code(item.expected.text)}"
    if item.decision is not None:
        yield prose(evidence(item.decision))


def titled(item: ItemResult) -> str:
    """Return an item's title with its id."""
    title, identifier = heading(item)
    return f"{prose(title)} ({code(identifier)})" if identifier else prose(title)


def answer_blocks(item: ItemResult) -> Iterator[str]:
    """Yield what the student wrote, and how it was read where that can differ."""
    if item.outcome is Outcome.BLANK:
        return
    if "\n" in item.given or len(item.given) > INLINE_CHARACTERS:
        yield "You wrote:"
        yield fence(abridged(item.given))
    elif item.given:
        yield f"You wrote {code(item.given)}."
    if item.read is not None and shown_as_read(item):
        yield f"It was read as {code(item.read.text)}."
    if item.read is not None and "\\" in item.read.latex and item.outcome is not Outcome.CORRECT:
        yield fence(item.read.latex.split("\n"), "math")


def component_table(item: ItemResult) -> str:
    """Return the table of the parts that earn their own credit."""
    rows = ["| | Part | Outcome |", "|---|---|---|"]
    for component in shown_components(item):
        words = OUTCOMES[component.outcome]
        earned = f", {share(component)}" if share(component) else ""
        rows.append(f"| {words.symbol} | {cell(code(component.label))} | {part_words(component, item)}{earned} |")
    return "\n".join(rows)


def complaint(diagnostic: Diagnostic) -> str:
    """Return a located complaint in a fence, so that its caret stays under its column."""
    return fence(str(diagnostic).split("\n"))


MEMBER = ReportFormat(
    kind="markdown",
    suffix=".md",
    summary="A page for the student: every item, how it was read, and what to look at.",
    render=render,
)
