"""Items put in order: the rubric names them, and a student writes the names one after another.

Credit is by the *longest run*: as many items as are in the right order among themselves, whatever is between them (the
longest increasing subsequence, Schensted 1961). One item alone is always in order, so of n items a run of k earns
(k - 1)/(n - 1). Or it is by *pairs*: those in the right order minus those in the wrong one, of all n(n - 1)/2, and
never less than 0 (Kendall 1938). Or it is *all or nothing*. What was left out earns nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from grader.answers.judging import outcome_of
from grader.answers.protocol import Answer, Schema, Task, WrongText
from grader.answers.spelled.spelling import simplify
from grader.documents import DocumentNode, Scalar
from grader.documents import Sequence as SequenceNode
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.patterns import regex
from grader.records import Remark, Verdict

__all__ = ["MEMBER", "OrderingAnswer"]

MOST_ITEMS = 50  # nobody orders more by hand, and the pairs are counted
JOINT = regex(r"[,;\n|]|[-=]+>|→|⇒")
NUMBERED = regex(r"\(?(?P<place>\d{1,3})[.):]\s*(?P<name>\S.*)")


class OrderingAnswer:
    """The names of items in their order."""

    kind = "ordering"
    is_of_words = True
    summary = "the items that the rubric names, in order"
    options: Schema = {
        "items": {
            "type": "object",
            "minProperties": 2,
            "maxProperties": MOST_ITEMS,
            "additionalProperties": {"type": "string"},
            "description": "What is put in order: the name that the student writes, and its meaning.",
        },
        "credit": {
            "enum": ["longest run", "pairs", "all or nothing"],
            "description": "What an order earns that is right only in part; 'longest run' if left out.",
        },
    }
    public_options = ("items",)
    answer_schema: Schema = {"type": ["string", "array"], "items": {"type": "string"}}
    example = "first, second"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the names, from a list, or from a text with commas, arrows or line breaks between them."""
        items = task.options["items"]
        parts = list_parts(given, items)
        names = tuple(find_name(part, place, items) for place, part in enumerate(parts, start=1))
        for place, name in enumerate(names):
            if name in names[:place]:
                raise AnswerError(
                    Diagnostic(
                        slug="repeated-item",
                        what=f"{put_in_quotes(name)} is in this order twice.",
                        why="Each item has one place.",
                        help="Write it once, where you want it.",
                        span=parts[place].span,
                    )
                )
        return Answer(text=", ".join(names), words=names)

    def read_key(self, expected: DocumentNode, task: Task) -> Answer:
        """Read the order, in which every item has to be, and which students must not see."""
        key = self.read(expected, task)
        left = [name for name in task.options["items"] if name not in key.words]
        if left:
            raise AnswerError(
                Diagnostic(
                    slug="item-without-place",
                    what=f"The expected order does not say where {put_in_quotes(left[0])} is.",
                    why="Students see all of the 'items', and put all of them in order.",
                    help="Write every name once, or remove what belongs nowhere.",
                    span=expected.span,
                    audience="author",
                )
            )
        if key.words == tuple(task.options["items"]):
            raise AnswerError(
                Diagnostic(
                    slug="order-is-shown",
                    what="The 'items' are listed in the order that is expected.",
                    why="Students see them in this order, so whoever copies the list is right.",
                    help="List the 'items' in another order.",
                    audience="author",
                )
            )
        return key

    def list_names(self, task: Task) -> Mapping[str, str]:
        """Return what is put in order."""
        items: Mapping[str, str] = task.options["items"]
        return items

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the order with the expected one."""
        if answer.words == expected.words:
            return Verdict(outcome=outcome_of(Fraction(1)), credit=Fraction(1))
        credit = find_credit([expected.words.index(name) for name in answer.words], len(expected.words), task)
        missing = len(expected.words) - len(answer.words)
        remarks = [Remark(id="order", text="Some of these are in the right order among themselves.")] if credit else []
        if missing:
            verb = "item is" if missing == 1 else "items are"
            remarks.append(Remark(id="missing-items", text=f"{missing} {verb} not in this order."))
        return Verdict(outcome=outcome_of(credit), credit=credit, remarks=tuple(remarks))

    def list_right_forms(self, expected: Answer, task: Task) -> Iterator[str]:
        """Yield the order with all that may be between two names."""
        for joint in (", ", " -> ", "; ", " → "):
            yield joint.join(expected.words)
        yield ", ".join(expected.words).upper()
        yield ", ".join(f"{place}. {name}" for place, name in enumerate(expected.words, start=1))

    def list_near_misses(self, expected: Answer, task: Task) -> Iterator[WrongText]:
        """Yield orders with two neighbours exchanged, the last one left out, and everything reversed."""
        names, count = expected.words, len(expected.words)
        orders = [
            ([*names[:place], names[place + 1], names[place], *names[place + 2 :]], "two neighbours are exchanged")
            for place in range(count - 1)
        ]
        orders += [(list(names[:-1]), "the last one is missing"), (list(names[::-1]), "everything is reversed")]
        for order, words in orders:
            credit = find_credit([names.index(name) for name in order], count, task)
            yield WrongText(text=", ".join(order), words=words, credit=credit)


def find_credit(places: Sequence[int], count: int, task: Task) -> Fraction:
    """The credit of an order that is not right; ``places`` are where its items should be, of ``count`` items in all."""
    how = task.options.get("credit", "longest run")
    if how == "all or nothing":
        return Fraction(0)
    if how == "pairs":
        signs = [1 if first < second else -1 for first, second in combinations(places, 2)]
        return max(Fraction(0), Fraction(2 * sum(signs), count * (count - 1)))
    return Fraction(max(0, measure_run(places) - 1), count - 1)


def measure_run(places: Sequence[int]) -> int:
    """Return the length of the longest increasing subsequence.

    >>> measure_run([2, 0, 1, 3]), measure_run([3, 2, 1])
    (3, 1)
    """
    lengths: list[int] = []
    for place, value in enumerate(places):
        before = [length for length, earlier in zip(lengths, places[:place], strict=True) if earlier < value]
        lengths.append(1 + max(before, default=0))
    return max(lengths, default=0)


def list_parts(given: DocumentNode, items: Mapping[str, str]) -> list[Scalar]:
    """Return the parts of an answer, each with its place in the file."""
    if isinstance(given, Scalar):
        letters = list_letters(given, items)
        return letters or [part for part in split(given) if part.text] or [given]
    if isinstance(given, SequenceNode) and given.items and all(isinstance(item, Scalar) for item in given.items):
        return [item for item in given.items if isinstance(item, Scalar)]
    raise AnswerError(
        Diagnostic(
            slug="order-expected",
            what="This answer is no list of names.",
            why="The names of the items are asked for, in their order.",
            help=f"Write the names with commas between them, as in '{', '.join(list(items)[:2])}'.",
            span=given.span,
        )
    )


def split(given: Scalar) -> Iterator[Scalar]:
    """Yield what is between commas, semicolons, arrows and line breaks."""
    start = 0
    for match in [*JOINT.finditer(given.text), None]:
        end = match.start() if match else len(given.text)
        piece = given.text[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        text = piece.strip()
        span = given.locate(begin, begin + len(text))
        yield Scalar(text, span.source, span.start, span.end)
        start = match.end() if match else end


def list_letters(given: Scalar, items: Mapping[str, str]) -> list[Scalar]:
    """Return the letters of ``cab`` where every name is one sign; nothing for any other text."""
    signs = "".join(given.text.split())
    known = {name.casefold() for name in items}
    are_names = all(len(name) == 1 for name in items) and len(signs) > 1 and set(signs.casefold()) <= known
    return [Scalar(sign, given.source, given.start, given.end) for sign in signs] if are_names else []


def find_name(part: Scalar, place: int, items: Mapping[str, str]) -> str:
    """Return the name of the item that a part of an answer means, by its name or its meaning."""
    found = find_item(part.text, items)
    match = NUMBERED.fullmatch(part.text.strip())
    if found is None and match and int(match["place"]) == place:
        found = find_item(match["name"], items)
    if found is not None:
        return found
    raise AnswerError(
        Diagnostic(
            slug="unknown-item-name",
            what=f"{put_in_quotes(part.text)} is not one of the items.",
            why=f"The items are {', '.join(items)}.",
            help="Write their names as they are here, with commas between them.",
            span=part.span,
        )
    )


def find_item(text: str, items: Mapping[str, str]) -> str | None:
    """Return the item with this name, or else the only one with this meaning."""
    if text.strip() in items:
        return text.strip()
    plain = simplify(text)
    for said in ({name: name for name in items}, items):
        found = [name for name, words in said.items() if plain and simplify(words) == plain]
        if len(found) == 1:
            return found[0]
    return None


MEMBER = OrderingAnswer()
