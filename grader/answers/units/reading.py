"""An answer that is a value with a unit: where the value ends, what the unit is, and what is asked back.

A quantity is one number and one unit. Names of the exercise cannot be in it, so a unit that is spelled like them is
asked back, unless the item says in which units it is answered.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from grader.answers.protocol import Task
from grader.answers.reading import read_mathematics
from grader.answers.units.grammar import Written, read_unit, read_whole_unit
from grader.answers.units.spelling import write_plainly
from grader.answers.units.sums import read_formula
from grader.answers.units.table import find_symbol
from grader.answers.units.values import Quantity, measure_roughly
from grader.documents import Scalar
from grader.errors import AnswerError, Diagnostic, LimitError, join_words, put_in_quotes
from grader.expr import parse
from grader.expr.asked.asked import Asked
from grader.expr.complaints import propose_answer
from grader.expr.nodes import (
    Interval,
    Junction,
    Matrix,
    Node,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)
from grader.expr.traverse import walk
from grader.limits import MAX_UNIT_CHARACTERS
from grader.patterns import regex

__all__ = ["parse_quantity", "read_quantity", "split_unit"]

SIDES: Final = regex(r"(?<![<>!:])=+|≈|:=")
NAME: Final = regex(r"\s*\\?[^\W\d_][\w\\{}()'′ ,^_]{0,40}\s*")
# Where a unit may begin: not inside a word.
START: Final = regex(r"(?<![A-Za-zµΩÅ])(?=[A-Za-zµΩÅ°℃%‰(\[/])|(?<![\d.])(?=1\s*/)")
LETTERS: Final = regex(r"[A-Za-zµΩÅ]+")
UNKNOWN: Final = regex(r"^[-+\s\d.*^()/eE]*\d\)?\s*\*?\s*(?P<word>[A-Za-zµΩÅ$€£][\w$€£/^*.µ°-]*)[\s.]*$")
WRAPPED: Final = regex(r"\\(?:mathrm|text|textrm|rm|mathsf|unit|si|SI|qty|operatorname)(?![A-Za-z])")
SEVERAL: Final = (Vector, Matrix, SetOf, Interval, Union, Relation, Junction)
FAR: Final = 0.05  # sides of an equation that differ by more are two values, and no roundings of one
VALUE: Final = regex(r"\s*-?\d+(?:\.\d+)?\s*")


def read_quantity(given: Scalar, task: Task) -> Quantity:
    """Read the value and the unit of an answer; of ``v = 72 km/h = 20 m/s`` the last."""
    plain = write_plainly(given.text)
    plain = plain.rstrip(" \t\n.")
    sides = SIDES.split(plain)
    label = sides[0].strip() if len(sides) > 1 and NAME.fullmatch(sides[0]) else ""
    try:
        found = read_side(sides[-1], label, given, task)
    except LimitError:
        raise
    except AnswerError as error:
        raise type(error)(place(one, given, plain) for one in error.diagnostics) from None
    refuse_two_values(sides[bool(label) : -1], found, given, task)
    return found


def parse_quantity(text: str, task: Task) -> Quantity:
    """Return the quantity that ``write_quantity`` wrote: its unit is all that follows the last blank."""
    value, _, unit = text.rpartition(" ")
    written = read_whole_unit(unit) if value else None
    if written is None:
        return Quantity(value=parse(text, task.notation).tree)
    return Quantity(value=parse(value, task.notation).tree, unit=written.unit, has_unit=True)


def place(diagnostic: Diagnostic, given: Scalar, plain: str) -> Diagnostic:
    """Return a message at the piece of the answer that it is about; at all of it, if that was written in LaTeX."""
    span = diagnostic.span
    if span is None or len(plain) > len(given.text) or "\\" in given.text or span.text not in given.text:
        return diagnostic.at(given.span)
    start = given.text.index(span.text) if span.text else 0
    return diagnostic.at(given.locate(start, start + len(span.text)) if span.text else given.span)


def read_side(text: str, label: str, given: Scalar, task: Task) -> Quantity:
    """Read one side of an answer: a number and a unit, or a formula of several."""
    split = split_unit(text)
    value = text if split is None else text[: split[0]]
    value = value.rstrip().removesuffix("*").removesuffix("·")
    try:
        number = read_number(value, task)
    except LimitError:
        raise
    except AnswerError as error:
        found = read_formula(text)
        if found is None:
            unread = explain_unread(text, split, error)
            raise unread if split is None or unread is not error else add_unit(error, text[split[0] :]) from None
        check_label(label, text, task)
        return found
    check_label(label, text, task)
    if split is None:
        return Quantity(value=number)
    written = split[1]
    refuse_doubt(text, split[0], written, given, task)
    return Quantity(value=number, unit=written.unit, has_unit=True, respelled=written.respelled)


def split_unit(text: str) -> tuple[int, Written] | None:
    """Return the longest unit at the end of a text, and where its value ends; None where there is none.

    >>> split_unit("5 kg*m/s^2")[1].unit.text, split_unit("2 pi rad")[0], split_unit("1/2 m")[0]
    ('kg*m/s^2', 5, 4)
    """
    bare = text.rstrip()
    for match in START.finditer(bare, max(0, len(bare) - MAX_UNIT_CHARACTERS)):
        at = match.start()
        before = bare[:at].rstrip()
        written = read_unit(bare, at) if before and before[-1] not in "^/(-+" else None
        if written is not None and written.end == len(bare):
            return at, written
    return None


def check_label(label: str, text: str, task: Task) -> None:
    """Refuse a name in front of a value that cannot be what is asked for, as in front of a number."""
    try:
        read_value(f"{label} = 1" if label else "1", task)
    except AnswerError as error:
        alone = propose_answer(text.strip())
        raise AnswerError(one.at(None).propose([alone]) for one in error.diagnostics) from None


def read_value(text: str, task: Task) -> Node:
    asked = Asked(shape="value", names=task.symbols, question=task.asked.question)
    tree = read_mathematics(Scalar.typed(text), replace(task, asked=asked)).tree
    assert tree is not None
    return tree


def read_number(text: str, task: Task) -> Node:
    """Read the value of a quantity."""
    tree = read_value(text, task)
    for node in walk(tree):
        if isinstance(node, Symbol) and node.name not in task.own:
            raise AnswerError(
                Diagnostic(
                    slug="name-in-quantity",
                    what=f"{put_in_quotes(node.name)} is a name, but a value with a unit is asked for.",
                    why="There are no names in a value but constants such as pi.",
                    help="Insert the values, and write one number with its unit.",
                )
            )
    if any(isinstance(node, SEVERAL) for node in walk(tree)):
        raise AnswerError(
            Diagnostic(
                slug="quantity-expected",
                what="This is not one value.",
                why="One number with its unit is asked for.",
                help="Write it like '5 m/s'.",
            )
        )
    return tree


def add_unit(error: AnswerError, unit: str) -> AnswerError:
    """Return an error about a number with its unit after each number that it proposes."""
    return AnswerError(
        one.propose(
            propose_answer(f"{each.answer.strip()} {unit.strip()}", meaning=each.meaning) for each in one.proposals
        )
        if one.proposals
        else one
        for one in error.diagnostics
    )


def explain_unread(text: str, split: tuple[int, Written] | None, error: AnswerError) -> AnswerError:
    """Return why an answer is no quantity: the unit is not known, there is no number, or what the number's is."""
    if read_whole_unit(text) is not None and text.strip():
        return AnswerError(
            Diagnostic(
                slug="unit-without-value",
                what=f"{put_in_quotes(text.strip())} is a unit, and there is no number in front of it.",
                why="A value with its unit is asked for.",
                help="Write the number first, with a blank between the two.",
            )
        )
    rest = find_rest(text)
    if rest:
        return AnswerError(
            Diagnostic(
                slug="after-unit",
                what=f"{put_in_quotes(rest)} after the unit cannot be read.",
                why="One value with one unit is asked for.",
                help="Write nothing after the unit; what is not worked out needs a sign between its parts.",
            )
        )
    match = UNKNOWN.match(text) if split is None and len(text) <= MAX_UNIT_CHARACTERS else None
    span = error.diagnostic.span
    if match is None and error.diagnostic.slug == "unknown-name" and span is not None and find_symbol(span.text):
        return AnswerError(
            Diagnostic(
                slug="quantity-expected",
                what="This cannot be read as one value with its unit.",
                why=f"{put_in_quotes(span.text)} is a unit, and what is around it is not clear.",
                help="Write one number and then its unit, like '5 m/s^2'.",
            )
        )
    if match is None:
        return error
    return AnswerError(
        Diagnostic(
            slug="unknown-unit",
            what=f"{put_in_quotes(match['word'])} is no unit that is known here.",
            why="Units are written by their symbols, as kg, m/s^2 or kWh, or by their names in English.",
            help="Check its spelling, or write it in SI units, as 'kg*m/s^2' for the newton.",
        )
    )


def find_rest(text: str) -> str:
    """Return what follows a number with a unit; empty where there is nothing, or no such number."""
    number = VALUE.match(text)
    written = read_unit(text, number.end()) if number else None
    return text[written.end :].strip() if written is not None else ""


def refuse_doubt(text: str, at: int, written: Written, given: Scalar, task: Task) -> None:
    """Ask about a unit with several meanings, and about letters that are names of the exercise, too."""
    unit, value = text[at:].strip(), text[:at].strip()
    if written.doubt is not None:
        piece = written.doubt.piece
        choices = written.doubt.choices
        listed = join_words([*map(put_in_quotes, choices)], "or")
        if len(choices) == 1:
            raise AnswerError(
                Diagnostic(
                    slug="ambiguous-unit",
                    what=f"{put_in_quotes(piece)} is the name of several units.",
                    why="They have different sizes.",
                    help=f"Convert the value, and write it in another unit, such as {put_in_quotes(choices[0])}.",
                )
            )
        raise AnswerError(
            Diagnostic(
                slug="ambiguous-unit",
                what=f"{put_in_quotes(piece)} is not clear: it may mean {listed}.",
                why="What is below a slash has to be in brackets, and symbols of units differ in small and capital "
                "letters.",
                help="Write which of them you mean.",
            ).propose(propose_answer(f"{value} {unit.replace(piece, choice, 1)}") for choice in choices)
        )
    names = {*task.notation.entries, *task.notation.aliases}
    typed = LETTERS.findall(unit)
    if "units" in task.options or not typed or not set(typed) <= names or WRAPPED.search(given.text):
        return
    spelled = f"{value} \\mathrm{{{unit}}}"
    raise AnswerError(
        Diagnostic(
            slug="unit-or-name",
            what=f"{put_in_quotes(unit)} may be a unit here, or a product of names of the exercise.",
            why="A value with a unit is asked for, and has no names in it.",
            help="Write the unit in words, such as '5 metres', or upright, such as '5 \\mathrm{m}'.",
        ).propose([propose_answer(spelled, meaning="for the unit")])
    )


def refuse_two_values(sides: Sequence[str], found: Quantity, given: Scalar, task: Task) -> None:
    """Refuse ``5 m = 3 m``: two values of the same kind, and nobody knows which is meant."""
    for side in sides[-8:]:
        try:
            other = read_side(side, "", given, task)
        except AnswerError:
            continue  # working, which is not looked at
        if not other.has_unit or other.unit.dimension != found.unit.dimension:
            continue
        one, last = (measure_roughly(quantity) for quantity in (other, found))
        if abs(one - last) > FAR * max(abs(one), abs(last)):
            raise AnswerError(
                Diagnostic(
                    slug="two-quantities",
                    what=f"{put_in_quotes(side.strip())} and the value at the end differ.",
                    why="An equals sign says that both are the same.",
                    help="Write one value with its unit.",
                    span=given.span,
                )
            )
