"""The ``notation`` section of a part becomes a ``Notation``.

``w_k`` declares an array with one entry for each value of the index letter k; ``X: {shape: [m, n]}`` a matrix whose
sizes stay symbolic; ``f(x_1, x_2): …`` a function. Names are declared before they are used: symbols, then functions,
then quantities in the order of the forward pass.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from grader.documents import DocumentNode, Mapping, Scalar
from grader.errors import AnswerError, Diagnostic
from grader.expr import parse
from grader.expr.nodes import Node
from grader.expr.notation import Domain, Entry, Notation
from grader.rubric.fields import entries, located, scalar_texts, text_of

__all__ = ["read_notation"]

INDEXED = re.compile(r"(?P<base>.+?)_(?:\{(?P<braced>[a-z](?:,?[a-z])*)\}|(?P<plain>[a-z]+))")
FUNCTION = re.compile(r"(?P<name>[^()]+)\((?P<parameters>[^()]+)\)")


def read_notation(section: Mapping | None, faults: list[Diagnostic]) -> Notation:
    """Read a notation; what is wrong with it goes to ``faults``, and the rest stands."""
    if section is None:
        return Notation()
    ranges = {key.text: int(text_of(value)) for key, value in entries(section, "ranges")}
    notation = Notation(ranges=ranges, aliases=dict(read_aliases(section, ranges)))
    for key, value in entries(section, "symbols"):
        notation = notation.extended([read_symbol(key, value, ranges)])
    for key, value in entries(section, "functions"):
        notation = declared(notation, key, value, function_entry(key.text), faults)
    for key, value in entries(section, "quantities"):
        notation = declared(notation, key, value, quantity_entry(key.text, value, ranges), faults)
    return notation


def read_aliases(section: Mapping, ranges: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Yield every other spelling with the name it stands for, wherever it is declared."""
    for key, value in entries(section, "aliases"):
        yield key.text, text_of(value)
    for family in ("symbols", "functions", "quantities"):
        for key, value in entries(section, family):
            name = base_and_axes(key.text.partition("(")[0], ranges)[0]
            for alias in scalar_texts(value, "aliases"):
                yield alias, name


def base_and_axes(key: str, ranges: dict[str, int]) -> tuple[str, tuple[str, ...]]:
    """Split ``v_kj`` into the name and its index letters; a subscript that holds anything else belongs to the name."""
    match = INDEXED.fullmatch(key)
    letters = tuple((match["braced"] or match["plain"]).replace(",", "")) if match else ()
    if match and all(letter in ranges for letter in letters):
        return match["base"], letters
    return key, ()


def read_symbol(key: Scalar, value: DocumentNode, ranges: dict[str, int]) -> Entry:
    """Read one given name: its domain as a word, or a mapping that says more."""
    name, axes = base_and_axes(key.text, ranges)
    if isinstance(value, Scalar):
        return Entry(name=name, axes=axes, domain=Domain(kind=value.text))  # type: ignore[arg-type]
    said = {inner.text: text_of(node) for inner, node in entries(value) if isinstance(node, Scalar)}
    domain = Domain(
        kind=said.get("domain", "real"),  # type: ignore[arg-type]
        lower=Fraction(said["lower"]) if "lower" in said else None,
        upper=Fraction(said["upper"]) if "upper" in said else None,
    )
    return Entry(
        name=name,
        axes=axes or shape_of(value),
        domain=domain,
        iterates=said.get("iterates") == "yes",
        description=said.get("description", ""),
    )


def shape_of(value: DocumentNode) -> tuple[str | int, ...]:
    """Return the shape that a mapping declares: sizes by name or number."""
    return tuple(int(size) if size.isdigit() else size for size in scalar_texts(value, "shape"))


def function_entry(key: str) -> Entry:
    """Return the entry of ``f(x_1, x_2)``, still without its definition."""
    match = FUNCTION.fullmatch(key.replace(" ", ""))
    if match is None:
        return Entry(name=key, parameters=())
    return Entry(name=match["name"], parameters=tuple(match["parameters"].split(",")))


def quantity_entry(key: str, value: DocumentNode, ranges: dict[str, int]) -> Entry:
    """Return the entry of a quantity, still without its definition."""
    name, axes = base_and_axes(key, ranges)
    return Entry(name=name, axes=axes or shape_of(value))


def declared(notation: Notation, key: Scalar, value: DocumentNode, entry: Entry, faults: list[Diagnostic]) -> Notation:
    """Add an entry whose definition is read under the names declared so far."""
    definition = read_definition(notation, value, faults)
    described = {inner.text: text_of(node) for inner, node in entries(value) if isinstance(node, Scalar)}
    if entry.parameters == ():
        faults.append(function_without_parameters(key))
    return notation.extended([replace(entry, definition=definition, description=described.get("description", ""))])


def read_definition(notation: Notation, value: DocumentNode, faults: list[Diagnostic]) -> Node | None:
    """Parse the value of a quantity or function."""
    scalar = next((node for inner, node in entries(value) if inner.text == "value"), value)
    assert isinstance(scalar, Scalar)
    try:
        return parse(scalar.text, notation).tree
    except AnswerError as error:
        faults += located(error, scalar)
        return None


def function_without_parameters(key: Scalar) -> Diagnostic:
    """Explain how a function is declared."""
    return Diagnostic(
        slug="function-without-parameters",
        what=f"'{key.text}' is declared as a function, but has no parameters.",
        why="A function is declared by its value for named parameters.",
        help=f"Write '{key.text.partition('(')[0]}(x): …'.",
        span=key.span,
        audience="author",
    )
