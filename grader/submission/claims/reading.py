"""Reading a worked document: for each item what is proposed as its answer, where it is, why, and what else it may be.

``propose`` never sees a key: it gets what a public exercise has as well. What only one item can mean is *proposed*;
what may mean several things is *asked*; words are *text* for a person to confirm. Items that are hidden are matched
after all others and change nothing about them, so nobody learns from a reading that they exist.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from grader.documents import DocumentNode, Scalar
from grader.documents.prose.records import Block, Prose
from grader.documents.traced import Traced, TracedScalar, TracedSequence, make_list, make_scalar
from grader.errors import Diagnostic
from grader.expr.nodes import Node
from grader.expr.reading import parse_or_none
from grader.submission.asked import AskedItem, AskedRubric
from grader.submission.claims.candidates import Candidate, Ground, Reader
from grader.submission.claims.letters import write_in_letters_of
from grader.submission.claims.mapping import Anchor, Confirmed, anchor_claims
from grader.submission.claims.marks import Marked, add_confirmed, find_marked
from grader.submission.claims.matching import Match, match_items
from grader.submission.claims.names import Claim, wording_of
from grader.submission.claims.own import OwnNames
from grader.submission.claims.quoted import Quotation, find_quoted, is_within, select_single
from grader.submission.claims.reasons import (
    describe_ask,
    describe_blank,
    describe_candidate,
    describe_elsewhere,
    describe_left_out,
    describe_misread,
    describe_missing,
    describe_only_part,
    describe_own,
    describe_redefined,
    describe_text,
)
from grader.submission.claims.sentences import find_said
from grader.submission.claims.suspicion import Suspicion, find_misread, find_misreadings, find_redefined
from grader.submission.claims.targets import Target, target_of
from grader.submission.claims.titles import find_titled
from grader.submission.stated.corrected import find_corrected
from grader.submission.stated.outline import find_texts, find_under, list_sections
from grader.submission.stated.statements import list_statements
from grader.submission.stated.supposed import find_supposed, find_withdrawn
from grader.submission.stated.tables import list_told

__all__ = [
    "Alternative",
    "DocumentReading",
    "Proposal",
    "Status",
    "confirm_all",
    "confirm_texts",
    "find_suspicions",
    "list_claims",
    "propose",
]

Writing = TracedScalar | TracedSequence
Status = Literal["proposed", "ask", "missing", "text", "unreadable"]


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """Another statement that may be meant, or several that are one answer, and why; read when somebody asks."""

    candidate: Candidate
    target: Target

    @property
    def claims(self) -> tuple[Claim, ...]:
        return self.candidate.claims

    @cached_property
    def source(self) -> DocumentNode:
        return make_answer(self.candidate, self.target)[0]

    @property
    def why(self) -> str:
        return describe_candidate(self.candidate)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What was found for one item; ``source`` is the answer as it would be graded, None if there is none.

    ``is_settled`` says that a mark or the student said so; ``is_blank`` that they left the item out. ``own`` are the
    statements that say what the student's own names in it mean.
    """

    item: AskedItem
    status: Status
    why: str
    source: DocumentNode | None = None
    alternatives: tuple[Alternative, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    is_settled: bool = False
    is_blank: bool = False
    own: tuple[Claim, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DocumentReading:
    """A document that was read: a proposal for each item, by its id, with the statements that it takes.

    ``claims`` are all statements, ``unused`` those that answer no item.
    """

    prose: Prose
    items: Mapping[str, Proposal]
    claims: tuple[Claim, ...]
    taken: Mapping[str, tuple[Claim, ...]]
    unused: tuple[Claim, ...]

    @property
    def own(self) -> list[Claim]:
        """The statements that say what the student's own names in the answers mean, in the order of the text."""
        return sorted(
            {claim for one in self.items.values() for claim in one.own}, key=lambda each: each.statement.order
        )


def propose(prose: Prose, rubric: AskedRubric, confirmed: Mapping[str, Confirmed] | None = None) -> DocumentReading:
    """Propose what each item of an exercise is answered by, hidden ones included; ``confirmed`` is settled."""
    quoted = find_quoted(prose, [item for item in rubric.items if not item.hidden])
    single = tuple(select_single(prose, quoted)) if quoted else ()
    if quoted:
        prose = leave_out(prose, [one.block for one in quoted])
    claims = list_claims(prose)
    targets = [target_of(item) for item in rubric.items]
    visible = [target for target in targets if not target.item.hidden]
    found = propose_for(visible, rubric, prose, claims, confirmed or {}, (quoted, single))
    if len(visible) < len(targets):
        everything = propose_for(targets, rubric, prose, claims, confirmed or {}, (quoted, single))
        found |= {target.item.id: everything[target.item.id] for target in targets if target.item.hidden}
    items = {target.item.id: found[target.item.id][0] for target in targets}
    taken = {name: claims for name, (_, claims) in found.items()}
    used = {claim for each in taken.values() for claim in each}
    used |= {claim for one in items.values() for claim in one.own}
    unused = tuple(claim for claim in claims if claim not in used)
    return DocumentReading(prose=prose, items=items, claims=tuple(claims), taken=taken, unused=unused)


def leave_out(prose: Prose, quoted: Sequence[Block]) -> Prose:
    """A document without the paragraphs that quote questions, and the formulas in them."""
    formulas = tuple(formula for formula in prose.formulas if not is_within(formula.start, quoted))
    return replace(prose, formulas=formulas, blocks=tuple(block for block in prose.blocks if block not in quoted))


def find_suspicions(reading: DocumentReading, rubric: AskedRubric) -> list[Suspicion]:
    """The places of a document that may have been misread, in the order of its text."""
    reader = Reader(reading.claims)
    notations = {id(part.items[0].notation): part.items[0].notation for part in rubric.parts if part.items}
    by_claim = zip(*(reader.read(notation) for notation in notations.values()), strict=True)
    return find_misreadings(by_claim)


def list_claims(prose: Prose) -> list[Claim]:
    """Every statement of a document, in order, and what its tables say."""
    formulas = prose.formulas
    told = list(list_told(prose))
    everything = sorted([*formulas, *told], key=lambda each: each.start) if told else formulas
    statements = [statement for formula in everything for statement in list_statements(formula)]
    supposed, withdrawn = set(find_supposed(formulas)), set(find_withdrawn(formulas))
    corrected = find_corrected(statements, prose.blocks)
    return [
        Claim(
            replace(statement, order=order),
            is_supposed=statement.formula in supposed or statement in corrected,
            is_withdrawn=statement.formula in withdrawn,
        )
        for order, statement in enumerate(statements)
    ]


Found = dict[str, tuple[Proposal, tuple[Claim, ...]]]


def propose_for(
    targets: Sequence[Target],
    rubric: AskedRubric,
    prose: Prose,
    claims: Sequence[Claim],
    confirmed: Mapping[str, Confirmed],
    quoted: tuple[Sequence[Quotation], Sequence[Quotation]],
) -> Found:
    """A proposal for each of these items, with the claims that it takes; ``quoted`` are the questions in it."""
    marked = add_confirmed(find_marked(prose, claims, targets), confirmed, prose, claims)
    aside = marked.left_out | marked.elsewhere
    here = [target for target in targets if target.item.id not in aside]
    of_words = [target for target in here if target.is_of_words]
    of_formulas = [target for target in here if not target.is_of_words]
    titled = find_titled(prose, claims, rubric.parts, [target.item.id for target in targets], *quoted)
    reader = Reader(claims, [target for target in targets if not target.item.hidden])
    said = find_said(prose, claims, targets)
    matches = match_items(of_formulas, reader, marked.candidates, titled, said, takes_last=rubric.takes_last_claim)
    notations = {id(target.notation): target.notation for target in targets}
    own = OwnNames(claims, [target.item.id for target in targets], list(notations.values()))
    found: Found = {name: propose_match(match, marked, matches, reader, own) for name, match in matches.items()}
    sections = list_sections(prose)
    texts = find_texts([target.item for target in of_words if target.item.id not in marked.texts], sections)
    for target in of_words:
        item = target.item
        if item.id in marked.texts:
            source = make_scalar(marked.texts[item.id])
            one = Proposal(item=item, status="text", source=source, why=describe_text(""), is_settled=True)
        elif item.id in marked.blank:
            one = propose_blank(item)
        elif item.id in texts and (text := texts[item.id].text):
            one = Proposal(item=item, status="text", source=make_scalar(text), why=describe_text(texts[item.id].title))
        elif text := find_under(prose, titled.regions.get(item.id)):
            one = Proposal(
                item=item, status="text", source=make_scalar(text), why=describe_text(titled.titles[item.id])
            )
        else:
            one = Proposal(item=item, status="missing", why=describe_missing(target))
        found[item.id] = (one, ())
    for item in (target.item for target in targets if target.item.id in aside):
        found[item.id] = (propose_aside(item, is_left_out=item.id in marked.left_out), ())
    return found


def propose_blank(item: AskedItem) -> Proposal:
    """The proposal for an item that the student has marked, with nothing there."""
    return Proposal(item=item, status="missing", why=describe_blank(), is_settled=True, is_blank=True)


def propose_aside(item: AskedItem, *, is_left_out: bool) -> Proposal:
    """The proposal for an item that the student says they left out, or answered by nothing that was found."""
    why = describe_left_out() if is_left_out else describe_elsewhere()
    return Proposal(item=item, status="missing", why=why, is_settled=True, is_blank=is_left_out)


def propose_match(
    match: Match, marked: Marked, matches: Mapping[str, Match], reader: Reader, own_names: OwnNames
) -> tuple[Proposal, tuple[Claim, ...]]:
    """The proposal for one item, with the claims that it takes."""
    item, taken = match.target.item, match.taken
    if item.id in marked.blank and taken is None:
        return propose_blank(item), ()
    others = [one for one in match.others if one.ground is not Ground.HINT or taken is None]
    alternatives = tuple(Alternative(candidate=one, target=match.target) for one in others)
    if taken is None:
        if not alternatives:
            return Proposal(item=item, status="missing", why=describe_missing(match.target)), ()
        if (whole := find_whole(match, matches)) is not None:
            why = describe_only_part(whole)
            return Proposal(item=item, status="missing", why=why, alternatives=alternatives), ()
        return Proposal(item=item, status="ask", why=describe_ask(match, matches), alternatives=alternatives), ()
    source, diagnostics = make_answer(taken, match.target)
    own: tuple[Claim, ...] = ()
    if diagnostics and (wide := own_names.widen(match.target, taken.claims)) is not None:
        given, faults = make_answer(taken, wide)
        if not faults:
            source, diagnostics = given, ()
            own = tuple(own_names.list_used(list_trees(given, wide), match.target.notation))
    is_settled = item.id in marked.candidates
    doubt = "" if diagnostics or is_settled or own else describe_doubt(taken, item, reader)
    if doubt:
        first = Alternative(candidate=taken, target=match.target)
        return Proposal(item=item, status="ask", why=doubt, alternatives=(first, *alternatives)), ()
    return (
        Proposal(
            item=item,
            status="unreadable" if diagnostics else "proposed",
            why=describe_candidate(taken, is_repeated=match.is_repeated, is_last=match.is_last, is_marked=is_settled)
            + describe_own(own),
            source=source,
            alternatives=alternatives,
            diagnostics=diagnostics,
            is_settled=is_settled,
            own=own,
        ),
        taken.claims,
    )


def find_whole(match: Match, matches: Mapping[str, Match]) -> AskedItem | None:
    """Another item that is answered by all that was found for this one, where that is only a part of what it asks."""
    if not all(one.is_part for one in match.others):
        return None
    claims = {claim for one in match.others for claim in one.claims}
    takers = [each for each in matches.values() if each.taken is not None and claims & set(each.taken.claims)]
    taken = {claim for each in takers if each.taken is not None for claim in each.taken.claims}
    return takers[0].target.item if takers and claims <= taken else None


def list_trees(given: Writing, target: Target) -> Iterator[Node]:
    """The formulas of an answer; one that is a list has one for each of its members."""
    for each in given.items if isinstance(given, TracedSequence) else (given,):
        if isinstance(each, TracedScalar):
            sides = wording_of(each.text).sides
            trees = (parse_or_none(side, target.notation) for side in sides)
            yield from (tree for tree in trees if tree is not None)


def describe_doubt(taken: Candidate, item: AskedItem, reader: Reader) -> str:
    """Why somebody is asked about a statement although no other can be meant; empty where nothing is in doubt."""
    if odd := find_misread(taken.claims, item.notation):
        return describe_misread(odd.text, odd.instead)
    constant = find_redefined(taken.claims, reader.read(item.notation), item.notation)
    return describe_redefined(constant.name) if constant else ""


def make_answer(candidate: Candidate, target: Target) -> tuple[Writing, tuple[Diagnostic, ...]]:
    """The answer that a candidate gives, and why it cannot be read, if so.

    A statement is the answer as it is; where its head is spelled in other letters than the question has, its value is,
    in the letters of the question.
    """
    whole = join_texts([claim.text for claim in candidate.claims], candidate)
    for given in list_writings(candidate, target, whole):
        if target.try_answer(given).is_read:
            return given, ()
    return whole, target.explain(whole)


def list_writings(candidate: Candidate, target: Target, whole: Writing) -> Iterator[Writing]:
    """The ways to write what a candidate says as an answer, the best first; most are read as the first."""
    names = () if candidate.is_collected else candidate.claims[0].wording.read(target.notation).names
    if names and names[0] not in target.symbols and (renamed := write_in_letters_of(target, candidate.claims[0])):
        yield make_scalar(renamed[-1])
    yield whole
    yield join_texts([body_of(claim) for claim in candidate.claims], candidate)
    # A step in the middle may be one that nobody can read; after a sign of order, there is a bound and no result.
    if not candidate.is_collected and len(candidate.claims[0].sides) > 2 and candidate.claims[0].wording.ends_in_value:
        yield make_scalar(candidate.claims[0].sides[-1])
        if candidate.claims[0].wording.read(target.notation).only_names:  # and the last side another name for it
            yield write_without_last(candidate.claims[0])


def write_without_last(claim: Claim) -> Writing:
    """A statement up to its last side but one."""
    return make_scalar(claim.text[: claim.wording.spans[-2][1]])


def join_texts(texts: Sequence[Traced], candidate: Candidate) -> Writing:
    return make_list(texts) if candidate.is_collected else make_scalar(texts[0])


def body_of(claim: Claim) -> Traced:
    """A statement without the name that it gives."""
    if claim.wording.is_named_after:
        return claim.sides[-1]
    start, end = claim.wording.spans[1] if len(claim.wording.spans) > 1 else (0, 1)
    return claim.text[start if start < end else 0 :].strip()


def confirm_all(reading: DocumentReading, confirmed: Mapping[str, Confirmed]) -> dict[str, Confirmed]:
    """What was confirmed before, with every formula that is read now. Of hidden items nothing was shown."""
    found = {
        name: anchor_claims(claims)
        for name, claims in reading.taken.items()
        if claims and not reading.items[name].item.hidden
    }
    return {**confirmed, **found}


def confirm_texts(reading: DocumentReading) -> dict[str, Confirmed]:
    """The answers in words, as confirmed by somebody who has seen that they are read as such."""
    return {
        name: Confirmed(quotes=(Anchor(quote=proposal.source.text),))
        for name, proposal in reading.items.items()
        if proposal.status == "text" and isinstance(proposal.source, Scalar) and not proposal.item.hidden
    }
