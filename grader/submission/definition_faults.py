"""The complaints about a student's own definitions: what, why, and how to fix it."""

from grader import limits
from grader.documents import Scalar
from grader.errors import Diagnostic
from grader.submission.definition_names import Definition

__all__ = [
    "built_on", "circular", "defined_twice", "loose_letter", "no_formula", "not_a_value", "too_big", "too_deep",
    "too_many",
]  # fmt: skip


def complaint(place: Scalar, slug: str, what: str, why: str, help: str) -> Diagnostic:
    """Return a complaint at a key or a formula."""
    return Diagnostic(slug=slug, what=what, why=why, help=help, span=place.span)


def too_many(definition: Definition) -> Diagnostic:
    """More definitions than ``MAX_DEFINITIONS``."""
    return complaint(
        definition.name,
        "too-many-definitions",
        "There are too many definitions.",
        f"At most {limits.MAX_DEFINITIONS} are read (MAX_DEFINITIONS); this one and those below it are not.",
        "Leave out those that no answer needs.",
    )


def defined_twice(definition: Definition, first: Definition) -> Diagnostic:
    """Two spellings of one name."""
    return complaint(
        definition.name,
        "defined-twice",
        f"'{definition.name.text}' and '{first.name.text}' are the same name.",
        "A name can be defined once.",
        "Choose another name for one of them.",
    )


def no_formula(definition: Definition) -> Diagnostic:
    """A definition without a formula."""
    name = definition.name.text
    what = (
        f"'{name}' is defined by nothing."
        if definition.value
        else f"'{name}' is defined by a list of lines or by keys."
    )
    return complaint(
        definition.name, "no-formula", what, "A definition is a formula behind the colon.", f"Write '{name}: …'."
    )


def not_a_value(definition: Definition, value: Scalar) -> Diagnostic:
    """A relation instead of a value."""
    return complaint(
        value,
        "relation-in-definition",
        f"'{definition.name.text}' is defined by a relation, not by a value.",
        "Behind the colon belongs what the name stands for.",
        "Write the right-hand side alone.",
    )


def loose_letter(definition: Definition, value: Scalar, letter: str) -> Diagnostic:
    """An index letter that the name does not carry."""
    name = definition.name.text
    return complaint(
        value,
        "loose-index",
        f"The index {letter} stands in the definition of '{name}', but not in its name.",
        f"'{name}' would be another quantity for each {letter}.",
        f"Write '{name}_{letter}: …' to define one for each {letter}, or a number instead of {letter}.",
    )


def circular(definition: Definition, circle: list[str]) -> Diagnostic:
    """Definitions that lead back to themselves."""
    what = f"'{circle[0]}' is defined by itself."
    if len(circle) > 1:
        what = f"These definitions lead in a circle: {' → '.join([*circle, circle[0]])}."
    return complaint(
        definition.name,
        "circular-definition",
        what,
        "A definition is computed from what is known before it.",
        "Write one of these formulas in terms of given quantities.",
    )


def built_on(definition: Definition, broken: str) -> Diagnostic:
    """A definition that uses one that cannot be used."""
    return complaint(
        definition.name,
        "built-on-unusable",
        f"'{definition.name.text}' uses '{broken}', whose definition cannot be used.",
        "A quantity can be computed when everything in its formula can.",
        f"Help the definition of '{broken}'.",
    )


def too_deep(definition: Definition) -> Diagnostic:
    """A chain longer than ``MAX_DEFINITION_DEPTH``."""
    return complaint(
        definition.name,
        "definitions-too-deep",
        f"'{definition.name.text}' stands at the end of too long a chain of definitions.",
        f"At most {limits.MAX_DEFINITION_DEPTH} may build on one another (MAX_DEFINITION_DEPTH).",
        "Write the formula in terms of given quantities.",
    )


def too_big(definition: Definition) -> Diagnostic:
    """A quantity beyond ``MAX_EXPANDED_NODES`` if it were written out."""
    return complaint(
        definition.name,
        "definition-too-big",
        f"'{definition.name.text}' would be too large a formula if it were written out.",
        f"At most {limits.MAX_EXPANDED_NODES:,} symbols, numbers and operations are allowed (MAX_EXPANDED_NODES).",
        "Simplify the definitions that it is built on.",
    )
