"""A measured value as people write it: ``(5.1 ± 0.2) cm``, ``5.1 cm ± 2 mm``, ``5.1(2) cm``, ``5.1 cm ± 4 %``.

Value and uncertainty are quantities, each with its unit. Where only one of both has a unit, the other has the same.
An uncertainty in percent, of a value that is not, is a share of that value.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, NamedTuple

from grader.answers.protocol import Task
from grader.answers.units.reading import NAME, SIDES, check_label, parse_quantity, read_quantity, split_unit
from grader.answers.units.spelling import write_plainly
from grader.answers.units.values import Quantity, fold, write_quantity
from grader.documents import DocumentNode, Scalar
from grader.errors import AnswerError, Diagnostic, LimitError, Proposal
from grader.expr.calculation.building import number
from grader.expr.nodes import Call, Mul
from grader.expr.words.remarks import drop_introduction
from grader.patterns import regex

__all__ = ["Measurement", "complain", "parse_measurement", "read_measurement", "write_measurement"]

SIGN: Final = regex(r"\s*(?:±|\+/-|\+-|\\pm(?![A-Za-z])|\bplus or minus\b)\s*")
POWER: Final = r"(?:[eE][-+]?\d{1,3}|\s*[*·×]\s*10\s*\^\s*(?:-?\d{1,3}|\(\s*-?\d{1,3}\s*\)))"
SCALED: Final = regex(rf"(?P<power>{POWER})?(?P<unit>.*)", 16)  # re.DOTALL
# In brackets are the last digits of the uncertainty, as in 5.1(2), or all of it, as in 5.1(0.2), which is no product.
CONCISE: Final = regex(
    r"(?P<value>[-+]?\d+(?:\.(?P<decimals>\d+))?)(?:\((?P<last>\d{1,4})\)|\s*\((?P<whole>\d+\.\d+)\))"
    rf"(?P<power>{POWER})?(?P<unit>.*)",
    16,
)
PERCENT: Final = "%"
SHARE: Final = regex(r"(?P<share>[^%]*\d\s*%)\s*(?P<unit>[A-Za-zµΩÅ°].*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """A value and its uncertainty, which may be missing."""

    value: Quantity
    uncertainty: Quantity | None = None

    @property
    def is_relative(self) -> bool:
        """Whether the uncertainty is a share of the value: ``5.1 cm ± 4 %``."""
        own = self.uncertainty
        return own is not None and own.unit.text == PERCENT and self.value.unit.text != PERCENT

    @property
    def spread(self) -> Quantity | None:
        """The uncertainty by itself, with a unit in which it is a difference: 0.2 °C is 0.2 kelvin."""
        own = self.uncertainty
        if own is None:
            return None
        if self.is_relative:
            share = Mul((Call("abs", (self.value.value,)), own.value, number(Fraction(1, 100))))
            own = replace(self.value, value=fold(share))
        return replace(own, unit=own.unit.as_difference())


class Pieces(NamedTuple):
    """The texts of value and uncertainty, each with its unit as far as one was written."""

    value: str
    uncertainty: str = ""


def read_measurement(given: Scalar, task: Task) -> Measurement:
    """Read a value with its uncertainty; an uncertainty may be missing, and that is said where it is judged."""
    plain = drop_introduction(write_plainly(given.text).rstrip(" \t\n."))
    *before, body = SIDES.split(plain)
    label = before[0].strip() if len(before) == 1 and NAME.fullmatch(before[0]) else ""
    if before and not label:
        raise complain("There is more than one value here.", given)
    check_label(label, body, task)
    pieces = split_pieces(body.strip(), given)
    value = read_piece(pieces.value, given, task)
    if not pieces.uncertainty:
        return Measurement(value=value)
    return Measurement(value=value, uncertainty=read_piece(pieces.uncertainty, given, task))


def write_measurement(measured: Measurement) -> str:
    """Return a measured value as it can be typed, and parsed again."""
    own = measured.uncertainty
    return write_quantity(measured.value) + (f" ± {write_quantity(own)}" if own is not None else "")


def parse_measurement(text: str, task: Task) -> Measurement:
    """Return the measured value that ``write_measurement`` wrote."""
    value, sign, uncertainty = text.partition(" ± ")
    own = parse_quantity(uncertainty, task) if sign else None
    return Measurement(value=parse_quantity(value, task), uncertainty=own)


def split_pieces(body: str, given: Scalar) -> Pieces:
    """Split a text at its sign ``±``, or at the brackets of ``5.1(2)``."""
    concise = CONCISE.fullmatch(body)
    if concise is not None:
        places = len(concise["decimals"] or "")
        own = concise["whole"] or write_places(Fraction(int(concise["last"]), 10**places), places)
        rest = f"{concise['power'] or ''} {concise['unit'].strip()}".rstrip()
        return Pieces(f"{concise['value']}{rest}", f"{own}{rest}")
    inside, rest = open_brackets(body)
    parts = SIGN.split(inside)
    if len(parts) > 2 or (rest and SIGN.search(rest)):
        raise complain("There is more than one uncertainty here.", given)
    if len(parts) == 1:
        return Pieces(body)
    scaled = SCALED.fullmatch(rest)
    assert scaled is not None  # it takes any text
    power, unit = scaled["power"] or "", scaled["unit"].strip()
    return share_unit(*(f"{part.strip()}{power} {unit}".rstrip() for part in parts))


def write_places(value: Fraction, decimals: int) -> str:
    """Return a value with so many places, which it has exactly."""
    digits = str(value.numerator * 10**decimals // value.denominator).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def open_brackets(body: str) -> tuple[str, str]:
    """Return what is in the brackets at the beginning of a text and what follows; all of it if none enclose ``±``."""
    if not body.startswith("("):
        return body, ""
    depth = 0
    for place, sign in enumerate(body):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            inside = body[1:place]
            return (inside, body[place + 1 :]) if SIGN.search(inside) else (body, "")
    return body, ""


def share_unit(value: str, uncertainty: str) -> Pieces:
    """Give the unit of one to the other, if that has none; percent after the uncertainty alone is a share."""
    share = SHARE.fullmatch(uncertainty)
    if share is not None:  # (5.1 ± 4 %) cm
        uncertainty = share["share"]
        value = value if split_unit(value) else f"{value} {share['unit']}"
    own, other = split_unit(value), split_unit(uncertainty)
    if own is None and other is not None and other[1].unit.text != PERCENT:
        return Pieces(f"{value} {uncertainty[other[0] :].strip()}", uncertainty)
    if own is not None and other is None:
        return Pieces(value, f"{uncertainty} {value[own[0] :].strip()}")
    return Pieces(value, uncertainty)


def read_piece(text: str, given: Scalar, task: Task) -> Quantity:
    """Read the value or the uncertainty; a message about it is one about the whole answer."""
    try:
        return read_quantity(Scalar.typed(text), replace(task, symbols=()))
    except LimitError:
        raise
    except AnswerError as error:
        raise AnswerError(place(one, text, given) for one in error.diagnostics) from None


def place(diagnostic: Diagnostic, piece: str, given: Scalar) -> Diagnostic:
    """Return a message about a piece at its place in the answer, with proposals for the whole answer."""
    start = given.text.find(piece)
    if start < 0 or given.text.count(piece) > 1:
        return diagnostic.at(given.span).propose(())
    span = diagnostic.span
    inner = (start + span.start, start + span.end) if span is not None else (start, start + len(piece))
    before, after = given.text[:start], given.text[start + len(piece) :]
    return diagnostic.at(given.locate(*inner)).propose(list_whole(diagnostic.proposals, before, after))


def list_whole(proposals: tuple[Proposal, ...], before: str, after: str) -> Iterator[Proposal]:
    for proposal in proposals:
        answer = f"{before}{proposal.answer.strip()}{after}"
        yield replace(proposal, answer=answer, shown=answer.strip())


def complain(what: str, given: DocumentNode) -> AnswerError:
    return AnswerError(
        Diagnostic(
            slug="measurement-expected",
            what=what,
            why="One value with one uncertainty is asked for.",
            help="Write both once, like '(5.1 ± 0.2) cm'.",
            span=given.span,
        )
    )
