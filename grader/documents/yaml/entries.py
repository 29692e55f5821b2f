"""One entry of a submission, read by itself: as YAML where it is YAML, and else as what it can only mean.

In this order: as it is; with its tabs as blanks and its lines as if they were indented; as the text that is written.
Whatever is not read as it is has a warning that says so. What no reading repairs, such as the same key twice, is a
fault of this entry alone.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from grader.documents.nodes import DocumentNode, Mapping, Scalar
from grader.documents.yaml import remarks
from grader.documents.yaml.layout import BLOCK_HEADER, Entry
from grader.documents.yaml.reader import read_yaml
from grader.errors import Diagnostic
from grader.patterns import regex
from grader.source import Span

__all__ = ["EntryReading", "read_entry"]

# What is wrong within a value that is YAML; as a text it would hide what is wrong.
NO_TEXT: Final = frozenset({
    "duplicate-key", "merge-key", "control-character", "lone-surrogate", "document-too-deep",
    "document-too-many-values",
})  # fmt: skip
KEY_IN_PLACE: Final = "k: "
BLANKS_IN_FRONT: Final = re.compile(r"^[^\S\r\n]+", re.MULTILINE)
OWN_COMMENT: Final = re.compile(r"[ \t]*+#")
APOSTROPHES: Final = regex(r"(?:[^']|(?<=\w)'(?=\w))*+")
NO_DOUBLE_QUOTES: Final = regex(r'(?:[^"\\]|\\[^"])*+')


@dataclass(frozen=True, slots=True)
class EntryReading:
    """The value of an entry with what there is to say of it; with errors, nobody can tell what is meant."""

    node: DocumentNode
    found: tuple[Diagnostic, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(fault for fault in self.found if fault.severity == "error")


def read_entry(entry: Entry) -> EntryReading:
    """Read the value of an entry."""
    if not entry.has_colon:
        return EntryReading(cover(entry), (remarks.report_no_colon(entry),))
    reading = read_as_it_is(entry) if entry.is_regular else None
    if reading is None or reading.errors:
        reading = read_leniently(entry)
    if not reading.errors:
        return reading
    if all(fault.slug in NO_TEXT for fault in reading.errors):
        return replace(reading, node=cover(entry))
    return read_as_text(entry)


def cover(entry: Entry) -> Scalar:
    """The value of an entry as the text that is there, so that a person sees it."""
    value = entry.value
    return Scalar(value.text, entry.source, value.start, value.end)


def read_as_it_is(entry: Entry) -> EntryReading:
    """Read the lines of an entry where they are."""
    return read_value(entry, entry.source.text[entry.line_start : entry.lines_end], entry.line_start)


def read_leniently(entry: Entry) -> EntryReading:
    """Read an entry as if its key were in the first column, with a blank for each tab."""
    value = entry.source.text[entry.value_start : entry.lines_end]
    blank = BLANKS_IN_FRONT.sub(lambda match: " " * len(match.group()), value).replace("\t", " ")
    reading = read_value(entry, KEY_IN_PLACE + blank, entry.value_start - len(KEY_IN_PLACE))
    return replace(reading, found=(*reading.found, *remarks.warn_about_blanks(entry)))


def read_value(entry: Entry, text: str, offset: int) -> EntryReading:
    """Read the value of the only key of a text that begins at ``offset`` of the file."""
    root, found = read_yaml(entry.source, text, offset)
    if isinstance(root, Mapping) and len(root.entries) == 1:
        return EntryReading(root.entries[0][1], tuple(found))
    is_explained = any(fault.severity == "error" for fault in found)
    return EntryReading(cover(entry), (*found, *(() if is_explained else (remarks.report_several_keys(entry),))))


def read_as_text(entry: Entry) -> EntryReading:
    """Read a value as it is written, without the quotes around it and the sign for a block in front of it."""
    span = find_text(entry)
    inner = find_quoted(span)
    is_unclosed = inner.end == span.end and inner.start > span.start
    report = remarks.warn_about_quote if is_unclosed else remarks.warn_about_text
    node = Scalar(fold_lines(inner.text), entry.source, inner.start, inner.end)
    rest = Span(entry.source, span.end, entry.end)
    lost = (remarks.warn_about_rest(rest),) if rest.text.strip() else ()
    return EntryReading(node, (report(entry, inner), *lost, *remarks.warn_about_key(entry)))


def find_text(entry: Entry) -> Span:
    """The value up to a line that is a comment; of a block, all its lines."""
    start = entry.value_start
    lines = entry.source.text[start : entry.end].splitlines(keepends=True)
    if BLOCK_HEADER.match(lines[0].rstrip("\r\n")):
        start += len(lines[0])
        lines = lines[1:]
    else:
        comments = (place for place, line in enumerate(lines) if place and OWN_COMMENT.match(line))
        lines = lines[: next(comments, len(lines))]
    text = "".join(lines)
    return Span(entry.source, start + len(text) - len(text.lstrip()), start + len(text.rstrip()))


def find_quoted(span: Span) -> Span:
    """What is between the quotes around a text, or after a quote that is never closed; else the text itself.

    Within the quotes there may be apostrophes (``'it's'``), but no end and no other beginning: ``'a' + 'b'``.
    """
    text, quote = span.text, span.text[:1]
    if quote not in ("'", '"'):
        return span
    inside = APOSTROPHES if quote == "'" else NO_DOUBLE_QUOTES
    if len(text) > 1 and text.endswith(quote) and inside.fullmatch(text, 1, len(text) - 1):
        return Span(span.source, span.start + 1, span.end - 1)
    return Span(span.source, span.start + 1, span.end) if inside.fullmatch(text, 1) else span


def fold_lines(value: str) -> str:
    """Return the lines of a value as YAML folds them: a blank for a line break, and a line break for an empty line."""
    folded = ""
    for line in map(str.strip, value.splitlines()):
        folded += "\n" if not line else line if not folded or folded.endswith("\n") else f" {line}"
    return folded
