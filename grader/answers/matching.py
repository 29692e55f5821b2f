"""Pairs: to each name on the left, a student writes the name on the right that belongs to it.

A pair is right by itself, so of n pairs each earns 1/n; or it is *all or nothing*. What is on the right may belong to
several on the left, unless the item says ``once``, and to none, so that the last pair does not follow from the others.

>>> sides = Sides({"a": "sine", "b": "cosine"}, {"1": "odd", "2": "even"})
>>> [(pair.left, pair.right) for pair in sides.read(Scalar.typed("1-a, b: even"))]
[('a', '1'), ('b', '2')]
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from grader.answers.judging import outcome_of, verdict_of_components
from grader.answers.protocol import Answer, Schema, Task, WrongText
from grader.answers.spelled.spelling import simplify
from grader.documents import DocumentNode, Scalar
from grader.documents import Mapping as MappingNode
from grader.documents import Sequence as SequenceNode
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.patterns import regex
from grader.records import ComponentResult, Outcome, Verdict

__all__ = ["MEMBER", "MatchingAnswer"]

MOST_NAMES: Final = 50  # on each side; nobody matches more by hand
BETWEEN: Final = regex(r"[,;\n|]")  # two pairs
INSIDE: Final = regex(r"[-=–—]+>?|→|⇒|↦|:|\bis\b|\bgoes with\b|\bmatches\b|\s")  # a pair
SIDE: Final[Schema] = {
    "type": "object",
    "minProperties": 2,
    "maxProperties": MOST_NAMES,
    "additionalProperties": {"type": "string"},
}


class MatchingAnswer:
    """A name on the right for each name on the left."""

    kind = "matching"
    is_of_words = True
    summary = "to each name on the left, the name on the right that belongs to it"
    options: Schema = {
        "left": {**SIDE, "description": "What is matched: the name that the student writes, and its meaning."},
        "right": {**SIDE, "description": "What it is matched with; some of it may belong to nothing on the left."},
        "once": {"enum": ["yes", "no"], "description": "Whether each name on the right belongs to one at most."},
        "credit": {
            "enum": ["each pair", "all or nothing"],
            "description": "What some of the pairs earn; 'each pair' earns its share if left out.",
        },
    }
    public_options = ("left", "right", "once")
    answer_schema: Schema = {
        "type": ["string", "array", "object"],
        "items": {"type": "string"},
        "additionalProperties": {"type": "string"},
    }
    example = "first-1, second-2"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the pairs, from a mapping, a list, or a text with commas or line breaks between them."""
        sides = Sides(task.options["left"], task.options["right"])
        found: dict[str, Pair] = {}
        for pair in sides.read(given):
            earlier = found.setdefault(pair.left, pair)
            if earlier.right != pair.right:
                raise AnswerError(explain_repeated(pair.left, "has two partners here", pair))
        used: dict[str, str] = {}
        for pair in found.values():
            if used.setdefault(pair.right, pair.left) != pair.left and task.options.get("once") == "yes":
                raise AnswerError(explain_repeated(pair.right, "is in two pairs, and belongs to one", pair))
        ordered = [found[name] for name in sides.left if name in found]
        words = tuple(f"{pair.left}-{pair.right}" for pair in ordered)
        return Answer(text=", ".join(words), words=words)

    def read_key(self, expected: DocumentNode, task: Task) -> Answer:
        """Read the pairs that are right, in which everything on the left has to be."""
        for name in task.options["left"]:
            if name in task.options["right"]:
                raise AnswerError(
                    Diagnostic(
                        slug="name-on-both-sides",
                        what=f"{put_in_quotes(name)} is a name on the left and on the right.",
                        why="Students write '1-a' and 'a-1', so a name has to say which side it is on.",
                        help="Use letters on one side, and numbers on the other.",
                        span=expected.span,
                        audience="author",
                    )
                )
        key = self.read(expected, task)
        pairs = split_pairs(key, task)
        left = [name for name in task.options["left"] if name not in pairs]
        if left:
            raise AnswerError(
                Diagnostic(
                    slug="item-without-partner",
                    what=f"The expected pairs do not say what {put_in_quotes(left[0])} belongs to.",
                    why="Students see everything on the left, and match all of it.",
                    help="Write a partner for every name; it may be one such as 'none: nothing of this'.",
                    span=expected.span,
                    audience="author",
                )
            )
        return key

    def list_names(self, task: Task) -> Mapping[str, str]:
        """Return what is on the left, and then what is on the right."""
        return {**task.options["left"], **task.options["right"]}

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the partner of each name on the left."""
        own, right = split_pairs(answer, task), split_pairs(expected, task)
        if own == right:
            return Verdict(outcome=outcome_of(Fraction(1)), credit=Fraction(1))
        components = [make_component(name, own.get(name), partner) for name, partner in right.items()]
        verdict = verdict_of_components(components)
        if task.options.get("credit") == "all or nothing":
            return Verdict(outcome=outcome_of(Fraction(0)), credit=Fraction(0))
        return verdict

    def list_right_forms(self, expected: Answer, task: Task) -> Iterator[str]:
        """Yield the pairs with all that may be inside and between them, in both directions and in another order."""
        pairs = list(split_pairs(expected, task).items())
        for inside, between in (("-", ", "), (": ", "; "), (" -> ", ", "), (" = ", "\n"), (" ", ", ")):
            yield between.join(f"{left}{inside}{right}" for left, right in pairs)
        yield ", ".join(f"{right}-{left}" for left, right in pairs)
        yield ", ".join(f"{left}-{right}" for left, right in reversed(pairs))

    def list_near_misses(self, expected: Answer, task: Task) -> Iterator[WrongText]:
        """Yield pairs with the partners of two neighbours exchanged, one partner wrong, and the last pair missing."""
        pairs = split_pairs(expected, task)
        names, free = list(pairs), [name for name in task.options["right"] if name not in pairs.values()]
        made = [
            ({**pairs, first: pairs[second], second: pairs[first]}, "two partners are exchanged", 2)
            for first, second in pairwise(names)
            if pairs[first] != pairs[second]
        ]
        made += [({**pairs, names[0]: name}, "one partner is wrong", 1) for name in free[:1]]
        made.append(({name: pairs[name] for name in names[:-1]}, "the last pair is missing", 1))
        for found, words, wrong in made:
            is_all = task.options.get("credit") == "all or nothing"
            credit = Fraction(0) if is_all else Fraction(len(pairs) - wrong, len(pairs))
            yield WrongText(
                text=", ".join(f"{one}-{other}" for one, other in found.items()), words=words, credit=credit
            )


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair by its names, and where it was written."""

    left: str
    right: str
    at: Scalar


@dataclass(frozen=True, slots=True)
class Sides:
    """The names on both sides with their meanings."""

    left: Mapping[str, str]
    right: Mapping[str, str]

    def read(self, given: DocumentNode) -> list[Pair]:
        """Read pairs from a mapping, a list, or a text."""
        if isinstance(given, MappingNode):
            return [self.read_entry(name, value) for name, value in given.entries]
        if isinstance(given, SequenceNode):
            return [pair for part in given.items for pair in self.read(part)]
        assert isinstance(given, Scalar)
        return [pair for part in split(given) for pair in self.read_part(part)]

    def read_entry(self, name: Scalar, value: DocumentNode) -> Pair:
        """Read one entry of a mapping; either side may be the key."""
        pair = self.match(name.text, value.text, name) if isinstance(value, Scalar) else None
        if pair is None:
            partner = value.text if isinstance(value, Scalar) else value.span.text
            raise AnswerError(self.explain(f"{name.text}: {partner}", name))
        return pair

    def read_part(self, part: Scalar) -> list[Pair]:
        """Read one pair, or several with blanks between them: ``a1 b2``."""
        for match in INSIDE.finditer(part.text):
            if pair := self.match(part.text[: match.start()], part.text[match.end() :], part):
                return [pair]
        words = [word for word in part.text.split() if word.casefold() != "and"]
        pairs = [self.match_joined(word, part) for word in words]
        known = [pair for pair in pairs if pair is not None]
        if not words or len(known) < len(words):
            raise AnswerError(self.explain(part.text, part))
        return known

    def match_joined(self, word: str, part: Scalar) -> Pair | None:
        """Read ``a1`` or ``a-1`` without blanks."""
        found = [self.match(word[:at], word[at:], part) for at in range(1, len(word))]
        found += [self.match(word[: one.start()], word[one.end() :], part) for one in INSIDE.finditer(word)]
        pairs = {(pair.left, pair.right): pair for pair in found if pair is not None}
        return next(iter(pairs.values())) if len(pairs) == 1 else None

    def match(self, first: str, second: str, at: Scalar) -> Pair | None:
        """Return a pair of two texts, one for each side; None if they are no such pair."""
        for left, right in ((first, second), (second, first)):
            names = find_name(left, self.left), find_name(right, self.right)
            if names[0] is not None and names[1] is not None:
                return Pair(names[0], names[1], at)
        return None

    def explain(self, text: str, at: Scalar) -> Diagnostic:
        left, right = next(iter(self.left)), next(iter(self.right))
        return Diagnostic(
            slug="no-pair",
            what=f"{put_in_quotes(text)} is no pair of the names that are matched.",
            why=f"On the left are {', '.join(self.left)}, and on the right {', '.join(self.right)}.",
            help=f"Write a name of each side, as in '{left}-{right}', with commas between the pairs.",
            span=at.span,
        )


def split(given: Scalar) -> Iterator[Scalar]:
    """Yield what is between commas, semicolons and line breaks, each with its place in the file."""
    start, found = 0, False
    for match in [*BETWEEN.finditer(given.text), None]:
        end = match.start() if match else len(given.text)
        piece = given.text[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        text = piece.strip().removesuffix(".")
        if text:
            found = True
            span = given.locate(begin, begin + len(text))
            yield Scalar(text, span.source, span.start, span.end)
        start = match.end() if match else end
    if not found:
        yield given


def find_name(text: str, names: Mapping[str, str]) -> str | None:
    """Return the name that a text is, or else the only one with this meaning."""
    bare = text.strip().strip("()").strip()
    if bare in names:
        return bare
    plain = simplify(bare)
    for said in ({name: name for name in names}, names):
        found = [name for name, words in said.items() if plain and simplify(words) == plain]
        if len(found) == 1:
            return found[0]
    return None


def split_pairs(answer: Answer, task: Task) -> dict[str, str]:
    """Return the pairs of an answer by the name on the left."""
    lefts: Sequence[str] = sorted(task.options["left"], key=len, reverse=True)
    found: dict[str, str] = {}
    for word in answer.words:
        left = next(
            name for name in lefts if word.startswith(f"{name}-") and word[len(name) + 1 :] in task.options["right"]
        )
        found[left] = word[len(left) + 1 :]
    return found


def make_component(name: str, own: str | None, partner: str) -> ComponentResult:
    credit = Fraction(int(own == partner))
    label = f"the partner of {name}"
    return ComponentResult(label=label, outcome=Outcome.BLANK if own is None else outcome_of(credit), credit=credit)


def explain_repeated(name: str, what: str, pair: Pair) -> Diagnostic:
    return Diagnostic(
        slug="repeated-item",
        what=f"{put_in_quotes(name)} {what}.",
        why="It is not known which of the pairs counts.",
        help="Write one of them.",
        span=pair.at.span,
    )


MEMBER = MatchingAnswer()
