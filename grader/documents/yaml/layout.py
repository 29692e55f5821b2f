"""Where each answer of a submission begins and ends, by its lines alone, whether or not they are YAML.

The keys of the file begin in its first column, and those of answers and definitions in one column further right. A line
with a key in its column begins an entry; what is below it belongs to it, up to the next key or to a comment that is not
indented further than the key (the template has such comments above each answer).

The names of the answers are known, so that a key is also found where its line is damaged: indented by a tab or a
no-break space, too far or too little, behind a dash, or without a space after its colon. Such a line begins an entry
only if the file has no proper line with this name, and it is not inside a block that begins with | or >.

>>> source = Source("a.yaml", "answers:\\n  a: 'x\\n\\tb: [1\\n    2]\\n")
>>> [(entry.name, entry.value.text) for entry in find_layout(source, {"a", "b"}).entries("answers")]
[('a', "'x"), ('b', '[1\\n    2]')]
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from grader.patterns import make_atomic, regex
from grader.source import Source, Span

__all__ = ["ANSWERS", "BLOCK_HEADER", "SECTIONS", "Entry", "Group", "Layout", "find_layout", "list_possible_keys"]

ANSWERS = "answers"
SECTIONS = ("definitions", ANSWERS)  # the keys of a file under which each line is an entry of its own
FILE_KEYS = frozenset({"student", "exercise", "note", *SECTIONS})
QUOTES = "'\""
MARKER = re.compile(r"(?:---|\.\.\.)(?!\S)")
NAME = r"""(?:"[^"\r\n]*+"|'[^'\r\n]*+'|[\w.-]++)"""
TOP_KEY = re.compile(rf"(?P<key>{NAME})[ \t]*+(?P<colon>:)(?!\S)")
KEY = re.compile(rf"(?P<lead>[ ]*+)(?P<key>{NAME})[ \t]*+(?P<colon>:)(?!\S)")
DAMAGED_KEY = re.compile(make_atomic(rf"(?P<lead>\s*+(?:-\s++)?+)(?P<key>{NAME})\s*+(?P<colon>:)?+"))
POSSIBLE_KEY = re.compile(make_atomic(rf"(?:^|[\r\n])[^\S\r\n]*+(?:-[^\S\r\n]++)?+(?P<key>{NAME})"))
BLOCK_HEADER = re.compile(r"\s*+[|>][-+0-9]*+[ \t]*+(?:#.*)?$")
BLANK_LINES = regex(r"(?:[ \t]*+(?:\r\n|\r|\n))*+")
NOTHING_BUT_COMMENT = re.compile(r"\s*+(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its line break. ``indent`` is the width of the blanks in front of it."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """The end without the blanks after the last sign."""
        return self.start + len(self.text.rstrip())

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())


@dataclass(slots=True)
class Entry:
    """The lines of one key with its value.

    ``value_start`` is right after the colon. ``is_regular`` says that the key is in its column, and its colon is
    followed by a blank or by nothing.
    """

    source: Source
    line_start: int
    key_start: int
    key_end: int
    value_start: int
    end: int
    column: int
    has_colon: bool = True
    is_regular: bool = True

    @property
    def key(self) -> Span:
        return Span(self.source, self.key_start, self.key_end)

    @property
    def name(self) -> str:
        return self.key.text.strip(QUOTES)

    @property
    def lines_end(self) -> int:
        """The end with the line break, and the blank lines that follow: a block may keep them."""
        match = BLANK_LINES.match(self.source.text, self.end)
        return match.end() if match else self.end

    @property
    def value(self) -> Span:
        """The value as it is typed, without the blanks around it."""
        text = self.source.text[self.value_start : self.end]
        start = self.value_start + len(text) - len(text.lstrip())
        return Span(self.source, start, max(start, self.end))

    @property
    def block_column(self) -> int | None:
        """Where the lines of a value begin that has ``|`` or ``>`` alone above them; None of any other value."""
        number, column = self.source.position(self.value_start)
        if not BLOCK_HEADER.match(self.source.line(number), column - 1):
            return None
        below = self.source.line(number + 1)
        return max(len(below) - len(below.lstrip()), self.column + 1)


@dataclass(slots=True)
class Group:
    """Entries whose keys are in the same column, and the lines between them that belong to none."""

    column: int = 0
    entries: list[Entry] = field(default_factory=list)
    strays: list[Span] = field(default_factory=list)
    is_closed: bool = True  # whether a comment has ended the last entry

    def add_entry(self, entry: Entry) -> None:
        self.entries.append(entry)
        self.is_closed = False

    def add_line(self, source: Source, line: Line) -> None:
        """Add a line without a key to the entry above it, unless a comment has ended that."""
        text = line.text.strip()
        if text.startswith("#") and line.indent <= self.column:
            self.is_closed = True
        elif MARKER.match(line.text):
            self.is_closed = True
            self.strays.append(Span(source, line.start, line.end))
        elif text and self.is_closed:
            self.strays.append(Span(source, line.start + line.indent, line.end))
        elif text:
            self.entries[-1].end = line.end


@dataclass(slots=True)
class Layout:
    """The entries of the file, and those of its sections by the key of the section."""

    file: Group = field(default_factory=Group)
    sections: dict[str, Group] = field(default_factory=dict)

    def entries(self, section: str) -> list[Entry]:
        return self.sections[section].entries if section in self.sections else []


def find_layout(source: Source, names: Collection[str] = ()) -> Layout:
    """Find the entries of a file whose answers have these names; without names, each key in its column is one."""
    layout = Layout()
    lines = list(list_lines(source))
    below: dict[str, list[Line]] = {}
    section: list[Line] | None = None  # the lines of the section that is open
    sure_end = 0  # the lines up to here belong to it, whatever is in their first column
    for place, line in enumerate(lines):
        top = TOP_KEY.match(line.text) if place >= sure_end else None
        if top:
            layout.file.add_entry(make_entry(source, line, top, 0))
            section = open_section(below, layout.file.entries[-1].name, line.text[top.end() :])
            if section is not None and section is below.get(ANSWERS):
                sure_end = find_sure_end(lines, place + 1, names)
        elif section is None and MARKER.match(line.text):
            layout.file.is_closed = True
        elif section is None:
            layout.file.add_line(source, line)
        else:
            section.append(line)
            layout.file.entries[-1].end = line.end
    for key, inner in below.items():
        known = frozenset(names) if key == ANSWERS else frozenset()
        column = find_column(inner, known)
        if column:
            layout.sections[key] = split_lines(source, inner, column, known)
    return layout


def list_possible_keys(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the place and name of whatever begins a line and may be a key, even a damaged one."""
    return ((match.start("key"), match["key"].strip(QUOTES)) for match in POSSIBLE_KEY.finditer(source.text))


def open_section(below: dict[str, list[Line]], name: str, rest: str) -> list[Line] | None:
    """Return the lines of a section, still to be filled; None for any other key, or if its value is on its line."""
    is_section = name in SECTIONS and NOTHING_BUT_COMMENT.match(rest)
    return below.setdefault(name, []) if is_section else None


def find_sure_end(lines: list[Line], start: int, names: Collection[str]) -> int:
    """Find the last answer before another key of the file: a word with a colon above it is no such key."""
    end = start
    for place in range(start, len(lines)):
        top, match = TOP_KEY.match(lines[place].text), DAMAGED_KEY.match(lines[place].text)
        if top and top["key"].strip(QUOTES) in FILE_KEYS:
            break
        if match and match["colon"] and match["key"].strip(QUOTES) in names:
            end = place + 1
    return end


def list_lines(source: Source) -> Iterator[Line]:
    for number, start in enumerate(source.starts, start=1):
        yield Line(start, source.line(number))


def find_column(lines: list[Line], known: Collection[str]) -> int:
    """Return the column in which most known keys begin, or else the first key; 0 if there is no key."""
    keys = [match for match in list_keys(lines) if match["lead"]]
    columns = Counter(len(match["lead"]) for match in keys if match["key"].strip(QUOTES) in known)
    if columns:
        return columns.most_common(1)[0][0]
    return len(keys[0]["lead"]) if keys else 0


def list_keys(lines: list[Line]) -> Iterator[re.Match[str]]:
    """Yield the keys in any column, except for those that are lines of a block."""
    block_column: int | None = None
    for line in lines:
        match = KEY.match(line.text)
        if match and (block_column is None or line.indent <= block_column):
            block_column = line.indent if BLOCK_HEADER.match(line.text, match.end()) else None
            yield match


def split_lines(source: Source, lines: list[Line], column: int, known: frozenset[str]) -> Group:
    """Split the lines of a section into its entries."""
    group = Group(column)
    proper = {match["key"].strip(QUOTES) for line in lines if (match := match_key(line, column))}
    missing = set(known - proper)  # names that only a damaged line can have
    for line in lines:
        match = match_key(line, column) or match_damaged_key(group, line, missing)
        if match is None:
            group.add_line(source, line)
        else:
            group.add_entry(make_entry(source, line, match, column))
            missing.discard(group.entries[-1].name)
    return group


def match_key(line: Line, column: int) -> re.Match[str] | None:
    match = KEY.match(line.text)
    return match if match and len(match["lead"]) == column else None


def match_damaged_key(group: Group, line: Line, missing: Collection[str]) -> re.Match[str] | None:
    """Find the key of an answer that has no proper line; without a colon it has to be in its column."""
    match = DAMAGED_KEY.match(line.text)
    if match is None or match["key"].strip(QUOTES) not in missing:
        return None
    if group.entries and line.indent >= (group.entries[-1].block_column or math.inf):
        return None  # a line of a longer text
    is_in_place = match["lead"] == " " * group.column
    return match if match["colon"] or is_in_place else None


def make_entry(source: Source, line: Line, match: re.Match[str], column: int) -> Entry:
    return Entry(
        source=source,
        line_start=line.start,
        key_start=line.start + match.start("key"),
        key_end=line.start + match.end("key"),
        value_start=line.start + match.end("colon" if match["colon"] else "key"),
        end=line.end,
        column=column,
        has_colon=bool(match["colon"]),
        is_regular=match.re is not DAMAGED_KEY and line.text[match.end() : match.end() + 1] in ("", " ", "\t"),
    )
