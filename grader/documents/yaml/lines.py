"""YAML as students write it: an answer that is no YAML costs at most itself.

A file that is YAML is read as such. Otherwise each of its entries is read by itself (``entries``), where its lines are
(``layout``): an answer such as ``loss: ||f - y||^2`` or ``g: [1, 2]^T`` is read as that text, with a warning, and one
of which nobody can tell what is meant is set aside. So all that is wrong in a file is found at once, and the work grows
with its size. All places stay those of the file.

What is wrong with the file itself, such as a second document, still refuses it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from grader import limits
from grader.documents.faults import report_duplicate_key, report_too_many_nodes
from grader.documents.nodes import DocumentNode, Scalar, walk_scalars
from grader.documents.nodes import Mapping as MappingNode
from grader.documents.yaml import remarks
from grader.documents.yaml.entries import EntryReading, read_as_it_is, read_entry
from grader.documents.yaml.layout import ANSWERS, SECTIONS, Entry, Group, Layout, find_layout, list_possible_keys
from grader.documents.yaml.reader import STYLES, read_yaml
from grader.errors import Diagnostic
from grader.source import Source

__all__ = ["AnswersReading", "read_answers_yaml"]

NOT_A_BREAK: Final = re.compile(r"[^\r\n]")
Pair = tuple[Scalar, DocumentNode]


@dataclass(frozen=True, slots=True)
class AnswersReading:
    """The root of a submission, what was found in it, and the faults of single answers by their names.

    An error among what was found is one of the file.
    """

    root: DocumentNode | None
    found: list[Diagnostic]
    set_aside: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)


def read_answers_yaml(source: Source, names: Collection[str] = ()) -> AnswersReading:
    """Read a submission in YAML whose answers have these names; without names, any key may be one."""
    root, found = read_yaml(source)
    is_yaml = all(fault.severity == "warning" for fault in found)
    reading = AnswersReading(root, found)
    if not (is_yaml and (has_all(root, names) or shows_no_other(source, root, names))):
        layout = find_layout(source, names)
        if layout.file.entries and not (is_yaml and agrees(root, layout, names)):
            reading = LineReader(source).read(layout)
    reading.found.extend(islice(list_dropped(reading), limits.MAX_REPORTED_FAULTS))
    reading.found.sort(key=lambda fault: fault.span.start if fault.span else 0)
    return reading


def has_all(root: DocumentNode | None, names: Collection[str]) -> bool:
    """Whether every answer was found, as in a template: then none can be hidden in another one."""
    return bool(names) and {key.text for key, _ in list_section(root, ANSWERS)}.issuperset(names)


def shows_no_other(source: Source, root: DocumentNode | None, names: Collection[str]) -> bool:
    """Whether YAML finds an answer wherever its name begins a line. Then it agrees with any layout of the lines."""
    found = find_keys(root)
    return bool(names) and all(key in found for key in list_possible_keys(source) if key[1] in names)


def agrees(root: DocumentNode | None, layout: Layout, names: Collection[str]) -> bool:
    """Whether YAML finds each answer that the lines show: a quote or bracket may also end in another answer."""
    found = find_keys(root)
    shown = (entry for entry in layout.entries(ANSWERS) if not names or entry.name in names)
    return all((entry.key_start, entry.name) in found for entry in shown)


def find_keys(root: DocumentNode | None) -> set[tuple[int, str]]:
    """Return the place and name of each answer that YAML finds."""
    return {(key.start, key.text) for key, _ in list_section(root, ANSWERS)}


def list_section(root: DocumentNode | None, name: str) -> tuple[Pair, ...]:
    section = root.get(name) if isinstance(root, MappingNode) else None
    return section.entries if isinstance(section, MappingNode) else ()


def list_dropped(reading: AnswersReading) -> Iterator[Diagnostic]:
    """Warn of what YAML takes for a comment at an answer, where that is not reported yet."""
    reported = {fault.span.start for fault in reading.found if fault.span}
    for name in SECTIONS:
        for key, node in list_section(reading.root, name):
            for fault in remarks.find_dropped_comments(key, node):
                if fault.span and fault.span.start not in reported:
                    reported.add(fault.span.start)
                    yield fault


class LineReader:
    """Reads the entries of a file one by one, and collects what is found."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self.set_aside: dict[str, tuple[Diagnostic, ...]] = {}
        self.scalar_count = 0

    def read(self, layout: Layout) -> AnswersReading:
        frame, found = read_yaml(self.source, blank_values(self.source, layout.file.entries))
        self.found += found
        parts = {entry.key_start: self.read_part(entry, layout) for entry in layout.file.entries}
        if not isinstance(frame, MappingNode):
            return AnswersReading(None, self.found, self.set_aside)
        pairs = tuple((key, parts.get(key.start, node)) for key, node in frame.entries)
        return AnswersReading(replace(frame, entries=pairs), self.found, self.set_aside)

    def read_part(self, entry: Entry, layout: Layout) -> DocumentNode:
        """Read what is under a key of the file: entries of their own, or a text."""
        group = layout.sections.get(entry.name)
        if group is not None and entry.key_start < group.entries[0].key_start <= entry.end:
            pairs = tuple(self.read_group(group, entry.name))
            return MappingNode(pairs, self.source, pairs[0][0].start, max(node.end for _, node in pairs))
        reading = read_as_it_is(entry) if entry.name in SECTIONS else read_entry(entry)
        self.found += reading.found
        return reading.node

    def read_group(self, group: Group, section: str) -> Iterator[Pair]:
        """Read the entries of a section. Of a name that is there twice, the first with a value is kept."""
        self.found += map(remarks.warn_about_stray, group.strays)
        kept: dict[str, Pair] = {}
        for entry in group.entries:
            pair = key_of(entry), self.read_in_section(entry, section)
            first = kept.setdefault(entry.name, pair)
            if first is not pair:
                self.add_errors(section, entry.name, (report_duplicate_key(pair[0], first[0]),))
                if isinstance(first[1], Scalar) and first[1].is_blank:
                    kept[entry.name] = pair
        yield from kept.values()

    def read_in_section(self, entry: Entry, section: str) -> DocumentNode:
        if self.scalar_count > limits.MAX_DOCUMENT_NODES:
            return Scalar("", self.source, entry.value_start, entry.value_start)
        reading = read_entry(entry)
        self.count(entry, reading)
        self.found += (fault for fault in reading.found if fault.severity == "warning")
        self.add_errors(section, entry.name, reading.errors)
        return reading.node

    def count(self, entry: Entry, reading: EntryReading) -> None:
        """Count the texts of all entries; more than a document may have are a fault of the file."""
        self.scalar_count += 1 + sum(1 for _ in walk_scalars(reading.node))
        if self.scalar_count > limits.MAX_DOCUMENT_NODES:
            self.found.append(report_too_many_nodes(entry.key))

    def add_errors(self, section: str, name: str, errors: tuple[Diagnostic, ...]) -> None:
        """Keep the faults of an answer apart; those of a definition are of the file."""
        if section == ANSWERS and errors:
            self.set_aside[name] = (*self.set_aside.get(name, ()), *errors)
        else:
            self.found += errors


def key_of(entry: Entry) -> Scalar:
    quote = entry.key.text[0] if entry.key.text[0] in "'\"" else None
    return Scalar(entry.name, entry.source, entry.key_start, entry.key_end, STYLES[quote])


def blank_values(source: Source, entries: list[Entry]) -> str:
    """Return the text of a file with spaces for all that is under its keys."""
    pieces, done = [], 0
    for entry in entries:
        value = source.text[entry.value_start : max(entry.value_start, entry.end)]
        pieces += [source.text[done : entry.value_start], NOT_A_BREAK.sub(" ", value)]
        done = entry.value_start + len(value)
    return "".join([*pieces, source.text[done:]])
