"""A worked document as a submission: its answers are where the student wrote them, and what is open goes to a person.

Nothing that was not found is blank, unless the document has nothing left that could be it: a reader that missed an
answer must never cost the points for it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from grader.documents import Document, DocumentNode, Mapping, Scalar
from grader.documents.loading import MAP
from grader.documents.prose import ProseDocument, find_format
from grader.documents.prose.records import Block
from grader.documents.traced import make_scalar
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span
from grader.submission.asked import AskedRubric
from grader.submission.claims.mapping import Confirmed, parse_map
from grader.submission.claims.own import make_definition
from grader.submission.claims.reading import DocumentReading, Proposal, propose
from grader.submission.claims.targets import target_of
from grader.submission.stated.outline import has_words

__all__ = ["answer_document", "refuse_empty"]

NOT_FOUND = "not found in the document"
CHOICE = "choice"
TEXT = "text"


def answer_document(document: ProseDocument, rubric: AskedRubric) -> tuple[Document, frozenset[str]]:
    """The submission that a worked document is, and the items whose answers nobody has confirmed."""
    confirmed, complaints = read_confirmed(document)
    reading = propose(document.prose, rubric, confirmed)
    refuse_empty(reading)
    source = document.source
    entries: list[tuple[Scalar, DocumentNode]] = []
    set_aside: dict[str, tuple[Diagnostic, ...]] = {}
    is_used_up = not has_rest(reading)
    settled = [one for one in reading.items.values() if one.status == "text" and one.is_settled]
    has_sentences = any(has_words(block.text.text) for block in list_paragraphs_beside(reading, settled))
    for name, proposal in reading.items.items():
        has_none = is_used_up and not (has_sentences and may_be_words(proposal))
        given, doubts = find_answer(proposal, source, is_used_up=has_none)
        if given is None:
            continue
        entries.append((Scalar(name, source, given.start, given.start), given))
        if doubts:
            set_aside[name] = doubts
    answers = Mapping(tuple(entries), source, 0, len(source.text))
    whole = [*list_head(document), *list_own(reading), (Scalar("answers", source, 0, 0), answers)]
    unconfirmed = {
        name
        for name, proposal in reading.items.items()
        if name in set_aside or (proposal.status == "text" and not proposal.is_settled)
    }
    answered = Document(
        source=source,
        root=Mapping(tuple(whole), source, 0, len(source.text)),
        sha256=document.sha256,
        warnings=(*document.warnings, *complaints),
        set_aside=set_aside,
    )
    return answered, frozenset(unconfirmed)


def read_confirmed(document: ProseDocument) -> tuple[dict[str, Confirmed], tuple[Diagnostic, ...]]:
    """What the map beside a document confirms; one that cannot be read confirms nothing, and is warned of."""
    if not document.confirmed:
        return {}, ()
    try:
        return parse_map(document.confirmed, f"{document.source.name}{MAP}"), ()
    except DocumentError as error:
        return {}, tuple(replace(fault, severity="warning") for fault in error.diagnostics)


def list_head(document: ProseDocument) -> Iterator[tuple[Scalar, DocumentNode]]:
    if document.prose.student is not None:
        yield Scalar("student", document.source, 0, 0), make_scalar(document.prose.student)


def list_own(reading: DocumentReading) -> Iterator[tuple[Scalar, DocumentNode]]:
    """What the student's own names mean, as a submission says it."""
    definitions = [make_definition(claim) for claim in reading.own]
    if definitions:
        entries = tuple((each.name, each.value) for each in definitions if each.value is not None)
        source = reading.prose.source
        yield Scalar("definitions", source, 0, 0), Mapping(entries, source, 0, len(source.text))


def find_answer(
    proposal: Proposal, source: Source, *, is_used_up: bool
) -> tuple[DocumentNode | None, tuple[Diagnostic, ...]]:
    """The answer to one item, with why it goes to a person, if it does; None if the item was left out.

    It was left out if it was not found and ``is_used_up``, the document, has nothing left that could be it.
    """
    if proposal.status == "text" and proposal.source is not None and is_open_choice(proposal):
        return proposal.source, (describe_choice(proposal),)
    if proposal.source is not None:
        return proposal.source, ()
    is_left_out = proposal.status == "missing" and is_used_up and not (proposal.is_settled or proposal.alternatives)
    if proposal.is_blank or is_left_out:
        return None, ()
    if proposal.status == "ask":
        parts = [alternative.source for alternative in proposal.alternatives]
        first = parts[0]
        return first, (describe_open(proposal, first.span),)
    return Scalar(NOT_FOUND, source, 0, 0, "literal"), (describe_not_found(proposal, source),)


def is_open_choice(proposal: Proposal) -> bool:
    """Whether one of several choices is asked for, and the words at a mark are not the name of one."""
    is_named = isinstance(proposal.source, Scalar) and proposal.source.text.strip(" .*`").lower() in {
        name.lower() for name in proposal.item.choices
    }
    return proposal.item.type == CHOICE and not (proposal.is_settled and is_named)


def refuse_empty(reading: DocumentReading) -> None:
    """Raise ``DocumentError`` for a document in which there is nothing to judge."""
    if has_nothing(reading):
        raise DocumentError([describe_no_formulas(reading.prose.source), *reading.prose.remarks])


def has_nothing(reading: DocumentReading) -> bool:
    """Whether formulas are asked for, and a document has none, nor words or marks that belong to an item."""
    is_asked = any(not proposal.item.choices and proposal.item.type != TEXT for proposal in reading.items.values())
    is_answered = any(one.source is not None or one.is_settled or one.alternatives for one in reading.items.values())
    return is_asked and not is_answered and not reading.claims


def has_rest(reading: DocumentReading) -> bool:
    """Whether a document has anything that answers no item, or was not read, so that an answer may be among it."""
    if reading.prose.remarks:
        return True
    return bool(reading.unused) or any(list_paragraphs_beside(reading, reading.items.values()))


def list_paragraphs_beside(reading: DocumentReading, proposals: Iterable[Proposal]) -> Iterator[Block]:
    """The paragraphs in which there is nothing of what these proposals take."""
    sources = [one.source for one in proposals if one.source is not None]
    for block in reading.prose.blocks:
        if block.kind != "heading" and not any(one.start < block.end and block.start < one.end for one in sources):
            yield block


def may_be_words(proposal: Proposal) -> bool:
    """Whether an answer may be in a sentence: words are asked for, or something that has no name."""
    item = proposal.item
    return item.type == TEXT or bool(item.choices) or not (item.task.symbols or target_of(item).is_found_by_form)


def describe_no_formulas(source: Source) -> Diagnostic:
    return Diagnostic(
        slug="document-without-formulas",
        what="There is no formula in this document.",
        why="A formula is read where it is marked as one: between dollar signs, or as LaTeX marks it.",
        help="Write $ before and after each formula, as in $x = 1$.",
        span=Span(source, 0, 0),
    )


def describe_not_found(proposal: Proposal, source: Source) -> Diagnostic:
    is_named = bool(proposal.item.task.symbols)
    name = "Write the name that is asked for in front of it, as in 'x = …', or a mark" if is_named else "Write a mark"
    return Diagnostic(
        slug="answer-not-found",
        what="No answer to this item was found in the document.",
        why=proposal.why,
        help=f"{name} above it: '{spell_mark(proposal, source)}'. Otherwise a person looks for it.",
        span=Span(source, 0, 0),
    )


def spell_mark(proposal: Proposal, source: Source) -> str:
    """How an answer to an item is marked in a document of this format."""
    form = find_format(PurePath(source.name).suffix)
    return (form.mark if form else "{}").format(proposal.item.id)


def describe_open(proposal: Proposal, span: Span) -> Diagnostic:
    return Diagnostic(
        slug="answer-not-settled",
        what="It is not clear which part of the document answers this item.",
        why=proposal.why,
        help=f"Mark the one that you mean by a comment '{spell_mark(proposal, span.source)}' above it. Otherwise a "
        "person chooses.",
        span=span,
    )


def describe_choice(proposal: Proposal) -> Diagnostic:
    names = ", ".join(proposal.item.choices)
    return Diagnostic(
        slug="choice-in-words",
        what="This is read as your answer in words, and one of several choices is asked for.",
        why=f"The choices are {names}.",
        help="Write one of them. Otherwise a person reads what you wrote.",
        span=proposal.source.span if proposal.source else None,
    )
