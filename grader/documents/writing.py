"""Writing YAML: mappings and lists of text, in the order in which they come, the same bytes for the same data.

>>> print(write_yaml({"title": "A: b", "items": [{"id": "y", "allow": ["a b", "c"]}]}), end="")
title: "A: b"
items:
  - id: "y"
    allow: [a b, c]
"""

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from grader.documents.quoting import quote_for_yaml

__all__ = ["Data", "write_yaml"]

Data: TypeAlias = "str | list[Data] | dict[str, Data]"
LONGEST_ROW = 100  # characters of a list or mapping that is written in one line
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?: [A-Za-z0-9_]+)*|[0-9]+(?:/[0-9]+)?")
# Words that other readers of YAML take for something else than text.
RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def write_yaml(data: Mapping[str, Data]) -> str:
    """Return a document whose root is a mapping."""
    return "".join(f"{line}\n" for line in list_entries(data))


def list_entries(data: Mapping[str, Data]) -> Iterator[str]:
    for key, value in data.items():
        yield from place_below(f"{write_scalar(key)}:", value)


def place_below(lead: str, value: Data) -> Iterator[str]:
    """Yield a value after its key: in the same line if it fits there, otherwise below, indented."""
    row = write_row(value)
    if (row is not None and len(lead) + len(row) < LONGEST_ROW) or isinstance(value, str):
        yield f"{lead} {row}"
        return
    yield lead
    if isinstance(value, dict):
        yield from (f"  {line}" for line in list_entries(value))
        return
    for item in value:
        lines = [write_scalar(item)] if isinstance(item, str) else list(list_lines(item))
        yield from (f"  {'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines))


def list_lines(value: Data) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield from list_entries(value)
    else:
        yield write_row(value) or "[]"


def write_row(value: Data) -> str | None:
    """Return a value in one line; None for a list of mappings or lists, which are read more easily below each other."""
    if isinstance(value, str):
        return write_scalar(value)
    if isinstance(value, dict):
        rows = [(key, write_row(inner)) for key, inner in value.items()]
        is_deep = any(isinstance(inner, dict) for inner in value.values()) or any(row is None for _, row in rows)
        return None if is_deep else "{" + ", ".join(f"{write_scalar(key)}: {row}" for key, row in rows) + "}"
    if any(not isinstance(item, str) for item in value):
        return None
    return "[" + ", ".join(write_scalar(item) for item in value if isinstance(item, str)) + "]"


def write_scalar(text: str) -> str:
    is_plain = PLAIN.fullmatch(text) and text.casefold() not in RESERVED
    return text if is_plain else quote_for_yaml(text)
