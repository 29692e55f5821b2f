"""YAML as students write it: an answer that is no YAML costs only itself.

A line ``key: value`` that YAML cannot read, such as ``loss: ||f - y||^2`` or ``g: [1, 2]^T``, is read as that text,
with a warning. All places stay those of the file. Where the trouble is not in such a line, the file is refused.
"""

import re
from typing import Final

from grader.documents.faults import quote_shortened
from grader.documents.nodes import DocumentNode
from grader.documents.yaml.reader import read_yaml
from grader.documents.yaml.syntax import KEY_VALUE
from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = ["read_answers_yaml"]

NOT_BLANK: Final = re.compile(r"[^ \r\n]")
MAX_REPAIRS: Final = 40  # lines; each is one more reading of the file
# What may be meant as a part of an answer. A key that is there twice is not.
OF_ONE_LINE: Final = frozenset({
    "alias", "anchor", "tag", "tab", "unclosed-quote", "reserved-character", "text-behind-closing", "unclosed-bracket",
    "colon-in-answer", "empty-place", "yaml-syntax", "backslash-in-double-quotes",
})  # fmt: skip


def read_answers_yaml(source: Source) -> tuple[DocumentNode | None, list[Diagnostic]]:
    """Read the root of a YAML text and its faults, with lines that are no YAML as text."""
    root, found = read_yaml(source)
    warnings: list[Diagnostic] = []
    text, typed = source.text, dict[int, str]()
    again = (root, found)
    for _ in range(MAX_REPAIRS):
        fault = next((fault for fault in again[1] if fault.severity == "error"), None)
        if fault is None:
            return again[0], [*again[1], *warnings]
        place = find_value(source, fault, typed)
        if place is None:
            break
        start, value = place
        # Letters in its place keep all other places as they are, and are YAML whatever the value is.
        text = text[:start] + NOT_BLANK.sub("x", value) + text[start + len(value) :]
        typed[start] = fold_lines(value)
        warnings.append(warn_about_text(source, start, value))
        again = read_yaml(source, text, typed)
    return root, found


def find_value(source: Source, fault: Diagnostic, typed: dict[int, str]) -> tuple[int, str] | None:
    """Return the value on the line of a fault with its place; None where there is none, or it was read as text."""
    if fault.slug not in OF_ONE_LINE or fault.span is None:
        return None
    number, column = source.position(fault.span.start)
    match = KEY_VALUE.match(source.line(number))
    if match is None or not source.line(number).startswith(" "):  # the keys of the file itself are no answers
        return None
    start = fault.span.start - column + 1 + match.start("value")
    if start in typed:
        return None
    end = find_value_end(source, number, match.start("key"))
    return start, source.text[start:end]


def find_value_end(source: Source, number: int, column: int) -> int:
    """Return where a value ends that begins on a line: with the lines that are indented further than its key."""
    end = source.starts[number - 1] + len(source.line(number).rstrip(" "))
    for below in range(number + 1, len(source.starts) + 1):
        line = source.line(below)
        bare = line.strip()
        if bare and (len(line) - len(line.lstrip(" ")) <= column or bare.startswith("#")):
            break
        if bare:
            end = source.starts[below - 1] + len(line.rstrip(" "))
    return end


def fold_lines(value: str) -> str:
    """Return the lines of a value as YAML folds them: a blank for a line break, and a line break for an empty line."""
    folded = ""
    for line in map(str.strip, value.splitlines()):
        folded += "\n" if not line else line if not folded or folded.endswith("\n") else f" {line}"
    return folded


def warn_about_text(source: Source, start: int, value: str) -> Diagnostic:
    twice = "; a single quote inside is written twice" if "'" in value else ""
    return Diagnostic(
        slug="read-as-text",
        what=f"{quote_shortened(value)} is read as it is written here.",
        why="In YAML some of these signs have a meaning of their own.",
        help=f"Write the answer in single quotes to be sure how it is read{twice}.",
        span=Span(source, start, start + len(value)),
        severity="warning",
    )
