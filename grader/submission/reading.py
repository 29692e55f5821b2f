"""A document becomes a ``Submission``: checked against the rubric's schema, every complaint at its place.

What is wrong with the file as a whole (a key that does not exist, an item that does not exist, another exercise)
refuses the file. What is wrong within one answer or one definition costs that one alone: it is kept beside the answer
and told when that item is graded.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.answers import Task
from grader.documents import Document, DocumentNode, Scalar, Sequence, load, validate
from grader.documents import Mapping as MappingNode
from grader.errors import AnswerError, Diagnostic, DocumentError
from grader.memory import Memory
from grader.rubric import Item, Part, Rubric
from grader.source import Span
from grader.submission.definitions import Definition, Resolved, explained, resolve, told
from grader.submission.other_parts import belonging
from grader.submission.schema import STUDENT_ID, submission_schema

__all__ = ["Submission", "complaints_about", "load_submission", "read_submission", "reasons", "task_of"]

_schemas = Memory(capacity=16)


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One student's answers.

    ``answers`` holds what was given, by item id, and nothing for an item that was left blank. ``resolved`` holds the
    student's own definitions as each item's notation reads them, ``misfits`` the complaints about the form of single
    answers, ``parts`` those of the exercise, and ``diagnostics`` what there is to say about the file although it can
    be graded.
    """

    student: str
    exercise: str
    file: str
    sha256: str
    answers: Mapping[str, DocumentNode]
    definitions: tuple[Definition, ...] = ()
    resolved: Mapping[str, Resolved] = field(default_factory=dict)
    misfits: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    parts: tuple["Part", ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def load_submission(path: str | Path, rubric: "Rubric") -> Submission:
    """Load the submission at ``path``; ``DocumentError``, with every fault of the file, if it cannot be used."""
    return read_submission(load(Path(path), lambda document: complaints_about(document, rubric)), rubric)


def read_submission(document: Document, rubric: "Rubric") -> Submission:
    """Return the submission in a document; raises ``DocumentError`` where the file as a whole cannot be used."""
    answers = answers_in(document.root)
    misfits, faults = checked(document, rubric)
    student = text_of(document.root, "student") or Path(document.source.name).stem
    if not re.fullmatch(STUDENT_ID, student) and not faults:
        faults.append(no_student(document))
    if faults:
        raise DocumentError(faults)
    definitions = tuple(definitions_in(document.root))
    resolved = resolved_for(definitions, rubric)
    return Submission(
        student=student,
        exercise=rubric.id,
        file=Path(document.source.name).name,
        sha256=document.sha256,
        answers={name: node for name, node in answers.items() if not is_blank(node)},
        definitions=definitions,
        resolved=resolved,
        misfits=misfits,
        parts=rubric.parts,
        diagnostics=(*document.warnings, *told(definitions, resolved.values())),
    )


def task_of(item: "Item", submission: Submission) -> "Task":
    """Return what an item asks, under the notation as the student extended it.

    Raises ``AnswerError`` where the answer has not the form that the item asks for.
    """
    if item.id in submission.misfits:
        raise AnswerError(submission.misfits[item.id])
    resolved = submission.resolved.get(item.id)
    if resolved is None:
        return item.task
    return replace(item.task, notation=resolved.notation, own=resolved.own)


def complaints_about(document: Document, rubric: "Rubric") -> list[Diagnostic]:
    """Return what is wrong with a file as a whole, to be told along with faults of its format."""
    return checked(document, rubric)[1]


def checked(document: Document, rubric: "Rubric") -> tuple[dict[str, tuple[Diagnostic, ...]], list[Diagnostic]]:
    """Return the complaints about the form of single answers, by item id, and those about the file.

    What is blank has no form to complain about.
    """
    filled = replace(document, root=without_blanks(document.root))
    return divided(validate(filled, schema_of(rubric)), filled.root, rubric)


def without_blanks(root: DocumentNode) -> DocumentNode:
    """Return the document without the keys and the answers that are left blank."""
    if not isinstance(root, MappingNode):
        return root
    entries: list[tuple[Scalar, DocumentNode]] = []
    for key, node in root.entries:
        if key.text == "answers" and isinstance(node, MappingNode):
            given = tuple(entry for entry in node.entries if not is_blank(entry[1]))
            entries.append((key, replace(node, entries=given)))
        elif not is_blank(node):
            entries.append((key, node))
    return replace(root, entries=tuple(entries))


def schema_of(rubric: "Rubric") -> Mapping[str, Any]:
    """Return the schema of the submissions to a rubric, made once for each rubric object."""
    return _schemas.of(submission_schema, rubric)


def reasons(error: AnswerError, item: "Item", submission: Submission) -> tuple[Diagnostic, ...]:
    """Return why an answer cannot be read.

    Of a name that the student defined in vain it is told why it could not be defined, and of one that another part of
    the exercise has, which part that is.
    """
    told = tuple(belonging(complaint, item, submission.parts) for complaint in error.diagnostics)
    reading = submission.resolved.get(item.id)
    return told if reading is None else tuple(explained(complaint, reading) for complaint in told)


def section(root: DocumentNode, key: str) -> tuple[tuple[Scalar, DocumentNode], ...]:
    """Return the entries of a mapping under a key of the root; none where there is none, or something else."""
    node = root.get(key) if isinstance(root, MappingNode) else None
    return node.entries if isinstance(node, MappingNode) else ()


def text_of(root: DocumentNode, key: str) -> str:
    """Return the text under a key of the root; nothing where it is blank."""
    node = root.get(key) if isinstance(root, MappingNode) else None
    return node.text if isinstance(node, Scalar) and not node.is_blank else ""


def answers_in(root: DocumentNode) -> dict[str, DocumentNode]:
    """Return the answers by item id."""
    return {key.text: node for key, node in section(root, "answers")}


def definitions_in(root: DocumentNode) -> Iterator[Definition]:
    """Yield the student's own definitions: a text, or what was typed in brackets."""
    for key, node in section(root, "definitions"):
        yield Definition(name=key, value=node if isinstance(node, Scalar) else getattr(node, "written", None))


def is_blank(node: DocumentNode) -> bool:
    """Tell whether nothing was answered: an empty text, or a list or mapping of nothing but blanks."""
    if isinstance(node, Scalar):
        return node.is_blank
    if isinstance(node, Sequence):
        return all(is_blank(item) for item in node.items)
    return not node.is_flow and all(is_blank(value) for _, value in node.entries)


def divided(
    found: tuple[Diagnostic, ...], root: DocumentNode, rubric: "Rubric"
) -> tuple[dict[str, tuple[Diagnostic, ...]], list[Diagnostic]]:
    """Divide complaints into those about single answers and those about the file.

    What was typed in brackets is read from its text, and so has the form of a text too.
    """
    ids = {item.id for item in rubric.items}
    answers = [(key, node) for key, node in section(root, "answers") if key.text in ids]
    misfits: dict[str, tuple[Diagnostic, ...]] = {}
    faults: list[Diagnostic] = []
    for fault in found:
        inside = next(((key, node) for key, node in answers if fault.span and encloses(key, node, fault.span)), None)
        if inside is None:
            faults += [] if is_within_definitions(fault, root) else [moved(fault, root, ids)]
        elif getattr(inside[1], "written", None) is None:
            misfits[inside[0].text] = (*misfits.get(inside[0].text, ()), fault)
    return misfits, faults


def moved(fault: Diagnostic, root: DocumentNode, ids: set[str]) -> Diagnostic:
    """Return a complaint about a key of the file; an answer that stands beside 'answers' belongs into it."""
    keys = [key for key, _ in root.entries] if isinstance(root, MappingNode) else []
    name = next((key.text for key in keys if fault.slug == "unknown-key" and fault.span == key.span), None)
    if name not in ids:
        return fault
    has_answers = any(key.text == "answers" for key in keys)
    help = "Indent it under 'answers:'." if has_answers else "Write 'answers:' above it, and indent it."
    return replace(fault, why="It is an item of this exercise, and answers stand under 'answers:'.", help=help)


def encloses(key: Scalar, node: DocumentNode, span: Span) -> bool:
    """Tell whether a place is in the entry of ``key``."""
    return key.start <= span.start <= max(node.end, key.end)


def is_within_definitions(fault: Diagnostic, root: DocumentNode) -> bool:
    """Tell whether a complaint is about a single definition; those are told where definitions are resolved."""
    entries = section(root, "definitions")
    return any(fault.span and encloses(key, node, fault.span) for key, node in entries)


def resolved_for(definitions: tuple[Definition, ...], rubric: "Rubric") -> dict[str, Resolved]:
    """Return the definitions as the notation of each item reads them, by item id; items share notations."""
    if not definitions:
        return {}
    reserved = frozenset(item.id for item in rubric.items)
    by_notation: dict[int, Resolved] = {}
    for item in rubric.items:
        if id(item.notation) not in by_notation:
            by_notation[id(item.notation)] = resolve(definitions, item.notation, reserved)
    return {item.id: by_notation[id(item.notation)] for item in rubric.items}


def no_student(document: Document) -> Diagnostic:
    """Return the complaint about a file that does not say whose it is."""
    return Diagnostic(
        slug="no-student",
        what="The file does not say whose answers these are.",
        why="There is no student id in it, and the name of the file is not one.",
        help="Add a line 'student: …' with your student id.",
        span=Span(document.source, 0, 0),
    )
