"""The file with people's decisions, beside the rubric: found, and read with every fault located."""

import json
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from grader.documents import Document, DocumentNode, Mapping, Scalar, load, validate
from grader.documents import Sequence as SequenceNode
from grader.errors import Diagnostic, DocumentError, suggest_nearest
from grader.grading.people.overrides import Automatic, Override, Overrides
from grader.grading.sameness import meaning_of
from grader.rubric import Item, Rubric
from grader.rubric.fields import field, scalar_texts, text_field

__all__ = ["load_overrides", "overrides_beside", "overrides_schema", "parse_overrides"]


def overrides_beside(rubric: Path) -> Path:
    """Return where the decisions on an exercise stand: ``exercise3.overrides.yaml`` beside ``exercise3.yaml``."""
    return rubric.with_name(f"{rubric.stem}.overrides.yaml")


@cache
def overrides_schema() -> MappingOf[str, Any]:
    """Return the published JSON Schema of the file."""
    path = files("grader.grading.people").joinpath("overrides.schema.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def load_overrides(path: Path, rubric: Rubric) -> Overrides:
    """Return the decisions in a file; none where there is no file. DocumentError with every fault."""
    if not path.exists() and not path.is_symlink():
        return Overrides()
    return parse_overrides(load(path), rubric)


def parse_overrides(document: Document, rubric: Rubric) -> Overrides:
    """Return the decisions in a document."""
    if faults := validate(document, overrides_schema()):
        raise DocumentError(faults)
    complaints = [*wrong_rubric(document.root, rubric)]
    items = {item.id: item for item in rubric.items}
    nodes = field(document.root, "overrides")
    entries = []
    for node in nodes.items if isinstance(nodes, SequenceNode) else ():
        found = [*faults_of(node, items)]
        complaints += found
        if not found:
            entries.append(read_override(node, items[text_field(node, "item")]))
    if complaints:
        raise DocumentError(complaints)
    return Overrides(entries=tuple(entries), sha256=document.sha256)


def wrong_rubric(root: DocumentNode, rubric: Rubric, what: str = "decisions on") -> Iterator[Diagnostic]:
    """Complain about decisions on another exercise, or about what else is in such a file."""
    name = field(root, "rubric")
    if isinstance(name, Scalar) and name.text != rubric.id:
        yield complaint("other-rubric", f"These are {what} '{name.text}'.", name,
                        f"The rubric is '{rubric.id}'.", "Give the rubric that they belong to.")  # fmt: skip


def faults_of(node: DocumentNode, items: dict[str, Item]) -> Iterator[Diagnostic]:
    """Yield what is wrong with one decision, whose form is right."""
    name = field(node, "item")
    assert isinstance(name, Scalar)
    day = field(node, "date")
    if isinstance(day, Scalar) and not exists(day.text):
        yield complaint("no-such-day", f"There is no day '{day.text}'.", day, help="Write a day such as 2026-11-30.")
    if field(node, "student") is None and field(node, "answer") is None:
        yield complaint("decision-on-nobody", "This decision does not say whose answer it is about.", name,
                        "It holds for one student, or for everyone with one answer.",
                        "Add 'student' or 'answer'.")  # fmt: skip
    if name.text not in items:
        yield unknown_item(name, items)
        return
    yield from faults_of_points(node, items[name.text])
    answer = field(node, "answer")
    if (
        isinstance(answer, Scalar)
        and field(node, "student") is None
        and meaning_of(answer.text, items[name.text]).is_own
    ):
        yield complaint("unreadable-decision", f"'{answer.text}' cannot be read as an answer to '{name.text}'.", answer,
                        "A decision for everyone needs an answer in the names of the exercise.",
                        "Write it as the report shows it, or name the student.")  # fmt: skip


def unknown_item(name: Scalar, items: Iterable[str]) -> Diagnostic:
    """The complaint about an item that the rubric does not have."""
    help = suggest_nearest(name.text, items, "Write the id of an item.")
    return complaint("unknown-item", f"'{name.text}' is not an item of this exercise.", name, help=help)


def faults_of_points(node: DocumentNode, item: Item) -> Iterator[Diagnostic]:
    """Yield what is wrong with the points: more than there are is a bonus, and has to be called one."""
    scalar = field(node, "points")
    assert isinstance(scalar, Scalar)
    points = points_of(scalar.text)
    if item.points == 0:
        yield complaint("no-points", f"The item '{item.id}' is worth no points.", scalar,
                        "There is nothing to decide.", "Remove this decision.")  # fmt: skip
    elif points > item.points and text_field(node, "bonus") != "yes":
        yield complaint("too-many-points", f"{points} is more than '{item.id}' is worth.", scalar,
                        f"It is worth {item.points}; points above that are a bonus.",
                        "Give fewer points, or add 'bonus: yes'.")  # fmt: skip


def complaint(slug: str, what: str, node: Scalar, why: str = "", help: str = "") -> Diagnostic:
    """Return a complaint about a place in the file."""
    return Diagnostic(slug=slug, what=what, why=why, help=help, span=node.span, audience="author")


def exists(day: str) -> bool:
    """Tell whether there is such a day."""
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def points_of(text: str) -> Fraction:
    """Return a number of points: ``1``, ``1/2``, ``0.5``, ``0.5/2``."""
    over, _, under = text.strip().partition("/")
    return Fraction(over) / Fraction(under or "1")


def read_override(node: DocumentNode, item: Item) -> Override:
    """Return one decision that is well-formed."""
    assert isinstance(node, Mapping)
    answer = text_field(node, "answer")
    return Override(
        item=item.id,
        points=points_of(text_field(node, "points")),
        reason=text_field(node, "reason"),
        author=text_field(node, "author"),
        date=text_field(node, "date"),
        student=text_field(node, "student"),
        answer=answer,
        automatic=tuple(Automatic.parsed(text) for text in scalar_texts(node, "automatic")),
        bonus=text_field(node, "bonus") == "yes",
        meaning=meaning_of(answer, item) if answer else None,
        span=node.span,
    )
