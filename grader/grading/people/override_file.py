"""The file with people's decisions, next to the rubric: finding it, and reading it with every fault located."""

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
from grader.errors import Diagnostic, DocumentError, put_in_quotes, suggest_nearest
from grader.grading.people.overrides import Automatic, Override, Overrides, read_answer_decided_on
from grader.grading.result import Deduction
from grader.rubric import Item, Rubric
from grader.rubric.fields import find_entry, get_text, get_texts, list_nodes
from grader.rubric.late.reading import parse_cost

__all__ = ["load_overrides", "overrides_schema", "parse_overrides", "path_of_overrides"]


def path_of_overrides(rubric: Path) -> Path:
    """The path of the decisions on an exercise: ``exercise3.overrides.yaml`` next to ``exercise3.yaml``."""
    return rubric.with_name(f"{rubric.stem}.overrides.yaml")


@cache
def overrides_schema() -> MappingOf[str, Any]:
    path = files("grader.grading.people").joinpath("overrides.schema.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def load_overrides(path: Path, rubric: Rubric) -> Overrides:
    """The decisions in a file; empty if there is no file. Raises DocumentError with every fault."""
    if not path.exists() and not path.is_symlink():
        return Overrides()
    return parse_overrides(load(path), rubric)


def parse_overrides(document: Document, rubric: Rubric) -> Overrides:
    if faults := validate(document, overrides_schema()):
        raise DocumentError(faults)
    complaints = [*check_rubric_name(document.root, rubric)]
    items = {item.id: item for item in rubric.items}
    nodes = find_entry(document.root, "overrides")
    entries = []
    for node in nodes.items if isinstance(nodes, SequenceNode) else ():
        found = [*check_decision(node, items)]
        complaints += found
        if not found:
            entries.append(read_override(node, items[get_text(node, "item")]))
    taken = list_nodes(document.root, "deductions")
    complaints += [complaint for node in taken for complaint in check_day(node)]
    if complaints:
        raise DocumentError(complaints)
    deductions = tuple((get_text(node, "student"), read_deduction(node)) for node in taken)
    return Overrides(entries=tuple(entries), deductions=deductions, sha256=document.sha256)


def check_rubric_name(root: DocumentNode, rubric: Rubric, what: str = "decisions on") -> Iterator[Diagnostic]:
    """Report decisions on another exercise; ``what`` says what else such a file may hold."""
    name = find_entry(root, "rubric")
    if isinstance(name, Scalar) and name.text != rubric.id:
        yield make_complaint(
            "other-rubric",
            f"These are {what} {put_in_quotes(name.text)}.",
            name,
            f"The rubric is '{rubric.id}'.",
            "Give the rubric that they belong to.",
        )


def check_decision(node: DocumentNode, items: dict[str, Item]) -> Iterator[Diagnostic]:
    """Yield what is wrong with one decision that the schema accepts."""
    name = find_entry(node, "item")
    assert isinstance(name, Scalar)
    yield from check_day(node)
    if find_entry(node, "student") is None and find_entry(node, "answer") is None:
        yield make_complaint(
            "decision-on-nobody",
            "This decision does not say whose answer it is about.",
            name,
            "A decision holds for one student, or for everyone with one answer.",
            "Add 'student' or 'answer'.",
        )
    if name.text not in items:
        yield describe_unknown_item(name, items)
        return
    yield from check_points(node, items[name.text])
    answer = find_entry(node, "answer")
    if isinstance(answer, Scalar) and find_entry(node, "student") is None and is_own(node, items[name.text]):
        yield make_complaint(
            "unreadable-decision",
            f"{put_in_quotes(answer.text)} cannot be read as an answer to {put_in_quotes(name.text)}.",
            answer,
            "A decision for everyone needs an answer that uses only the names of the exercise.",
            "Write it as the report shows it, or name the student. For what was typed, add 'automatic: [unreadable]'.",
        )


def check_day(node: DocumentNode) -> Iterator[Diagnostic]:
    """Report a date that does not exist."""
    day = find_entry(node, "date")
    if isinstance(day, Scalar) and not is_day(day.text):
        yield make_complaint(
            "no-such-day", f"There is no day {put_in_quotes(day.text)}.", day, help="Write a day such as 2026-11-30."
        )


def is_own(node: DocumentNode, item: Item) -> bool:
    """Whether only the student who gave the answer in a decision can know what it says."""
    answer = read_answer_decided_on(get_text(node, "answer"), item, read_automatic(node))
    return answer is not None and answer.is_own


def read_automatic(node: DocumentNode) -> tuple[Automatic, ...]:
    """The machine's verdicts at the time of a decision."""
    return tuple(Automatic.parse(text) for text in get_texts(node, "automatic"))


def describe_unknown_item(name: Scalar, items: Iterable[str]) -> Diagnostic:
    help = suggest_nearest(name.text, items, "Write the id of an item.")
    return make_complaint("unknown-item", f"'{name.text}' is not an item of this exercise.", name, help=help)


def check_points(node: DocumentNode, item: Item) -> Iterator[Diagnostic]:
    """Yield what is wrong with the points: more than the item's points are a bonus, and the file must say so."""
    scalar = find_entry(node, "points")
    assert isinstance(scalar, Scalar)
    points = parse_points(scalar.text)
    if item.points == 0:
        yield make_complaint(
            "no-points",
            f"The item '{item.id}' is worth no points.",
            scalar,
            "There is nothing to decide.",
            "Remove this decision.",
        )
    elif points > item.points and get_text(node, "bonus") != "yes":
        yield make_complaint(
            "too-many-points",
            f"{points} is more than '{item.id}' is worth.",
            scalar,
            f"It is worth {item.points}; points above that are a bonus.",
            "Give fewer points, or add 'bonus: yes'.",
        )


def make_complaint(slug: str, what: str, node: Scalar, why: str = "", help: str = "") -> Diagnostic:
    return Diagnostic(slug=slug, what=what, why=why, help=help, span=node.span, audience="author")


def is_day(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def parse_points(text: str) -> Fraction:
    """Parse a number of points: ``1``, ``1/2``, ``0.5``, ``0.5/2``."""
    over, _, under = text.strip().partition("/")
    return Fraction(over) / Fraction(under or "1")


def read_deduction(node: DocumentNode) -> Deduction:
    """Read what is taken off a whole submission, from a well-formed entry."""
    cost = parse_cost(get_text(node, "costs"))
    own = {key: get_text(node, key) for key in ("reason", "author", "date")}
    return Deduction(share=cost.share, points=cost.points, **own)


def read_override(node: DocumentNode, item: Item) -> Override:
    """Read one well-formed decision."""
    assert isinstance(node, Mapping)
    answer, automatic = get_text(node, "answer"), read_automatic(node)
    return Override(
        item=item.id,
        points=parse_points(get_text(node, "points")),
        reason=get_text(node, "reason"),
        author=get_text(node, "author"),
        date=get_text(node, "date"),
        student=get_text(node, "student"),
        answer=answer,
        automatic=automatic,
        bonus=get_text(node, "bonus") == "yes",
        meaning=read_answer_decided_on(answer, item, automatic),
        span=node.span,
    )
