"""The terminal view: the same report for a person at a prompt, in plain lines, with colour where that is wanted.

Whatever a student typed is shown behind a bar (``│``) with control characters as escapes, and every line passes
``harmless``, so that neither a terminal nor a CI log obeys it. Colour is added last, by us alone.
"""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from grader.errors import Diagnostic
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.plain import harmless
from grader.reports.wording import (
    OUTCOMES,
    abridged,
    counted,
    evidence,
    heading,
    item_points,
    late_line,
    left_blank,
    part_words,
    score_line,
    share,
    shown_as_read,
    shown_components,
    to_look_at,
)

__all__ = ["MEMBER", "complaints_as_text", "item_as_text", "render"]

WIDTH = 88
COLOURS = {
    Outcome.CORRECT: "32",
    Outcome.PARTIAL: "33",
    Outcome.INCORRECT: "31",
    Outcome.BLANK: "2",
    Outcome.UNREADABLE: "31",
    Outcome.UNDECIDED: "36",
    Outcome.FAULT: "35",
    Outcome.WITHHELD: "2",
}
BOLD = "1"

Line = tuple[str, str]  # the colour code, empty for none, and the text


def render(graded: GradedSubmission, colour: bool = False) -> str:
    """Return the report of one submission for a terminal, with ANSI colours where ``colour`` says so."""
    return "".join(f"{painted(code if colour else '', harmless(text).rstrip())}\n" for code, text in lines(graded))


def painted(code: str, text: str) -> str:
    """Return the text in a colour."""
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


def item_as_text(item: ItemResult) -> str:
    """Return what there is to say about one item as plain lines, for formats that show text and obey nothing in it."""
    return plain(item_lines(item))


def complaints_as_text(graded: GradedSubmission) -> str:
    """Return why a file cannot be read as plain lines."""
    return plain(line for diagnostic in graded.diagnostics for line in complaint(diagnostic, indent=""))


def plain(coloured: Iterable[Line]) -> str:
    """Return lines without their colours."""
    return "\n".join(harmless(text).rstrip() for _, text in coloured)


def lines(graded: GradedSubmission) -> Iterator[Line]:
    """Yield the lines of a report."""
    yield BOLD, graded.title or graded.rubric
    yield "", f"{graded.student} · {graded.file}"
    for diagnostic in graded.diagnostics:
        yield "", ""
        yield from complaint(diagnostic, indent="")
    part, blank = "", left_blank(graded)
    for item in graded.items:
        if item in blank:
            continue
        if item.part and item.part != part:
            part = item.part
            yield "", ""
            yield BOLD, part
        yield "", ""
        yield from item_lines(item)
    yield "", ""
    yield BOLD, score_line(graded)
    yield from (("", line) for line in wrap(late_line(graded), WIDTH))
    yield from closing(graded)


def item_lines(item: ItemResult) -> Iterator[Line]:
    """Yield what there is to say about one item; the prompt is repeated only where the answer is not right."""
    words = OUTCOMES[item.outcome]
    title, identifier = heading(item)
    shown = f"{title} ({identifier})" if identifier else title
    yield COLOURS[item.outcome], f"{words.symbol} {shown}: {words.words}, {item_points(item)}"
    if item.outcome is not Outcome.CORRECT:
        yield from paragraph("Asked     ", item.prompt)
        for name, meaning in item.choices:
            yield from paragraph("          ", f"{name}: {meaning}")
        yield from paragraph("", words.sentence)
    yield from answer_lines(item)
    for remark in item.remarks:
        yield from paragraph("• ", remark.text)
    yield from component_lines(item)
    for diagnostic in item.diagnostics:
        yield from complaint(diagnostic, indent="  ")
    if item.expected is not None:
        yield "", f"  Expected  │ {item.expected.text}"
    if item.decision is not None:
        yield from paragraph("Evidence  ", evidence(item.decision))


def answer_lines(item: ItemResult) -> Iterator[Line]:
    """Yield what the student wrote, and how it was read."""
    if item.outcome is Outcome.BLANK:
        return
    for number, line in enumerate(abridged(item.given.rstrip()) if item.given else ()):
        yield "", f"  {'' if number else 'You wrote':<9} │ {line}"
    if item.read is not None and shown_as_read(item):
        yield "", f"  Read as   │ {item.read.text}"


def component_lines(item: ItemResult) -> Iterator[Line]:
    """Yield the parts that earn their own credit."""
    for component in shown_components(item):
        words = OUTCOMES[component.outcome]
        earned = f", {share(component)}" if share(component) else ""
        yield COLOURS[component.outcome], f"  {words.symbol} {component.label}: {part_words(component, item)}{earned}"


def paragraph(label: str, text: str) -> Iterator[Line]:
    """Yield prose as wrapped lines, the first after its label."""
    for number, line in enumerate(wrap(" ".join(text.split()), WIDTH - len(label))):
        yield "", f"  {' ' * len(label) if number else label}{line}"


def complaint(diagnostic: Diagnostic, indent: str) -> Iterable[Line]:
    """Return a located complaint line by line."""
    return [("", f"{indent}{line}") for line in str(diagnostic).split("\n")]


def closing(graded: GradedSubmission) -> Iterator[Line]:
    """Yield how many answers are right, and which to look at again."""
    if not graded.is_readable:
        return
    right = sum(item.outcome is Outcome.CORRECT for item in graded.items)
    yield "", f"{right} of {len(graded.items)} answers are right."
    again, blank = to_look_at(graded), left_blank(graded)
    if again:
        yield from listed("Look again at", again)
    if blank:
        yield from listed(f"{counted(len(blank), 'item')} {'is' if len(blank) == 1 else 'are'} blank", blank)


def listed(words: str, items: Iterable[ItemResult]) -> Iterator[Line]:
    """Yield a line with the ids of some items, wrapped."""
    yield from (("", line) for line in wrap(f"{words}: {', '.join(item.id for item in items)}.", WIDTH))


MEMBER = ReportFormat(
    kind="terminal",
    suffix=".txt",
    summary="The same report as plain lines, in colour on a terminal.",
    render=render,
)
