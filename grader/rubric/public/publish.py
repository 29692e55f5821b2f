"""Which fields of a rubric are public, and the public exercise that is made from them.

The exercise is made from the document of a rubric and from nothing else: no key is solved or read for it. A field is
written only if it is listed here. So whatever an author changes in any other field, the exercise keeps its bytes.
``docs/decisions/public_exercise.md`` says why each of these fields is public.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from grader.answers import ANSWER_TYPES, AnswerType
from grader.documents import Document, DocumentNode, Scalar, Sequence, parse_yaml
from grader.documents import Mapping as MappingNode
from grader.documents.writing import Data, write_yaml
from grader.errors import AnswerError
from grader.expr import parse, to_text
from grader.expr.nodes import Call, Constant, Derivative, Gradient, Node, Number, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import children, transform
from grader.rubric.fields import find_entry, get_text, get_texts, list_entries, list_nodes
from grader.rubric.notation import read_notation
from grader.rubric.public.exercise import FORMAT, FORMAT_VERSION

__all__ = [
    "ITEM_FIELDS", "NAME_FIELDS", "READING_DOMAINS", "list_public_options", "publish_document", "publish_notation",
]  # fmt: skip

# Of a part's notation: which names there are and how they are written. What they are equal to may be the key.
NAME_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "symbols": ("domain", "shape", "iterates", "aliases", "unit"),
    "functions": ("aliases", "unit"),
    "quantities": ("shape", "aliases", "unit"),
}
# Even that a name is equal to something may be the key, so a quantity is published as a symbol.
PUBLISHED_AS: Final[Mapping[str, str]] = {"symbols": "symbols", "quantities": "symbols", "functions": "functions"}
# Domains that change how an answer is read: i is a name or the imaginary unit, k may be a subscript.
READING_DOMAINS: Final = frozenset({"complex", "integer", "natural"})
ITEM_FIELDS: Final = (
    "id",
    "title",
    "prompt",
    "type",
    "points",
    "symbol",
    "allow",
    "example",
    "exact",
    "form",
    "digits",
    "decimals",
    "bonus",
)
HEAD: Final = (
    "# What students may know of this exercise. It holds no key, so nothing can be graded with it.\n"
    "# Made by 'grader publish': do not edit it. Change the rubric, and publish it again.\n"
)


def publish_document(rubric: Document) -> str:
    """Return the public exercise of a rubric, as YAML; empty of items if the rubric hides all of them."""
    root = rubric.root
    content: dict[str, Data] = {
        "exercise": get_text(root, "rubric"),
        "title": get_text(root, "title"),
        **({"retired": list(retired)} if (retired := get_texts(root, "retired")) else {}),
        **({"claims": claims} if (claims := get_text(root, "claims")) else {}),
        **({"decimal": decimal} if (decimal := get_text(root, "decimal")) else {}),
        "parts": [part for node in list_nodes(root, "parts") for part in publish_part(node)],
    }
    # The format comes first, because those who look for submissions know the file by how it begins.
    return write_yaml({"format": FORMAT, "format_version": FORMAT_VERSION}) + HEAD + write_yaml(content)


def publish_part(node: DocumentNode) -> Iterator[Data]:
    """Yield a part with its public items; nothing of a part whose items are all hidden."""
    names = publish_notation(find_entry(node, "notation"))
    notation = read_public_notation(names)
    items: list[Data] = [
        publish_item(item, notation) for item in list_nodes(node, "items") if get_text(item, "hidden") != "yes"
    ]
    if items:
        shown: dict[str, Data] = {"id": get_text(node, "id"), "title": get_text(node, "title")}
        yield {**shown, **({"notation": names} if names else {}), "items": items}


def publish_notation(section: DocumentNode | None) -> dict[str, Data]:
    """Return the names of a notation, without what they are equal to and without remarks about them."""
    found: dict[str, dict[str, Data]] = {"ranges": copy_entries(section, "ranges"), "symbols": {}, "functions": {}}
    for family, published in PUBLISHED_AS.items():
        found[published] |= {name.text: publish_name(family, value) for name, value in list_entries(section, family)}
    found["aliases"] = copy_entries(section, "aliases")
    return {key: names for key, names in found.items() if names}


def copy_entries(section: DocumentNode | None, key: str) -> dict[str, Data]:
    return {name.text: copy_node(value) for name, value in list_entries(section, key)}


def publish_name(family: str, value: DocumentNode) -> Data:
    """Return what is public of one name."""
    if isinstance(value, Scalar):  # the domain of a symbol, or what the name is equal to
        return {"domain": value.text} if family == "symbols" and value.text in READING_DOMAINS else {}
    found = {key: copy_node(inner) for key in NAME_FIELDS[family] if (inner := find_entry(value, key)) is not None}
    if found.get("domain") not in READING_DOMAINS:
        found.pop("domain", None)
    return found


def read_public_notation(names: dict[str, Data]) -> Notation:
    """Return a published notation as those who have the exercise read it."""
    section = parse_yaml(write_yaml(names), "notation").root if names else None
    return read_notation(section if isinstance(section, MappingNode) else None, [])


def publish_item(node: DocumentNode, notation: Notation) -> Data:
    """Return the public fields of an item, those of its answer type last."""
    answer_type = ANSWER_TYPES[get_text(node, "type")]
    found: dict[str, Data] = {}
    for key in (*ITEM_FIELDS, *list_public_options(answer_type)):
        value = find_entry(node, key)
        if key == "symbol":
            symbols: list[Data] = list(dict.fromkeys(publish_symbols(get_texts(node, "symbol"), notation)))
            found |= {"symbol": symbols} if symbols else {}
        elif value is not None:
            found[key] = copy_node(value)
    return found


def list_public_options(answer_type: AnswerType) -> tuple[str, ...]:
    """The options of an answer type that reading an answer needs, and a student may know; others stay private."""
    return tuple(getattr(answer_type, "public_options", ()))


def publish_symbols(texts: tuple[str, ...], notation: Notation) -> Iterator[str]:
    """Yield the names of what is asked, each without a value at which it is taken.

    ``∇f(9, 3)`` would show the point at which the gradient is taken, which may be the answer to another item. To read
    an answer it is enough to know that the gradient is taken somewhere: ``∇f(x_1, x_2)``.
    """
    for text in texts:
        tree = parse(text, notation).tree
        if not holds_value(tree):
            yield text
            continue
        bare = drop_values(tree, notation)
        if bare is not None and not holds_value(bare):
            yield to_text(bare)


def holds_value(node: Node) -> bool:
    """Whether there is a number in a name, other than in a subscript, a count or the order of a derivative."""
    if isinstance(node, Symbol):
        return False
    if isinstance(node, Derivative):
        return holds_value(node.of)
    return isinstance(node, Number | Constant) or any(map(holds_value, children(node)))


def drop_values(tree: Node, notation: Notation) -> Node | None:
    """Return a name with the parameters of each function in place of values; None where there are none to put."""

    def change(node: Node) -> Node:
        if isinstance(node, Gradient) and any(map(holds_value, node.at)) and isinstance(node.of, Symbol):
            return replace(node, at=read_parameters(node.of.name, notation))
        if isinstance(node, Call) and any(map(holds_value, node.arguments)):
            return replace(node, arguments=read_parameters(node.function, notation))
        return node

    try:
        return transform(tree, change)
    except (AnswerError, LookupError):
        return None


def read_parameters(function: str, notation: Notation) -> tuple[Node, ...]:
    """Return the parameters of a function of the exercise; an error if it is none."""
    parameters = notation.entries[function].parameters or ()
    return tuple(parse(name, notation).tree for name in parameters)


def copy_node(node: DocumentNode) -> Data:
    """Return a node as plain data."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [copy_node(item) for item in node.items]
    return {key.text: copy_node(value) for key, value in node.entries}
