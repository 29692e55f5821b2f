r"""Marks that settle what answers an item: ``<!-- item: dL_dw -->`` in front of it, or ``\label{dL_dw}`` in it.

A mark holds for what follows it, up to the next mark or heading. Of several statements there, the one counts that would
count in a document of its own; where that has to be asked, the mark does not settle it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.documents.prose.records import Prose
from grader.documents.traced import Traced
from grader.submission.claims.candidates import Candidate, Ground, Reader
from grader.submission.claims.mapping import Confirmed, find_claims
from grader.submission.claims.names import Claim
from grader.submission.claims.targets import Target

__all__ = ["Marked", "add_confirmed", "find_marked"]

PREFIXES = ("eq-", "eq:", "item-", "item:")


@dataclass(frozen=True, kw_only=True)
class Marked:
    """What the marks of a document settle: candidates for formulas, texts for words, and items left blank.

    ``left_out`` are the items that the student says they did not answer, ``elsewhere`` those that are answered, and by
    nothing that was found.
    """

    candidates: Mapping[str, Candidate]
    texts: Mapping[str, Traced]
    blank: frozenset[str]
    left_out: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()


def find_marked(prose: Prose, claims: Sequence[Claim], targets: Sequence[Target]) -> Marked:
    """Find what the marks settle; a mark that names no item is not looked at."""
    by_id = {target.item.id: target for target in targets}
    candidates: dict[str, Candidate] = {}
    texts: dict[str, Traced] = {}
    blank: set[str] = set()
    marks = [(mark, name_of(mark.name)) for mark in prose.markers]
    stops = sorted([mark.start for mark in prose.markers] + [b.start for b in prose.blocks if b.kind == "heading"])
    for mark, name in marks:
        target = by_id.get(name)
        if target is None:
            continue
        end = mark.until or next((stop for stop in stops if stop > mark.start), len(prose.source.text) + 1)
        before = [claim for claim in claims if claim.statement.formula.end <= mark.start]
        inside = [claim for claim in claims if mark.start <= claim.statement.formula.start < end]
        if mark.name.startswith("eq-") and before and before[-1].statement.formula.end + 3 >= mark.start:
            formula = before[-1].statement.formula  # {#eq-…} is written after its formula
            inside = [claim for claim in before if claim.statement.formula is formula]
        paragraphs = [b.text for b in prose.blocks if b.kind == "paragraph" and mark.end <= b.start < end]
        if target.is_of_words:
            if paragraphs:
                texts[name] = join_lines(paragraphs)
            else:
                blank.add(name)
        elif found := choose_marked(inside, target):
            candidates[name] = found
        elif not inside and not paragraphs:
            blank.add(name)
    for claim in claims:
        for label in map(name_of, claim.statement.labels):
            if label in by_id and not by_id[label].is_of_words:
                candidates[label] = alone(claim)
    return Marked(candidates=candidates, texts=texts, blank=frozenset(blank - texts.keys() - candidates.keys()))


def add_confirmed(marked: Marked, confirmed: Mapping[str, Confirmed], prose: Prose, claims: Sequence[Claim]) -> Marked:
    """Add what the student confirmed, which comes before every mark; what was changed since is asked again."""
    candidates, texts = dict(marked.candidates), dict(marked.texts)
    aside = {name: one.is_elsewhere for name, one in confirmed.items() if not one.quotes}
    for name, one in confirmed.items():
        found = find_claims(one, claims)
        if not one.quotes:
            candidates.pop(name, None)
            texts.pop(name, None)
        elif found:
            candidates[name] = alone(found[0]) if len(found) == 1 else together(found)
        elif text := find_text(one.quotes[0].quote, prose):
            texts[name] = text
    return Marked(
        candidates=candidates,
        texts=texts,
        blank=marked.blank - aside.keys(),
        left_out=frozenset(name for name, is_elsewhere in aside.items() if not is_elsewhere),
        elsewhere=frozenset(name for name, is_elsewhere in aside.items() if is_elsewhere),
    )


def find_text(quote: str, prose: Prose) -> Traced | None:
    """A text that was confirmed, if it is still there, once."""
    whole = Traced.of(prose.source)
    place = whole.text.find(quote)
    is_only = place >= 0 and whole.text.find(quote, place + 1) < 0
    return whole[place : place + len(quote)] if is_only else None


def name_of(mark: str) -> str:
    """The id of an item in a mark."""
    return next((mark.removeprefix(prefix) for prefix in PREFIXES if mark.startswith(prefix)), mark)


def choose_marked(inside: Sequence[Claim], target: Target) -> Candidate | None:
    """The candidate among the statements at a mark: the only one, or the one that has the name of the item."""
    claimed = [claim for claim in inside if claim.statement.is_claimed]
    if len(claimed) == 1:
        return alone(claimed[0])
    named = [one for one in Reader(claimed).list_candidates(target) if one.ground is not Ground.HINT]
    leaders = [one for one in named if one.ground is named[0].ground]
    boxed = [one for one in leaders if one.is_boxed]
    if len(leaders) > 1 and len(boxed) == 1:
        return boxed[0]
    return leaders[0] if len(leaders) == 1 else None


def alone(claim: Claim) -> Candidate:
    return Candidate(claims=(claim,), ground=Ground.NAMED, name=claim.name)


def together(claims: Sequence[Claim]) -> Candidate:
    return Candidate(claims=tuple(claims), ground=Ground.NAMED, name=claims[0].name, is_collected=True)


def join_lines(parts: Sequence[Traced]) -> Traced:
    """Several paragraphs as one text."""
    joined = [parts[0]]
    for part in parts[1:]:
        joined += [part.write("\n", joined[-1]), part]
    return parts[0].join(joined)
