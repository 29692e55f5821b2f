"""The decimals of a submission: where they have commas, each answer is rewritten before anything else reads it.

What was typed is kept beside what is read. A message about an answer points at its place in the student's own file,
because every character of the new text is where the old one is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from grader.answers.wholes import refuse_whole
from grader.documents import DocumentNode, Scalar, Sequence
from grader.documents import Mapping as MappingNode
from grader.documents.traced import RewrittenMapping, RewrittenSequence, Traced, TracedScalar, make_scalar
from grader.errors import AnswerError, Diagnostic
from grader.expr.decimal_comma import read_with_points, separate_at_commas
from grader.source import Source
from grader.submission.asked import AskedRubric
from grader.submission.definition_names import Definition
from grader.submission.spelling import has_decimals

__all__ = ["Decimals", "read_decimals", "rewrite_definition"]


@dataclass(frozen=True, kw_only=True)
class Decimals:
    """Answers whose decimals have commas, by item: as they are read, and as they were typed.

    ``separated`` has another reading of some of them, in which every comma separates: ``{1, 2}`` for ``{1,2}``.
    ``questions`` has the messages about those of which nobody can tell what is meant.
    """

    answers: Mapping[str, DocumentNode] = field(default_factory=dict)
    typed: Mapping[str, DocumentNode] = field(default_factory=dict)
    separated: Mapping[str, DocumentNode] = field(default_factory=dict)
    questions: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)


def read_decimals(answers: Mapping[str, DocumentNode], rubric: AskedRubric) -> Decimals:
    """Read answers with decimal commas."""
    read, typed, separated, questions = dict(answers), {}, {}, {}
    for item in rubric.items:
        given = answers.get(item.id)
        if given is None or not has_decimals(item) or not is_usable(given):
            continue
        typed[item.id] = given
        try:
            read[item.id] = rewrite(given, partial(read_with_points, shape=item.task.asked.shape))
        except AnswerError as error:
            questions[item.id] = error.diagnostics
            continue
        if any(map(separate_at_commas, list_texts(given))):
            separated[item.id] = rewrite(given, lambda text: separate_at_commas(text) or text)
    return Decimals(answers=read, typed=typed, separated=separated, questions=questions)


def rewrite_definition(definition: Definition) -> Definition:
    """Return a student's own quantity in the usual notation, or with the question what is meant."""
    if definition.value is None:
        return definition
    try:
        value = rewrite(definition.value, read_with_points)
    except AnswerError as error:
        return replace(definition, question=error.diagnostic)
    return replace(definition, value=value) if isinstance(value, Scalar) else definition


def is_usable(given: DocumentNode) -> bool:
    """Whether an answer is not refused as a whole, which is said of it as it was typed."""
    try:
        refuse_whole(given)
    except AnswerError:
        return False
    return True


def rewrite(given: DocumentNode, change: Callable[[str], str]) -> DocumentNode:
    """Return an answer with each of its texts changed. A number of JSON is no text, and has a point in any case."""
    if isinstance(given, Scalar):
        return given if is_json_number(given) else rewrite_scalar(given, change)
    if given.as_typed is not None:
        return given if is_json(given) else rewrite_brackets(given, given.as_typed, change)
    if isinstance(given, Sequence):
        return replace(given, items=tuple(rewrite(item, change) for item in given.items))
    return replace(given, entries=tuple((key, rewrite(value, change)) for key, value in given.entries))


def rewrite_brackets(given: Sequence | MappingNode, typed: Scalar, change: Callable[[str], str]) -> DocumentNode:
    """Return a list or a set as it was typed in brackets, changed; YAML has split it at the commas of its decimals."""
    whole = rewrite_scalar(typed, change)
    if not isinstance(whole, TracedScalar) or whole.traced is None:  # nothing has changed
        return given
    if isinstance(given, MappingNode):
        return RewrittenMapping(given.entries, given.source, given.start, given.end, given.is_flow, whole)
    return make_list(whole)


def make_list(whole: TracedScalar) -> Scalar | RewrittenSequence:
    """Return a rewritten text in brackets as the list that it is; any other as it is."""
    traced = whole.traced
    if traced is None or not (traced.text.startswith("[") and traced.text.endswith("]")):
        return whole
    items = tuple(make_list(make_scalar(part.strip())) for part in split_list(traced))
    return RewrittenSequence(items, whole.source, whole.start, whole.end, True, whole)


def split_list(whole: Traced) -> Iterator[Traced]:
    """Yield the entries of a list in brackets."""
    depth, start = 0, 1
    for place, sign in enumerate(whole.text[1:-1], start=1):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth <= 0:
            yield whole[start:place]
            start = place + 1
    yield whole[start : len(whole) - 1]


def rewrite_scalar(given: Scalar, change: Callable[[str], str]) -> Scalar:
    """Return a text changed; each of its characters is where that of the old text is in the file."""
    text = given.lines
    try:
        changed = change(text)
    except AnswerError as error:
        raise type(error)(given.relocate(diagnostic) for diagnostic in error.diagnostics) from None
    if changed == text:
        return given
    if len(changed) != len(text):  # another reading, about which nothing is said
        return make_scalar(Traced.of(Source(given.source.name, changed)))
    spans = [given.locate(place, place + 1) for place in range(len(text))]
    return make_scalar(Traced(changed, given.source, [span.start for span in spans], [span.end for span in spans]))


def is_json(given: DocumentNode) -> bool:
    return given.source.name.lower().endswith(".json")


def is_json_number(given: Scalar) -> bool:
    return given.style == "plain" and is_json(given)


def list_texts(given: DocumentNode) -> Iterator[str]:
    """Yield the texts of an answer that are rewritten."""
    if isinstance(given, Scalar):
        yield given.lines
    elif given.as_typed is not None:
        yield given.as_typed.lines
    elif isinstance(given, Sequence):
        for item in given.items:
            yield from list_texts(item)
    elif isinstance(given, MappingNode):
        for _, value in given.entries:
            yield from list_texts(value)
