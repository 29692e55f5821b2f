"""How a worked document is read, as a form: for each item what was found, and how its student settles it.

Only the public exercise is asked, as for everything else that is read before grading; so no hidden item can show.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from grader.documents import Scalar
from grader.documents.loading import parse_named
from grader.documents.prose import ProseDocument
from grader.documents.traced import make_scalar
from grader.errors import Diagnostic, DocumentError, put_in_quotes
from grader.reports.markup import escape_text
from grader.reports.readings.html import render_sections
from grader.reports.readings.places import Places, number_statements
from grader.rubric.public import Exercise
from grader.submission.claims.mapping import Confirmed, anchor_claims, parse_map, write_map
from grader.submission.claims.names import Claim
from grader.submission.claims.reading import (
    Alternative,
    DocumentReading,
    Proposal,
    confirm_all,
    confirm_texts,
    find_suspicions,
    propose,
)

__all__ = ["NUMBER", "USE", "ReadDocument", "count_confirmed", "read_document"]

USE, NUMBER = "use.", "number."  # before the id of an item, in the name of a field
NONE, ELSEWHERE, UNDO = "none", "elsewhere", "undo"
SETTLED: Final = {NONE: Confirmed(), ELSEWHERE: Confirmed(is_elsewhere=True)}
MOST_NUMBERS: Final = 100  # of formulas for one item


@dataclass(frozen=True, kw_only=True)
class ReadDocument:
    """A document as it is read, as markup; ``faults`` say why it cannot be.

    ``chosen`` is the map of what the student has settled so far, ``confirmed`` of that and all that was found.
    ``answered`` counts the items with an answer, ``notes`` say what could not be done.
    """

    markup: str = ""
    chosen: str = ""
    confirmed: str = ""
    answered: int = 0
    named: Scalar | None = None
    notes: tuple[str, ...] = ()
    faults: tuple[Diagnostic, ...] = ()


def read_document(
    exercise: Exercise, name: str, data: bytes, chosen: str, fields: Mapping[str, str], *, has_fields: bool
) -> ReadDocument:
    """Read a document with the map of what was ``chosen`` before, and with what the fields of the form say now.

    The markup ``has_fields`` only where something can still be settled.
    """
    try:
        document = parse_named(lambda: data, name, answers=())
        before = parse_map(chosen.encode(), "the choices") if chosen else {}
    except DocumentError as error:
        return ReadDocument(faults=error.diagnostics)
    assert isinstance(document, ProseDocument)
    notes: list[str] = []
    reading = propose(document.prose, exercise, before)
    settled = dict(choose(reading, before, fields, notes))
    if settled != before:
        reading = propose(document.prose, exercise, settled)
    controls = Fields(settled) if has_fields else Nothing()
    confirmed = confirm_all(reading, {**confirm_texts(reading), **settled})
    return ReadDocument(
        markup="".join(render_sections(reading, find_suspicions(reading, exercise), controls)),
        chosen=write_map(settled),
        confirmed=write_map(confirmed),
        answered=sum(proposal.source is not None for proposal in reading.items.values()),
        named=make_scalar(document.prose.student) if document.prose.student else None,
        notes=tuple(notes),
    )


def count_confirmed(confirmed: str) -> int:
    """Count the items that a document answers, from the map that was handed in with it."""
    try:
        return sum(bool(one.quotes) for one in parse_map(confirmed.encode(), "the choices").values())
    except DocumentError:
        return 0


def choose(
    reading: DocumentReading, before: Mapping[str, Confirmed], fields: Mapping[str, str], notes: list[str]
) -> Iterator[tuple[str, Confirmed]]:
    """Yield what is settled for each item, by what was settled before and by the fields."""
    by_number = number_statements(reading.claims)
    for name, proposal in reading.items.items():
        use, typed = fields.get(f"{USE}{name}", ""), fields.get(f"{NUMBER}{name}", "").strip()
        wanted = typed or ("" if use in (*SETTLED, UNDO) else use)
        claims = find_numbers(wanted, by_number) if wanted else []
        if claims is None:
            title = proposal.item.title
            notes.append(f"There is no formula {put_in_quotes(wanted[:40])}; nothing was changed for '{title}'.")
        if claims:
            yield name, anchor_claims(claims)
        elif use in SETTLED and not typed:
            yield name, SETTLED[use]
        elif name in before and use != UNDO:
            yield name, before[name]


def find_numbers(text: str, by_number: Mapping[str, Claim]) -> list[Claim] | None:
    """The statements with these numbers, such as ``3.1, 3.2``, or all of formula 3; None if one does not exist."""
    found: list[Claim] = []
    for number in text.split(",")[:MOST_NUMBERS]:
        wanted = number.strip()
        several = [claim for known, claim in by_number.items() if known == wanted or known.startswith(f"{wanted}.")]
        if not wanted or not several:
            return None
        found += several
    return list(dict.fromkeys(found))


class Nothing:
    """Settles nothing: for a document that was handed in."""

    def settle_item(self, proposal: Proposal, places: Places) -> str:
        """Nothing is left to be settled."""
        return ""

    def settle_alternative(self, proposal: Proposal, alternative: Alternative, places: Places) -> str:
        """Nothing is left to be settled."""
        return ""


@dataclass(frozen=True)
class Fields:
    """Settles what answers an item by the fields of a form; ``settled`` is what was settled before."""

    settled: Mapping[str, Confirmed]

    def settle_item(self, proposal: Proposal, places: Places) -> str:
        """The choice to keep what was found, to say that it is wrong, or to name another formula."""
        item = proposal.item
        offers = [("", self.describe_default(proposal))]
        if item.id in self.settled:
            offers.append((UNDO, "Undo this choice"))
        if proposal.source is not None or proposal.alternatives:
            offers.append((ELSEWHERE, "Not here: I answered it, and a person looks for it"))
        if not proposal.is_blank:
            offers.append((NONE, "I did not answer it"))
        shown = "".join(render_radio(item.id, value, words, is_on=not value) for value, words in offers)
        if item.type not in ("text", "choice") and places.by_number:
            field = escape_text(f"{NUMBER}{item.id}")
            shown += (
                f'<label class="number-field">Another formula, by its number '
                f'<input name="{field}" size="6" maxlength="200" autocomplete="off"></label>'
            )
        name = escape_text(item.title)
        return f'<fieldset class="settle"><legend class="unseen">{name}</legend>{shown}</fieldset>'

    def describe_default(self, proposal: Proposal) -> str:
        """What the first choice means, which changes nothing."""
        if proposal.is_blank:
            return "I did not answer it"
        if proposal.source is not None:
            return "This is my answer"
        return "Leave it open: a person chooses" if proposal.alternatives else "Leave it open: a person looks for it"

    def settle_alternative(self, proposal: Proposal, alternative: Alternative, places: Places) -> str:
        """The choice to take another statement."""
        numbers = ",".join(places.numbers[claim] for claim in alternative.claims)
        words = "This is my answer" if proposal.source is None else "Use this instead"
        return render_radio(proposal.item.id, numbers, words, is_on=False)


def render_radio(item: str, value: str, words: str, *, is_on: bool) -> str:
    checked = " checked" if is_on else ""
    name = escape_text(f"{USE}{item}")
    return f'<label class="choice"><input type="radio" name="{name}" value="{value}"{checked}> {words}</label>'
