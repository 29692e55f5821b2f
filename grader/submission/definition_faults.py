"""The messages about a student's own definitions: what, why, and how to fix it."""

from grader import limits
from grader.documents import Scalar
from grader.errors import Diagnostic, put_in_quotes
from grader.submission.definition_names import Definition

__all__ = [
    "describe_circle", "describe_large_formula", "describe_long_chain", "describe_loose_index", "describe_no_formula",
    "describe_relation", "describe_repeated_definition", "describe_too_many_definitions", "describe_unusable_part",
]  # fmt: skip


def make_complaint(place: Scalar, slug: str, what: str, why: str, help: str) -> Diagnostic:
    return Diagnostic(slug=slug, what=what, why=why, help=help, span=place.span)


def describe_too_many_definitions(definition: Definition) -> Diagnostic:
    return make_complaint(
        definition.name,
        "too-many-definitions",
        "There are too many definitions.",
        f"At most {limits.MAX_DEFINITIONS} are read (MAX_DEFINITIONS); this one and those below it are not.",
        "Leave out those that no answer needs.",
    )


def describe_repeated_definition(definition: Definition, first: Definition) -> Diagnostic:
    """Two spellings of one name."""
    return make_complaint(
        definition.name,
        "defined-twice",
        f"{put_in_quotes(definition.name.text)} and {put_in_quotes(first.name.text)} are the same name.",
        "A name can be defined once.",
        "Choose another name for one of them.",
    )


def describe_no_formula(definition: Definition) -> Diagnostic:
    name = definition.name.text
    what = (
        f"The definition of {put_in_quotes(name)} is empty."
        if definition.value
        else f"{put_in_quotes(name)} is defined by a list of lines or by keys."
    )
    return make_complaint(
        definition.name, "no-formula", what, "A definition is a formula after the colon.", f"Write '{name}: …'."
    )


def describe_relation(definition: Definition, value: Scalar) -> Diagnostic:
    return make_complaint(
        value,
        "relation-in-definition",
        f"{put_in_quotes(definition.name.text)} is defined by a relation, not by a value.",
        "The value of the name belongs after the colon.",
        "Write the right-hand side alone.",
    )


def describe_loose_index(definition: Definition, value: Scalar, letter: str) -> Diagnostic:
    """An index letter that the name does not have."""
    name = definition.name.text
    return make_complaint(
        value,
        "loose-index",
        f"The index {letter} occurs in the definition of {put_in_quotes(name)}, but not in its name.",
        f"{put_in_quotes(name)} would be a different quantity for each {letter}.",
        f"Write '{name}_{letter}: …' to define one for each {letter}, or a number instead of {letter}.",
    )


def describe_circle(definition: Definition, circle: list[str]) -> Diagnostic:
    """Definitions that lead back to themselves."""
    what = f"{put_in_quotes(circle[0])} is defined by itself."
    if len(circle) > 1:
        what = f"These definitions lead in a circle: {' → '.join([*circle, circle[0]])}."
    return make_complaint(
        definition.name,
        "circular-definition",
        what,
        "A definition can only use what is known before it.",
        "Write one of these formulas in terms of given quantities.",
    )


def describe_unusable_part(definition: Definition, broken: str) -> Diagnostic:
    """A definition that uses one that cannot be used."""
    return make_complaint(
        definition.name,
        "built-on-unusable",
        f"{put_in_quotes(definition.name.text)} uses {put_in_quotes(broken)}, whose definition cannot be used.",
        "A quantity can be computed when everything in its formula can.",
        f"Fix the definition of {put_in_quotes(broken)}.",
    )


def describe_long_chain(definition: Definition) -> Diagnostic:
    return make_complaint(
        definition.name,
        "definitions-too-deep",
        f"{put_in_quotes(definition.name.text)} is at the end of a chain of definitions that is too long.",
        f"At most {limits.MAX_DEFINITION_DEPTH} may be built on one another (MAX_DEFINITION_DEPTH).",
        "Write the formula in terms of given quantities.",
    )


def describe_large_formula(definition: Definition) -> Diagnostic:
    return make_complaint(
        definition.name,
        "definition-too-big",
        f"{put_in_quotes(definition.name.text)} would be too large a formula if it were written out.",
        f"At most {limits.MAX_EXPANDED_NODES:,} symbols, numbers and operations are allowed (MAX_EXPANDED_NODES).",
        "Simplify the definitions that it is built on.",
    )
