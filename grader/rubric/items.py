"""One item of a rubric: its answer type, its options, and its expected answer, solved or given."""

from collections.abc import Mapping as Map
from dataclasses import replace
from fractions import Fraction
from typing import Any

from grader.answers import ANSWER_TYPES, AnswerType, Task
from grader.answers.accepted.widened import widen
from grader.answers.leaving_open import leave_open
from grader.answers.number import ask_for_unit
from grader.documents import DocumentNode, Mapping, Scalar
from grader.equivalence import Policy
from grader.errors import AnswerError, Diagnostic, GraderError
from grader.expr import parse
from grader.expr.asked.asked import Asked, ask_for
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.expr.sets.bounds import list_bounds
from grader.rubric.accepted.branches import add_branches
from grader.rubric.accepted.digits import describe_rounding, is_share, read_rounding, round_example
from grader.rubric.accepted.form import check_form, read_form, read_form_share
from grader.rubric.accepted.left_open import check_left_open, complete_left_open
from grader.rubric.accepted.right_answers import add_right_answers
from grader.rubric.family import ItemError, look_up_member
from grader.rubric.fields import find_entry, get_text, get_texts, list_entries, locate_complaints, text_of
from grader.rubric.following import read_follow, read_follow_through
from grader.rubric.keys import read_key
from grader.rubric.misconceptions import read_misconceptions
from grader.rubric.options import check_node, read_value, to_plain_values
from grader.rubric.proved import Proved
from grader.rubric.records import FollowThrough, Item, Key, Question
from grader.rubric.visibility import read_levels

__all__ = ["find_asked", "make_question", "read_item", "read_task"]

ITEM_KEYS = (
    "id", "title", "type", "points", "prompt", "symbol", "expected", "example", "feedback", "allow",
    "rtol", "atol", "digits", "decimals", "exact", "strict", "assumptions", "follow", "follow_through",
    "misconceptions", "hidden", "hints", "visibility", "form", "form_share",
    "any_of", "conditions", "when", "bonus",
)  # fmt: skip

USUAL = FollowThrough()


def read_item(
    node: DocumentNode,
    part: str,
    notation: Notation,
    seed: int,
    faults: list[Diagnostic],
    items: Map[str, Item] | None = None,
    follow_through: FollowThrough = USUAL,
    proved: Proved | None = None,
) -> Item | None:
    """Read an item whose common keys are well-formed; None if it cannot be used, with the reasons in ``faults``.

    ``items`` are the items it may refer to; ``follow_through`` is what its part says about follow-through; ``proved``
    is what was proved about it before, if it was.
    """
    try:
        answer_type = look_up_member(ANSWER_TYPES, find_entry(node, "type"), "answer type")
        check_options(node, answer_type)
        task = read_task(node, answer_type, notation, seed)
        key = complete_left_open(read_key(node, answer_type, task, items or {}, proved), task, node)
        task = replace(task, asked=find_asked(node, answer_type, task, key))
        task = add_right_answers(node, answer_type, task, key)
        task = add_branches(node, answer_type, task, key)
        answer_type = widen(answer_type, task.options)
        question = make_question(node, part, answer_type, task)
        check_form(node, answer_type, key)
        return Item(
            **vars(question),
            key=key,
            feedback={key.text: text_of(value) for key, value in list_entries(node, "feedback")},
            hints=get_texts(node, "hints"),
            levels=read_levels(find_entry(node, "visibility")),
            span=node.span,
            follow=read_follow(node, notation, items or {}),
            follow_through=read_follow_through(node, follow_through),
            misconceptions=read_misconceptions(node, answer_type, task, key),
            form_share=read_form_share(node),
        )
    except ItemError as error:
        faults += error.faults
    except GraderError as error:
        faults += (fault if fault.span else fault.at(node.span) for fault in error.diagnostics)
    return None


def make_question(node: DocumentNode, part: str, answer_type: AnswerType, task: Task) -> Question:
    """Return what students may know of an item, whose ``task`` has been read."""
    return Question(
        id=get_text(node, "id"),
        part=part,
        title=get_text(node, "title") or get_text(node, "id"),
        prompt=get_text(node, "prompt"),
        points=Fraction(get_text(node, "points")),
        answer_type=answer_type,
        task=task,
        example=get_text(node, "example") or round_example(node, answer_type.example, task.policy),
        hidden=get_text(node, "hidden") == "yes",
        is_bonus=get_text(node, "bonus") == "yes",
        form=() if "form" in answer_type.options else read_form(node),
        rounding=describe_rounding(task.policy, is_share(node)),
    )


def check_options(node: DocumentNode, answer_type: AnswerType) -> None:
    """Check the keys that only this answer type has, and that an expected answer exists if one is needed."""
    assert isinstance(node, Mapping)
    schema = {"properties": {**dict.fromkeys(ITEM_KEYS, True), **answer_type.options}, "additionalProperties": False}
    faults = check_node(node, schema)
    if answer_type.needs_expected and find_entry(node, "expected") is None:
        faults += (
            Diagnostic(
                slug="no-expected-answer",
                what=f"The item '{get_text(node, 'id')}' has no expected answer.",
                why=f"An item of type '{answer_type.kind}' is compared with one.",
                help="Write 'expected:' with the answer, or with the reference solver that finds it.",
                span=node.entries[0][0].span,
                audience="author",
            ),
        )
    if faults:
        raise ItemError(*faults)


def read_task(node: DocumentNode, answer_type: AnswerType, notation: Notation, seed: int = 0) -> Task:
    """Read what the item asks; options that are mathematics become trees."""
    assert isinstance(node, Mapping)
    bare = Task(notation=notation)
    own = {
        key.text: read_option(value, answer_type.options[key.text], bare)
        for key, value in node.entries
        if key.text in answer_type.options
    }
    task = Task(
        notation=notation,
        options={**own, "allow": get_texts(node, "allow"), "exact": get_text(node, "exact")},
        symbols=tuple(read_symbol(symbol, notation) for symbol in list_symbol_nodes(node)),
        policy=read_policy(node, seed),
    )
    if "ends" in own and not hasattr(answer_type, "shape"):  # (0, 1) has ends, so it is no list
        task = replace(task, asked=Asked("interval", any_ends=own["ends"] == "any"))
    return leave_open(task, answer_type.kind) if check_left_open(node, answer_type) else task


def find_asked(node: DocumentNode, answer_type: AnswerType, task: Task, key: Key | None) -> Asked:
    """Return the shape in which answers are read: that of an expected set, or of the answer type, or of the answer."""
    tree = key.answer.tree if key is not None else None
    known = Asked() if tree is None else ask_for(tree)
    shape = known.shape if known.shape in ("set", "interval") else getattr(answer_type, "shape", None) or known.shape
    return replace(
        known,
        shape=shape,
        names=task.symbols,
        question=" ".join([get_text(node, "prompt"), *map(ask_for_unit, get_texts(node, "angle"))]),
        any_ends=task.options.get("ends") == "any",
        is_strict=task.policy.strict,
        is_share="%" in get_text(node, "expected"),
        bounds=list_bounds(task.notation) if shape == "interval" else (),
    )


def read_option(value: DocumentNode, schema: Map[str, Any], task: Task) -> Any:
    """Read one option of an answer type: a tree if its schema says mathematics, otherwise strings and lists of them."""
    is_mathematics = "math" in (schema.get("format"), schema.get("items", {}).get("format"))
    return read_value(value, schema, task) if is_mathematics else to_plain_values(value)


def list_symbol_nodes(node: DocumentNode) -> list[Scalar]:
    symbol = find_entry(node, "symbol")
    if symbol is None:
        return []
    return [symbol] if isinstance(symbol, Scalar) else [item for item in symbol.items if isinstance(item, Scalar)]  # type: ignore[union-attr]


def read_symbol(scalar: Scalar, notation: Notation) -> Node:
    try:
        return parse(scalar.text, notation).tree
    except AnswerError as error:
        raise ItemError(*locate_complaints(error, scalar)) from None


def read_policy(node: DocumentNode, seed: int) -> Policy:
    """Read how the item compares: tolerances, rounding, strictness, and what is assumed."""
    texts = {key: get_text(node, key) for key in ("rtol", "atol", "strict", "assumptions")}
    return Policy(
        **read_rounding(node),
        at_zero="open",  # 'rubric check' says it to the author; no student is told of it
        rtol=Fraction(texts["rtol"]) if texts["rtol"] else None,
        atol=Fraction(texts["atol"]) if texts["atol"] else None,
        strict=texts["strict"] == "yes",
        assumptions="person" if texts["assumptions"] == "person" else "accept",
        seed=seed,
    )
