"""Faults against a schema, worded for people: one function for each kind of fault.

The library's own words (``"q" is not valid under any of the schemas listed in the 'anyOf' keyword``) never reach
anyone. The schema's ``title``, its ``enum`` or its ``type`` says what is allowed in a place.
"""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from typing import Any

from grader.documents.faults import quote_shortened
from grader.documents.nodes import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import Diagnostic, suggest_nearest
from grader.source import Span

__all__ = ["Misfit", "describe_misfit", "split_by_key"]

KINDS = {"string": "text", "array": "a list", "object": "a mapping"}
SHOWN_CHOICES = 20


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """One fault that the validator found: the node, its key, and the part of the schema that it breaks.

    ``named`` is the key that the fault is about, if it is about one of the keys of the node.
    """

    error: Any
    node: DocumentNode
    key: Scalar | None
    holder: DocumentNode
    schema: MappingOf[str, Any]
    named: Scalar | None = None

    @property
    def scalar(self) -> Scalar | None:
        """What to point at: a scalar itself, the key of anything larger, else its first key."""
        if self.named is not None or isinstance(self.node, Scalar):
            return self.named or self.node  # type: ignore[return-value]  # a named key, or else a scalar
        if self.key is None and isinstance(self.node, Mapping) and self.node.entries:
            return self.node.entries[0][0]
        return self.key

    @property
    def span(self) -> Span:
        return self.scalar.span if self.scalar else span_of_first_line(self.node)

    @property
    def start(self) -> int:
        """Where the span begins; known without looking for the end of a line."""
        return (self.scalar or self.node).start

    @property
    def found(self) -> str:
        """What was found there, in words."""
        if isinstance(self.node, Scalar):
            return quote_shortened(self.node.text) if self.node.text else "An empty text"
        return "A list" if isinstance(self.node, Sequence) else "A mapping"

    def complaint(self, slug: str, what: str, why: str = "", help: str = "") -> Diagnostic:
        return Diagnostic(slug=slug, what=what, why=why, help=help, span=self.span)


def describe_misfit(misfit: Misfit) -> Diagnostic:
    """Describe one fault."""
    return WORDINGS.get(type(misfit.error).__name__, report_unfit)(misfit)


def split_by_key(misfit: Misfit, entries: MappingOf[str, tuple[Scalar, DocumentNode]]) -> Iterator[Misfit]:
    """Split a fault about several keys into one for each; ``entries`` are those of the node, by their keys."""
    kind = type(misfit.error).__name__
    if kind in UNKNOWN or (kind == "FalseSchema" and may_have_no_keys(misfit)):
        for name in getattr(misfit.error, "unexpected", entries):
            yield replace(misfit, named=entries[name][0])
    elif kind == "PropertyNames":
        name = str(misfit.error.error.instance)
        yield replace(misfit, named=entries[name][0] if name in entries else None)
    elif kind == "FalseSchema":
        yield replace(misfit, named=misfit.key)
    else:
        yield misfit


def may_have_no_keys(misfit: Misfit) -> bool:
    return isinstance(misfit.node, Mapping) and misfit.schema.get("additionalProperties") is False


def span_of_first_line(node: DocumentNode) -> Span:
    line, column = node.source.position(node.start)
    return Span(node.source, node.start, min(node.end, node.start + len(node.source.line(line)) - column + 1))


def describe_expected(schema: MappingOf[str, Any]) -> str:
    """Say in words what a schema allows."""
    if "title" in schema:
        return str(schema["title"])
    if "enum" in schema:
        return "one of " + join_choices(schema["enum"])
    if "const" in schema:
        return f"'{schema['const']}'"
    for alternatives in ("anyOf", "oneOf"):
        if alternatives in schema:
            return " or ".join(dict.fromkeys(describe_expected(part) for part in schema[alternatives]))
    types = schema.get("type", [])
    names = [KINDS.get(name, name) for name in ([types] if isinstance(types, str) else types) if name in KINDS]
    return " or ".join(names) or "something else"


def join_choices(choices: list[Any]) -> str:
    """List choices in words, but not too many of them."""
    words = [str(choice) for choice in choices[:SHOWN_CHOICES]]
    return ", ".join(words) + (", …" if len(choices) > SHOWN_CHOICES else "")


def report_unknown_key(misfit: Misfit) -> Diagnostic:
    """A key that the schema does not know."""
    assert isinstance(misfit.node, Mapping) and misfit.named
    known, name = list(misfit.schema.get("properties", {})), misfit.named.text
    noun = misfit.schema.get("propertyNames", {}).get("title", "a key that can be used here")
    return misfit.complaint(
        "unknown-key",
        f"{quote_shortened(name)} is not {noun}.",
        f"Allowed here: {join_choices(known)}." if known else "No keys are allowed here.",
        suggest_nearest(name, known, explain_torn_value(name, misfit.node) or "Remove it."),
    )


def explain_torn_value(name: str, holder: Mapping) -> str:
    """Say how to fix what YAML split at a comma inside brackets; nothing if it did not."""
    is_torn = holder.is_flow and any(name.count(end) > name.count(start) for start, end in ("()", "[]"))
    return "Inside braces, a comma ends a value: write a value with a comma in quotes." if is_torn else ""


def report_missing_key(misfit: Misfit) -> Diagnostic:
    """A required key that is missing."""
    name = misfit.error.property
    title = misfit.schema.get("properties", {}).get(name, {})
    noun = title.get("title", "") if isinstance(title, MappingOf) else ""
    help = suggest_misspelt_key(misfit, name) or f"Add a line '{name}: …'" + (f" with {noun}." if noun else ".")
    where = f"{quote_shortened(misfit.key.text)} needs it" if misfit.key else "It is needed here"
    return misfit.complaint("missing-key", f"The key '{name}' is missing.", f"{where}.", help)


def suggest_misspelt_key(misfit: Misfit, name: str) -> str:
    """Say how to fix a key that looks like the missing one; nothing if none does."""
    keys = [key.text for key, _ in misfit.node.entries] if isinstance(misfit.node, Mapping) else []
    known = misfit.schema.get("properties", {})
    near = next((key for key in keys if key not in known and suggest_nearest(key, [name])), None)
    return f"Write '{name}' in place of {quote_shortened(near)}." if near else ""


def report_wrong_kind(misfit: Misfit) -> Diagnostic:
    """Text, a list or a mapping in place of another of the three."""
    wanted = describe_expected(misfit.schema)
    help = ""
    if misfit.holder is misfit.node and "object" in misfit.schema.get("type", ()):
        help = "Begin the file with 'key: value' lines."
    elif not isinstance(misfit.node, Scalar) and "text" in wanted:
        is_flow = misfit.node.is_flow and misfit.node.start >= 0
        help = (
            "If you mean it exactly as it is written, put it in single quotes."
            if is_flow
            else "Write it on one line, as text."
        )
    elif isinstance(misfit.node, Scalar) and "list" in wanted:
        help = "Write a list: one part a line, each after '- '; or all of them in brackets, with commas."
    elif isinstance(misfit.node, Scalar) and "mapping" in wanted:
        help = "Write 'key: value' lines below it, indented."
    return misfit.complaint("wrong-kind", f"{misfit.found} is here, but {wanted} is expected.", "", help)


def report_not_a_choice(misfit: Misfit) -> Diagnostic:
    """A text that is none of the given ones."""
    choices = misfit.schema.get("enum", [misfit.schema.get("const", "")])
    texts = [choice for choice in choices if isinstance(choice, str)]
    text = misfit.node.text if isinstance(misfit.node, Scalar) else ""
    what = f"{misfit.found} is not {misfit.schema.get('title', 'one of the words that can be used here')}."
    help = suggest_nearest(text, texts, f"Write '{texts[0]}'." if len(texts) == 1 else "Write one of these.")
    return misfit.complaint("not-a-choice", what, f"Allowed here: {join_choices(choices)}.", help)


def report_wrong_form(misfit: Misfit) -> Diagnostic:
    """A text that does not match its pattern."""
    title = misfit.schema.get("title")
    why = str(misfit.schema.get("description", ""))
    if title is None:
        title, why = "of the form that is expected here", why or f"The form is {misfit.schema.get('pattern', '')}."
    return misfit.complaint("wrong-form", f"{misfit.found} is not {title}.", why, "Correct it, or leave it out.")


def report_wrong_key(misfit: Misfit) -> Diagnostic:
    """A key that does not have the form that keys have here."""
    names = misfit.schema
    name = str(misfit.error.error.instance)
    title = names.get("title", "a key that can be used here")
    return misfit.complaint(
        "wrong-key", f"{quote_shortened(name)} is not {title}.", str(names.get("description", "")),
        "Choose another name.",
    )  # fmt: skip


def report_wrong_size(misfit: Misfit) -> Diagnostic:
    """A text or list that is too short or too long."""
    kind = type(misfit.error).__name__
    few, limit = kind.startswith("Min"), misfit.error.limit
    if kind == "MinLength" and limit == 1:
        return misfit.complaint(
            "empty-text", "Nothing is written here.", f"This must be {describe_expected(misfit.schema)}.", "Write it."
        )
    unit = "characters" if kind.endswith("Length") else "keys" if kind.endswith("Properties") else "parts"
    subject = misfit.found if isinstance(misfit.node, Scalar) else misfit.found.replace("A ", "This ")
    what = f"{subject} has too {'few' if few else 'many'} {unit}."
    why = f"There must be at {'least' if few else 'most'} {limit:,}."
    return misfit.complaint("too-few" if few else "too-many", what, why, "Add some." if few else "Leave some out.")


def report_repeated(misfit: Misfit) -> Diagnostic:
    """A list that holds the same thing twice."""
    return misfit.complaint("repeated-value", "This list holds the same value twice.", "", "Remove one of them.")


def report_not_allowed(misfit: Misfit) -> Diagnostic:
    """Something where nothing is allowed; every key, if a mapping may have none."""
    if may_have_no_keys(misfit):
        return report_unknown_key(misfit)
    return misfit.complaint("not-allowed", f"{misfit.found} is not allowed here.", "", "Remove it.")


def report_unfit(misfit: Misfit) -> Diagnostic:
    """Any other fault."""
    why = str(misfit.schema.get("description", ""))
    return misfit.complaint(
        "wrong-kind", f"{misfit.found} is here, but {describe_expected(misfit.schema)} is expected.", why
    )


UNKNOWN = frozenset({"AdditionalProperties", "UnevaluatedProperties"})
WORDINGS: dict[str, Callable[[Misfit], Diagnostic]] = {
    **dict.fromkeys(UNKNOWN, report_unknown_key),
    "Required": report_missing_key,
    "Type": report_wrong_kind,
    "Enum": report_not_a_choice,
    "Constant": report_not_a_choice,
    "Pattern": report_wrong_form,
    "PropertyNames": report_wrong_key,
    "MinLength": report_wrong_size,
    "MaxLength": report_wrong_size,
    "MinItems": report_wrong_size,
    "MaxItems": report_wrong_size,
    "MinProperties": report_wrong_size,
    "MaxProperties": report_wrong_size,
    "UniqueItems": report_repeated,
    "FalseSchema": report_not_allowed,
}
