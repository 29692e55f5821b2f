"""What each item is looked for by: the names that its question gives. Nothing here depends on a key.

An item with a symbol is answered by a statement that begins with it, or with all its members one after another. An
update rule begins as the example of its form does. Iterates are the points that the question names.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from grader.answers.members import find_index_letters, map_member_names
from grader.answers.protocol import Answer, Task
from grader.answers.reading import read_untried
from grader.documents import DocumentNode
from grader.documents.traced import TracedScalar, TracedSequence
from grader.errors import AnswerError, Diagnostic
from grader.expr import to_text
from grader.expr.asked.asked import Asked, Shape
from grader.expr.nodes import Derivative, Gradient, Node, Symbol
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.tokens.characters import GREEK
from grader.memory import Memory, by_identity
from grader.patterns import regex
from grader.submission.asked import AskedItem
from grader.submission.claims.names import count_of, rename_letters
from grader.submission.definitions import Resolved

__all__ = ["Target", "is_point", "target_of"]

MAX_COUNT = 999  # of iterates; their numbers have three digits
MAX_TRIED = 4096  # formulas with what they are as answers; a class writes most of them more than once
ASSIGNED = regex(r":=|=|←|\\gets|\\leftarrow")
WORDS = regex(r"[^\W\d_]+")
ORDERS = ("first", "second", "third")
DERIVATIVE = regex(rf"\b({'|'.join(ORDERS)}) derivative of (\w+)\s*(?:[.,;?!]|$)")
VALUES = ("expression", "vector", "matrix")


@dataclass(frozen=True, slots=True)
class Tried:
    """Whether something is read as an answer, and its tree."""

    is_read: bool
    tree: Node | None = None


@dataclass(frozen=True, eq=False)
class Target:
    """One item and the names it goes by; ``resolved`` has the student's own names, if an answer may use them."""

    item: AskedItem
    resolved: Resolved | None = None

    @property
    def notation(self) -> Notation:
        return self.item.notation if self.resolved is None else self.resolved.notation

    @cached_property
    def symbols(self) -> tuple[Node, ...]:
        """The names that the item gives, or that the words of its question mean."""
        return self.item.task.symbols or tuple(self.list_meant())

    def list_meant(self) -> Iterator[Node]:
        """The names of "the second derivative of f": f'' and f''(x)."""
        found = DERIVATIVE.search(self.item.prompt)
        if found is None or self.item.type not in VALUES:
            return
        primes = "'" * (ORDERS.index(found[1]) + 1)
        entry = self.notation.entries.get(found[2])
        parameters = (entry.parameters or ()) if entry is not None else ()
        for text in (f"{found[2]}{primes}", f"{found[2]}{primes}({parameters[0]})") if len(parameters) == 1 else ():
            if isinstance(tree := parse_or_none(text, self.notation), Derivative):
                yield tree

    @cached_property
    def task(self) -> Task:
        """What the item asks, in the shape that its type has: the shape of one answer may come from a key."""
        shape: Shape = getattr(self.item.answer_type, "shape", None) or "any"
        asked = Asked(shape=shape, names=self.item.task.symbols, question=self.item.prompt)
        if self.resolved is None:
            return replace(self.item.task, asked=asked)
        return replace(self.item.task, asked=asked, notation=self.resolved.notation, own=self.resolved.own)

    def try_answer(self, given: TracedScalar | TracedSequence) -> Tried:
        """Whether something is an answer of the form that is asked for; the same text is tried once."""
        key = (spell(given), id(self))
        found: Tried | None = _tried.recalled(key)
        return _tried.keep(key, self.try_anew(given), (self,)) if found is None else found

    def try_anew(self, given: DocumentNode) -> Tried:
        try:
            return Tried(True, self.read(given).tree)
        except AnswerError:
            return Tried(False)

    def read(self, given: DocumentNode) -> Answer:
        """Read something as an answer to the item, or raise ``AnswerError``."""
        return read_untried(self.item.answer_type, given, self.task)

    def explain(self, given: DocumentNode) -> tuple[Diagnostic, ...]:
        """Why something cannot be read as an answer."""
        try:
            self.read(given)
        except AnswerError as error:
            return error.diagnostics
        return ()

    @property
    def takes_list(self) -> bool:
        """Whether an answer may be given in several lines."""
        kinds = self.item.answer_schema.get("type", ())
        return "array" in ([kinds] if isinstance(kinds, str) else kinds)

    @property
    def is_of_words(self) -> bool:
        """Whether words are asked for, and no formula."""
        return self.item.type in ("text", "choice")

    @property
    def has_points(self) -> bool:
        return self.item.type == "iterates"

    @property
    def is_found_by_form(self) -> bool:
        """Whether an answer without a symbol is known by what it is: points or an update rule."""
        return self.has_points or self.item.type == "update_rule"

    @cached_property
    def general(self) -> tuple[Node, ...]:
        """The symbols with their letters numbered."""
        return tuple(rename_letters(symbol, self.notation) for symbol in self.symbols)

    @cached_property
    def spelled(self) -> tuple[Node, ...]:
        """The symbols with their letters numbered, and other names of the same gradients."""
        return (*self.general, *self.list_gradients())

    def list_gradients(self) -> Iterator[Node]:
        """``∇_w L`` and ``∇L(w)`` for ``∂L/∂w``, where w is an array."""
        for symbol in self.symbols:
            match symbol:
                case Derivative(Symbol() as of, (Symbol(name, (), None) as by,)):
                    entry = self.notation.entries.get(name)
                    if entry is not None and entry.axes:
                        yield Gradient(of=of, at=(), by=by)
                        if Gradient(of=of, at=(), by=None) in self.symbols:
                            yield Gradient(of=of, at=(by,), by=None)

    @cached_property
    def bare(self) -> tuple[Node, ...]:
        """The whole arrays whose members the symbols mean."""
        found = map(self.find_bare, self.symbols)
        return tuple(node for node in found if node is not None)

    @cached_property
    def members(self) -> tuple[tuple[Node, Mapping[tuple[int, ...], Node]], ...]:
        """For each symbol that has members: their names by their indices."""
        found = ((symbol, map_member_names(symbol, self.notation)) for symbol in self.symbols)
        return tuple((symbol, names) for symbol, names in found if len(names) > 1)

    def is_general(self, symbol: Node) -> bool:
        """Whether a symbol has a letter in it that means every member."""
        return bool(find_index_letters(symbol, self.notation))

    @cached_property
    def is_for_all(self) -> bool:
        """Whether a formula is asked for that holds for every value of an index."""
        return any(map(self.is_general, self.symbols))

    @cached_property
    def example_head(self) -> Node | None:
        """What an update rule begins with, as the example of its form shows."""
        if self.item.type != "update_rule" or not ASSIGNED.search(self.item.example):
            return None
        return parse_or_none(ASSIGNED.split(self.item.example, maxsplit=1)[0].strip(), self.notation)

    @cached_property
    def example_spellings(self) -> tuple[str, ...]:
        """What the name that an update rule is for may be written as; some of it is in every rule for it."""
        head = self.example_head
        if not isinstance(head, Symbol):
            return ("",)
        own = [alias for alias, name in self.notation.aliases.items() if name.partition("_")[0] == head.name]
        aliases = (alias.partition("_")[0] for alias in own)
        letters = (letter for letter, name in GREEK.items() if name == head.name)
        return (head.name, *aliases, *letters)

    def may_be_rule(self, side: str) -> bool:
        """Whether the name that the update rule is for may be in the first side of a statement."""
        return any(spelling in side for spelling in self.example_spellings)

    @cached_property
    def iterated(self) -> tuple[str, ...]:
        """The names that count iterations and that the question mentions."""
        words = set(WORDS.findall(f"{self.item.title} {self.item.prompt}"))
        entries = self.notation.entries
        names = [name for name, entry in entries.items() if entry.iterates and name in words]
        vectors = [name for name in names if entries[name].axes]
        return tuple(vectors or names)

    @property
    def first(self) -> int:
        """The number of the first point that is asked for."""
        return int(self.item.task.options.get("first", "1"))

    def find_last(self, name: str) -> int:
        """The largest number of an iterate that the question mentions: 3 for "x^(1), x^(2) and x^(3)"."""
        numbers = re.findall(rf"\b{re.escape(name)}\s*\^\s*[({{]*(\d{{1,3}})", self.item.prompt)
        return max(map(int, numbers), default=self.first)

    @cached_property
    def last_count(self) -> int:
        """The largest number of a point that may be asked for, by the entries of the example: 2 for "[…, …]"."""
        entries = split_entries(self.item.example.strip())
        return self.first + len(entries) - 1 if entries else MAX_COUNT

    @property
    def point_count(self) -> int:
        """How many points the question asks for, as far as it says; 0 if it counts no name."""
        return max((self.find_last(name) - self.first + 1 for name in self.iterated), default=0)

    @cached_property
    def has_own_point(self) -> bool:
        """Whether a gradient is asked for at an iterate."""
        return any(isinstance(symbol, Gradient) and any(map(is_point, symbol.at)) for symbol in self.symbols)

    def find_given(self, point: Symbol) -> Node | None:
        """The value that the question says a point has: "x^(0) = (6, 6)"."""
        found = re.search(
            rf"{re.escape(to_text(point))}\s*=\s*(\([^()]*\)|-?\d+(?:\.\d+)?(?:/\d+)?(?!\s*[\w*^/(\\√]|[.,]\d))",
            self.item.prompt,
        )
        return parse_or_none(found[1], self.notation) if found else None

    def find_bare(self, symbol: Node) -> Node | None:
        """The whole array whose members a general symbol means: ``z`` for ``z_k``."""
        if isinstance(symbol, Symbol) and self.is_general(symbol) and symbol.iterate is None:
            entry = self.notation.entries.get(symbol.name)
            return Symbol(symbol.name) if entry is not None and len(entry.axes) == len(symbol.indices) else None
        return None


_tried = Memory(capacity=MAX_TRIED)


def split_entries(example: str) -> list[str]:
    """The entries of a list that is written in square brackets; none of anything else."""
    if not (example.startswith("[") and example.endswith("]")):
        return []
    entries, depth = [""], 0
    for sign in example[1:-1]:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            entries.append("")
        else:
            entries[-1] += sign
    return [] if any(each.strip() in ("...", "\\dots") for each in entries) else entries


def spell(given: TracedScalar | TracedSequence) -> str | tuple[str, ...]:
    """The texts that an answer from a document is made of."""
    if isinstance(given, TracedScalar):
        return given.text
    return tuple(item.text for item in given.items if isinstance(item, TracedScalar))


@by_identity
def target_of(item: AskedItem) -> Target:
    """What an item is looked for by, worked out once for all documents."""
    return Target(item)


def is_point(node: Node) -> bool:
    """Whether a node is an iterate with its number: ``x^(1)``."""
    return isinstance(node, Symbol) and count_of(node.iterate) is not None
