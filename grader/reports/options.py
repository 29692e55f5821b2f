"""What somebody gave as the options of a format, checked against what the format declares.

Every value is text, or a ``File`` where the format asks for one; whoever called has read it. All faults are told at
once, each with what to write instead.

>>> schema = {"title": {"description": "the column's title"}, "key": {"enum": ["ID", "login"], "default": "ID"}}
>>> checked("canvas", schema, {"title": "Week 3"})
{'title': 'Week 3', 'key': 'ID'}
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import Diagnostic, UsageError, suggestion
from grader.reports.format import Options

__all__ = ["File", "checked", "described"]


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file that was given as an option: its name, for messages, and what is in it."""

    name: str
    content: bytes


Value = str | File


def checked(kind: str, options: Options, given: Mapping[str, Value]) -> dict[str, Any]:
    """Return the value of every option, defaults filled in; UsageError with all that does not fit."""
    if faults := list(faults_in(kind, options, given)):
        raise UsageError(faults)
    return {name: given.get(name, schema.get("default")) for name, schema in options.items()}


def faults_in(kind: str, options: Options, given: Mapping[str, Value]) -> Iterator[Diagnostic]:
    """Yield a complaint about each option that is unknown, missing, or does not have its form."""
    for name in given:
        if name not in options:
            yield complaint(
                "unknown-option", f"'{kind}' has no option '{name}'.", known(options), suggest_name(name, options)
            )
    for name, schema in options.items():
        if name in given:
            yield from misfit(name, schema, given[name])
        elif "default" not in schema:
            what = f"'{kind}' needs the option '{name}': {schema['description']}."
            yield complaint(
                "missing-option", what, "The graded records do not say it.", f"add {example(name, schema)}."
            )


def misfit(name: str, schema: Mapping[str, Any], value: Value) -> Iterator[Diagnostic]:
    """Yield the complaint about a value that the option does not take."""
    text = value if isinstance(value, str) else ""
    allowed = schema.get("enum")
    fits = text in allowed if allowed else re.fullmatch(schema.get("pattern", "[^\x00-\x1f\x7f]*"), text)
    if not fits:
        what = f"'{text}' cannot stand for the option '{name}'."
        takes = f"It takes {' or '.join(map(repr, allowed)) if allowed else schema.get('title', 'one line of text')}."
        yield complaint("option-value", what, takes, f"write {example(name, schema)}.")


def complaint(slug: str, what: str, why: str, help: str) -> Diagnostic:
    """Return a complaint about an option."""
    return Diagnostic(slug=slug, what=what, why=why, help=help, audience="author")


def known(options: Options) -> str:
    """Return a sentence with the options that there are."""
    return f"Its options are {', '.join(options)}." if options else "It has no options."


def suggest_name(name: str, options: Options) -> str:
    """Return what to write for an option that there is not."""
    return suggestion(name, options, "Leave it out.")


def example(name: str, schema: Mapping[str, Any]) -> str:
    """Return how an option is given on the command line."""
    stand_in = "FILE" if schema.get("format") == "file" else "…"
    return f"'--option {name}={(schema.get('enum') or schema.get('examples') or [stand_in])[0]}'"


def described(options: Options) -> Iterator[str]:
    """Yield a line on each option, for those who ask which there are."""
    for name, schema in options.items():
        default = schema.get("default")
        rest = "must be given" if "default" not in schema else f"default: {default}" if default else "may be left out"
        choices = f" ({', '.join(schema['enum'])})" if "enum" in schema else ""
        yield f"{name}: {schema['description']}{choices}; {rest}"
