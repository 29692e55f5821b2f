"""A document becomes a ``Submission``: checked against the rubric's schema, every message at its place.

A fault of the file as a whole (an unknown key, an unknown item, another exercise) refuses the file. A fault within one
answer or one definition costs only that one: it is kept with the answer and reported when that item is graded. If the
file is refused, what was found in its answers is reported all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.answers import Task
from grader.documents import Document, DocumentNode, Scalar, Sequence, load, validate
from grader.documents import Mapping as MappingNode
from grader.documents.loading import sort_faults
from grader.documents.prose import ProseDocument
from grader.errors import AnswerError, Diagnostic, DocumentError, put_in_quotes, suggest_nearest
from grader.memory import Memory
from grader.source import Span
from grader.submission.asked import AskedItem, AskedPart, AskedRubric
from grader.submission.decimals import Decimals, read_decimals, rewrite_definition
from grader.submission.definitions import (
    Definition,
    Resolved,
    explain_unknown_name,
    resolve_definitions,
    select_complaints,
)
from grader.submission.other_parts import name_other_part
from grader.submission.schema import ID_IN_WORDS, is_student_id, submission_schema
from grader.submission.spelling import COMMA

__all__ = [
    "Submission",
    "explain_unreadable",
    "extend_task",
    "list_file_complaints",
    "load_document",
    "load_submission",
    "read_submission",
    "task_of",
]

_schemas = Memory(capacity=16)
NOT_IN_EXERCISE, RETIRED = "not-in-exercise", "not-asked-any-more"
STRANGERS = (NOT_IN_EXERCISE, RETIRED)  # answers that cost only themselves, though no item has their name


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One student's answers.

    ``answers`` holds what was given, by item id, without the items that were left blank. ``resolved`` holds the
    student's own definitions as each item's notation reads them, ``misfits`` the messages about the form of single
    answers, ``parts`` the parts of the exercise, ``unconfirmed`` the items whose answers were looked for in a
    worked document and confirmed by nobody, and ``diagnostics`` the messages about a file that can still be graded.
    If its decimals ``has_commas``, ``typed`` and ``separated`` are those of ``Decimals``.
    """

    student: str
    exercise: str
    file: str
    sha256: str
    answers: Mapping[str, DocumentNode]
    definitions: tuple[Definition, ...] = ()
    resolved: Mapping[str, Resolved] = field(default_factory=dict)
    misfits: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    parts: tuple[AskedPart, ...] = ()
    unconfirmed: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    has_commas: bool = False
    typed: Mapping[str, DocumentNode] = field(default_factory=dict)
    typed_definitions: tuple[Definition, ...] = ()
    separated: Mapping[str, DocumentNode] = field(default_factory=dict)

    @property
    def typed_answers(self) -> Mapping[str, DocumentNode]:
        """The answers as they were typed, by item."""
        return {**self.answers, **self.typed}


def load_submission(path: str | Path, rubric: AskedRubric) -> Submission:
    """Load the submission at ``path``; ``DocumentError``, with every fault of the file, if it cannot be used."""
    return read_submission(load_document(path, rubric), rubric)


def load_document(path: str | Path, rubric: AskedRubric) -> Document:
    """Load the file at ``path`` as a submission to a rubric; raises ``DocumentError`` with every fault of the file."""
    names = frozenset(item.id for item in rubric.items)
    return load(Path(path), lambda read: list_file_complaints(read, rubric), answers=names)


def read_submission(document: Document, rubric: AskedRubric) -> Submission:
    """Read the submission in a document; raises ``DocumentError`` if the file as a whole cannot be used.

    What answers which item of a worked document is found first; from then on it is like any other.
    """
    unconfirmed: frozenset[str] = frozenset()
    is_prose = isinstance(document, ProseDocument)
    if isinstance(document, ProseDocument):
        from grader.submission.claims.answering import answer_document  # which no file in YAML needs

        document, unconfirmed = answer_document(document, rubric)
    answers = map_answers(document.root)
    misfits, faults = check_form(document, rubric)
    stem = Path(document.source.name).stem
    student = read_usable_name(document.root) or stem
    if not is_student_id(student) and not find_unusable_name(document.root):
        faults.append(describe_no_student(document))
    strangers = [fault for fault in faults if fault.slug in STRANGERS]
    if len(strangers) < len(faults):
        of_answers = [fault for found in document.set_aside.values() for fault in found]
        raise DocumentError(sort_faults([*faults, *of_answers, *document.warnings]))
    answers = {name: node for name, node in answers.items() if name not in rubric.retired and not is_blank(node)}
    typed_definitions = tuple(list_definitions(document.root))
    has_commas = not is_prose and (text_of(document.root, "decimal") or rubric.decimal) == COMMA
    decimals = read_decimals(answers, rubric) if has_commas else Decimals(answers=answers)
    definitions = tuple(map(rewrite_definition, typed_definitions)) if has_commas else typed_definitions
    resolved = resolve_for_items(definitions, rubric)
    return Submission(
        student=student,
        exercise=rubric.id,
        file=Path(document.source.name).name,
        sha256=document.sha256,
        answers=decimals.answers,
        definitions=definitions,
        resolved=resolved,
        misfits={**decimals.questions, **misfits},
        parts=tuple(rubric.parts),
        unconfirmed=unconfirmed,
        diagnostics=(
            *document.warnings,
            *strangers,
            *warn_of_unusable_name(document.root, stem),
            *select_complaints(definitions, resolved.values()),
        ),
        has_commas=has_commas,
        typed=decimals.typed,
        typed_definitions=typed_definitions,
        separated=decimals.separated,
    )


def task_of(item: AskedItem, submission: Submission) -> Task:
    """What an item asks, under the notation that the student extended.

    Raises ``AnswerError`` if the answer does not have the form that the item asks for.
    """
    if item.id in submission.misfits:
        raise AnswerError(submission.misfits[item.id])
    return extend_task(item, submission)


def extend_task(item: AskedItem, submission: Submission) -> Task:
    """What an item asks, whatever the form of its answer."""
    resolved = submission.resolved.get(item.id)
    if resolved is None:
        return item.task
    return replace(item.task, notation=resolved.notation, own=resolved.own)


def list_file_complaints(document: Document, rubric: AskedRubric) -> list[Diagnostic]:
    """What is wrong with a file as a whole, to be reported along with faults of its format."""
    return check_form(document, rubric)[1]


def check_form(document: Document, rubric: AskedRubric) -> tuple[dict[str, tuple[Diagnostic, ...]], list[Diagnostic]]:
    """The messages about the form of single answers, by item id, and those about the file.

    A blank answer has no form to report.
    """
    filled = replace(document, root=drop_unusable_name(drop_blanks(document.root)))
    misfits, faults = divide_complaints(validate(filled, schema_of(rubric)), filled.root, rubric)
    return {**misfits, **document.set_aside}, faults


def drop_blanks(root: DocumentNode) -> DocumentNode:
    """The document without the keys and the answers that are left blank."""
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


def drop_unusable_name(root: DocumentNode) -> DocumentNode:
    """The document without a student whom it names in a way that cannot be used: that costs a warning, not the file."""
    unusable = find_unusable_name(root)
    if not isinstance(root, MappingNode) or unusable is None:
        return root
    return replace(root, entries=tuple(entry for entry in root.entries if entry[1] is not unusable))


def find_unusable_name(root: DocumentNode) -> DocumentNode | None:
    """The value of ``student`` if it is neither blank nor a student id."""
    value = root.get("student") if isinstance(root, MappingNode) else None
    if value is None or is_blank(value):
        return None
    return None if isinstance(value, Scalar) and is_student_id(value.text) else value


def read_usable_name(root: DocumentNode) -> str:
    """The student whom a document names; empty if it names none, or in a way that cannot be used."""
    return "" if find_unusable_name(root) else text_of(root, "student")


def warn_of_unusable_name(root: DocumentNode, stem: str) -> Iterator[Diagnostic]:
    """Warn of a name that cannot be used, at its place."""
    value = find_unusable_name(root)
    if value is not None:
        name = put_in_quotes(value.text) if isinstance(value, Scalar) else "This"
        yield Diagnostic(
            slug="unusable-student",
            what=f"{name} is not a student id, so the answers count for whoever handed in {put_in_quotes(stem)}.",
            why=ID_IN_WORDS,
            help="write your student id, or your name.",
            span=value.span,
            severity="warning",
        )


def schema_of(rubric: AskedRubric) -> Mapping[str, Any]:
    """The schema of the submissions to a rubric, made once for each rubric object."""
    return _schemas.of(submission_schema, rubric)


def explain_unreadable(error: AnswerError, item: AskedItem, submission: Submission) -> tuple[Diagnostic, ...]:
    """Why an answer cannot be read.

    For a name that the student tried to define, say why it could not be defined. For a name that another part of the
    exercise has, say which part that is.
    """
    complaints = tuple(name_other_part(complaint, item, submission.parts) for complaint in error.diagnostics)
    reading = submission.resolved.get(item.id)
    return complaints if reading is None else tuple(explain_unknown_name(each, reading) for each in complaints)


def list_section(root: DocumentNode, key: str) -> tuple[tuple[Scalar, DocumentNode], ...]:
    """The entries of a mapping under a key of the root; empty if it is missing or something else."""
    node = root.get(key) if isinstance(root, MappingNode) else None
    return node.entries if isinstance(node, MappingNode) else ()


def text_of(root: DocumentNode, key: str) -> str:
    """The text under a key of the root; empty if it is blank."""
    node = root.get(key) if isinstance(root, MappingNode) else None
    return node.text if isinstance(node, Scalar) and not node.is_blank else ""


def map_answers(root: DocumentNode) -> dict[str, DocumentNode]:
    return {key.text: node for key, node in list_section(root, "answers")}


def list_definitions(root: DocumentNode) -> Iterator[Definition]:
    """Yield the student's own definitions, each a text or something in brackets."""
    for key, node in list_section(root, "definitions"):
        yield Definition(name=key, value=node if isinstance(node, Scalar) else getattr(node, "as_typed", None))


def is_blank(node: DocumentNode) -> bool:
    """Whether nothing was answered: an empty text, or a list or mapping of nothing but blanks."""
    if isinstance(node, Scalar):
        return node.is_blank
    if isinstance(node, Sequence):
        return all(is_blank(item) for item in node.items)
    return not node.is_flow and all(is_blank(value) for _, value in node.entries)


def divide_complaints(
    found: tuple[Diagnostic, ...], root: DocumentNode, rubric: AskedRubric
) -> tuple[dict[str, tuple[Diagnostic, ...]], list[Diagnostic]]:
    """Divide messages into those about single answers and those about the file.

    An answer in brackets is read from its text, so it has the form of a text too.
    """
    ids = {item.id for item in rubric.items}
    answers = [(key, node) for key, node in list_section(root, "answers") if key.text in ids]
    misfits: dict[str, tuple[Diagnostic, ...]] = {}
    faults: list[Diagnostic] = []
    for fault in found:
        inside = next(((key, node) for key, node in answers if fault.span and is_in_entry(key, node, fault.span)), None)
        if inside is None:
            faults += [] if is_within_definitions(fault, root) else [explain_unknown_item(fault, root, rubric, ids)]
        elif getattr(inside[1], "as_typed", None) is None:
            misfits[inside[0].text] = (*misfits.get(inside[0].text, ()), fault)
    return misfits, faults


def explain_unknown_item(fault: Diagnostic, root: DocumentNode, rubric: AskedRubric, ids: set[str]) -> Diagnostic:
    """Explain an answer to an item that there is not, or one in the wrong place; other faults as they are.

    A public exercise may lack an item, so there it costs only itself.
    """
    names = [key for key, _ in list_section(root, "answers")] if fault.slug == "unknown-key" else []
    name = next((key.text for key in names if fault.span == key.span), None)
    if name is not None and name in rubric.retired:
        return Diagnostic(
            slug=RETIRED,
            what=f"{put_in_quotes(name)} is not asked any more, so this answer does not count.",
            why="The exercise had an item of this name when it was handed out first.",
            help="there is nothing to do.",
            span=fault.span,
            severity="warning",
        )
    if name is None or rubric.is_whole:
        return explain_misplaced_answer(fault, root, ids)
    return Diagnostic(
        slug=NOT_IN_EXERCISE,
        what=f"{put_in_quotes(name)} is not an item of this public exercise, so nobody has read your answer to it.",
        why="Its name may be misspelt, which grading refuses, or the item is kept for grading, and not in here.",
        help=suggest_nearest(name, ids, "Look the name up in the template that you were given."),
        span=fault.span,
    )


def explain_misplaced_answer(fault: Diagnostic, root: DocumentNode, ids: set[str]) -> Diagnostic:
    """Explain an unknown key of the file that is an answer outside of 'answers'."""
    keys = [key for key, _ in root.entries] if isinstance(root, MappingNode) else []
    name = next((key.text for key in keys if fault.slug == "unknown-key" and fault.span == key.span), None)
    if name not in ids:
        return fault
    has_answers = any(key.text == "answers" for key in keys)
    help = "Indent it under 'answers:'." if has_answers else "Write 'answers:' above it, and indent it."
    return replace(fault, why="It is an item of this exercise, and answers belong under 'answers:'.", help=help)


def is_in_entry(key: Scalar, node: DocumentNode, span: Span) -> bool:
    return key.start <= span.start <= max(node.end, key.end)


def is_within_definitions(fault: Diagnostic, root: DocumentNode) -> bool:
    """Whether a message is about a single definition; those are reported where definitions are resolved."""
    entries = list_section(root, "definitions")
    return any(fault.span and is_in_entry(key, node, fault.span) for key, node in entries)


def resolve_for_items(definitions: tuple[Definition, ...], rubric: AskedRubric) -> dict[str, Resolved]:
    """The definitions as the notation of each item reads them, by item id; items share notations."""
    if not definitions:
        return {}
    reserved = frozenset(item.id for item in rubric.items)
    by_notation: dict[int, Resolved] = {}
    for item in rubric.items:
        if id(item.notation) not in by_notation:
            by_notation[id(item.notation)] = resolve_definitions(definitions, item.notation, reserved)
    return {item.id: by_notation[id(item.notation)] for item in rubric.items}


def describe_no_student(document: Document) -> Diagnostic:
    return Diagnostic(
        slug="no-student",
        what="The file does not say whose answers these are.",
        why="There is no student id in it, and the name of the file is not one.",
        help="Add a line 'student: …' with your student id.",
        span=Span(document.source, 0, 0),
    )
