"""The options given for a format, checked against those that the format declares.

Every value is text, or a ``File`` that the caller has read if the format asks for one. All faults are reported
together, each with what to write instead.

>>> schema = {"title": {"description": "the column's title"}, "key": {"enum": ["ID", "login"], "default": "ID"}}
>>> check_options("canvas", schema, {"title": "Week 3"})
{'title': 'Week 3', 'key': 'ID'}
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import Diagnostic, UsageError, suggest_nearest
from grader.reports.format import Options

__all__ = ["File", "check_options", "describe_options"]


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file that was given as an option: its name, for messages, and its content."""

    name: str
    content: bytes


Value = str | File


def check_options(kind: str, options: Options, given: Mapping[str, Value]) -> dict[str, Any]:
    """Return the value of every option, with defaults filled in; UsageError with everything that is wrong."""
    if faults := list(find_option_faults(kind, options, given)):
        raise UsageError(faults)
    return {name: given.get(name, schema.get("default")) for name, schema in options.items()}


def find_option_faults(kind: str, options: Options, given: Mapping[str, Value]) -> Iterator[Diagnostic]:
    """Yield a message for each option that is unknown, missing, or has the wrong form."""
    for name in given:
        if name not in options:
            yield make_diagnostic(
                "unknown-option",
                f"'{kind}' has no option '{name}'.",
                join_option_names(options),
                suggest_name(name, options),
            )
    for name, schema in options.items():
        if name in given:
            yield from find_value_faults(name, schema, given[name])
        elif "default" not in schema:
            what = f"'{kind}' needs the option '{name}': {schema['description']}."
            yield make_diagnostic(
                "missing-option", what, "The graded records do not contain it.", f"Add {format_example(name, schema)}."
            )


def find_value_faults(name: str, schema: Mapping[str, Any], value: Value) -> Iterator[Diagnostic]:
    text = value if isinstance(value, str) else ""
    allowed = schema.get("enum")
    fits = text in allowed if allowed else re.fullmatch(schema.get("pattern", "[^\x00-\x1f\x7f]*"), text)
    if not fits:
        what = f"'{text}' is not a value of the option '{name}'."
        takes = f"It takes {' or '.join(map(repr, allowed)) if allowed else schema.get('title', 'one line of text')}."
        yield make_diagnostic("option-value", what, takes, f"Write {format_example(name, schema)}.")


def make_diagnostic(slug: str, what: str, why: str, help: str) -> Diagnostic:
    return Diagnostic(slug=slug, what=what, why=why, help=help, audience="author")


def join_option_names(options: Options) -> str:
    return f"Its options are {', '.join(options)}." if options else "It has no options."


def suggest_name(name: str, options: Options) -> str:
    return suggest_nearest(name, options, "Leave it out.")


def format_example(name: str, schema: Mapping[str, Any]) -> str:
    placeholder = "FILE" if schema.get("format") == "file" else "…"
    return f"'--option {name}={(schema.get('enum') or schema.get('examples') or [placeholder])[0]}'"


def describe_options(options: Options) -> Iterator[str]:
    """Yield a line about each option, for people who ask which ones exist."""
    for name, schema in options.items():
        default = schema.get("default")
        rest = "required" if "default" not in schema else f"default: {default}" if default else "optional"
        choices = f" ({', '.join(schema['enum'])})" if "enum" in schema else ""
        yield f"{name}: {schema['description']}{choices}; {rest}"
