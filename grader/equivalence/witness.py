"""Evidence as text: points as exact rationals, values as decimal enclosures, digits of agreement."""

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from typing import Any, Final

from flint import arb, fmpq

from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM
from grader.equivalence.precision import WORKING, precision
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.points import draw_complex_coordinate
from grader.patterns import regex
from grader.records import Agreement, Decision, Equality, Witness

__all__ = [
    "format_point_coordinate",
    "round_enclosure",
    "agreement_of",
    "point_of",
    "refute_at_complex_point",
    "refute_at_point",
    "refute_exact_values",
    "refute_by_solution",
    "refute_by_structure",
    "text_of_ball",
    "leave_undecided",
]

SHOWN: Final = Context(prec=10)  # digits for a person; all digits of an enclosure are in the witness itself
# Between these, a number is written without an exponent: 0.00012 and 123456789012 can still be read at a glance.
SMALL: Final = Decimal("1e-4")
LARGE: Final = Decimal("1e12")
_ENCLOSURE: Final = regex(r"\[(?P<middle>-?[0-9.]+(?:e[+-]?[0-9]{1,6})?) \+/- [^\]]*\]")
_ZEROS: Final = regex(r"(-?[0-9]+)(?:\.0+|(\.[0-9]*[1-9])0+)(j?)")

LONG_TEXT = 10_000  # bits; Python writes no whole numbers of more than 4,300 digits
SHOWN_COORDINATES = 6  # of a point, in one sentence
MOST_DIGITS = 1204  # of agreement: the highest precision has 4,000 bits
SHOWN_DIGITS = 20  # at most; a float has 17


def text_of_ball(ball: Any) -> str:
    """Return an enclosure as decimal text, with at most as many digits as are certain; exact where it is short."""
    if ball is None:
        return "undefined"
    return str(ball.str(SHOWN_DIGITS, condense=0) if isinstance(ball, arb) else ball)


def point_of(graph: Graph, sample: Sample, nodes: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Return the coordinates of the free symbols that matter, by name."""
    return list_coordinates(graph, sample, list_reachable(graph, nodes))


def list_coordinates(graph: Graph, sample: Sample, below: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Return the coordinates of the free symbols among some nodes, by name."""
    kind, data = graph.kind, graph.data
    atoms = [data[node] for node in below if kind[node] == ATOM]
    return tuple(sorted([(name, text_of_rational(sample.coordinate(name, domain))) for name, domain in atoms]))


def text_of_rational(value: fmpq) -> str:
    """Return an exact number as text, as ``-2/3`` or ``5``."""
    top, bottom = int(value.p), int(value.q)
    if top.bit_length() + bottom.bit_length() > LONG_TEXT:
        return str(value.str())
    return f"{top}/{bottom}" if bottom != 1 else f"{top}"  # several times as fast as flint's own text


def format_complex(real: fmpq, imaginary: fmpq) -> str:
    """Return an exact complex number as text, as ``2/3 - 5/7 i``."""
    if imaginary == 0:
        return text_of_rational(real)
    return f"{text_of_rational(real)} {'+' if imaginary > 0 else '-'} {text_of_rational(abs(imaginary))} i"


def refute_at_point(graph: Graph, sample: Sample, student: int, expected: int, below: Sequence[int]) -> Decision:
    """Return the decision that two nodes differ at a point, given all nodes below them."""
    left, right = sample.values[student], sample.values[expected]
    point = list_coordinates(graph, sample, below)
    reason = "" if left is not None else "The answer is undefined there." if point else "The answer is undefined."
    witness = Witness(
        reason=reason,
        point=point,
        student=text_of_ball(left),
        expected=text_of_ball(right),
    )
    return Decision(result=Equality.DIFFERENT, by="enclosure", witness=witness)


def refute_at_complex_point(
    graph: Graph, seed: int, number: int, nodes: Sequence[int], left: Any, right: Any
) -> Decision:
    """Return the decision that two nodes differ at a point where their values are complex."""
    atoms = [graph.data[node] for node in nodes if graph.kind[node] == ATOM]
    point = [(name, format_complex(*draw_complex_coordinate(seed, name, domain, number))) for name, domain in atoms]
    said = "" if graph.over_complex else describe_realness(left, right, is_at_point=bool(point))
    witness = Witness(
        reason=f"{said}; these are the principal complex values."
        if said
        else "These are the principal complex values.",
        point=tuple(sorted(point)),
        student=str(left.str(SHOWN_DIGITS)),
        expected=str(right.str(SHOWN_DIGITS)),
    )
    return Decision(result=Equality.DIFFERENT, by="enclosure", witness=witness)


def describe_realness(left: Any, right: Any, *, is_at_point: bool) -> str:
    """Return which of two complex values are not real, as the first half of a sentence; empty where that is open."""
    unreal = [not left.imag.contains(0), not right.imag.contains(0)]
    who = {(True, True): "Neither side", (True, False): "The answer", (False, True): "What is expected"}
    verb = "has a" if all(unreal) else "has no"
    return f"{who[unreal[0], unreal[1]]} {verb} real value{' there' if is_at_point else ''}" if any(unreal) else ""


def refute_exact_values(student: Any, expected: Any) -> Decision:
    """Return the decision that two exact numbers are not the same."""
    witness = Witness(student=format_number(fmpq(student)), expected=format_number(fmpq(expected)))
    return Decision(result=Equality.DIFFERENT, by="exact", witness=witness)


def format_number(value: fmpq) -> str:
    """Return an exact number as text, or an enclosure of one that is long."""
    # 400 bits are about 120 digits, numerator and denominator together: longer, nobody reads them.
    short = value.p.bit_length() + value.q.bit_length() < 400
    if short:
        return text_of_rational(value)
    with precision(WORKING):
        return text_of_ball(arb(value))


def refute_by_structure(reason: str, at: Mapping[str, int] | None = None) -> Decision:
    """Return the decision that two expressions differ in structure."""
    witness = Witness(reason=reason, at=tuple((at or {}).items()))
    return Decision(result=Equality.DIFFERENT, by="structure", witness=witness)


def agreement_of(pairs: Sequence[tuple[Any, Any]]) -> Agreement:
    """Return at how many points two values were seen to meet, and to how many digits at the least."""
    return Agreement(points=len(pairs), digits=min((count_agreeing_digits(*pair) for pair in pairs), default=0))


def refute_by_solution(point: tuple[tuple[str, str], ...], *, is_students: bool, by: str = "exact") -> Decision:
    """Return the decision that a point satisfies one of two conditions and not the other."""
    who, other = ("the answer", "what is expected") if is_students else ("what is expected", "the answer")
    place = ", ".join(format_point_coordinate(name, value) for name, value in point)
    # With many unknowns the coordinates are in the witness alone.
    is_short = 1 < len(point) <= SHOWN_COORDINATES
    subject = place if len(point) == 1 else f"The point {place}" if is_short else "This point"
    witness = Witness(
        reason=f"{subject} satisfies {who} but not {other}.",
        point=point,
        student=str(is_students).lower(),
        expected=str(not is_students).lower(),
    )
    return Decision(result=Equality.DIFFERENT, by=by, witness=witness)


def leave_undecided(reason: str = "") -> Decision:
    """Return the decision that nothing is known, with the reason if there is one."""
    witness = Witness(reason=reason) if reason else None
    return Decision(result=Equality.UNKNOWN, by="limit", agreement=Agreement(points=0, digits=0), witness=witness)


def count_agreeing_digits(left: Any, right: Any) -> int:
    """Return the number of decimal digits to which two balls that meet are known to agree."""
    with precision(WORKING):
        difference = abs(left - right)
        size = abs(right).abs_upper()
        gap = difference.abs_upper() / size if size > 0 else difference.abs_upper()
        # A value of infinite size, or an enclosure that says nothing, shows no agreement.
        if not gap.is_finite():
            return 0
        # Both are the same exact number, which agrees to any number of digits.
        if gap == 0:
            return 999
        # The logarithm of a double exponential is beyond every float, on either side.
        return int(min(max(0.0, -float(gap.log() / gap.const_log10())), MOST_DIGITS))


def format_point_coordinate(name: str, value: str) -> str:
    """Return one coordinate of a point: ``x = 1/3``, or ``x ≈ 1.414213562`` where an enclosure is known."""
    short = round_enclosure(value)
    return f"{name} = {value}" if short == value else f"{name} ≈ {short.removeprefix('about ')}"


def round_enclosure(value: str) -> str:
    """Return an enclosure ``[1.2345678901 +/- 3e-9]`` as ``about 1.2345678901`` with fewer digits; others as they are.

    >>> round_enclosure("[-0.8693273253942710009 +/- 7.73e-20]"), round_enclosure("3/7")
    ('about -0.8693273254', '3/7')
    """
    match = _ENCLOSURE.fullmatch(value)
    if match is None:
        exact = _ZEROS.fullmatch(value)
        return value if exact is None else "".join(part or "" for part in exact.groups())
    middle = Decimal(match["middle"])
    return f"about {middle.normalize(SHOWN):f}" if SMALL < abs(middle) < LARGE else f"about {middle.normalize(SHOWN)}"
