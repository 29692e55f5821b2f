"""Turning a review list that a person filled in into decisions; what was left blank stays open."""

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
from grader.grading.people.override_file import (
    check_points,
    check_rubric_name,
    describe_unknown_item,
    parse_points,
    read_automatic,
)
from grader.grading.people.overrides import Override, read_answer_decided_on
from grader.grading.people.review_csv import parse_csv
from grader.rubric import Item, Rubric
from grader.rubric.fields import find_entry, get_text, get_texts

__all__ = ["FilledReview", "load_review", "read_filled_review", "review_schema"]

ALL_POINTS = "All points."
AS_SUGGESTED = "The points for the parts that are right."


@dataclass(frozen=True, kw_only=True)
class FilledReview:
    """The decisions in a review list, and how many groups are still open."""

    overrides: tuple[Override, ...]
    open_count: int


@cache
def review_schema() -> Mapping[str, Any]:
    path = files("grader.grading.people").joinpath("review.schema.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def load_review(path: Path) -> Document:
    """Read a review list, CSV or YAML by its suffix."""
    if path.suffix.lower() != ".csv":
        return load(path)
    return parse_csv(decode(read_bytes(path), str(path)))


def read_filled_review(
    document: Document, rubric: Rubric, author: str, date: str, *, accepts_suggestions: bool = False
) -> FilledReview:
    """The decisions in a review list; raises DocumentError with every fault in it.

    With ``accepts_suggestions`` a group that was left blank gets the points that are suggested for it, if there are
    any.
    """
    if faults := validate(document, review_schema()):
        raise DocumentError(faults)
    complaints = [*check_rubric_name(document.root, rubric)]
    items = {item.id: item for item in rubric.items}
    nodes = find_entry(document.root, "groups")
    groups = nodes.items if isinstance(nodes, SequenceNode) else ()
    decided = [node for node in groups if get_text(node, "points").strip()]
    suggested = [node for node in groups if accepts_suggestions and node not in decided and get_text(node, "suggested")]
    complaints += [fault for node in decided for fault in check_group(node, items)]
    complaints += [fault for node in suggested for fault in check_item(node, items)]
    if complaints:
        raise DocumentError(complaints)
    overrides = [
        override
        for node in groups
        if node in decided or node in suggested
        for override in list_decisions(node, items[get_text(node, "item")], author, date)
    ]
    return FilledReview(overrides=tuple(overrides), open_count=len(groups) - len(decided) - len(suggested))


def check_item(node: DocumentNode, items: dict[str, Item]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the item of a group whose suggestion is accepted."""
    name = find_entry(node, "item")
    assert isinstance(name, Scalar)
    if name.text not in items:
        yield describe_unknown_item(name, items)


def check_group(node: DocumentNode, items: dict[str, Item]) -> Iterator[Diagnostic]:
    """Yield what is wrong with a group that a person decided."""
    name, comment = find_entry(node, "item"), find_entry(node, "comment")
    assert isinstance(name, Scalar)
    assert isinstance(comment, Scalar)
    if comment.is_blank and not is_full(node, items.get(name.text)):
        yield Diagnostic(
            slug="decision-without-reason",
            what=f"The decision on '{name.text}' has no comment.",
            why="The students read it as the reason why they get less than full points.",
            help="Say in a sentence why.",
            span=name.span if comment.start == comment.end else comment.span,
            audience="author",
        )
    if name.text in items:
        yield from check_points(node, items[name.text])
    else:
        yield describe_unknown_item(name, items)


def is_full(node: DocumentNode, item: Item | None) -> bool:
    """Whether exactly all points of an item are given: that needs no reason."""
    return item is not None and parse_points(get_text(node, "points")) == item.points


def list_decisions(node: DocumentNode, item: Item, author: str, date: str) -> Iterator[Override]:
    """Yield the decisions of a group: one on its answer, or one for each of its students."""
    answer, automatic, points = get_text(node, "answer"), read_automatic(node), get_text(node, "points").strip()
    override = Override(
        item=item.id,
        points=parse_points(points or get_text(node, "suggested")),
        reason=" ".join(get_text(node, "comment").split()) or (ALL_POINTS if points else AS_SUGGESTED),
        author=author,
        date=date,
        answer=answer,
        automatic=automatic,
        bonus=get_text(node, "bonus") == "yes",
        meaning=read_answer_decided_on(answer, item, automatic),
    )
    is_for_everyone = get_text(node, "for") == "everyone" and override.meaning and not override.meaning.is_own
    students = ("",) if is_for_everyone else get_texts(node, "students")
    yield from (replace(override, student=student) for student in students)
