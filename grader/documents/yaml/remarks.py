"""What is said of an entry that is not read as the YAML that it is, and of what YAML drops.

A line to write is given whole, with its key and its quotes, so that it can be copied; nobody should need a second round
for an apostrophe.
"""

import re
from collections.abc import Iterator

from grader.documents.faults import quote_shortened, write_in_single_quotes
from grader.documents.nodes import DocumentNode, Scalar, walk_scalars
from grader.documents.yaml.faults import report_hidden_text
from grader.documents.yaml.layout import Entry
from grader.errors import Diagnostic
from grader.patterns import regex
from grader.source import Span

__all__ = [
    "find_dropped_comments", "report_no_colon", "report_several_keys", "warn_about_blanks", "warn_about_key",
    "warn_about_quote", "warn_about_rest", "warn_about_stray", "warn_about_text",
]  # fmt: skip

COMMENT = regex(r"(?:[ \t]*+[,\]}])?+[ \t]++(?P<comment>#[^\r\n]*+)")
COMMENT_BELOW = re.compile(r"[ \t]*+(?:\s*[\r\n](?P<lead>[ \t]*+))?(?P<comment>#[^\r\n]*+)")
FURTHER_IN = "further than the key"


def advise_line(entry: Entry, text: str, purpose: str = " to be sure how it is read") -> str:
    """Say how to write a value so that YAML reads it as it is: the whole line, or a block of several lines."""
    if len(text.split("\n")) > 1:
        return f"Write '{entry.name}: |', and the answer in the lines below it, each indented {FURTHER_IN} by spaces."
    line = f"{entry.name}: {write_in_single_quotes(' '.join(text.split()))}"
    return f"Write this line{purpose}: {line}"


def warn_about_text(entry: Entry, text: Span) -> Diagnostic:
    """A value that is no YAML, read as the text that it is."""
    return Diagnostic(
        slug="read-as-text",
        what=f"{quote_shortened(text.text)} is read as it is written here.",
        why="In YAML some of these signs have a meaning of their own.",
        help=advise_line(entry, text.text),
        span=text,
        severity="warning",
    )


def warn_about_quote(entry: Entry, text: Span) -> Diagnostic:
    """A quote that is never closed; the text is read without it."""
    quote = text.source.text[text.start - 1]
    return Diagnostic(
        slug="unclosed-quote",
        what=f"The quote {quote} that begins here is never closed; {quote_shortened(text.text)} is read.",
        why="In YAML everything up to the next quote would belong to this answer.",
        help=advise_line(entry, text.text),
        span=Span(text.source, text.start - 1, text.start),
        severity="warning",
    )


def warn_about_blanks(entry: Entry) -> Iterator[Diagnostic]:
    """Warn of a tab, of lines that are not indented further than their key, and of a key in the wrong place."""
    text = entry.source.text
    tab = text.find("\t", entry.line_start, entry.end)
    if tab >= 0:
        yield Diagnostic(
            slug="tab",
            what="There is a tab here, which is read as a space.",
            why="YAML lines are arranged by spaces; how wide a tab is differs from editor to editor.",
            help="Write spaces instead of the tab.",
            span=Span(entry.source, tab, tab + 1),
            severity="warning",
        )
    line = next((line for line in list_lines_below(entry) if count_spaces(line) <= entry.column), None)
    if line is not None and tab < 0:
        yield Diagnostic(
            slug="indentation",
            what=f"This line is read as a part of the answer '{entry.name}' above it.",
            why=f"In YAML, the lines of an answer are indented {FURTHER_IN}.",
            help=advise_line(entry, "\n".join(["", ""])),
            span=Span(entry.source, line.start + len(line.text) - len(line.text.lstrip()), line.end),
            severity="warning",
        )
    yield from warn_about_key(entry)


def list_lines_below(entry: Entry) -> Iterator[Span]:
    """Yield the lines of an entry below that of its key, without those that are blank."""
    number, _ = entry.source.position(entry.key_start)
    last, _ = entry.source.position(entry.end)
    for below in range(number + 1, last + 1):
        start, line = entry.source.starts[below - 1], entry.source.line(below)
        if line.strip():
            yield Span(entry.source, start, start + len(line.rstrip()))


def count_spaces(line: Span) -> int:
    return len(line.text) - len(line.text.lstrip(" "))


def warn_about_key(entry: Entry) -> Iterator[Diagnostic]:
    """Warn of a key that is not in its column, or not followed by a colon and a space."""
    if entry.is_regular:
        return
    lead = entry.source.text[entry.line_start : entry.key_start]
    after = entry.source.text[entry.key_end : entry.value_start + 1]
    if lead != " " * entry.column:
        slug, what = "indentation", f"'{entry.name}' does not begin where the other keys begin."
        help = f"Write {entry.column} spaces in front of it, and nothing else."
    elif after[-1:].isspace():
        slug, what = "missing-space", f"The blank after the colon of '{entry.name}' is not an ordinary space."
        help = "Delete it and type a space."
    else:
        slug, what = "missing-space", f"There is no space after the colon of '{entry.name}'."
        help = f"Write '{entry.name}: ' and the answer after it."
    yield Diagnostic(
        slug=slug,
        what=f"{what} It is read as the answer to this item.",
        why="Keys of the same mapping begin in the same column, and a colon and a space divide a key from its value.",
        help=help,
        span=entry.key,
        severity="warning",
    )


def report_no_colon(entry: Entry) -> Diagnostic:
    """A line that begins with the name of an answer, and has no colon after it."""
    return Diagnostic(
        slug="missing-colon",
        what=f"There is no colon after '{entry.name}'.",
        why="Every line is 'key: value', or belongs to the value above it and is indented further than its key.",
        help=advise_line(entry, entry.value.text.lstrip("= "), ""),
        span=entry.key,
    )


def report_several_keys(entry: Entry) -> Diagnostic:
    """Lines that YAML reads as a key of their own."""
    return Diagnostic(
        slug="indentation",
        what=f"The lines below '{entry.name}' do not belong to it.",
        why=f"In YAML, the lines of an answer are indented {FURTHER_IN}.",
        help=f"Indent its own lines {FURTHER_IN}, and no others.",
        span=entry.key,
    )


def warn_about_rest(rest: Span) -> Diagnostic:
    """The lines of an answer that follow a comment."""
    start = rest.start + len(rest.text) - len(rest.text.lstrip())
    return Diagnostic(
        slug="hidden-by-comment",
        what=f"{quote_shortened(rest.text)} is not read.",
        why="A line that begins with # is a comment, and ends the text above it.",
        help="If something of it belongs to the answer, remove the comment.",
        span=Span(rest.source, start, rest.end),
        severity="warning",
    )


def warn_about_stray(line: Span) -> Diagnostic:
    """A line that belongs to nothing above it."""
    return Diagnostic(
        slug="stray-line",
        what=f"{quote_shortened(line.text)} is not read.",
        why="It has no key, and a comment or a line such as '---' ends the answer above it.",
        help="If it belongs to an answer, write it after the key and the colon of that answer.",
        span=line,
        severity="warning",
    )


def find_dropped_comments(key: Scalar, node: DocumentNode) -> Iterator[Diagnostic]:
    """Warn of each comment that follows a part of an answer on its line, or is all there is below its key."""
    if "#" not in node.source.text:  # as in most files
        return
    parts = list(walk_scalars(node))
    for part in parts if node in parts else [*parts, node]:
        is_empty = part.start == part.end
        match = (COMMENT_BELOW if is_empty else COMMENT).match(part.source.text, part.end)
        if match is None or (isinstance(part, Scalar) and part.style in ("literal", "folded")):
            continue
        hidden = Span(part.source, *match.span("comment"))
        if not is_empty:
            yield report_hidden_text(hidden)
        elif match["lead"] is None or len(match["lead"]) >= part.source.position(key.start)[1]:
            yield report_hidden_answer(key, hidden)


def report_hidden_answer(key: Scalar, hidden: Span) -> Diagnostic:
    """A comment where an answer is expected."""
    text = write_in_single_quotes(hidden.text.strip("# \t"))
    return Diagnostic(
        slug="hidden-by-comment",
        what=f"{quote_shortened(hidden.text)} is not read, so there is no answer here.",
        why="A # after a space begins a comment, which goes on to the end of the line.",
        help=f"If it is your answer, write it without the #: {key.text}: {text}",
        span=hidden,
        severity="warning",
    )
