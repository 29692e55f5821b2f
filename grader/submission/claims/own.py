r"""A student's own names: ``Let h_k = w_k x``, and then ``z_k = max(0, h_k)``.

A statement that begins with a name which the exercise does not have says what that name means. It is a definition, as
it may be written in a submission in YAML. It is used only where an answer cannot be read without it, so a document
without such names is read as if there were none; and a name that is given two meanings means nothing.
"""

from collections.abc import Collection, Iterable, Sequence

from grader.documents.traced import make_scalar
from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.traverse import walk
from grader.patterns import regex
from grader.submission.claims.names import Claim
from grader.submission.claims.targets import Target
from grader.submission.definition_names import DefinedName, normalize_name, read_name
from grader.submission.definitions import Definition, Resolved, resolve_definitions

__all__ = ["OwnNames", "make_definition"]

NAME = regex(r"(?:[A-Za-z]|\\[A-Za-z]+|[α-ωΑ-Ω])(?:\s*_\s*(?:\w|\{\s*\w(?:\s*,?\s*\w)?\s*\}))?")
SIGN = regex(r"\\[A-Za-z]+|[^\W\d_]")
MAX_VALUE = 400  # characters of a formula that is given a name


class OwnNames:
    """The definitions in a document, and what each notation makes of them; worked out when they are needed."""

    def __init__(self, claims: Iterable[Claim], ids: Collection[str], notations: Sequence[Notation]) -> None:
        found: dict[str, list[Claim]] = {}
        for claim in claims:
            if claim.wording.gives_value and NAME.fullmatch(claim.name) and len(claim.text) <= MAX_VALUE:
                found.setdefault(normalize_name("".join(claim.name.split())), []).append(claim)
        # What is crossed out or only supposed makes a name doubtful as well.
        certain = [each[-1] for each in found.values() if is_certain(each)]
        # A name that another part of the exercise has is the exercise's there, and not the student's own.
        own = [claim for claim in certain if all(is_unknown(claim, notation) for notation in notations)]
        self.claims = [(SIGN.findall(claim.name)[0], claim) for claim in own]
        self.ids = ids
        self._resolved: dict[int, tuple[Resolved, dict[str, Claim]]] = {}

    def resolve(self, notation: Notation) -> tuple[Resolved, dict[str, Claim]]:
        """A notation with all the names that can be used there, and the statement of each."""
        if id(notation) not in self._resolved:
            unknown = [claim for _, claim in self.claims]
            definitions = [make_definition(claim) for claim in unknown]
            names = [read_name(definition.name, notation) for definition in definitions]
            by_name = {
                name.name: claim for name, claim in zip(names, unknown, strict=True) if isinstance(name, DefinedName)
            }
            self._resolved[id(notation)] = (resolve_definitions(definitions, notation, self.ids), by_name)
        return self._resolved[id(notation)]

    def widen(self, target: Target, claims: Iterable[Claim]) -> Target | None:
        """An item whose answer, in some statements, may use the student's own names; None if there are none in it."""
        signs = {sign for claim in claims for sign in SIGN.findall(claim.wording.text)}
        if not any(first in signs for first, _ in self.claims):
            return None
        resolved, _ = self.resolve(target.notation)
        return Target(target.item, resolved) if resolved.own else None

    def list_used(self, trees: Iterable[Node], notation: Notation) -> list[Claim]:
        """The definitions that some formulas use, themselves or through others."""
        resolved, by_name = self.resolve(notation)
        found: dict[str, Claim] = {}
        waiting = list(trees)
        while waiting:
            for node in walk(waiting.pop()):
                if isinstance(node, Symbol) and node.name in resolved.own and node.name not in found:
                    found[node.name] = by_name[node.name]
                    definition = resolved.notation.entries[node.name].definition
                    waiting += [] if definition is None else [definition]
        return sorted(found.values(), key=lambda claim: claim.statement.order)


def is_unknown(claim: Claim, notation: Notation) -> bool:
    """Whether the name that a statement begins with means nothing in a notation."""
    return not claim.wording.read(notation).names and parse_or_none(claim.name, notation) is None


def is_certain(claims: Iterable[Claim]) -> bool:
    """Whether statements give a name one meaning, none of them only supposed."""
    values = {"".join(claim.wording.sides[-1].split()) for claim in claims}
    return len(values) == 1 and all(claim.statement.is_claimed and not claim.is_supposed for claim in claims)


def make_definition(claim: Claim) -> Definition:
    """A statement as a definition."""
    return Definition(name=make_scalar(claim.sides[0]), value=make_scalar(claim.sides[-1]))
