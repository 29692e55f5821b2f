r"""Which statements may answer an item, and on what ground: names, members, the student's own points.

The grounds have an order: a statement that begins with the very name that is asked for comes before one that was
collected from its members, and that before one in which the name is only mentioned. No ground looks at a value to see
whether it is right; there is nothing here that could.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import islice

from grader import limits
from grader.answers.members import map_member_names
from grader.documents.traced import make_scalar
from grader.expr.nodes import Assignment, Derivative, Gradient, Matrix, Node, Number, Relation, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.shapes.columns import as_point
from grader.patterns import regex
from grader.submission.claims.components import (
    find_elsewhere,
    is_at_point,
    is_lone_member,
    is_mixed,
    is_numbers_only,
    is_recursive,
    is_trivial,
    is_without_names,
    list_tries,
    open_point,
)
from grader.submission.claims.equal import are_equal_numbers, choose_one, list_distinct
from grader.submission.claims.names import Claim, ReadClaim, count_of
from grader.submission.claims.targets import Target, is_point

__all__ = ["Candidate", "Ground", "Reader"]

NEXT_VALUE = regex(r":=|←|\\(?:leftarrow|gets|coloneqq)|\+\s*1|new|neu|next|'")


class Ground(IntEnum):
    """Why a statement may be an answer, the strongest ground first. ``HINT`` is asked about, never taken."""

    NAMED = 0
    OWN_VALUE = 1
    COLLECTED = 2
    WHOLE = 3
    SAID = 4
    TITLED = 5
    HINT = 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidate:
    """What may answer an item: one claim, or several that are its members in order; ``name`` is what it begins with."""

    claims: tuple[Claim, ...]
    ground: Ground
    name: str
    value: Node | None = None
    is_collected: bool = False
    is_part: bool = False  # a member of what is asked for, or the formula for each of them

    @property
    def is_boxed(self) -> bool:
        return all(claim.statement.is_boxed for claim in self.claims)

    @property
    def is_listed(self) -> bool:
        """Whether entries are given one by one."""
        return self.is_collected or isinstance(self.value, Vector | Matrix)

    @property
    def is_supposed(self) -> bool:
        """Whether the words around a part of it only suppose it."""
        return any(claim.is_supposed for claim in self.claims)

    @property
    def order(self) -> int:
        return self.claims[-1].statement.order


class Reader:
    """The claims of a document as each notation of the exercise reads them, and the candidates for each item."""

    def __init__(self, claims: Sequence[Claim], targets: Sequence[Target] = ()) -> None:
        self.targets = targets  # that say where iterations begin
        self.everything = [claim for claim in claims if claim.statement.is_claimed][: limits.MAX_STATEMENTS]
        claimed = (claim for claim in claims if claim.statement.is_claimed and len(claim.wording.sides) > 1)
        self.claims = list(islice(claimed, limits.MAX_STATEMENTS))  # what is beyond is told as unused
        self.withdrawn = [claim for claim in self.claims if claim.is_withdrawn]
        self._read: dict[int, list[ReadClaim]] = {}
        self._by_name: dict[int, dict[Node, list[ReadClaim]]] = {}
        self._by_general: dict[int, dict[tuple[int, Node], list[ReadClaim]]] = {}
        self._elsewhere: dict[tuple[int, str], set[Claim]] = {}

    def read(self, notation: Notation) -> list[ReadClaim]:
        """Every claim under a notation."""
        if id(notation) not in self._read:
            self._read[id(notation)] = [ReadClaim.under(notation, claim) for claim in self.claims]
        return self._read[id(notation)]

    def by_name(self, notation: Notation) -> dict[Node, list[ReadClaim]]:
        """The claims by their first name."""
        if id(notation) not in self._by_name:
            found: dict[Node, list[ReadClaim]] = {}
            for claim in self.read(notation):
                if claim.names and not claim.claim.is_supposed:
                    found.setdefault(claim.names[0], []).append(claim)
            self._by_name[id(notation)] = found
        return self._by_name[id(notation)]

    def by_general_name(self, notation: Notation) -> dict[tuple[int, Node], list[ReadClaim]]:
        """The claims by their names with the letters numbered: under 0 by the first one, under 1 by the others."""
        if id(notation) not in self._by_general:
            found: dict[tuple[int, Node], list[ReadClaim]] = {}
            for claim in self.read(notation):
                for place, name in enumerate(claim.meaning.general_names):
                    found.setdefault((min(place, 1), name), []).append(claim)
            self._by_general[id(notation)] = found
        return self._by_general[id(notation)]

    def list_withdrawn(self, notation: Notation) -> Iterator[tuple[Node, Claim]]:
        """The first name of each claim that was taken back, in the order of the text."""
        for claim in self.withdrawn:
            yield from ((name, claim) for name in claim.wording.read(notation).names[:1])

    def list_candidates(self, target: Target) -> list[Candidate]:
        """Everything that may answer an item, the strongest ground first."""
        if target.has_points:
            found = list(self.list_points(target))
        elif target.item.type == "update_rule":
            found = list(self.list_rules(target))
        else:
            bound = self.find_bound(target)
            found = [*self.list_named(target, bound), *self.list_own_values(target)]
            found += [*self.list_collected(target), *self.list_hints(target)]
        return sorted(found, key=lambda one: one.ground)

    def list_named(self, target: Target, bound: set[int]) -> Iterator[Candidate]:
        """Statements that begin with the name of the item, index letters apart."""
        by_general = self.by_general_name(target.notation)
        named = {id(claim) for name in target.spelled for claim in by_general.get((0, name), ())}
        whole = {id(claim) for name in target.bare for claim in self.by_name(target.notation).get(name, ())}
        elsewhere = self.list_elsewhere(target)
        for claim in self.read(target.notation) if named or whole else ():
            if id(claim.claim) in bound:
                continue
            if claim.claim in elsewhere:
                yield make_candidate(claim, Ground.HINT)
            elif id(claim) in named:
                is_for_points = target.has_own_point and not is_at_point(claim.names[0])
                if is_numbers_only(claim, target) or is_lone_member(claim, target):
                    yield make_candidate(claim, Ground.HINT, is_part=True)
                else:
                    yield make_candidate(claim, Ground.WHOLE if is_for_points else Ground.NAMED)
            elif id(claim) in whole and not is_trivial(claim):
                yield make_candidate(claim, Ground.WHOLE)

    def list_hints(self, target: Target) -> Iterator[Candidate]:
        """Statements that mention the name later, or that give a formula where all members are asked for."""
        by_general = self.by_general_name(target.notation)
        later = {id(claim) for name in target.spelled for claim in by_general.get((1, name), ())}
        firsts = [next(iter(names.items())) for symbol, names in target.members if not target.is_general(symbol)]
        for claim in self.read(target.notation) if later or firsts else ():
            # ∂L/∂v_kj means all members if, with its letters 1, it is the first of them.
            if id(claim) in later:
                yield make_candidate(claim, Ground.HINT)
            elif any(claim.meaning.name_member(indices) == name for indices, name in firsts):
                yield make_candidate(claim, Ground.HINT, is_part=True)

    def list_own_values(self, target: Target) -> Iterator[Candidate]:
        """``∇f(9, 3)`` where ``∇f(x^(1))`` is asked for, if the student's own x^(1) is (9, 3)."""
        for symbol in target.symbols:
            if not isinstance(symbol, Gradient) or not any(is_point(place) for place in symbol.at):
                continue
            (place,) = symbol.at if len(symbol.at) == 1 else (None,)
            own = self.find_point(place, target) if isinstance(place, Symbol) else None
            if not isinstance(own, Vector):
                continue
            for claim in self.read(target.notation):
                name = claim.names[0] if claim.names else None
                if (
                    isinstance(name, Gradient)
                    and (name.of, name.by) == (symbol.of, symbol.by)
                    and are_equal_numbers(open_point(name.at), own.items)
                ):
                    yield make_candidate(claim, Ground.OWN_VALUE)

    def find_point(self, point: Symbol, target: Target) -> Node | None:
        """The value of an iterate: what the question says it is, or the student; None if there are several."""
        if given := target.find_given(point):
            return given
        entry = target.notation.entries.get(point.name)
        elsewhere = self.find_elsewhere(target, point.name)
        named = self.by_name(target.notation).get(point, [])
        claims = [claim for claim in named if not claim.meaning.only_names and claim.claim not in elsewhere]
        values = list_distinct([claim for claim in claims if claim.value is not None])
        if len(values) != 1 or values[0].value is None:
            return None
        return as_point(values[0].value, is_number=entry is None or not entry.axes)

    def list_collected(self, target: Target) -> Iterator[Candidate]:
        """All members of what is asked for, each by itself."""
        if not target.takes_list:
            return
        for symbol, names in target.members:
            found = self.collect(target.notation, names)
            if found is not None:
                ground = Ground.COLLECTED if target.is_general(symbol) else Ground.NAMED
                is_numbers = (
                    self.is_worked_out(found, target)
                    if target.is_general(symbol)
                    # A derivative at no point is a formula: numbers are an example of it.
                    else isinstance(symbol, Derivative) and all(is_without_names(member.value) for member in found)
                )
                yield join_claims(found, Ground.HINT if is_numbers else ground)
            else:
                yield from join_ends([self.by_name(target.notation).get(name, []) for name in names.values()])

    def is_worked_out(self, members: Sequence[ReadClaim], target: Target) -> bool:
        """Whether members are numbers, or were found with numbers that the same paragraph gives to other names."""
        if any(is_numbers_only(member, target) for member in members):
            return True
        start = min(member.claim.statement.order for member in members)
        text = members[0].claim.text
        for claim in self.read(target.notation):
            statement = claim.claim.statement
            if statement.order >= start:
                return False
            name = claim.names[0] if claim.names else None
            is_index = isinstance(name, Symbol) and name.name in target.notation.ranges
            if isinstance(name, Symbol) and not is_index and name.iterate is None and is_without_names(claim.value):
                between = text.source.text[statement.formula.end : members[0].claim.statement.formula.start]
                if "\n\n" not in between:
                    return True
        return False

    def collect(self, notation: Notation, names: Mapping[tuple[int, ...], Node]) -> list[ReadClaim] | None:
        """One claim for each member, spelled alike where a member is spelled in two ways; None if one is missing."""
        by_name = self.by_name(notation)
        spelled: dict[str, dict[tuple[int, ...], list[ReadClaim]]] = {}
        members = {indices: by_name.get(name, []) for indices, name in names.items()}
        if not all(members.values()):
            return None
        for indices, claims in members.items():
            for claim in claims:
                spelled.setdefault(drop_indices(claim.head_text, indices), {}).setdefault(indices, []).append(claim)
        complete = [found for found in spelled.values() if len(found) == len(names)]
        if len(complete) == 1:
            members = complete[0]
        chosen = [choose_one(members[indices]) for indices in names]
        return None if None in chosen else [claim for claim in chosen if claim is not None]

    def find_bound(self, target: Target) -> set[int]:
        """The claims that are members of a whole that is given member by member, in a spelling of their own.

        ``g_{2,1}`` and ``g_{2,2}`` are the components of g, although ``g_{2,2}`` may be another spelling of ``g_2``.
        The same holds for ``g_1`` and ``g_2`` where the question has another name that is given, such as g itself.
        """
        bound: set[int] = set()
        for symbol in target.symbols:
            if not isinstance(symbol, Symbol) or not symbol.indices or target.is_general(symbol):
                continue
            names = map_member_names(Symbol(symbol.name), target.notation)
            found = self.collect(target.notation, names)
            spelled = {claim.head_text for claim in self.by_name(target.notation).get(symbol, [])}
            others = [each for each in target.symbols if each != symbol and self.by_name(target.notation).get(each)]
            forms = {drop_indices(each.head_text, indices) for each, indices in zip(found or (), names, strict=False)}
            if found and (len(spelled) > 1 or (others and len(forms) == 1)):
                bound.update(id(claim.claim) for claim in found)
        return bound

    def list_points(self, target: Target) -> Iterator[Candidate]:
        """The points of an iteration, from the first on without a gap."""
        for name in target.iterated:
            found: dict[int, list[ReadClaim]] = {}
            elsewhere = self.find_elsewhere(target, name)
            for head, claims in self.by_name(target.notation).items():
                count = count_of(head.iterate) if isinstance(head, Symbol) and head.name == name else None
                asked = [claim for claim in claims if claim.claim not in elsewhere]
                if count is not None and target.first <= count <= target.last_count and asked:
                    found.setdefault(count, []).extend(asked)
            points: list[ReadClaim] = []
            tries = list_tries(self.read(target.notation), name, target.first, elsewhere)
            for number in range(target.first, target.first + len(found)):
                one = choose_one(found.get(number, []))
                if one is None:
                    if len(found.get(number, ())) > 1:
                        yield from (join_claims(each, Ground.HINT) for each in tries if each)
                    break
                points.append(one)
            if points and len(points) == len(found):
                is_whole = len(points) >= target.find_last(name) - target.first + 1
                is_one_try = not is_mixed([point for point in points if not point.meaning.only_names], tries)
                is_sure = is_whole and is_one_try and self.is_counted(points, name)
                yield join_claims(points, Ground.NAMED if is_sure else Ground.HINT)

    def is_counted(self, points: Sequence[ReadClaim], name: str) -> bool:
        """Whether ``x_1`` and ``x_2`` are iterates and not two solutions: there is an x_0 as well, or an x_{k+1}."""
        if all("^" in point.claim.name for point in points):
            return True
        counts = re.compile(
            rf"(?<![A-Za-z]){re.escape(name)}\s*_\s*(?:[0a-z]|\{{\s*(?:0|[a-z](?:\s*[+-]\s*1)?|new|neu)\s*\}})"
        )
        goes_on = len(points) > 1 and points[1].claim.wording.sides[1].startswith(points[0].claim.wording.sides[-1])
        return goes_on or any(counts.search(claim.wording.text) for claim in self.claims)

    def find_elsewhere(self, target: Target, name: str) -> set[Claim]:
        """The statements of a run that does not begin where a question says."""
        key = (id(target.notation), name)
        if key not in self._elsewhere:
            start = self.find_given(Symbol(name, (), Number(Fraction(target.first - 1))), target)
            reads = (ReadClaim.under(target.notation, claim) for claim in self.everything if start is not None)
            self._elsewhere[key] = find_elsewhere(reads, name, start, target.first) if start is not None else set()
        return self._elsewhere[key]

    def list_elsewhere(self, target: Target) -> set[Claim]:
        """The same for the iterate at which a gradient is asked for; none for other questions."""
        points = [place for symbol in target.symbols if isinstance(symbol, Gradient) for place in symbol.at]
        names = {place.name for place in points if isinstance(place, Symbol) and is_point(place)}
        return {claim for name in names for claim in self.find_elsewhere(target, name)}

    def find_given(self, point: Symbol, target: Target) -> Node | None:
        """The value that a question of the same part says a point has."""
        asked = (each for each in (target, *self.targets) if each.notation is target.notation)
        return next((given for given in (each.find_given(point) for each in asked) if given is not None), None)

    def list_rules(self, target: Target) -> Iterator[Candidate]:
        """Update rules for the name that the example begins with."""
        head = target.example_head
        for claim in self.read(target.notation):
            if not target.may_be_rule(claim.claim.name):
                continue
            if claim.names and isinstance(head, Symbol) and getattr(claim.names[0], "name", "") != head.name:
                continue
            if not NEXT_VALUE.search(claim.claim.text.text) and not is_recursive(claim):
                continue
            rule = target.try_answer(make_scalar(claim.claim.text)).tree
            name = (
                rule.target
                if isinstance(rule, Assignment)
                else rule.operands[0]
                if isinstance(rule, Relation)
                else None
            )
            if isinstance(name, Symbol) and (not isinstance(head, Symbol) or name.name == head.name):
                yield make_candidate(claim, Ground.NAMED)


def make_candidate(read: ReadClaim, ground: Ground, *, is_part: bool = False) -> Candidate:
    ground = Ground.HINT if read.claim.is_supposed else ground
    return Candidate(claims=(read.claim,), ground=ground, name=read.claim.name, value=read.value, is_part=is_part)


def join_claims(reads: Sequence[ReadClaim], ground: Ground) -> Candidate:
    values = [read.value for read in reads]
    value = None if None in values else Vector(tuple(value for value in values if value is not None))
    names = [read.claim.name for read in reads]
    name = names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}"
    return Candidate(
        claims=tuple(read.claim for read in reads), ground=ground, name=name, value=value, is_collected=True
    )


def join_ends(members: Sequence[Sequence[ReadClaim]]) -> Iterator[Candidate]:
    """Of members that have several results each: the first of all of them, and the last, to be asked about."""
    if all(members):
        for place in (0, -1):
            yield join_claims([claims[place] for claims in members], Ground.HINT)


def drop_indices(head: str, indices: tuple[int, ...]) -> str:
    """The spelling of a member without its indices, which are the last such numbers in it.

    >>> drop_indices("g_{2,1}", (1,)), drop_indices("g_{2,2}", (2,)), drop_indices("g_2", (2,))
    ('g_{2,#}', 'g_{2,#}', 'g_#')
    """
    end = len(head)
    for index in reversed(indices):
        place = head.rfind(str(index), 0, end)
        if place < 0:
            return head
        head = f"{head[:place]}#{head[place + len(str(index)) :]}"
        end = place
    return head
