"""What a wrong answer has in common with the expected one, where no named mistake explains it.

It is right but for a sign, for a constant factor, for the order of its entries, …: a few relations that a person would
see at a glance. The values at a few points suggest one, and the engine confirms it; only then is anything said, about
the whole answer or about all of its wrong parts together. What would turn the answer into the right one is not said
before the expected answer may be shown (``resemblance-exact``).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isfinite, pi

from grader.answers import Answer, Task
from grader.answers.conditions import has_other_values
from grader.answers.reading import rows_of
from grader.equivalence.decide import decide
from grader.equivalence.fingerprint import Entry, Fingerprint, are_entries_alike
from grader.equivalence.form.written_numbers import list_entry_trees, read_complex_number, read_written_number
from grader.equivalence.known import are_known_equal
from grader.equivalence.policy import Policy
from grader.equivalence.rungs.tolerance import count_excess
from grader.errors import GraderError, join_words
from grader.expr import to_text
from grader.expr.calculation.building import number
from grader.expr.nodes import Add, Constant, Div, Matrix, Mul, Neg, Node, Number, Power, Vector
from grader.expr.traverse import walk
from grader.grading.diagnosis.parts import replace_parts
from grader.grading.diagnosis.predictions import is_same
from grader.grading.marked import Marked
from grader.records import Equality, Remark

__all__ = ["Seen", "describe_resemblance"]

TYPES = frozenset({"expression", "index_family", "iterates", "matrix", "number", "vector"})
NEAR = 6e-3  # relative; three rounded digits are that far from their multiple. The engine confirms what is suggested
SMALL = 12  # a factor is a fraction with a numerator and a denominator up to this, or a power of ten
OF_NUMBERS = (2, 3, 4)  # between two single numbers, other factors are found by accident
SMALL_NUMBER = 12  # whole numbers up to this are multiples of each other by accident
MOST_ENTRIES = 12  # each entry of another order may be compared with each expected one
TOO_FEW = "right as far as it goes, but it has too few digits"
LEAST_DIGITS = 2  # of a decimal that has too few: one digit is right by accident
POWERS_OF_TEN = tuple(Fraction(10) ** power for power in range(-9, 10) if power)
ANGLES = (
    (Div(Constant("pi"), number(180)), pi / 180, "degrees to radians"),
    (Div(number(180), Constant("pi")), 180 / pi, "radians to degrees"),
)
Change = Callable[[Node], Node]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A wrong answer with its values at a few points, those of the expected answer, and its wrong parts, from 0.

    ``wrong`` is empty if the answer is judged as a whole, or if all of its parts are wrong.
    """

    one: Marked
    own: Fingerprint
    key: Fingerprint
    wrong: tuple[int, ...] = ()

    @property
    def pairs(self) -> list[tuple[Entry, Entry]]:
        """The values that differ, each with the expected ones."""
        places = self.wrong or range(len(self.own))
        return [(self.own[place], self.key[place]) for place in places]

    @property
    def tree(self) -> Node:
        """The answer."""
        assert self.one.answer is not None
        assert self.one.answer.tree is not None
        return self.one.answer.tree

    @property
    def expected(self) -> Node:
        """The expected answer."""
        assert self.one.item.key is not None
        assert self.one.item.key.answer.tree is not None
        return self.one.item.key.answer.tree

    @property
    def task(self) -> Task:
        """The question, under the student's own definitions."""
        assert self.one.task is not None
        return self.one.task

    @property
    def is_plain_number(self) -> bool:
        """Whether a single number differs from a single number."""
        return len(self.pairs) == 1 and all(len(set(entry)) == 1 for entry in self.pairs[0])

    def becomes_right(self, change: Change) -> bool:
        """Whether the answer is right once its wrong parts, or all of it, are changed."""
        changed: Node | None = map_entries(self.tree, change)
        if self.wrong and changed is not None:
            changed = replace_parts(self.tree, changed, self.wrong)
        return changed is not None and is_same(self.one.item, Answer(text="", tree=changed), self.expected, self.task)

    def is_right_beside(self, change: Change) -> bool:
        """Whether a number would be right, or a right rounding, if the expected one were changed."""
        if not self.is_plain_number or not isinstance(self.tree, Number):
            return False
        return is_same(self.one.item, Answer(text="", tree=self.tree), change(self.expected), self.task)


@dataclass(frozen=True, kw_only=True)
class Resemblance:
    """One relation: a stable word, what follows "It is" or "Component 2 is", and what would make the answer right.

    ``of_whole`` says that it concerns all of the answer, though some of its parts are right; ``is_exact``, that knowing
    the relation is knowing the expected answer.
    """

    kind: str
    text: str
    exact: str = ""
    by: str = ""
    of_whole: bool = False
    is_exact: bool = False


def describe_resemblance(seen: Seen) -> tuple[Remark, ...]:
    """Say what a wrong answer has in common with the expected one; empty if nothing is known."""
    if seen.one.item.type not in TYPES:
        return ()
    for kind in KINDS:
        found = next(iter(kind(seen)), None)
        if found is not None:
            return tuple(make_remarks(seen, found))
    return ()


def make_remarks(seen: Seen, found: Resemblance) -> Iterator[Remark]:
    """Yield the remark on a resemblance, and the one that says how the answer would be right."""
    wrong = () if found.of_whole else seen.wrong
    labels = [seen.one.result.components[place].label for place in wrong]
    subject = f"{join_words(labels)} {'is' if len(labels) == 1 else 'are'}" if labels else "It is"
    entry = (("entry", ", ".join(str(place + 1) for place in wrong)),) if wrong else ()
    text = f"{subject[0].upper()}{subject[1:]} {found.text}."
    name = "resemblance-exact" if found.is_exact else "resemblance"
    yield Remark(id=name, text=text, parameters=(("kind", found.kind), *entry))
    if found.exact:
        parameters = (("kind", found.kind), ("by", found.by), *entry)
        yield Remark(id="resemblance-exact", text=found.exact, parameters=parameters)


def find_sign(seen: Seen) -> Iterator[Resemblance]:
    """The answer is the negative of the expected one."""
    if all(are_entries_alike(own, tuple(-value for value in key)) for own, key in seen.pairs) and seen.becomes_right(
        Neg
    ):
        yield Resemblance(kind="sign", text="right but for the sign")


def find_factor(seen: Seen) -> Iterator[Resemblance]:
    """The expected answer is a multiple of the answer: by a power of ten, by that between degrees and radians, …."""
    ratio = find_ratio(seen.pairs)
    if ratio is None:
        return
    for power in POWERS_OF_TEN:
        if is_near(ratio, float(power)) and seen.becomes_right(lambda part, by=power: scale_part(part, by)):  # type: ignore[misc]
            text = "right but for a power of ten: look at the decimal point, and at the units"
            if is_fraction(seen.tree) and not seen.task.asked.units:  # 1/32 for 10/32 has no decimal point
                text = "right but for a constant factor"
            yield Resemblance(kind="power-of-ten", text=text, exact=say_factor(number(power)), by=str(power))
            return
    for angle, value, way in ANGLES:
        if is_near(ratio, value) and (
            seen.becomes_right(lambda part, by=angle: Mul((by, part)))  # type: ignore[misc]
            or seen.is_right_beside(lambda part, by=angle: Div(part, by))  # type: ignore[misc]
        ):
            # That it is about angles says which factor it is.
            text = "right but for a constant factor: look at the units"
            exact = f"{say_factor(angle).removesuffix('.')}, from {way}."
            yield Resemblance(kind="factor", text=text, exact=exact, by=to_text(angle))
            return
    small = Fraction(ratio).limit_denominator(SMALL)
    if not small or abs(small.numerator) > SMALL or abs(small) == 1 or not is_near(ratio, float(small)):
        return
    if not (seen.is_plain_number and is_by_accident(seen, small)) and seen.becomes_right(
        lambda part: Mul((number(small), part))
    ):
        exact = say_factor(number(small))
        yield Resemblance(kind="factor", text="right but for a constant factor", exact=exact, by=str(small))


def is_fraction(tree: Node) -> bool:
    """Whether a number is written with a fraction line or a power, and without a decimal point."""
    parts = list(walk(tree))
    return any(isinstance(part, Div | Power) for part in parts) and not any(
        isinstance(part, Number) and part.decimals is not None for part in parts
    )


def find_ratio(pairs: Sequence[tuple[Entry, Entry]]) -> float | None:
    """The one factor from every value to the expected one; None if there is none."""
    values = [(a, b) for own, key in pairs for a, b in zip(own, key, strict=True)]
    if not all(isfinite(a) and isfinite(b) and (a == 0) == (b == 0) for a, b in values):
        return None
    ratios = [b / a for a, b in values if a]
    return ratios[0] if ratios and all(is_near(ratio, ratios[0]) for ratio in ratios) else None


def is_near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR * abs(other)


def is_by_accident(seen: Seen, ratio: Fraction) -> bool:
    """Whether two single numbers would be multiples of each other by chance."""
    is_usual = abs(ratio) in {Fraction(one) for value in OF_NUMBERS for one in (value, Fraction(1, value))}
    own, key = seen.pairs[0][0][0], seen.pairs[0][1][0]
    return not is_usual or all(value.is_integer() and abs(value) <= SMALL_NUMBER for value in (own, key))


def scale_part(part: Node, by: Fraction) -> Node:
    """A multiple by a power of ten, written with as many digits, so that it is rounded as before."""
    written = read_written_number(part) if isinstance(part, Number) else None
    if isinstance(part, Number) and written is not None:
        power = len(str(max(by.numerator, by.denominator))) - 1
        return Number(part.value * by, written.decimals + (power if by < 1 else -power), written.digits)
    return Mul((number(by), part))


def say_factor(by: Node) -> str:
    return f"It would be right if it were multiplied by {to_text(by)}."


def find_reciprocal(seen: Seen) -> Iterator[Resemblance]:
    """The product of the answer and the expected one is 1."""
    values = [(a, b) for own, key in seen.pairs for a, b in zip(own, key, strict=True)]
    if all(a and is_near(b, 1 / a) for a, b in values) and seen.becomes_right(lambda part: Div(number(1), part)):
        yield Resemblance(kind="reciprocal", text="the reciprocal of what is right", is_exact=True)


def find_added_constant(seen: Seen) -> Iterator[Resemblance]:
    """Two formulas differ by a constant number; two numbers always do."""
    values = [b - a for own, key in seen.pairs for a, b in zip(own, key, strict=True)]
    moves = any(len(set(key)) > 1 for _, key in seen.pairs)
    if not moves or not values or not all(isfinite(value) and abs(value - values[0]) < NEAR for value in values):
        return
    by = Fraction(values[0]).limit_denominator(SMALL)
    if by and abs(float(by) - values[0]) < NEAR and seen.becomes_right(lambda part: Add((part, number(by)))):
        exact = f"It would be right if {by} were added to it."
        yield Resemblance(kind="added-constant", text="right but for a constant that is added", exact=exact, by=str(by))


def find_transpose(seen: Seen) -> Iterator[Resemblance]:
    """The rows of the answer are the columns of the expected one."""
    if not isinstance(seen.tree, Matrix) or (seen.wrong and len(seen.tree.rows) != len(seen.tree.rows[0])):
        return
    turned = Matrix(tuple(zip(*seen.tree.rows, strict=True)))
    if is_same(seen.one.item, Answer(text="", tree=turned), seen.expected, seen.task):
        text = "right but for rows and columns, which are exchanged"
        yield Resemblance(kind="transposed", text=text, of_whole=True)


def find_other_order(seen: Seen) -> Iterator[Resemblance]:
    """The answer has the expected entries, or iterates, in another order."""
    own, key = list_entries(seen.tree, seen), list_entries(seen.expected, seen)
    if not 1 < len(own) == len(key) <= MOST_ENTRIES:
        return
    width = len(seen.own) // len(own)
    prints = [[side[place * width : (place + 1) * width] for place in range(len(own))] for side in (seen.own, seen.key)]
    left = list(range(len(key)))
    for place, entry in enumerate(own):
        match = next(
            (
                at
                for at in left
                if all(map(are_entries_alike, prints[0][place], prints[1][at]))
                and are_known_equal(entry, key[at], seen.task.notation, seen.task.policy)
            ),
            None,
        )
        if match is None:
            return
        left.remove(match)
    entries = "points" if seen.one.item.type == "iterates" else "entries"
    yield Resemblance(kind="order", text=f"made of the right {entries}, but not in the right order", of_whole=True)


def list_entries(tree: Node, seen: Seen) -> Sequence[Node]:
    """The entries of a vector or matrix, or the points of a run; empty for anything else."""
    rows = rows_of(tree) or ()
    if seen.one.item.type == "iterates" or not isinstance(tree, Matrix):
        return rows
    return [cell for row in tree.rows for cell in row]


def find_other_count(seen: Seen) -> Iterator[Resemblance]:
    """The answer would be right if it were rounded, or rounded to fewer digits, where just so many are asked for."""
    policy = seen.task.policy
    if not policy.exactly or not is_accepted(seen, replace(policy, exactly=False)):
        return
    trees = list_entry_trees(seen.tree, len(seen.own))
    written = [parts for tree in trees if (parts := read_complex_number(tree)) is not None]
    if len(written) < len(trees):
        yield Resemblance(kind="not-rounded", text="right, but it has to be written as a rounded number")
    elif any(count_excess(part, policy) > 0 for parts in written for part in parts if part is not None):
        yield Resemblance(kind="more-digits", text="right, but it has more digits than are asked for")
    else:
        yield Resemblance(kind="digits", text=TOO_FEW)


def find_too_few_digits(seen: Seen) -> Iterator[Resemblance]:
    """The answer is the expected value, rounded to fewer digits than are asked for, or cut off."""
    written = [node for node in walk(seen.tree) if isinstance(node, Number) and node.digits]
    if seen.task.policy.is_exact or not written:
        return
    digits = min(node.digits or 0 for node in written)
    if digits >= LEAST_DIGITS and is_rounded_to(seen, digits):
        yield Resemblance(kind="digits", text=TOO_FEW)
        return
    if len(written) == 1 and seen.is_plain_number and isinstance(seen.tree, Number) and digits > LEAST_DIGITS:
        unit = 10.0 ** -(seen.tree.decimals or 0)
        own, key = float(seen.tree.value), seen.pairs[0][1][0]
        # A little less than a unit, because the expected value has an error of its own.
        if own * key > 0 and 0 < abs(key) - abs(own) < unit * 0.9999999:
            yield Resemblance(kind="cut-off", text="cut off, and has to be rounded")
        if own * key > 0 and 0 < abs(own) - abs(key) < unit * 0.9999999:
            yield Resemblance(kind="rounded-up", text="rounded up, and has to be rounded down")


def is_rounded_to(seen: Seen, digits: int) -> bool:
    """Whether the answer is the expected value, correctly rounded to so many digits."""
    return is_accepted(seen, Policy(digits=digits, seed=seen.task.policy.seed))


def is_accepted(seen: Seen, policy: Policy) -> bool:
    """Whether the answer is right under another policy."""
    try:
        found = decide(seen.tree, seen.expected, seen.task.notation, policy)
    except GraderError:
        return False
    return found.result is Equality.EQUAL


def find_wrong_components(seen: Seen) -> Iterator[Resemblance]:
    """Some entries of a vector or matrix are right, though they earn nothing by themselves.

    Up to a factor, one entry of almost every vector is right, which says nothing.
    """
    if has_other_values(seen.task):
        return
    decision = seen.one.result.decision
    if seen.one.result.components or decision is None or seen.one.item.type not in ("expression", "matrix", "vector"):
        return
    wrong = [place for place, part in decision.parts if part.result is Equality.DIFFERENT]
    are_decided = all(part.result is not Equality.UNKNOWN for _, part in decision.parts)
    if wrong and are_decided and len(wrong) < len(decision.parts):
        names = [", ".join(map(str, place)) for place in wrong]
        one, several = ("component", "components") if len(wrong[0]) == 1 else ("entry", "entries")
        word = one if len(wrong) == 1 else several
        where = join_words([f"({name})" if "," in name else name for name in names])
        yield Resemblance(kind="components", text=f"wrong in its {word} {where}, and right in the rest")


def map_entries(tree: Node, change: Change) -> Node:
    """Change every entry of a written array, or anything else as a whole."""
    if isinstance(tree, Vector):
        return Vector(tuple(map_entries(item, change) for item in tree.items))
    if isinstance(tree, Matrix):
        return Matrix(tuple(tuple(map(change, row)) for row in tree.rows))
    return change(tree)


Kind = Callable[[Seen], Iterator[Resemblance]]
KINDS: tuple[Kind, ...] = (
    find_other_count,
    find_too_few_digits,
    find_sign,
    find_factor,
    find_reciprocal,
    find_transpose,
    find_other_order,
    find_added_constant,
    find_wrong_components,
)
