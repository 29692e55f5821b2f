"""Rows as lines of JSON, and back: each value is checked against its column, and every fault has its place.

>>> write_line({"number": 1, "title": "Ä"})
'{"number":1,"title":"Ä"}\\n'
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Integer, String

from grader.documents.files import read_bytes
from grader.errors import Diagnostic, DocumentError
from grader.service.store.tables import Instant
from grader.service.transfer.faults import describe_bad_row, describe_missing_file, describe_not_json
from grader.service.transfer.layout import RowKind
from grader.source import Source, Span

__all__ = ["Line", "read_lines", "write_compactly", "write_line"]

MAX_ROWS_BYTES = 4_000_000_000
LARGEST = 2**31  # of an integer column of PostgreSQL
SHA256 = re.compile(r"[0-9a-f]{64}")
# What no database keeps as text: half of a character, and NUL.
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
Data = Mapping[str, Any]


def write_line(values: Data) -> str:
    """Return a row as a line."""
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False, allow_nan=False) + "\n"


def write_compactly(value: object) -> str:
    """Return a value as the database keeps it, in ASCII."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row that was read, by the names in the file, and its place."""

    values: Data
    span: Span


def read_lines(path: Path, kind: RowKind, faults: list[Diagnostic]) -> Iterator[Line]:
    """Yield the rows in a file whose values fit their columns; add a message to ``faults`` for each that does not."""
    try:
        source = Source(str(path), read_bytes(path, at_most=MAX_ROWS_BYTES).decode("utf-8", "surrogateescape"))
    except DocumentError as error:
        missing = not path.exists()
        faults += [describe_missing_file(path)] if missing else error.diagnostics
        return
    start = 0
    for text in source.text.removesuffix("\n").split("\n") if source.text else ():
        span = Span(source, start, start + len(text))
        start += len(text) + 1
        values = read_json(text, span, faults)
        if values is None:
            continue
        why = find_fault(values, kind)
        if why:
            faults.append(describe_bad_row(span, why))
        else:
            yield Line(values=values, span=span)


def read_json(text: str, span: Span, faults: list[Diagnostic]) -> Data | None:
    """Read a line as an object; None, with a message, if it is none."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        at = min(span.start + error.pos, max(span.start, span.end - 1))
        faults.append(describe_not_json(Span(span.source, at, at + 1), error.msg))
    except (ValueError, RecursionError):
        faults.append(describe_not_json(span, "It has too many levels or digits"))
    else:
        if isinstance(found, dict):
            return found
        faults.append(describe_bad_row(span, "It is not an object."))
    return None


def find_fault(values: Data, kind: RowKind) -> str:
    """Say what is wrong with a row; nothing if all is well."""
    columns = kind.columns
    needed = (name for name, column in columns.items() if column.server_default is None)
    if lacking := [name for name in needed if name not in values]:
        return f"It lacks '{lacking[0]}'."
    if unknown := [name for name in values if name not in columns]:
        return f"It has a '{unknown[0]}', which rows of this kind do not have."
    given = ((name, column) for name, column in columns.items() if name in values)
    return next((why for name, column in given if (why := check_value(name, values[name], column, kind))), "")


def check_value(name: str, value: Any, column: Column[object], kind: RowKind) -> str:
    if value is None:
        return "" if column.nullable else f"'{name}' has no value."
    if column.name in kind.references:
        is_name = isinstance(value, str | int | list) and not NOT_TEXT.search(str(value))
        return "" if is_name else f"'{name}' does not name a row."
    if name in kind.embedded:
        return "" if isinstance(value, dict) else f"'{name}' is not an object."
    if kind.holds_bytes(column):
        is_hash = isinstance(value, str) and SHA256.fullmatch(value)
        return "" if is_hash else f"'{name}' is not a SHA-256."
    fits, what = choose_check(column)
    return "" if fits(value) else f"'{name}' is not {what}."


def choose_check(column: Column[object]) -> tuple[Callable[[Any], bool], str]:
    """Return what checks a value of a column, and what a value is in words."""
    kind = column.type
    if isinstance(kind, Instant):
        return is_instant, "an instant such as 2026-11-30T22:59:00+00:00"
    if isinstance(kind, Boolean):
        return lambda value: isinstance(value, bool), "true or false"
    if isinstance(kind, Integer):
        return lambda value: type(value) is int and 0 <= value < LARGEST, f"a whole number below {LARGEST}"
    longest = kind.length if isinstance(kind, String) and kind.length else 10**9
    return lambda value: is_text(value, longest), f"a text of at most {longest} characters"


def is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and not NOT_TEXT.search(value)


def is_instant(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
