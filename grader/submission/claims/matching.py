r"""Which statement answers which item: what only one item can mean is taken, everything else is asked.

A statement answers one item. An item that has a single candidate on its strongest ground takes it, unless another item
has it as its only one, too: then both are asked. What was taken is no candidate for others, which may leave them with a
single one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from grader.documents.traced import make_list, make_scalar
from grader.expr.nodes import Vector
from grader.submission.claims.candidates import Candidate, Ground, Reader
from grader.submission.claims.names import Claim, ReadClaim, is_name
from grader.submission.claims.results import OF_ENTRIES, list_results, merge_equal, prefer_boxed, prefer_formulas
from grader.submission.claims.sentences import Said
from grader.submission.claims.targets import Target
from grader.submission.claims.titles import Titled

__all__ = ["Match", "match_items"]

MAX_OTHERS = 20  # nobody chooses from a longer list
NOTHING_TITLED = Titled()


@dataclass(frozen=True, kw_only=True)
class Match:
    """What was found for one item: the candidate that is taken, or None; and those that it may be instead.

    ``is_repeated`` says that equal ones came before it, ``is_last`` that others did that differ.
    """

    target: Target
    taken: Candidate | None = None
    others: tuple[Candidate, ...] = ()
    is_repeated: bool = False
    is_last: bool = False


@dataclass(kw_only=True)
class Open:
    """An item that is being matched: its candidates, and those that are equal to a later one."""

    target: Target
    candidates: list[Candidate]
    repeated: bool = False
    taken: Candidate | None = None
    is_contested: bool = False
    is_last: bool = False
    seen: list[Candidate] = field(default_factory=list)

    @property
    def leaders(self) -> list[Candidate]:
        """The candidates on the strongest ground that is left; none that is only a hint."""
        if not self.candidates or (best := min(one.ground for one in self.candidates)) is Ground.HINT:
            return []
        # A name at a point and the same name at the student's own value of that point are one name.
        last = max(best, Ground.OWN_VALUE) if best is Ground.NAMED else best
        return [one for one in self.candidates if best <= one.ground <= last]

    def has_another(self, claims: set[Claim]) -> bool:
        """Whether a leading candidate without these statements is a formula and no list of entries."""
        return any(not one.is_listed and not claims & set(one.claims) for one in self.leaders)

    def list_leading(self, here: frozenset[Claim]) -> set[Claim]:
        """The statements among those given that are candidates on the strongest ground."""
        if not here:
            return set()
        return {claim for one in self.leaders if here.issuperset(one.claims) for claim in one.claims}

    def merge(self, *, is_by_form: bool = False) -> None:
        """Of the candidates on the strongest ground that are equal, keep the last."""
        leaders = self.leaders
        results = list_results(leaders, self.target)
        distinct = prefer_formulas(merge_equal(results, self.target, is_by_form=is_by_form), self.target)
        self.repeated = self.repeated or len(distinct) < len(results)
        kept = distinct if is_by_form else prefer_boxed(distinct)
        self.candidates = [each for each in self.candidates if each in kept or each not in leaders]

    def doubt(self, doubtful: Collection[int]) -> None:
        """Make candidates hints, which are asked about; ``doubtful`` are their identities."""
        if doubtful:
            lowered = {id(each): replace(each, ground=Ground.HINT) for each in self.candidates if id(each) in doubtful}
            self.candidates = [lowered.get(id(each), each) for each in self.candidates]
            self.seen = [lowered.get(id(each), each) for each in self.seen]

    def leave_out(self, claims: set[Claim]) -> None:
        self.candidates = [one for one in self.candidates if not claims & set(one.claims)]


def match_items(
    targets: Iterable[Target],
    reader: Reader,
    settled: Mapping[str, Candidate],
    titled: Titled = NOTHING_TITLED,
    said: Mapping[str, Sequence[Said]] = MappingProxyType({}),
    *,
    takes_last: bool = False,
) -> dict[str, Match]:
    """Match every item, by its id; ``settled`` are those that a mark or the student has settled.

    ``said`` are the statements that a sentence gives to items without a name. Of statements that differ, one
    ``takes_last`` if nothing else settles it.
    """
    waiting = [
        open_item(target, [*reader.list_candidates(target), *list_said(said.get(target.item.id, ()), target)])
        for target in targets
    ]
    marked = {claim for one in settled.values() for claim in one.claims}
    for one in waiting:
        one.leave_out(marked)
        one.taken = settled.get(one.target.item.id)
    free = [one for one in waiting if one.taken is None]
    leave_to_readable(free)
    leave_to_titled(free, titled)
    doubt_strangers(free, titled, settled)
    doubt_before_withdrawn(free, reader)
    prefer_whole(free)
    for one in free:
        one.merge(is_by_form=True)
    prefer_form(free)
    for one in free:
        one.merge()
    while settle(waiting) or (takes_last and settle_last(waiting)):
        pass
    for one in waiting:
        take_titled(one, waiting, titled, marked)
    return {
        one.target.item.id: Match(
            target=one.target,
            taken=one.taken,
            others=list_others(one),
            is_repeated=one.repeated,
            is_last=one.is_last,
        )
        for one in waiting
    }


def list_others(one: Open) -> tuple[Candidate, ...]:
    """What else may be meant: of many candidates those on the strongest ground, and of these the last."""
    others = [each for each in one.seen if each is not one.taken]
    chosen = sorted(others, key=lambda each: (each.ground, -each.order))[:MAX_OTHERS]
    return tuple(each for each in others if each in chosen)


def open_item(target: Target, candidates: Sequence[Candidate]) -> Open:
    """An item with each of its candidates once."""
    unique: dict[frozenset[Claim], Candidate] = {}
    for one in candidates:
        unique.setdefault(frozenset(one.claims), one)
    return Open(target=target, candidates=list(unique.values()), seen=list(unique.values()))


def list_said(said: Sequence[Said], target: Target) -> Iterator[Candidate]:
    """The statements that a sentence gives to an item, to be asked about where there are several."""
    for one in said:
        value = target.try_answer(make_scalar(one.claim.text)).tree or one.claim.wording.read(target.notation).value
        ground = Ground.SAID if one.is_sure else Ground.HINT
        yield Candidate(claims=(one.claim,), ground=ground, name=one.claim.text.text, value=value)


def leave_to_readable(waiting: Sequence[Open]) -> None:
    """Take a statement from items in whose part it cannot be read, if all of it can be in the part of another one."""
    parts: dict[Claim, set[int]] = {}
    for one in waiting:
        for claim in {claim for each in one.candidates for claim in each.claims}:
            parts.setdefault(claim, set()).add(id(one.target.notation))
    shared = {claim for claim, notations in parts.items() if len(notations) > 1}
    read = [[each for each in one.candidates if is_read(each, one.target, shared)] for one in waiting]
    readable = {claim for some in read for each in some for claim in each.claims}
    for one, some in zip(waiting, read, strict=True):
        kept = [each for each in one.candidates if each in some or not readable & set(each.claims)]
        one.seen = [each for each in one.seen if each in kept or each not in one.candidates]
        one.candidates = kept


def is_read(one: Candidate, target: Target, shared: Collection[Claim]) -> bool:
    """Whether a candidate has a value in the part of an item; if other parts may mean it, also all that leads to it."""
    return one.value is not None and not any(
        claim in shared and claim.wording.read(target.notation).is_unread for claim in one.claims
    )


def leave_to_titled(waiting: Sequence[Open], titled: Titled) -> None:
    """Leave what is under the heading of an item, or of its part, to that item, where it has the name of both."""
    for places, is_part in ((titled.of_item, False), (titled.of_part, True)):
        own = {one.target.item.id: one.list_leading(places.get(one.target.item.id, frozenset())) for one in waiting}
        for one in waiting:
            name = one.target.item.id
            claims = {
                claim
                for other, theirs in own.items()
                if (titled.parts.get(other) != titled.parts.get(name) if is_part else other != name)
                for claim in theirs
            }
            one.leave_out(claims - own[name])


def doubt_strangers(waiting: Sequence[Open], titled: Titled, settled: Mapping[str, Candidate]) -> None:
    """Ask about statements that are among those of another part, if the part of the item is elsewhere in the document.

    Where a part is, its heading says, or the statements that can only be answers to its items.
    """
    parts = titled.parts
    meant: dict[Claim, set[int]] = {}
    for one in waiting:
        for each in one.leaders:
            for claim in each.claims:
                meant.setdefault(claim, set()).add(parts.get(one.target.item.id, -1))
    for name, taken in settled.items():
        for claim in taken.claims:
            meant[claim] = {parts.get(name, -1)}
    certain: dict[tuple[int, int], set[Claim]] = {}
    for claim, its in meant.items():
        if len(its) == 1:
            certain.setdefault((titled.find_section(claim), next(iter(its))), set()).add(claim)
    under = {parts[name]: claims for name, claims in titled.of_part.items()}
    for one in waiting:
        part = parts.get(one.target.item.id, -1)
        strangers = {id(each) for each in one.leaders if is_stranger(each, part, certain, under, titled)}
        one.doubt(strangers)


def doubt_before_withdrawn(waiting: Sequence[Open], reader: Reader) -> None:
    """Ask about a statement after which another one with its name was taken back, and nothing written instead."""
    for one in waiting:
        notation = one.target.notation
        last = {name: claim.statement.order for name, claim in reader.list_withdrawn(notation)}
        one.doubt(
            {
                id(each)
                for each in (one.leaders if last else ())
                for claim in each.claims
                for name in claim.wording.read(notation).names[:1]
                if last.get(name, -1) > each.order
            }
        )


def is_stranger(
    one: Candidate,
    part: int,
    certain: Mapping[tuple[int, int], set[Claim]],
    under: Mapping[int, frozenset[Claim]],
    titled: Titled,
) -> bool:
    """Whether a candidate for an item of a part is in another part, while its own is elsewhere."""
    claims = set(one.claims)
    is_under_another = any(claims & theirs for other, theirs in under.items() if other != part)
    if is_under_another and part in under and not claims & under[part]:
        return True
    if not titled.sections:
        return False
    here = {titled.find_section(claim) for claim in claims}
    like = titled.resembling
    if any(part in each for each in like) and all(
        place and like[place - 1] and part not in like[place - 1] for place in here
    ):
        return True
    others = {other for (place, other), theirs in certain.items() if place in here and theirs - claims}
    is_elsewhere = any(other == part and place not in here for place, other in certain)
    return bool(others) and part not in others and is_elsewhere


def take_titled(one: Open, waiting: Sequence[Open], titled: Titled, marked: set[Claim]) -> None:
    """Take the only statement under the heading of an item for which nothing else was found."""
    here = titled.of_item.get(one.target.item.id, frozenset())
    if one.taken is not None or one.leaders or one.is_contested or not here:
        return
    others = {
        claim for other in waiting for each in other.seen if each.ground is not Ground.HINT for claim in each.claims
    }
    is_named = bool(one.target.item.task.symbols) or one.target.has_points or one.target.item.type == "update_rule"
    found = [
        claim
        for claim in sorted(here - others - marked, key=lambda each: each.statement.order)
        if claim.statement.is_claimed
        and not claim.is_supposed
        and not (is_named and len(claim.wording.sides) > 1)
        and not is_mention(ReadClaim.under(one.target.notation, claim))
    ]
    title = titled.titles[one.target.item.id]
    new = [Candidate(claims=(claim,), ground=Ground.TITLED, name=title) for claim in found]
    boxed = [each for each in new if each.is_boxed]
    chosen = boxed if len(boxed) == 1 else new
    if one.target.has_points and len(new) == one.target.point_count > 1:
        values = tuple(claim.wording.read(one.target.notation).value for claim in found)
        whole = Vector(tuple(each for each in values if each is not None)) if None not in values else None
        chosen = new = [
            Candidate(claims=tuple(found), ground=Ground.TITLED, name=title, value=whole, is_collected=True)
        ]
    one.seen = [each for each in one.seen if not set(each.claims) & set(found)] + new
    if len(chosen) == 1 and is_readable(chosen[0], one.target):
        one.taken = chosen[0]


def is_readable(one: Candidate, target: Target) -> bool:
    """Whether a candidate is an answer of the form that is asked for."""
    texts = [claim.text for claim in one.claims]
    return target.try_answer(make_list(texts) if one.is_collected else make_scalar(texts[0])).is_read


def is_mention(claim: ReadClaim) -> bool:
    """Whether a formula only mentions something that the exercise has a name for."""
    return len(claim.claim.wording.sides) == 1 and claim.value is not None and is_name(claim.value, claim.notation)


def prefer_form(waiting: Sequence[Open]) -> None:
    """Give the only statement that lists entries to the item that asks for entries, if the others have one that does
    not.
    """
    for one in waiting:
        leaders = one.leaders
        listed = [each for each in leaders if each.is_listed]
        if one.target.item.type not in OF_ENTRIES or len(listed) != 1:
            continue
        claims = set(listed[0].claims)
        rivals = [each for each in waiting if each is not one and any(claims & set(c.claims) for c in each.leaders)]
        if len(rivals) == 1 and rivals[0].target.item.type not in OF_ENTRIES and rivals[0].has_another(claims):
            one.candidates = [each for each in one.candidates if each in listed or each not in leaders]
            rivals[0].leave_out(claims)


def prefer_whole(waiting: Sequence[Open]) -> None:
    """Give what is listed member by member to an item that has nothing else, not to one that has a whole as well."""
    lists = {one.leaders[0].claims for one in waiting if len(one.leaders) == 1 and one.leaders[0].is_collected}
    for one in waiting:
        if any(not each.is_collected for each in one.leaders):
            one.candidates = [each for each in one.candidates if not (each.is_collected and each.claims in lists)]


def settle(waiting: Sequence[Open]) -> bool:
    """Take what only one item can mean; return whether anything was taken."""
    ready = [one for one in waiting if one.taken is None and not one.is_contested and len(one.leaders) == 1]
    winners = [one for one in ready if not mark_contest(one, waiting)]
    for one in winners:
        one.taken = one.leaders[0]
        for other in waiting:
            if other is not one and other.taken is None:
                other.leave_out(set(one.taken.claims))
    return bool(winners)


def settle_last(waiting: Sequence[Open]) -> bool:
    """Take the last of several statements for one item that no other item may mean; return whether there is one."""
    for one in waiting:
        if one.taken is not None or one.is_contested or len(one.leaders) < 2:
            continue
        last = max(one.leaders, key=lambda each: each.order)
        others = (each for other in waiting if other is not one and other.taken is None for each in other.leaders)
        if not any(set(last.claims) & set(each.claims) for each in others):
            one.taken, one.is_last = last, True
            for other in waiting:
                if other is not one and other.taken is None:
                    other.leave_out(set(last.claims))
            return True
    return False


def mark_contest(one: Open, waiting: Sequence[Open]) -> bool:
    """Whether another item has the same claim as its only one, on as strong a ground or a stronger one."""
    leader = one.leaders[0]
    for other in waiting:
        if other is one or other.taken is not None:
            continue
        theirs = other.leaders
        if len(theirs) == 1 and set(theirs[0].claims) & set(leader.claims) and theirs[0].ground <= leader.ground:
            if theirs[0].ground == leader.ground:
                one.is_contested = other.is_contested = True
            return True
    return False
