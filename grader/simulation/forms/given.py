"""What a file holds for one item: a text, a list of texts, or texts by name; written as people write YAML and JSON.

>>> format_yaml("w := w - eta*dL/dw"), format_yaml("[(9, 3), (8, 4)]"), format_yaml("-x: 'y'")
('w := w - eta*dL/dw', '[(9, 3), (8, 4)]', "'-x: ''y'''")
>>> format_yaml(("1", "2")), format_yaml({"x^(1)": "(9, 3)"})
('\\n    - 1\\n    - 2', '\\n    x^(1): (9, 3)')
"""

import json
import re
from collections.abc import Mapping

from grader.documents.quoting import quote_for_yaml
from grader.expr.decimal_comma import write_with_commas

__all__ = ["Given", "format_json", "format_yaml", "format_given", "write_given_with_commas"]

Given = str | tuple[str, ...] | Mapping[str, str]
PLAIN = re.compile(r"(?!.*(?:: |:$| #))[\w(\\−∇∂√½][^\n\t]*(?<! )|-[\w(\\][^\n\t]*(?<! )")
FLOW = re.compile(r"\[[\w (),./*+^-]+\]")
INDENT = "\n    "


def format_yaml(given: Given) -> str:
    """Return an answer as it is written after its item's name."""
    if isinstance(given, str):
        return format_yaml_scalar(given)
    if isinstance(given, Mapping):
        return "".join(
            f"{INDENT}{format_yaml_scalar(key)}: {format_yaml_scalar(value)}" for key, value in given.items()
        )
    return "".join(f"{INDENT}- {format_yaml_scalar(item)}" for item in given)


def format_yaml_scalar(text: str) -> str:
    """Return a text as a YAML scalar: without quotes where that is safe."""
    if not text.isprintable():
        return quote_for_yaml(text)
    if (PLAIN.fullmatch(text) and not re.search(r": | #|:$", text)) or FLOW.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def write_given_with_commas(given: Given) -> Given:
    """Return an answer with decimal commas; the names in it are the same."""
    if isinstance(given, str):
        return write_with_commas(given)
    if isinstance(given, Mapping):
        return {key: write_with_commas(value) for key, value in given.items()}
    return tuple(map(write_with_commas, given))


def format_json(given: Given) -> str:
    """Return an answer as a JSON value."""
    return json.dumps(given, ensure_ascii=False)


def format_given(given: Given) -> str:
    """Return an answer in one line, for a message."""
    if isinstance(given, str):
        return given
    if isinstance(given, Mapping):
        return ", ".join(f"{key}: {value}" for key, value in given.items())
    return ", ".join(given)
