"""Loading a public exercise. Its schema is that of rubrics, without the fields that are not public."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from grader.answers import ANSWER_TYPES, AnswerType
from grader.documents import Document, DocumentNode, load, validate
from grader.documents import Mapping as MappingNode
from grader.errors import Diagnostic, DocumentError, GraderError
from grader.expr.notation import Notation
from grader.rubric.family import ItemError, look_up_member
from grader.rubric.fields import find_entry, get_text, get_texts, list_nodes
from grader.rubric.items import find_asked, make_question, read_task
from grader.rubric.notation import read_notation
from grader.rubric.options import check_node
from grader.rubric.public.exercise import FORMAT, FORMAT_VERSION, Exercise, ExercisePart
from grader.rubric.public.publish import ITEM_FIELDS, NAME_FIELDS, PUBLISHED_AS, list_public_options
from grader.rubric.records import Question
from grader.rubric.schema import rubric_schema

__all__ = ["exercise_schema", "load_exercise", "parse_exercise"]


@cache
def exercise_schema() -> Mapping[str, Any]:
    """The schema of public exercises: that of rubrics, as far as it is public."""
    rubric = rubric_schema()
    defs = dict(rubric["$defs"])
    notation, part, item = (dict(defs[name]["properties"]) for name in ("notation", "part", "item"))
    del notation["quantities"]
    for family in set(PUBLISHED_AS.values()):
        known, fields = defs["symbol"]["properties"], NAME_FIELDS[family]
        notation[family] = choose_object({"additionalProperties": choose_object({"properties": pick(known, fields)})})
    defs["notation"] = choose_object({"properties": notation})
    defs["part"] = choose_object(
        {"required": ["id", "title", "items"], "properties": pick(part, ("id", "title", "notation", "items"))}
    )
    defs["item"] = {
        "type": "object",
        "required": ["id", "type", "points", "prompt"],
        "properties": pick(item, ITEM_FIELDS),
    }
    head = {"format": {"const": FORMAT}, "format_version": {"const": FORMAT_VERSION}}
    needed = {**head, "exercise": rubric["properties"]["rubric"], **pick(rubric["properties"], ("title", "parts"))}
    properties = {**needed, **pick(rubric["properties"], ("retired", "claims", "decimal"))}
    return {
        "title": "A public exercise",
        **choose_object({"required": list(needed), "properties": properties}),
        "$defs": defs,
    }


def choose_object(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has nothing else in it."""
    return {"type": "object", "additionalProperties": False, **schema}


def pick(properties: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: properties[name] for name in names if name in properties}


def load_exercise(path: str | Path) -> Exercise:
    """Load the public exercise at ``path``; raises DocumentError, with every fault, if it cannot be used."""
    return parse_exercise(load(Path(path)))


def parse_exercise(document: Document) -> Exercise:
    """Turn a document into an exercise."""
    if faults := validate(document, exercise_schema()):
        raise DocumentError(faults)
    complaints: list[Diagnostic] = []
    root = document.root
    parts = tuple(read_part(node, complaints) for node in list_nodes(root, "parts"))
    if complaints:
        raise DocumentError(complaints)
    return Exercise(
        id=get_text(root, "exercise"),
        title=get_text(root, "title"),
        parts=parts,
        sha256=document.sha256,
        retired=get_texts(root, "retired"),
        takes_last_claim=get_text(root, "claims") == "last",
        decimal=get_text(root, "decimal", "point"),
    )


def read_part(node: DocumentNode, faults: list[Diagnostic]) -> ExercisePart:
    section = find_entry(node, "notation")
    title = get_text(node, "title")
    notation = read_notation(section if isinstance(section, MappingNode) else None, faults)
    questions = (read_question(item, title, notation, faults) for item in list_nodes(node, "items"))
    items = tuple(question for question in questions if question is not None)
    return ExercisePart(id=get_text(node, "id"), title=title, notation=notation, items=items)


def read_question(node: DocumentNode, part: str, notation: Notation, faults: list[Diagnostic]) -> Question | None:
    """Read a question; None if it cannot be used, with the reasons in ``faults``."""
    try:
        answer_type: AnswerType = look_up_member(ANSWER_TYPES, find_entry(node, "type"), "answer type")
        if misfits := check_node(node, make_item_schema(answer_type)):
            raise ItemError(*misfits)
        task = read_task(node, answer_type, notation)
        task = replace(task, asked=find_asked(node, answer_type, task, key=None))
    except ItemError as error:
        faults += error.faults
    except GraderError as error:
        faults += (fault if fault.span else fault.at(node.span) for fault in error.diagnostics)
    else:
        return make_question(node, part, answer_type, task)
    return None


def make_item_schema(answer_type: AnswerType) -> Mapping[str, Any]:
    """The schema of an item of a type: the common public fields, which were checked before, and those of the type."""
    own = pick(answer_type.options, list_public_options(answer_type))
    return {"properties": {**dict.fromkeys(ITEM_FIELDS, True), **own}, "additionalProperties": False}
