"""YAML read event by event, every scalar as text with its place.

What YAML adds to text, lists and mappings is refused by name and place: anchors and aliases, tags, merge keys,
directives, a second document, keys that are not text, duplicate keys. The reader goes on behind each of these, so that
one run tells them all; only a syntax error or a limit ends it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from grader.documents import faults
from grader.documents.nodes import DocumentNode, Scalar, Style
from grader.documents.tree import StopReadingError, TreeBuilder
from grader.documents.yaml import faults as yaml_faults
from grader.documents.yaml.syntax import explain
from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = ["read_yaml"]

STYLES: dict[str | None, Style] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
DIRECTIVE = re.compile(r"^%[^\r\n]*", re.MULTILINE)
Event = Any  # The events of the C parser carry marks that PyYAML's stubs do not know.


def read_yaml(source: Source) -> tuple[DocumentNode | None, list[Diagnostic]]:
    """Return the root of a YAML text and all its faults; no root where nothing could be read."""
    reader = YamlReader(source)
    try:
        for _ in reader.steps():
            pass
    except StopReadingError:
        pass
    except yaml.YAMLError as error:
        reader.tree.faults.append(explain(source, error))
    root, found = reader.tree.root, reader.tree.faults
    if root is None and not found:
        found.append(faults.empty(source))
    if "\t" in source.text:
        found.extend(yaml_faults.tabs(source, reader.scalars))
    if " #" in source.text:
        found.extend(yaml_faults.hidden(source, reader.scalars))
    return root, found


def yaml_events(text: str) -> Iterator[Event]:
    """Yield the events of a YAML text, from the C parser where PyYAML was built with it."""
    try:
        yield from yaml.parse(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (ValueError, OverflowError) as error:  # the parser in Python, of an escape beyond all characters
        raise yaml.YAMLError(str(error)) from None


class YamlReader:
    """Turns events into calls of a ``TreeBuilder``. ``scalars`` holds every scalar in document order."""

    def __init__(self, source: Source) -> None:
        self.source = source
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

    def steps(self) -> Iterator[None]:
        """Read event by event, so that whoever asks may stop early."""
        for event in yaml_events(self.source.text):
            self.take(event)
            yield

    def take(self, event: Event) -> None:
        """Take in one event; those that only delimit the stream say nothing."""
        action = self.actions.get(type(event))
        if action:
            action(event)

    def open_document(self, event: Event) -> None:
        """Refuse directives and everything behind the first document."""
        span = Span(self.source, event.start_mark.index, event.end_mark.index)
        if self.tree.root is not None:
            self.tree.stop(yaml_faults.second_document(span))
        for match in DIRECTIVE.finditer(self.source.text, 0, span.end):
            self.tree.faults.append(yaml_faults.directive(Span(self.source, match.start(), match.end())))

    def scalar(self, event: Event) -> None:
        """Take in a scalar as the text it is."""
        if event.anchor or event.tag is not None:
            self.refuse_properties(event)
        style = STYLES[event.style]
        node = Scalar(event.value, self.source, event.start_mark.index, event.end_mark.index, style)
        if style == "double":
            self.tree.faults.extend(yaml_faults.escapes(node))
        self.scalars.append(node)
        self.tree.scalar(node)

    def alias(self, event: Event) -> None:
        """Refuse an alias, and read on as if it were text."""
        span = Span(self.source, event.start_mark.index, event.end_mark.index)
        self.tree.faults.append(yaml_faults.alias(span))
        node = Scalar(span.text, self.source, span.start, span.end)
        self.scalars.append(node)
        self.tree.scalar(node)

    def open(self, event: Event) -> None:
        """Begin a list or mapping."""
        if event.anchor or event.tag is not None:
            self.refuse_properties(event)
        self.tree.open(
            event.start_mark.index,
            event.end_mark.index,
            is_mapping=type(event) is yaml.MappingStartEvent,
            is_flow=bool(event.flow_style),
        )

    def close(self, event: Event) -> None:
        """Finish the innermost list or mapping."""
        self.tree.close(event.end_mark.index)

    def refuse_properties(self, event: Event) -> None:
        """Refuse the anchor and the tag that stand before a node."""
        start, end = event.start_mark.index, event.end_mark.index
        self.tree.faults.extend(yaml_faults.properties(self.source, start, end))
