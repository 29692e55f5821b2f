"""YAML read event by event, every scalar as text with its place.

Whatever YAML adds to text, lists and mappings is refused by name and place: anchors and aliases, tags, merge keys,
directives, a second document, keys that are not text, duplicate keys. The reader goes on after each of these, so one
run reports them all; only a syntax error or a limit ends it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import yaml

from grader import limits
from grader.documents import faults
from grader.documents.nodes import DocumentNode, Scalar, Style
from grader.documents.tree import StopReadingError, TreeBuilder
from grader.documents.yaml import faults as yaml_faults
from grader.documents.yaml.syntax import explain_yaml_error
from grader.errors import Diagnostic
from grader.patterns import regex
from grader.source import Source, Span

__all__ = ["YamlReader", "read_yaml"]

STYLES: dict[str | None, Style] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
DIRECTIVE = re.compile(r"(?<![^\r\n])%[^\r\n]*")
HEAD = regex(r"(?:(?:%[^\r\n]*+|\.\.\.|[ \t]*+(?:#[^\r\n]*+)?)(?:\r\n|\r|\n))*+")  # what may precede a document
Event = Any  # The events of the C parser carry marks that PyYAML's stubs do not know.


def read_yaml(source: Source, text: str | None = None, offset: int = 0) -> tuple[DocumentNode | None, list[Diagnostic]]:
    """Read the root of a YAML text and all its faults; the root is None if nothing could be read.

    ``text`` is read in place of the source's. Its beginning is at ``offset`` of the source, where all places are.
    """
    reader = YamlReader(source, text, offset)
    try:
        for _ in reader.steps():
            pass
    except StopReadingError:
        pass
    except yaml.YAMLError as error:
        fault = explain_yaml_error(replace(source, text=reader.text), error)
        reader.tree.faults.append(fault.at(fault.span and reader.span(fault.span.start, fault.span.end)))
    root, found = reader.tree.root, reader.tree.faults
    if root is None and not found:
        found.append(faults.report_empty_file(source))
    if "\t" in reader.text:
        places = islice(yaml_faults.find_tabs(reader.text, reader.bounds()), limits.MAX_REPORTED_FAULTS)
        found.extend(yaml_faults.report_tab(reader.span(*place)) for place in places)
    if " #" in reader.text:
        found.extend(islice(yaml_faults.report_hidden_by_comment(reader.scalars), limits.MAX_REPORTED_FAULTS))
    return root, found


def yaml_events(text: str) -> Iterator[Event]:
    """Yield the events of a YAML text, from the C parser if PyYAML was built with it."""
    try:
        yield from yaml.parse(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (ValueError, OverflowError) as error:  # the parser in Python, of an escape beyond all characters
        raise yaml.YAMLError(str(error)) from None


class YamlReader:
    """Turns events into calls of a ``TreeBuilder``. ``scalars`` holds every scalar in document order.

    ``text`` is parsed in place of the source's, and begins at ``offset`` of it.
    """

    def __init__(self, source: Source, text: str | None = None, offset: int = 0) -> None:
        self.source = source
        self.text = source.text if text is None else text
        self.offset = offset
        self.tree = TreeBuilder(source)
        self.scalars: list[Scalar] = []
        self.actions: dict[type, Callable[[Event], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.AliasEvent: self.alias,
            yaml.SequenceStartEvent: self.open,
            yaml.MappingStartEvent: self.open,
            yaml.SequenceEndEvent: self.close,
            yaml.MappingEndEvent: self.close,
            yaml.DocumentStartEvent: self.open_document,
        }

    def span(self, start: int, end: int) -> Span:
        """A part of the text, at its place in the source."""
        return Span(self.source, self.offset + start, self.offset + end)

    def span_of(self, event: Event) -> Span:
        return self.span(event.start_mark.index, event.end_mark.index)

    def bounds(self) -> Iterator[tuple[int, int]]:
        """Yield where each scalar begins and ends in the text."""
        return ((scalar.start - self.offset, scalar.end - self.offset) for scalar in self.scalars)

    def steps(self) -> Iterator[None]:
        """Read event by event, so that the caller may stop early."""
        self.refuse_many_directives(0)
        for event in yaml_events(self.text):
            self.take(event)
            if type(event) is yaml.DocumentEndEvent and event.end_mark:
                self.refuse_many_directives(event.end_mark.index)
            yield

    def refuse_many_directives(self, start: int) -> None:
        """Stop before more directives than faults are reported: the parser compares each of them with all others."""
        head = HEAD.match(self.text, start)
        matches = DIRECTIVE.finditer(self.text, start, head.end() if head else start)
        spans = [self.span(*match.span()) for match in islice(matches, limits.MAX_REPORTED_FAULTS + 1)]
        if len(spans) > limits.MAX_REPORTED_FAULTS:
            if self.tree.root is not None:
                self.tree.stop(yaml_faults.report_second_document(spans[0]))
            self.tree.report(map(yaml_faults.report_directive, spans))
            raise StopReadingError

    def take(self, event: Event) -> None:
        """Handle one event; those that only delimit the stream are ignored."""
        action = self.actions.get(type(event))
        if action:
            action(event)

    def open_document(self, event: Event) -> None:
        """Refuse directives and everything after the first document."""
        if self.tree.root is not None:
            self.tree.stop(yaml_faults.report_second_document(self.span_of(event)))
        directives = DIRECTIVE.finditer(self.text, 0, event.end_mark.index)
        self.tree.report(yaml_faults.report_directive(self.span(*match.span())) for match in directives)

    def scalar(self, event: Event) -> None:
        if event.anchor or event.tag is not None:
            self.refuse_properties(event)
        style, span = STYLES[event.style], self.span_of(event)
        node = Scalar(event.value, self.source, span.start, span.end, style)
        if style == "double":
            self.tree.report(yaml_faults.report_escapes(node))
        self.scalars.append(node)
        self.tree.scalar(node)

    def alias(self, event: Event) -> None:
        """Refuse an alias, and read on as if it were text."""
        span = self.span_of(event)
        self.tree.faults.append(yaml_faults.report_alias(span))
        node = Scalar(span.text, self.source, span.start, span.end)
        self.scalars.append(node)
        self.tree.scalar(node)

    def open(self, event: Event) -> None:
        if event.anchor or event.tag is not None:
            self.refuse_properties(event)
        span = self.span_of(event)
        self.tree.open(
            span.start,
            span.end,
            is_mapping=type(event) is yaml.MappingStartEvent,
            is_flow=bool(event.flow_style),
        )

    def close(self, event: Event) -> None:
        self.tree.close(self.offset + event.end_mark.index)

    def refuse_properties(self, event: Event) -> None:
        """Refuse the anchor and the tag in front of a node."""
        self.tree.report(yaml_faults.report_properties(self.span_of(event)))
