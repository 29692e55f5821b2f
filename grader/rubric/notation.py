"""The ``notation`` section of a part becomes a ``Notation``.

``w_k`` declares an array with one entry for each value of the index letter k; ``X: {shape: [m, n]}`` a matrix whose
sizes stay symbolic; ``f(x_1, x_2): …`` a function. Names are declared before they are used: symbols, then functions,
then quantities in the order of the forward pass.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from grader.documents import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr import parse
from grader.expr.nodes import Node
from grader.expr.notation import Domain, Entry, Notation
from grader.rubric.fields import find_entry, get_texts, list_entries, locate_complaints, text_of

__all__ = ["read_notation"]

INDEXED = re.compile(r"(?P<base>.+?)_(?:\{(?P<braced>[a-z](?:,?[a-z])*)\}|(?P<plain>[a-z]+))")
BRACES = re.compile(r"\{[^{}]*\}")  # of a subscript, or of the argument of a LaTeX command
SIGNS = re.compile(r"[()\[\]|+*/=<>$,;!&:?^'%#@~-]")
FUNCTION = re.compile(r"(?P<name>[^()]+)\((?P<parameters>[^()]+)\)")


def read_notation(section: Mapping | None, faults: list[Diagnostic]) -> Notation:
    """Read a notation. What is wrong with it goes to ``faults``; the rest is used."""
    if section is None:
        return Notation()
    ranges = {key.text: int(text_of(value)) for key, value in list_entries(section, "ranges")}
    notation = Notation(ranges=ranges, aliases={alias.text: name for alias, name in read_aliases(section, ranges)})
    faults += [describe_alias(alias, name) for alias, name in read_aliases(section, ranges) if is_no_name(alias.text)]
    for key, value in list_entries(section, "symbols"):
        entry = replace(read_symbol(key, value, ranges), unit=read_unit(value, faults))
        notation = notation.extended([entry])
    for key, value in list_entries(section, "functions"):
        notation = declare_name(notation, key, value, make_function_entry(key.text), faults)
    for key, value in list_entries(section, "quantities"):
        notation = declare_name(notation, key, value, make_quantity_entry(key.text, value, ranges), faults)
    return notation


def read_aliases(section: Mapping, ranges: dict[str, int]) -> Iterator[tuple[Scalar, str]]:
    """Yield every other spelling with the name it means, wherever it is declared."""
    for key, value in list_entries(section, "aliases"):
        yield key, text_of(value)
    for family in ("symbols", "functions", "quantities"):
        for key, value in list_entries(section, family):
            name = split_name(key.text.partition("(")[0], ranges)[0]
            listed = find_entry(value, "aliases")
            for alias in listed.items if isinstance(listed, Sequence) else ():
                if isinstance(alias, Scalar):
                    yield alias, name


def is_no_name(text: str) -> bool:
    """Whether a spelling is read as mathematics, and never as one name: P(B|A), x + y, 2x."""
    outside = BRACES.sub("", text)
    return bool(SIGNS.search(outside)) or outside[:1].isdigit()


def describe_alias(alias: Scalar, name: str) -> Diagnostic:
    return Diagnostic(
        slug="alias-is-no-name",
        what=f"'{alias.text}' can be no other spelling of '{name}'.",
        why="An answer with it is read as mathematics, so it would never be found. A name has letters, digits and a "
        "subscript, and no brackets or signs.",
        help="Write a name such as 'P_BA' in its place, or remove it. In front of '=', as in 'P(B|A) = 1/2', a student "
        "may write any label without declaring it.",
        span=alias.span,
        audience="author",
    )


def split_name(key: str, ranges: dict[str, int]) -> tuple[str, tuple[str, ...]]:
    """Split ``v_kj`` into the name and its index letters; a subscript with anything else in it is part of the name."""
    match = INDEXED.fullmatch(key)
    letters = tuple((match["braced"] or match["plain"]).replace(",", "")) if match else ()
    if match and all(letter in ranges for letter in letters):
        return match["base"], letters
    return key, ()


def read_symbol(key: Scalar, value: DocumentNode, ranges: dict[str, int]) -> Entry:
    """Read one given name: its domain as a word, or a mapping with more details."""
    name, axes = split_name(key.text, ranges)
    if isinstance(value, Scalar):
        return Entry(name=name, axes=axes, domain=Domain(kind=value.text))  # type: ignore[arg-type]
    texts = {inner.text: text_of(node) for inner, node in list_entries(value) if isinstance(node, Scalar)}
    domain = Domain(
        kind=texts.get("domain", "real"),  # type: ignore[arg-type]
        lower=Fraction(texts["lower"]) if "lower" in texts else None,
        upper=Fraction(texts["upper"]) if "upper" in texts else None,
    )
    return Entry(
        name=name,
        axes=axes or shape_of(value),
        domain=domain,
        iterates=texts.get("iterates") == "yes",
        description=texts.get("description", ""),
    )


def shape_of(value: DocumentNode) -> tuple[str | int, ...]:
    return tuple(int(size) if size.isdigit() else size for size in get_texts(value, "shape"))


def make_function_entry(key: str) -> Entry:
    """The entry of ``f(x_1, x_2)``, still without its definition."""
    match = FUNCTION.fullmatch(key.replace(" ", ""))
    if match is None:
        return Entry(name=key, parameters=())
    return Entry(name=match["name"], parameters=tuple(match["parameters"].split(",")))


def make_quantity_entry(key: str, value: DocumentNode, ranges: dict[str, int]) -> Entry:
    name, axes = split_name(key, ranges)
    return Entry(name=name, axes=axes or shape_of(value))


def declare_name(
    notation: Notation, key: Scalar, value: DocumentNode, entry: Entry, faults: list[Diagnostic]
) -> Notation:
    """Add an entry; its definition may use the names declared so far."""
    definition = read_definition(notation, value, faults)
    described = {inner.text: text_of(node) for inner, node in list_entries(value) if isinstance(node, Scalar)}
    if entry.parameters == ():
        faults.append(describe_function_without_parameters(key))
    described_entry = replace(entry, definition=definition, description=described.get("description", ""))
    return notation.extended([replace(described_entry, unit=read_unit(value, faults))])


def read_unit(value: DocumentNode, faults: list[Diagnostic]) -> str:
    """Return the unit of a name; one that is not known goes to ``faults``."""
    unit = None if isinstance(value, Scalar) else find_entry(value, "unit")
    if not isinstance(unit, Scalar):
        return ""
    from grader.answers.units.named import is_known_unit

    if is_known_unit(unit.text):
        return unit.text
    faults.append(
        Diagnostic(
            slug="unknown-unit",
            what=f"{put_in_quotes(unit.text)} is no unit that is known here.",
            why="Units are written by their symbols, as kg, m/s^2 or J/(kg*K); that of a plain number is 1.",
            help="Check its spelling, and put what is below a slash in brackets.",
            span=unit.span,
            audience="author",
        )
    )
    return ""


def read_definition(notation: Notation, value: DocumentNode, faults: list[Diagnostic]) -> Node | None:
    scalar = value if isinstance(value, Scalar) else find_entry(value, "value")
    if not isinstance(scalar, Scalar):  # in a public exercise, which has the name alone
        return None
    try:
        return parse(scalar.text, notation).tree
    except AnswerError as error:
        faults += locate_complaints(error, scalar)
        return None


def describe_function_without_parameters(key: Scalar) -> Diagnostic:
    return Diagnostic(
        slug="function-without-parameters",
        what=f"'{key.text}' is declared as a function, but has no parameters.",
        why="A function is declared by its value for named parameters.",
        help=f"Write '{key.text.partition('(')[0]}(x): …'.",
        span=key.span,
        audience="author",
    )
