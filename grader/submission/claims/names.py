r"""What a statement names: the sides in front of its value that are names of the exercise.

``g = ∂L/∂a = …`` has two names and a value. A statement is read under the notation of each part of the exercise, since
``x^{(1)}`` is an iterate in one and a power in another.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from grader.answers.members import find_index_letters
from grader.documents.traced import Traced
from grader.expr.nodes import Call, Constant, Derivative, Entry, Gradient, Node, Number, Power, Symbol
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.traverse import substitute, transform, walk
from grader.memory import Memory
from grader.submission.stated.commands import ORDERS
from grader.submission.stated.statements import EQUALS_COLON, NAMED_AFTER, Statement, list_relations

__all__ = ["Claim", "ReadClaim", "Wording", "count_of", "is_name", "rename_letters", "wording_of"]

KEPT_WORDINGS = 8192  # a class writes most statements more than once
MAX_KEPT_CHARACTERS = 300  # of a statement; hardly any is longer, and each is kept with its trees
MAX_CONSTANT = 12  # signs of its name, as in \\mathrm{e}
MAX_NOTATIONS = 16
MAX_SIDES = 60  # of one chain; a longer one is no working that somebody wrote by hand


@dataclass(frozen=True, eq=False)
class Wording:
    """The text of a statement, and what each notation reads in it; worked out once for all documents that have it."""

    text: str
    _meanings: dict[int, "Meaning"] = field(default_factory=dict, repr=False)

    @cached_property
    def relations(self) -> list[tuple[int, int, str]]:
        return list_relations(self.text)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """From where to where each side goes, without blanks around it, the side that is named first."""
        ends = [begin for begin, *_ in self.relations]
        starts = [0, *(end for _, end, _ in self.relations)]
        found = [find_extent(self.text, start, end, " :") for start, end in zip(starts, ends, strict=False)]
        last = find_extent(self.text, starts[-1], len(self.text), "")
        return [last, *found] if self.is_named_after else [*found, last]

    @property
    def is_named_after(self) -> bool:
        """Whether it gives a name to what is in front of it: ``f - y =: e``."""
        return bool(self.relations) and self.relations[-1][2] in (NAMED_AFTER, EQUALS_COLON)

    @cached_property
    def sides(self) -> list[str]:
        return [self.text[start:end] for start, end in self.spans]

    @property
    def gives_value(self) -> bool:
        """Whether its first side is given a value: ``x > 0`` gives none."""
        return bool(self.relations) and self.relations[0][2] not in ORDERS

    @property
    def ends_in_value(self) -> bool:
        """Whether its last side is what it is equal to."""
        return bool(self.relations) and self.relations[-1][2] not in ORDERS

    def read(self, notation: Notation) -> "Meaning":
        """What a notation, which stays alive with it, reads in the text."""
        found = self._meanings.get(id(notation))
        if found is None:
            if len(self._meanings) >= MAX_NOTATIONS:  # of rubrics that a service had open long ago
                self._meanings.clear()
            found = self._meanings[id(notation)] = Meaning(self, notation)
        return found


@dataclass(frozen=True, eq=False)
class Meaning:
    """A wording under one notation: its names from the left, and its value; None where that cannot be read."""

    wording: Wording
    notation: Notation
    _members: dict[tuple[int, ...], Node | None] = field(default_factory=dict, repr=False)

    @cached_property
    def names(self) -> tuple[Node, ...]:
        found: list[Node] = []
        for side in self.wording.sides[:-1][:MAX_SIDES] if self.wording.gives_value else ():
            tree = parse_or_none(side, self.notation)
            tree = tree and name_iterates(tree, self.notation)
            if tree is None or not is_name(tree, self.notation):
                break
            found.append(tree)
        return tuple(found)

    @cached_property
    def general_names(self) -> tuple[Node, ...]:
        """Its names with their index letters numbered; every item compares them with its own."""
        return tuple(rename_letters(name, self.notation) for name in self.names)

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The index letters in its first name."""
        return find_index_letters(self.names[0], self.notation) if self.names else ()

    @cached_property
    def value(self) -> Node | None:
        """The last side."""
        return parse_or_none(self.wording.sides[-1], self.notation)

    @cached_property
    def own_constant(self) -> Constant | None:
        """The constant whose name the student gives to something else: e in ``e = p - y``, not in ``e = 2.718``."""
        name = self.wording.sides[0] if self.wording.gives_value else ""
        tree = parse_or_none(name, self.notation) if 0 < len(name) <= MAX_CONSTANT else None
        if not isinstance(tree, Constant) or self.value is None:
            return None
        return tree if any(isinstance(node, Symbol) for node in walk(self.value)) else None

    @cached_property
    def constants(self) -> frozenset[Constant]:
        """The constants in the value."""
        nodes = walk(self.value) if self.value is not None else ()
        return frozenset(node for node in nodes if isinstance(node, Constant))

    @cached_property
    def is_unread(self) -> bool:
        """Whether a side after the names cannot be read."""
        sides = self.wording.sides[len(self.names) :]
        return any(parse_or_none(side, self.notation) is None for side in sides)

    def name_member(self, indices: tuple[int, ...]) -> Node | None:
        """Its first name with numbers for the letters in it; None if it has not as many letters."""
        if indices not in self._members:
            numbers = {
                Symbol(letter): Number(Fraction(index)) for letter, index in zip(self.letters, indices, strict=False)
            }
            is_member = len(self.letters) == len(indices) > 0
            self._members[indices] = substitute(self.names[0], numbers) if is_member else None
        return self._members[indices]

    @cached_property
    def only_names(self) -> bool:
        """Whether the value leaves a derivative, a gradient or an iterate to be worked out."""
        if self.value is None:
            return False
        return any(
            isinstance(node, Derivative | Gradient) or (isinstance(node, Symbol) and node.iterate is not None)
            for node in walk(self.value)
        )


@dataclass(frozen=True, eq=False)
class Claim:
    """A statement and its sides. Two claims are the same claim only if they are the same object.

    ``is_supposed`` means that the words around it make it a condition, a special case or a check, or take it back;
    ``is_withdrawn`` means the last.
    """

    statement: Statement
    is_supposed: bool = False
    is_withdrawn: bool = False

    @cached_property
    def wording(self) -> Wording:
        return wording_of(self.statement.text.text)

    @cached_property
    def sides(self) -> list[Traced]:
        return [self.statement.text[start:end] for start, end in self.wording.spans]

    @property
    def text(self) -> Traced:
        return self.statement.text

    @property
    def name(self) -> str:
        """Its first side, as it is spelled."""
        return self.wording.sides[0]


@dataclass(frozen=True, eq=False)
class ReadClaim:
    """A claim, and what one notation reads in it."""

    claim: Claim
    meaning: Meaning

    @classmethod
    def under(cls, notation: Notation, claim: Claim) -> "ReadClaim":
        return cls(claim, claim.wording.read(notation))

    @property
    def notation(self) -> Notation:
        return self.meaning.notation

    @property
    def names(self) -> tuple[Node, ...]:
        return self.meaning.names

    @property
    def value(self) -> Node | None:
        return self.meaning.value

    @property
    def head_text(self) -> str:
        """The first side as it was spelled, without blanks."""
        return "".join(self.claim.name.split())


_wordings = Memory(capacity=KEPT_WORDINGS)


def wording_of(text: str) -> Wording:
    """The wording of a text; the same one as before, unless it is a long one."""
    if len(text) > MAX_KEPT_CHARACTERS:
        return Wording(text)
    found: Wording | None = _wordings.recalled(text)
    return _wordings.keep(text, Wording(text)) if found is None else found


def find_extent(text: str, start: int, end: int, marks: str) -> tuple[int, int]:
    """From where to where a part of a text goes without white space, and then these marks, around it."""
    side = text[start:end]
    for unwanted in (None, marks):
        start += len(side) - len(side.lstrip(unwanted))
        side = side.strip(unwanted)
    return start, start + len(side)


def is_name(node: Node, notation: Notation) -> bool:
    """Whether a side names something that the exercise declares."""
    if isinstance(node, Call):
        return node.function in notation.entries
    if isinstance(node, Entry):
        return is_name(node.of, notation)
    return isinstance(node, Symbol | Derivative | Gradient)


def name_iterates(node: Node, notation: Notation) -> Node:
    """A name in which ``x^1`` is the first iterate if x is a vector, and ``x_1`` if x is a number; nothing else is."""
    if not any(entry.iterates for entry in notation.entries.values()):
        return node

    def change(each: Node) -> Node:
        match each:
            case Power(Symbol(name, (), None), Number() as count) if may_count(name, notation, is_array=True):
                return Symbol(name, (), count) if count_of(count) is not None else each
            case Symbol(name, (Number() as count,), None) if may_count(name, notation, is_array=False):
                return Symbol(name, (), count)
        return each

    return transform(node, change) if isinstance(node, Power | Symbol | Gradient) else node


def may_count(name: str, notation: Notation, *, is_array: bool) -> bool:
    """Whether a name has iterates, and is an array or a number."""
    entry = notation.entries.get(name)
    return entry is not None and entry.iterates and bool(entry.axes) == is_array


def rename_letters(node: Node, notation: Notation) -> Node:
    """A name with its index letters numbered, so that ``delta_i`` and ``delta_k`` are alike if i and k run as far."""
    letters = find_index_letters(node, notation)
    numbered = {Symbol(letter): Symbol(f"#{place}:{notation.ranges[letter]}") for place, letter in enumerate(letters)}
    return substitute(node, numbered) if numbered else node


def count_of(node: Node | None) -> int | None:
    """A whole number in the place of an index; None for anything else."""
    if isinstance(node, Number) and node.value.denominator == 1:
        return int(node.value)
    return None
