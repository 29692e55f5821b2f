"""Faults against a schema, worded for people: one function for each kind of fault.

The library's own words (``"q" is not valid under any of the schemas listed in the 'anyOf' keyword``) never reach
anyone. What may stand somewhere is told by the schema's ``title``, its ``enum``, or its ``type``.
"""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from typing import Any

from grader.documents.faults import shown
from grader.documents.nodes import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import Diagnostic, suggestion
from grader.source import Span

__all__ = ["Misfit", "describe"]

KINDS = {"string": "text", "array": "a list", "object": "a mapping"}
SHOWN_CHOICES = 20


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """One fault that the validator found: the node, the key it stands under, and the part of the schema it breaks."""

    error: Any
    node: DocumentNode
    key: Scalar | None
    holder: DocumentNode
    schema: MappingOf[str, Any]

    @property
    def span(self) -> Span:
        """Where to point: at a scalar itself, at the key of anything larger, else at its first key."""
        if isinstance(self.node, Scalar):
            return self.node.span
        if self.key is None and isinstance(self.node, Mapping) and self.node.entries:
            return self.node.entries[0][0].span
        return self.key.span if self.key else first_line(self.node)

    @property
    def found(self) -> str:
        """What stands there, in words."""
        if isinstance(self.node, Scalar):
            return shown(self.node.text) if self.node.text else "An empty text"
        return "A list" if isinstance(self.node, Sequence) else "A mapping"

    def complaint(self, slug: str, what: str, why: str = "", help: str = "", span: Span | None = None) -> Diagnostic:
        """Return a complaint about this place."""
        return Diagnostic(slug=slug, what=what, why=why, help=help, span=span or self.span)


def describe(misfit: Misfit) -> Iterator[Diagnostic]:
    """Yield the complaints about one fault; of several unknown keys, one for each."""
    yield from WORDINGS.get(type(misfit.error).__name__, unfit)(misfit)


def first_line(node: DocumentNode) -> Span:
    """Return the first line of a node."""
    line, column = node.source.position(node.start)
    return Span(node.source, node.start, min(node.end, node.start + len(node.source.line(line)) - column + 1))


def expected(schema: MappingOf[str, Any]) -> str:
    """Say in words what may stand where a schema applies."""
    if "title" in schema:
        return str(schema["title"])
    if "enum" in schema:
        return "one of " + listed(schema["enum"])
    if "const" in schema:
        return f"'{schema['const']}'"
    for alternatives in ("anyOf", "oneOf"):
        if alternatives in schema:
            return " or ".join(dict.fromkeys(expected(part) for part in schema[alternatives]))
    types = schema.get("type", [])
    names = [KINDS.get(name, name) for name in ([types] if isinstance(types, str) else types) if name in KINDS]
    return " or ".join(names) or "something else"


def listed(choices: list[Any]) -> str:
    """Return choices as a list in words, not too many of them."""
    words = [str(choice) for choice in choices[:SHOWN_CHOICES]]
    return ", ".join(words) + (", …" if len(choices) > SHOWN_CHOICES else "")


def unknown_keys(misfit: Misfit) -> Iterator[Diagnostic]:
    """Keys that the schema does not know."""
    assert isinstance(misfit.node, Mapping)
    known = list(misfit.schema.get("properties", {}))
    unexpected = getattr(misfit.error, "unexpected", [key.text for key, _ in misfit.node.entries])
    noun = misfit.schema.get("propertyNames", {}).get("title", "a key that may stand here")
    for name in unexpected:
        key = misfit.node.key(name)
        yield misfit.complaint(
            "unknown-key",
            f"{shown(name)} is not {noun}.",
            f"What may stand here: {listed(known)}." if known else "No keys may stand here.",
            suggestion(name, known, torn(name, misfit.node) or "Remove it."),
            key.span if key else None,
        )


def torn(name: str, holder: Mapping) -> str:
    """Return how to fix what YAML tore apart at a comma within brackets; nothing where it did not."""
    is_torn = holder.is_flow and any(name.count(end) > name.count(start) for start, end in ("()", "[]"))
    return "A comma ends a value within braces: write a value that holds one in quotes." if is_torn else ""


def missing_key(misfit: Misfit) -> Iterator[Diagnostic]:
    """A key that must be there and is not."""
    name = misfit.error.property
    title = misfit.schema.get("properties", {}).get(name, {})
    noun = title.get("title", "") if isinstance(title, MappingOf) else ""
    help = misspelt(misfit, name) or f"Add a line '{name}: …'" + (f" with {noun}." if noun else ".")
    where = f"{shown(misfit.key.text)} needs it" if misfit.key else "It is needed here"
    yield misfit.complaint("missing-key", f"The key '{name}' is missing.", f"{where}.", help)


def misspelt(misfit: Misfit, name: str) -> str:
    """Return how to fix a key that stands there and looks like the one that is missing; nothing where none does."""
    keys = [key.text for key, _ in misfit.node.entries] if isinstance(misfit.node, Mapping) else []
    known = misfit.schema.get("properties", {})
    near = next((key for key in keys if key not in known and suggestion(key, [name])), None)
    return f"Write '{name}' in place of {shown(near)}." if near else ""


def wrong_kind(misfit: Misfit) -> Iterator[Diagnostic]:
    """Text, a list or a mapping where another of the three belongs."""
    wanted = expected(misfit.schema)
    help = ""
    if misfit.holder is misfit.node and "object" in misfit.schema.get("type", ()):
        help = "Begin the file with 'key: value' lines."
    elif not isinstance(misfit.node, Scalar) and "text" in wanted:
        is_flow = misfit.node.is_flow and misfit.node.start >= 0
        help = (
            "If it is meant as it stands, write it in single quotes." if is_flow else "Write it on one line, as text."
        )
    elif isinstance(misfit.node, Scalar) and "list" in wanted:
        help = "Write a list: one part a line, each after '- '; or all of them in brackets, with commas."
    elif isinstance(misfit.node, Scalar) and "mapping" in wanted:
        help = "Write 'key: value' lines below it, indented."
    yield misfit.complaint("wrong-kind", f"{misfit.found} stands where {wanted} is expected.", "", help)


def not_a_choice(misfit: Misfit) -> Iterator[Diagnostic]:
    """A text that is none of the given ones."""
    choices = misfit.schema.get("enum", [misfit.schema.get("const", "")])
    texts = [choice for choice in choices if isinstance(choice, str)]
    text = misfit.node.text if isinstance(misfit.node, Scalar) else ""
    what = f"{misfit.found} is not {misfit.schema.get('title', 'one of the words that may stand here')}."
    help = suggestion(text, texts, f"Write '{texts[0]}'." if len(texts) == 1 else "Write one of these.")
    yield misfit.complaint("not-a-choice", what, f"What may stand here: {listed(choices)}.", help)


def wrong_form(misfit: Misfit) -> Iterator[Diagnostic]:
    """A text that does not match its pattern."""
    title = misfit.schema.get("title")
    why = str(misfit.schema.get("description", ""))
    if title is None:
        title, why = "of the form that is expected here", why or f"The form is {misfit.schema.get('pattern', '')}."
    yield misfit.complaint("wrong-form", f"{misfit.found} is not {title}.", why, "Correct it, or leave it out.")


def wrong_key(misfit: Misfit) -> Iterator[Diagnostic]:
    """A key that is not of the form that keys have here."""
    names = misfit.schema
    name = str(misfit.error.error.instance)
    key = misfit.node.key(name) if isinstance(misfit.node, Mapping) else None
    title = names.get("title", "a key that may stand here")
    yield misfit.complaint(
        "wrong-key", f"{shown(name)} is not {title}.", str(names.get("description", "")), "Choose another name.",
        key.span if key else None,
    )  # fmt: skip


def wrong_size(misfit: Misfit) -> Iterator[Diagnostic]:
    """A text or list that is too short or too long."""
    kind = type(misfit.error).__name__
    few, limit = kind.startswith("Min"), misfit.error.limit
    if kind == "MinLength" and limit == 1:
        yield misfit.complaint(
            "empty-text", "Nothing is written here.", f"Here belongs {expected(misfit.schema)}.", "Write it."
        )
        return
    unit = "characters" if kind.endswith("Length") else "keys" if kind.endswith("Properties") else "parts"
    subject = misfit.found if isinstance(misfit.node, Scalar) else misfit.found.replace("A ", "This ")
    what = f"{subject} has too {'few' if few else 'many'} {unit}."
    why = f"There must be at {'least' if few else 'most'} {limit:,}."
    yield misfit.complaint("too-few" if few else "too-many", what, why, "Add some." if few else "Leave some out.")


def repeated(misfit: Misfit) -> Iterator[Diagnostic]:
    """A list that holds the same thing twice."""
    yield misfit.complaint("repeated-value", "This list holds the same value twice.", "", "Remove one of them.")


def not_allowed(misfit: Misfit) -> Iterator[Diagnostic]:
    """Something where nothing may stand; every key, where a mapping may have none."""
    if isinstance(misfit.node, Mapping) and misfit.schema.get("additionalProperties") is False:
        yield from unknown_keys(misfit)
        return
    span = misfit.key.span if misfit.key else None
    yield misfit.complaint("not-allowed", f"{misfit.found} may not stand here.", "", "Remove it.", span)


def unfit(misfit: Misfit) -> Iterator[Diagnostic]:
    """Any other fault."""
    why = str(misfit.schema.get("description", ""))
    yield misfit.complaint("wrong-kind", f"{misfit.found} stands where {expected(misfit.schema)} is expected.", why)


WORDINGS: dict[str, Callable[[Misfit], Iterator[Diagnostic]]] = {
    "AdditionalProperties": unknown_keys,
    "UnevaluatedProperties": unknown_keys,
    "Required": missing_key,
    "Type": wrong_kind,
    "Enum": not_a_choice,
    "Constant": not_a_choice,
    "Pattern": wrong_form,
    "PropertyNames": wrong_key,
    "MinLength": wrong_size,
    "MaxLength": wrong_size,
    "MinItems": wrong_size,
    "MaxItems": wrong_size,
    "MinProperties": wrong_size,
    "MaxProperties": wrong_size,
    "UniqueItems": repeated,
    "FalseSchema": not_allowed,
}
