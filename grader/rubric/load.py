"""Loading a rubric: its document is checked, its notation read, and every item's expected answer solved.

All faults are reported at once, each at its place. A rubric with any fault is not used.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from grader.documents import Document, DocumentNode, load, validate
from grader.documents import Mapping as MappingNode
from grader.errors import AnswerError, Diagnostic, DocumentError
from grader.expr.notation import Notation
from grader.rubric.fields import find_entry, get_text, get_texts, list_nodes
from grader.rubric.fingerprint import fingerprint_item
from grader.rubric.following import read_follow_through
from grader.rubric.items import read_item
from grader.rubric.late.reading import read_late
from grader.rubric.notation import read_notation
from grader.rubric.others import add_others
from grader.rubric.proved import Proved, load_proved
from grader.rubric.public.exercise import describe_no_key, is_exercise
from grader.rubric.records import Attempts, FollowThrough, Item, Part, Rubric, Unreadable
from grader.rubric.references import list_dependencies, sort_items
from grader.rubric.schema import rubric_schema
from grader.rubric.visibility import read_visibility

__all__ = ["load_rubric", "parse_rubric", "rubric_schema"]


def load_rubric(path: str | Path, *, proved: bool = True) -> Rubric:
    """Load the rubric at ``path``; raises DocumentError, with every fault, if it cannot be used.

    With ``proved`` False every key is solved again, even if it was proved before.
    """
    document = load(Path(path))
    return parse_rubric(document, load_proved(Path(path), document.sha256) if proved else None)


def parse_rubric(document: Document, proved: Mapping[str, Proved] | None = None) -> Rubric:
    """Turn a document into a rubric; ``proved`` holds the answers of this very rubric that need not be solved again."""
    if is_exercise(document):
        raise DocumentError([describe_no_key(document)])
    if faults := validate(document, rubric_schema()):
        raise DocumentError(mark_for_author(faults))
    complaints: list[Diagnostic] = []
    seed = seed_of(document)
    visibility = read_visibility(find_entry(document.root, "visibility"), complaints)
    late = read_late(find_entry(document.root, "late"), visibility.deadline, complaints)
    parts = read_parts(document.root, seed, complaints, proved or {})
    complaints += [*find_repeated_ids(document.root), *find_retired_and_asked(document.root)]
    if complaints:
        raise DocumentError(
            sorted(mark_for_author(complaints), key=lambda fault: fault.span.start if fault.span else 0)
        )
    root = document.root
    return Rubric(
        id=get_text(root, "rubric"),
        title=get_text(root, "title"),
        parts=parts,
        sha256=document.sha256,
        visibility=visibility,
        late=late,
        unreadable=Unreadable(get_text(root, "unreadable", Unreadable.PERSON.value)),
        retired=get_texts(root, "retired"),
        attempts=Attempts(attempts) if (attempts := get_text(root, "attempts")) else None,
        takes_last_claim=get_text(root, "claims") == "last",
        decimal=get_text(root, "decimal", "point"),
    )


def seed_of(document: Document) -> int:
    """The seed for random points: the same for the same rubric, and not something that reports show.

    Reports carry the rubric's SHA-256, and no student may work out from it at which points answers are compared.
    """
    digest = sha256(b"points\0" + document.source.text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:7], "big")


def read_parts(
    root: DocumentNode, seed: int, faults: list[Diagnostic], proved: Mapping[str, Proved]
) -> tuple[Part, ...]:
    """Read the parts: first their notations, then their items, each after those it is built on."""
    follow_through = read_follow_through_of(root, FollowThrough(), faults)
    openings = [read_opening(node, follow_through, faults) for node in list_nodes(root, "parts")]
    places = {name: (opening, node) for opening in openings for name, node in opening.nodes.items()}
    order, unusable = sort_items({name: tuple(list_dependencies(node)) for name, (_, node) in places.items()})
    faults += unusable
    items: dict[str, Item] = {}
    for name in order:
        opening, node = places[name]
        through = opening.follow_through
        item = read_item(node, opening.title, opening.notation, seed, faults, items, through, proved.get(name))
        if item is not None:
            built_on = [items[reference.item].fingerprint for reference in item.references if reference.item in items]
            items[name] = replace(
                item, fingerprint=fingerprint_item(node, opening.section, item.follow_through, built_on)
            )
    items = add_others(items)
    return tuple(opening.part(items) for opening in openings)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A part whose items have not been read yet; ``nodes`` holds them by id, ``section`` is its notation."""

    id: str
    title: str
    notation: Notation
    section: DocumentNode | None
    follow_through: FollowThrough
    nodes: Mapping[str, DocumentNode]

    def part(self, items: Mapping[str, Item]) -> Part:
        """The part with those of its items that can be used."""
        own = tuple(items[name] for name in self.nodes if name in items)
        return Part(id=self.id, title=self.title, notation=self.notation, items=own)


def read_opening(node: DocumentNode, given: FollowThrough, faults: list[Diagnostic]) -> Opening:
    """Read a part up to its items; it has none if its notation cannot be used."""
    section = find_entry(node, "notation")
    before = len(faults)
    notation = read_notation(section if isinstance(section, MappingNode) else None, faults)
    nodes = list_nodes(node, "items") if len(faults) == before else ()
    return Opening(
        id=get_text(node, "id"),
        title=get_text(node, "title"),
        notation=notation,
        section=section,
        follow_through=read_follow_through_of(node, given, faults),
        nodes=index_by_id(nodes),
    )


def index_by_id(nodes: Sequence[DocumentNode]) -> dict[str, DocumentNode]:
    """Items by id. A repeated id is a fault; its item gets a name that nobody can refer to."""
    found: dict[str, DocumentNode] = {}
    for place, node in enumerate(nodes, start=1):
        name = get_text(node, "id")
        found[f"{name} (item {place})" if name in found else name] = node
    return found


def read_follow_through_of(node: DocumentNode, given: FollowThrough, faults: list[Diagnostic]) -> FollowThrough:
    """Read what a part or rubric says about follow-through."""
    try:
        return read_follow_through(node, given)
    except AnswerError as error:
        faults += error.diagnostics
        return given


def find_repeated_ids(root: DocumentNode) -> list[Diagnostic]:
    """Report item ids that occur twice: a submission could not distinguish them."""
    seen: dict[str, str] = {}
    faults = []
    for part in list_nodes(root, "parts"):
        for item in list_nodes(part, "items"):
            scalar = find_entry(item, "id")
            assert scalar is not None
            name = get_text(item, "id")
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


def find_retired_and_asked(root: DocumentNode) -> Iterator[Diagnostic]:
    """Report retired ids that an item still has."""
    asked = {get_text(item, "id") for part in list_nodes(root, "parts") for item in list_nodes(part, "items")}
    for node in list_nodes(root, "retired"):
        if node.span.text in asked:
            yield Diagnostic(
                slug="retired-item",
                what=f"'{node.span.text}' is retired, and there is an item with this id.",
                why="Answers to a retired item are left out, and those to an item are graded.",
                help="Remove the id from 'retired', or the item.",
                span=node.span,
            )


def mark_for_author(faults: list[Diagnostic] | tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """Address messages to the author of the rubric."""
    return [replace(fault, audience="author") for fault in faults]
