"""Loading a rubric: the document is checked, its notation read, and every item's expected answer solved.

All faults are reported at once, each at its place; a rubric with any fault is not used.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from grader.documents import Document, DocumentNode, load, validate
from grader.documents import Mapping as MappingNode
from grader.documents import Sequence as SequenceNode
from grader.errors import AnswerError, Diagnostic, DocumentError
from grader.expr.notation import Notation
from grader.rubric.fields import field, text_field
from grader.rubric.fingerprint import fingerprint
from grader.rubric.following import read_follow_through
from grader.rubric.items import read_item
from grader.rubric.late import read_late
from grader.rubric.notation import read_notation
from grader.rubric.proved import Proved, proved_key
from grader.rubric.records import FollowThrough, Item, Part, Rubric
from grader.rubric.references import dependencies, in_order
from grader.rubric.visibility import read_visibility

__all__ = ["load_rubric", "parse_rubric", "rubric_schema"]


@cache
def rubric_schema() -> Mapping[str, Any]:
    """Return the published JSON Schema of rubrics."""
    schema: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
    schema["$defs"]["part"]["properties"]["items"]["items"] = {"$ref": "#/$defs/item"}
    return schema


def load_rubric(path: str | Path, *, proved: bool = True) -> Rubric:
    """Load the rubric at ``path``; DocumentError, with every fault, where it cannot be used.

    ``proved`` False solves every key again, although it may have been proved before.
    """
    document = load(Path(path))
    return parse_rubric(document, proved_key(Path(path), document.sha256) if proved else None)


def parse_rubric(document: Document, proved: Mapping[str, Proved] | None = None) -> Rubric:
    """Turn a document into a rubric; ``proved`` holds what need not be solved again of this very rubric."""
    if faults := validate(document, rubric_schema()):
        raise DocumentError(for_author(faults))
    complaints: list[Diagnostic] = []
    seed = seed_of(document)
    visibility = read_visibility(field(document.root, "visibility"), complaints)
    late = read_late(field(document.root, "late"), visibility.deadline, complaints)
    parts = read_parts(document.root, seed, complaints, proved or {})
    complaints += repeated(document.root)
    if complaints:
        raise DocumentError(sorted(for_author(complaints), key=lambda fault: fault.span.start if fault.span else 0))
    root = document.root
    return Rubric(
        id=text_field(root, "rubric"),
        title=text_field(root, "title"),
        parts=parts,
        sha256=document.sha256,
        visibility=visibility,
        late=late,
    )


def seed_of(document: Document) -> int:
    """Return the seed that points are drawn by: the same for the same rubric, and not what reports say of it.

    Reports carry the rubric's SHA-256, from which no student may work out where answers are compared.
    """
    digest = sha256(b"points\0" + document.source.text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:7], "big")


def sequence(node: DocumentNode | None, key: str) -> tuple[DocumentNode, ...]:
    """Return the items of the list under ``key``."""
    value = field(node, key)
    return value.items if isinstance(value, SequenceNode) else ()


def read_parts(
    root: DocumentNode, seed: int, faults: list[Diagnostic], proved: Mapping[str, Proved]
) -> tuple[Part, ...]:
    """Read the parts: first their notations, then their items, each behind those that it is built on."""
    follow_through = follow_through_of(root, FollowThrough(), faults)
    openings = [read_opening(node, follow_through, faults) for node in sequence(root, "parts")]
    places = {name: (opening, node) for opening in openings for name, node in opening.nodes.items()}
    order, unusable = in_order({name: tuple(dependencies(node)) for name, (_, node) in places.items()})
    faults += unusable
    items: dict[str, Item] = {}
    for name in order:
        opening, node = places[name]
        through = opening.follow_through
        item = read_item(node, opening.title, opening.notation, seed, faults, items, through, proved.get(name))
        if item is not None:
            built_on = [items[reference.item].fingerprint for reference in item.references if reference.item in items]
            items[name] = replace(item, fingerprint=fingerprint(node, opening.section, item.follow_through, built_on))
    return tuple(opening.part(items) for opening in openings)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A part whose items are still to be read; ``nodes`` holds them by id, ``section`` is that of the notation."""

    id: str
    title: str
    notation: Notation
    section: DocumentNode | None
    follow_through: FollowThrough
    nodes: Mapping[str, DocumentNode]

    def part(self, items: Mapping[str, Item]) -> Part:
        """Return the part with those of its items that can be used."""
        own = tuple(items[name] for name in self.nodes if name in items)
        return Part(id=self.id, title=self.title, notation=self.notation, items=own)


def read_opening(node: DocumentNode, given: FollowThrough, faults: list[Diagnostic]) -> Opening:
    """Read a part up to its items; there are none where its notation cannot be used."""
    section = field(node, "notation")
    before = len(faults)
    notation = read_notation(section if isinstance(section, MappingNode) else None, faults)
    nodes = sequence(node, "items") if len(faults) == before else ()
    return Opening(
        id=text_field(node, "id"),
        title=text_field(node, "title"),
        notation=notation,
        section=section,
        follow_through=follow_through_of(node, given, faults),
        nodes=by_id(nodes),
    )


def by_id(nodes: Sequence[DocumentNode]) -> dict[str, DocumentNode]:
    """Return items by id; one whose id was used before, which is a fault, gets a name that nobody can refer to."""
    found: dict[str, DocumentNode] = {}
    for place, node in enumerate(nodes, start=1):
        name = text_field(node, "id")
        found[f"{name} (item {place})" if name in found else name] = node
    return found


def follow_through_of(node: DocumentNode, given: FollowThrough, faults: list[Diagnostic]) -> FollowThrough:
    """Return what a part or rubric says of follow-through."""
    try:
        return read_follow_through(node, given)
    except AnswerError as error:
        faults += error.diagnostics
        return given


def repeated(root: DocumentNode) -> list[Diagnostic]:
    """Complain about item ids that occur twice: a submission could not tell them apart."""
    seen: dict[str, str] = {}
    faults = []
    for part in sequence(root, "parts"):
        for item in sequence(part, "items"):
            scalar = field(item, "id")
            assert scalar is not None
            name = text_field(item, "id")
            if name in seen:
                faults.append(
                    Diagnostic(
                        slug="repeated-item",
                        what=f"The item id '{name}' occurs twice.",
                        why=f"It was first used at {seen[name]}.",
                        help="Give each item its own id.",
                        span=scalar.span,
                    )
                )
            seen.setdefault(name, scalar.span.place)
    return faults


def for_author(faults: list[Diagnostic] | tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """Mark complaints as meant for the author of the rubric."""
    return [replace(fault, audience="author") for fault in faults]
