r"""Which statement answers which item: what only one item can mean is taken, everything else is asked.

A statement answers one item. An item that has a single candidate on its strongest ground takes it, unless another item
has it as its only one, too: then both are asked. What was taken is no candidate for others, which may leave them with a
single one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.expr.nodes import Matrix, Vector
from grader.submission.claims.candidates import Candidate, Ground, Reader
from grader.submission.claims.equal import are_equal
from grader.submission.claims.names import Claim, ReadClaim
from grader.submission.claims.targets import Target

__all__ = ["Match", "match_items"]

OF_ENTRIES = ("vector", "matrix")


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
        best = min((one.ground for one in self.candidates), default=Ground.HINT)
        return [one for one in self.candidates if one.ground is best and best is not Ground.HINT]

    def leave_out(self, claims: set[Claim]) -> None:
        self.candidates = [one for one in self.candidates if not claims & set(one.claims)]


def match_items(
    targets: Iterable[Target], reader: Reader, settled: Mapping[str, Candidate], *, takes_last: bool = False
) -> dict[str, Match]:
    """Match every item, by its id; ``settled`` are those that a mark or the student has settled.

    Of statements that differ, one ``takes_last`` if nothing else settles it.
    """
    waiting = [open_item(target, reader.list_candidates(target)) for target in targets]
    marked = {claim for one in settled.values() for claim in one.claims}
    for one in waiting:
        one.leave_out(marked)
        one.taken = settled.get(one.target.item.id)
    prefer_form([one for one in waiting if one.taken is None])
    while settle(waiting) or (takes_last and settle_last(waiting)):
        pass
    return {
        one.target.item.id: Match(
            target=one.target,
            taken=one.taken,
            others=tuple(each for each in one.seen if each is not one.taken),
            is_repeated=one.repeated,
            is_last=one.is_last,
        )
        for one in waiting
    }


def open_item(target: Target, candidates: Sequence[Candidate]) -> Open:
    """An item with each of its candidates once, and of those on one ground that are equal the last."""
    unique: dict[frozenset[Claim], Candidate] = {}
    for one in candidates:
        unique.setdefault(frozenset(one.claims), one)
    found = Open(target=target, candidates=list(unique.values()), seen=list(unique.values()))
    leaders = found.leaders
    kept = keep_results(leaders, target)
    found.repeated = len(kept) < len(leaders)
    found.candidates = [each for each in found.candidates if each in kept or each not in leaders]
    return found


def keep_results(leaders: Sequence[Candidate], target: Target) -> list[Candidate]:
    """The candidates that are results: no steps on the way to them, of equal ones the last, or the one in a box."""
    if len(leaders) < 2:
        return list(leaders)
    results = [one for one in leaders if not leaves_work(one, target)] or list(leaders)
    distinct: list[Candidate] = []
    for one in sorted(results, key=lambda each: each.order):
        place = next(
            (i for i, each in enumerate(distinct) if are_equal(each.value, one.value, target.notation)), len(distinct)
        )
        distinct[place : place + 1] = [one]
    boxed = [one for one in distinct if one.is_boxed]
    return boxed if len(boxed) == 1 else distinct


def leaves_work(one: Candidate, target: Target) -> bool:
    """Whether a candidate leaves a derivative or an iterate to be worked out where a result is asked for."""
    return any(ReadClaim(claim, target.notation).only_names for claim in one.claims)


def prefer_form(waiting: Sequence[Open]) -> None:
    """Of two statements with one name, give the one that lists entries to the item that asks for entries."""
    for one in waiting:
        leaders = one.leaders
        listed = [each for each in leaders if each.is_collected or isinstance(each.value, Vector | Matrix)]
        if one.target.item.type not in OF_ENTRIES or len(leaders) != 2 or len(listed) != 1:
            continue
        claims = {claim for each in leaders for claim in each.claims}
        rivals = [
            each
            for each in waiting
            if each is not one and claims & {claim for leader in each.leaders for claim in leader.claims}
        ]
        if len(rivals) == 1 and rivals[0].target.item.type not in OF_ENTRIES and len(rivals[0].leaders) <= 2:
            one.candidates = [each for each in one.candidates if each in listed or each not in leaders]
            rivals[0].leave_out(set(listed[0].claims))


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
