"""A review list that a person filled in becomes decisions; what was left blank stays open."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from grader.documents import Document, DocumentNode, Scalar, load, validate
from grader.documents import Sequence as SequenceNode
from grader.documents.decoding import decode
from grader.documents.files import read_bytes
from grader.errors import Diagnostic, DocumentError
from grader.grading.people.override_file import faults_of_points, points_of, unknown_item, wrong_rubric
from grader.grading.people.overrides import Automatic, Override
from grader.grading.people.review_csv import parse_csv
from grader.grading.sameness import meaning_of
from grader.rubric import Item, Rubric
from grader.rubric.fields import field, scalar_texts, text_field

__all__ = ["Filled", "filled_in", "load_review", "review_schema"]

ALL_POINTS = "All points."


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The decisions in a review list, and how many groups are still open."""

    overrides: tuple[Override, ...]
    open_count: int


@cache
def review_schema() -> Mapping[str, Any]:
    """Return the published JSON Schema of a review list."""
    path = files("grader.grading.people").joinpath("review.schema.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def load_review(path: Path) -> Document:
    """Read a review list, CSV or YAML by its suffix."""
    if path.suffix.lower() != ".csv":
        return load(path)
    return parse_csv(decode(read_bytes(path), str(path)))


def filled_in(document: Document, rubric: Rubric, author: str, date: str) -> Filled:
    """Return the decisions in a review list; DocumentError with every fault in it."""
    if faults := validate(document, review_schema()):
        raise DocumentError(faults)
    complaints = [*wrong_rubric(document.root, rubric)]
    items = {item.id: item for item in rubric.items}
    nodes = field(document.root, "groups")
    groups = nodes.items if isinstance(nodes, SequenceNode) else ()
    decided = [node for node in groups if text_field(node, "points").strip()]
    complaints += [fault for node in decided for fault in faults_of(node, items)]
    if complaints:
        raise DocumentError(complaints)
    overrides = (
        override for node in decided for override in decisions(node, items[text_field(node, "item")], author, date)
    )
    return Filled(overrides=tuple(overrides), open_count=len(groups) - len(decided))


def faults_of(node: DocumentNode, items: dict[str, Item]) -> Iterator[Diagnostic]:
    """Yield what is wrong with a group that was decided on."""
    name, comment = field(node, "item"), field(node, "comment")
    assert isinstance(name, Scalar)
    assert isinstance(comment, Scalar)
    if comment.is_blank and not is_full(node, items.get(name.text)):
        yield Diagnostic(
            slug="decision-without-reason",
            what=f"The decision on '{name.text}' has no comment.",
            why="The students read it as the reason why they get less than all points.",
            help="Say in a sentence why.",
            span=name.span if comment.start == comment.end else comment.span,
            audience="author",
        )
    if name.text in items:
        yield from faults_of_points(node, items[name.text])
    else:
        yield unknown_item(name, items)


def is_full(node: DocumentNode, item: Item | None) -> bool:
    """Tell whether all points of an item are given, and no more: that needs no reason."""
    return item is not None and points_of(text_field(node, "points")) == item.points


def decisions(node: DocumentNode, item: Item, author: str, date: str) -> Iterator[Override]:
    """Yield the decisions that a group stands for: one on its answer, or one for each of its students."""
    answer = text_field(node, "answer")
    override = Override(
        item=item.id,
        points=points_of(text_field(node, "points")),
        reason=" ".join(text_field(node, "comment").split()) or ALL_POINTS,
        author=author,
        date=date,
        answer=answer,
        automatic=tuple(map(Automatic.parsed, scalar_texts(node, "automatic"))),
        bonus=text_field(node, "bonus") == "yes",
        meaning=meaning_of(answer, item) if answer else None,
    )
    is_for_everyone = text_field(node, "for") == "everyone" and override.meaning and not override.meaning.is_own
    students = ("",) if is_for_everyone else scalar_texts(node, "students")
    yield from (replace(override, student=student) for student in students)
