"""The terminal view: the same report in plain lines, with colour if the user wants it.

What a student typed is shown after a bar (``│``), with control characters as escapes. Every line goes through
``make_harmless``, so that neither a terminal nor a CI log obeys it. Colour is added last, and only by us.
"""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from grader.errors import Diagnostic
from grader.grading.result import GradedSubmission, ItemResult
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
    format_count,
    format_item_points,
    format_right_line,
    format_score_line,
    format_share,
    get_heading,
    is_reading_worth_showing,
    list_blank_items,
    list_items_to_revisit,
    list_shown_components,
)

__all__ = ["MEMBER", "complaints_as_text", "item_as_text", "render"]

WIDTH = 88  # columns; long lines of prose are hard to read
COLOURS = {
    Outcome.CORRECT: "32",
    Outcome.PARTIAL: "33",
    Outcome.INCORRECT: "31",
    Outcome.BLANK: "2",
    Outcome.UNREADABLE: "31",
    Outcome.UNDECIDED: "36",
    Outcome.FAULT: "35",
    Outcome.WITHHELD: "2",
    Outcome.READ: "",
}
BOLD = "1"

Line = tuple[str, str]  # the colour code, empty for none, and the text


def render(graded: GradedSubmission, colour: bool = False) -> str:
    """Return the report of one submission for a terminal, with ANSI colours if ``colour`` is true."""
    return "".join(
        f"{paint_text(code if colour else '', make_harmless(text).rstrip())}\n" for code, text in list_lines(graded)
    )


def paint_text(code: str, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


def item_as_text(item: ItemResult) -> str:
    """Return one item as plain lines, for formats that show text and obey nothing in it."""
    return strip_colours(list_item_lines(item))


def complaints_as_text(graded: GradedSubmission) -> str:
    """Return why a file cannot be read, as plain lines."""
    return strip_colours(
        line for diagnostic in graded.diagnostics for line in list_complaint_lines(diagnostic, indent="")
    )


def strip_colours(coloured: Iterable[Line]) -> str:
    return "\n".join(make_harmless(text).rstrip() for _, text in coloured)


def list_lines(graded: GradedSubmission) -> Iterator[Line]:
    yield BOLD, graded.title or graded.rubric
    yield "", f"{graded.student} · {graded.file}"
    for diagnostic in graded.diagnostics:
        yield "", ""
        yield from list_complaint_lines(diagnostic, indent="")
    part, blank = "", list_blank_items(graded)
    for item in graded.items:
        if item in blank:
            continue
        if item.part and item.part != part:
            part = item.part
            yield "", ""
            yield BOLD, part
        yield "", ""
        yield from list_item_lines(item)
    yield "", ""
    yield BOLD, format_score_line(graded)
    yield from (("", line) for line in wrap(describe_handing_in(graded), WIDTH))
    yield from list_closing_lines(graded)


def list_item_lines(item: ItemResult) -> Iterator[Line]:
    """Yield what there is to say about one item. The question is repeated only if there is something to change."""
    words = OUTCOMES[item.outcome]
    title, identifier = get_heading(item)
    shown = f"{title} ({identifier})" if identifier else title
    yield COLOURS[item.outcome], f"{words.symbol} {shown}: {words.words}, {format_item_points(item)}"
    if item.outcome not in (Outcome.CORRECT, Outcome.READ):
        yield from wrap_paragraph("Asked     ", item.prompt)
        for name, meaning in item.choices:
            yield from wrap_paragraph("          ", f"{name}: {meaning}")
        yield from wrap_paragraph("", describe_outcome(item))
    yield from list_answer_lines(item)
    for remark in item.remarks:
        yield from wrap_paragraph("• ", remark.text)
    yield from list_component_lines(item)
    for diagnostic in item.complaints:
        yield from list_complaint_lines(diagnostic, indent="  ")
    if item.expected is not None:
        yield "", f"  Expected  │ {item.expected.text}"
    if item.decision is not None:
        yield from wrap_paragraph("Evidence  ", describe_evidence(item.decision))


def list_answer_lines(item: ItemResult) -> Iterator[Line]:
    if item.outcome is Outcome.BLANK:
        return
    for number, line in enumerate(abridge_lines(item.given.rstrip()) if item.given else ()):
        yield "", f"  {'' if number else 'You wrote':<9} │ {line}"
    if item.read is not None and is_reading_worth_showing(item):
        yield "", f"  Read as   │ {item.read.text}"


def list_component_lines(item: ItemResult) -> Iterator[Line]:
    for component in list_shown_components(item):
        words = OUTCOMES[component.outcome]
        earned = f", {format_share(component)}" if format_share(component) else ""
        yield (
            COLOURS[component.outcome],
            f"  {words.symbol} {component.label}: {describe_part(component, item)}{earned}",
        )


def wrap_paragraph(label: str, text: str) -> Iterator[Line]:
    """Yield prose as wrapped lines, the first one after its label."""
    for number, line in enumerate(wrap(" ".join(text.split()), WIDTH - len(label))):
        yield "", f"  {' ' * len(label) if number else label}{line}"


def list_complaint_lines(diagnostic: Diagnostic, indent: str) -> Iterable[Line]:
    return [("", f"{indent}{line}") for line in str(diagnostic).split("\n")]


def list_closing_lines(graded: GradedSubmission) -> Iterator[Line]:
    if not graded.is_readable:
        return
    right = sum(item.outcome is Outcome.CORRECT for item in graded.items)
    yield (
        "",
        (format_right_line(graded) if graded.is_practice else f"{right} of {len(graded.items)} answers are right."),
    )
    again, blank = list_items_to_revisit(graded), list_blank_items(graded)
    if again:
        yield from wrap_item_ids("Look again at", again)
    if blank:
        yield from wrap_item_ids(
            f"{format_count(len(blank), 'item')} {'is' if len(blank) == 1 else 'are'} blank", blank
        )


def wrap_item_ids(words: str, items: Iterable[ItemResult]) -> Iterator[Line]:
    yield from (("", line) for line in wrap(f"{words}: {', '.join(item.id for item in items)}.", WIDTH))


MEMBER = ReportFormat(
    kind="terminal",
    suffix=".txt",
    summary="The same report as plain lines, in colour on a terminal.",
    render=render,
)
