"""Compare one pair of texts: read both, decide, and say the result in words.

>>> compare("sin x cos x", "sin(2x)/2").result
'equal'
>>> compare("X + 1", "x + 1").diagnostics[0].help
"write 'x + 1', or declare 'X' with --symbols."

The names of the expected answer are real symbols unless ``symbols`` declares them (``{"x": "positive"}``); any other
name in the student's answer cannot be read. The author's mistakes in a domain or tolerance raise ``UsageError``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from typing import Final, TypeGuard

from grader.equivalence.decide import decide
from grader.equivalence.form.violations import find_violations, normalize_form
from grader.equivalence.pairs.comparison import Comparison, Result
from grader.equivalence.pairs.scan import (
    IMAGINARY,
    Use,
    build_ambiguous_letter,
    find_free_names,
    find_names_and_calls,
    has_imaginary_unit,
    refuse_run,
)  # fmt: skip
from grader.equivalence.pairs.symbols import declare_symbols
from grader.equivalence.policy import Policy
from grader.errors import AnswerError, Diagnostic, UsageError, put_in_quotes
from grader.expr.asked.asked import Asked, ask_for
from grader.expr.nodes import Assignment, Call, Derivative, Gradient, Interval, Junction, Node, Relation, Union, Vector
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text
from grader.expr.reading import Reading, Syntax, parse_once
from grader.expr.shapes.shaping import between_signs, put_in_shape, take_as_interval
from grader.expr.statements.whole import put_reading_in_shape
from grader.expr.traverse import walk
from grader.patterns import regex
from grader.records import Decision, Equality
from grader.source import Source

__all__ = ["Comparison", "Result", "Tolerance", "compare"]

Tolerance = Fraction | Decimal | float | str

# Every part is bounded, because a long exponent would be a number too large to write out: 1e999999999.
_NUMBER: Final = regex(
    r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?(?:/[1-9][0-9]{0,40})?"
)
SEEDS: Final = 16  # few, so that what is costly about a seed (a proved prime) is shared by many pairs
_DERIVATIVE_SIGNS: Final = regex(r"[d∂∇'′’]|partial|nabla|prime")  # every derivative is written with one of them
_QUESTIONS: Final = (Derivative, Gradient)
_STATEMENTS: Final = (Relation, Junction, Assignment)
_SETS: Final = (Interval, Union)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An expected answer that was read, with the names and the policy that answers are compared under."""

    tree: Node
    notation: Notation
    policy: Policy
    calls: tuple[Use, ...] = ()  # letters that are only in front of brackets
    asked: Asked = Asked()
    interval: Node | None = None  # the tree again, where it is a pair that its brackets may make an interval


def compare(
    student: str,
    expected: str,
    *,
    symbols: Mapping[str, str] | None = None,
    syntax: Syntax | None = None,
    rtol: Tolerance | None = None,
    atol: Tolerance | None = None,
    digits: int | None = None,
    form: Sequence[str] = (),
) -> Comparison:
    """Return whether two answers are equal, and how that is known.

    ``syntax`` is ``text`` or ``latex`` for both sides; with None, each side is recognized by its looks.
    ``rtol`` and ``atol`` accept ``|student - expected| <= atol + rtol*|expected|``; ``digits`` accepts a correct
    rounding to at least so many significant digits. ``form`` names demands on the form, such as ``expanded`` (see
    ``form/violations.py``).
    """
    pairs = None if symbols is None else tuple(symbols.items())
    forms = tuple(map(normalize_form, [form] if isinstance(form, str) else form))
    limits = (parse_tolerance("rtol", rtol), parse_tolerance("atol", atol), digits)
    try:
        prepared = prepare_expected(expected, pairs, check_syntax(syntax), limits)
        if symbols is None:
            refuse_run(expected, prepared.notation, student, syntax)
            calls = list_ambiguous_calls(prepared, student, syntax) if prepared.calls else []
            if calls:
                prepared = prepare_expected(expected, pairs, syntax, limits, frozenset(use.name for use in calls))
                found = compare_prepared(prepared, student, syntax, forms)
                return refuse_ambiguous(found, build_ambiguous_letter(expected, calls[0]))
    except AnswerError as error:
        return build_unreadable(
            tuple(map(locate_in_expected, error.diagnostics)), "The expected answer cannot be read. "
        )
    return compare_prepared(prepared, student, syntax, forms)


def list_ambiguous_calls(prepared: Prepared, student: str, syntax: Syntax | None) -> list[Use]:
    """Return the letters in front of brackets that are nowhere else in a pair either."""
    free = find_free_names(student, syntax)
    return [use for use in prepared.calls if use.name not in free]


def refuse_ambiguous(found: Comparison, fault: Diagnostic) -> Comparison:
    """Return a comparison with letters read as functions where it shows equality: that holds for factors too."""
    # f(t) = a*t is a function, so what is equal for every function is equal for a factor; nothing else is certain.
    if found.result in ("equal", "unreadable"):
        return found
    return build_unreadable((locate_in_expected(fault),), "The expected answer can be read in two ways. ")


def locate_in_expected(fault: Diagnostic) -> Diagnostic:
    """Say in a complaint that its place is in the expected answer."""
    return fault.at(replace(fault.span, source=Source("expected", fault.span.source.text)) if fault.span else None)


def compare_prepared(prepared: Prepared, student: str, syntax: Syntax | None, forms: Sequence[str]) -> Comparison:
    try:
        tree, prepared = read_student(student, prepared, syntax)
    except AnswerError as refused:
        error = refused.keep_proposals(lambda text: can_be_compared(text, prepared, syntax))
        faults = tuple(explain_unknown_symbol(fault, prepared.notation) for fault in error.diagnostics)
        return build_unreadable(faults, expected_tree=prepared.tree)
    try:
        decision = decide_pair(tree, prepared)
    except AnswerError as error:
        # The engine refuses a pair as a whole. If it refuses the expected answer beside itself, the fault is there.
        if is_usable(prepared):
            return build_unreadable(error.diagnostics, "", tree, prepared.tree)
        faults = tuple(map(locate_in_expected, error.diagnostics))
        return build_unreadable(faults, "The expected answer cannot be used. ", tree, prepared.tree)
    return build_comparison(decision, tree, prepared, forms)


def read_student(student: str, prepared: Prepared, syntax: Syntax | None) -> tuple[Node, Prepared]:
    """Read an answer as the kind of thing that the expected answer is."""
    tree, prepared = read_in_shape(student, prepared, syntax)
    refuse_questions(student, tree)
    refuse_kind(tree, prepared.tree)
    return tree, prepared


def can_be_compared(student: str, prepared: Prepared, syntax: Syntax | None) -> bool:
    """Whether an answer is read as the kind of thing that the expected answer is, and nothing in it does not fit."""
    try:
        tree, prepared = read_student(student, prepared, syntax)
        decide_pair(tree, prepared)
    except AnswerError:
        return False
    return True


def read_in_shape(student: str, prepared: Prepared, syntax: Syntax | None) -> tuple[Node, Prepared]:
    """Read an answer in the shape of the expected one: a label, a list without brackets, a set for a condition."""
    try:
        reading, prepared = read_answer(student, prepared, syntax)
    except AnswerError:
        from grader.expr.statements.read import read_again  # with all that it knows of words, units and spellings

        found = read_again(student, prepared.notation, prepared.asked, syntax)
        if found is None:
            raise
        return found, prepared
    # [0, 5] alone may be a vector or an interval; beside an answer that can only be a set it is an interval.
    if prepared.interval is not None and isinstance(reading.tree, Interval | Union):
        prepared = replace(prepared, tree=prepared.interval)
    if prepared.asked.shape == "condition":
        return put_reading_in_shape(reading, prepared.asked), prepared
    tree = between_signs(adapt_to_expected(reading, prepared.tree), reading.text, prepared.asked)
    return put_in_shape(tree, prepared.asked), prepared


def read_answer(student: str, prepared: Prepared, syntax: Syntax | None) -> tuple[Reading, Prepared]:
    """Read an answer; where ``i`` has no other meaning it is the imaginary unit, also if nothing else is complex."""
    try:
        return parse_once(student, prepared.notation, syntax), prepared
    except AnswerError as error:
        fault = error.diagnostic
        if fault.slug != "unknown-name" or fault.span is None or fault.span.text != "i":
            raise
    # Only after ``i`` was not found: an expected answer in which i is a symbol keeps it.
    prepared = replace(prepared, notation=prepared.notation.extended([IMAGINARY]))
    return parse_once(student, prepared.notation, syntax), prepared


@lru_cache(maxsize=64)
def prepare_expected(
    expected: str,
    symbols: tuple[tuple[str, str], ...] | None,
    syntax: Syntax | None,
    limits: tuple[Fraction | None, Fraction | None, int | None],
    functions: frozenset[str] = frozenset(),
) -> Prepared:
    """Read an expected answer, once for all answers to it; ``functions`` are letters that are no factors."""
    calls: tuple[Use, ...] = ()
    if symbols is None:
        notation, calls = find_names_and_calls(expected, syntax, functions)
    else:
        notation = declare_symbols(symbols)
    if symbols is not None and "i" not in notation.entries and has_imaginary_unit(expected, syntax):
        notation = notation.extended([IMAGINARY])
    # From the author's side alone, so that every answer to it is tested at the same points.
    seed = sha256(repr((expected, symbols)).encode("utf-8", "surrogatepass")).digest()[0] % SEEDS
    reading = parse_once(expected, notation, syntax)
    refuse_questions(expected, reading.tree)
    interval = take_as_interval(reading)
    return Prepared(
        reading.tree,
        notation,
        policy_of(*limits, seed),
        calls,
        ask_for(reading.tree, keeps_sets=True),
        interval if interval is not reading.tree else None,
    )


@lru_cache(maxsize=64)
def policy_of(rtol: Fraction | None, atol: Fraction | None, digits: int | None, seed: int) -> Policy:
    return Policy(rtol=rtol, atol=atol, digits=digits, seed=seed)


def decide_pair(tree: Node, prepared: Prepared) -> Decision:
    return decide(tree, prepared.tree, prepared.notation, prepared.policy, is_only=True)


def adapt_to_expected(reading: Reading, expected: Node) -> Node:
    """Write an answer as the expected one is: a pair as an interval, ``(1, 2)^T`` and ``(1, 2)`` alike."""
    tree = reading.tree
    # (1, 2) is a vector unless an interval is expected: the answer alone does not say.
    if isinstance(expected, _SETS):
        return take_as_interval(reading)
    if isinstance(expected, Vector) and is_listed_row(tree):
        return tree.arguments[0]
    return Call("transpose", (tree,)) if isinstance(tree, Vector) and is_listed_row(expected) else tree


def is_listed_row(tree: Node) -> TypeGuard[Call]:
    """Whether a tree is a list with the sign of transposition, as a column is printed to save room."""
    return isinstance(tree, Call) and tree.function == "transpose" and isinstance(tree.arguments[0], Vector)


def is_usable(prepared: Prepared) -> bool:
    """Whether the expected answer can be compared with itself."""
    try:
        decide_pair(prepared.tree, prepared)
    except AnswerError:
        return False
    return True


def build_comparison(decision: Decision, tree: Node, prepared: Prepared, forms: Sequence[str]) -> Comparison:
    """Return a decision as a comparison, with the form judged where the value is right."""
    is_equal = decision.result is Equality.EQUAL
    # A wrong answer in a wrong form is wrong: the form is only worth a word where the value is right.
    faults = find_violations(tree, forms, prepared.notation) if forms and is_equal else ()
    return Comparison(
        result="different" if faults else decision.result.value,
        decision=decision,
        diagnostics=faults,
        student_tree=tree,
        expected_tree=prepared.tree,
    )


def build_unreadable(
    diagnostics: tuple[Diagnostic, ...], whose: str = "", tree: Node | None = None, expected_tree: Node | None = None
) -> Comparison:
    return Comparison(
        result="unreadable", whose=whose, diagnostics=diagnostics, student_tree=tree, expected_tree=expected_tree
    )


def explain_unknown_symbol(fault: Diagnostic, notation: Notation) -> Diagnostic:
    """Explain a name that is not known in the words of a comparison, where no exercise declares the names."""
    if fault.slug != "unknown-name" or fault.span is None:
        return fault
    # The entry that lets ``i`` be read is no symbol that could be typed.
    known = ", ".join(name for name in notation.entries if name != IMAGINARY.name)
    is_near = bool(fault.proposals)
    help = fault.help if is_near else "write it with these symbols alone." if known else "write numbers alone."
    return replace(
        fault,
        what=f"'{fault.span.text}' is not among the symbols{': ' + known if known else ', because there are none'}.",
        why=fault.why if is_near else "The names of the expected answer are the symbols, unless they are declared.",
        help=f"{help.rstrip('.')}, or declare '{fault.span.text}' with --symbols.",
    )


def refuse_questions(text: str, tree: Node) -> None:
    """Refuse a derivative that is only named: it is the question, not the answer."""
    for node in walk(tree) if _DERIVATIVE_SIGNS.search(text) else ():
        if isinstance(node, _QUESTIONS):
            raise AnswerError(
                Diagnostic(
                    slug="unevaluated-derivative",
                    what=f"{put_in_quotes(to_text(node))} names a derivative; its result is asked for.",
                    why="A derivative that is only written down is the question, not the answer.",
                    help="work the derivative out and write the result.",
                )
            )


def refuse_kind(tree: Node, expected: Node) -> None:
    """Refuse a relation where a value is expected, and a value where a relation is."""
    is_statement, wanted = isinstance(tree, _STATEMENTS), isinstance(expected, _STATEMENTS)
    if is_statement and not wanted:
        raise AnswerError(
            Diagnostic(
                slug="relation-for-value",
                what="This is a relation, but a value is asked for.",
                help="write the value alone, without '=', '<' or '>'.",
            )
        )
    if wanted and not is_statement:
        raise AnswerError(
            Diagnostic(
                slug="value-for-relation",
                what="This is a value, but an equation or inequality is asked for.",
                why="It has no '=', '<' or '>' in it.",
                help="write both sides, with the sign between them.",
            )
        )


def parse_tolerance(name: str, tolerance: Tolerance | None) -> Fraction | None:
    """Return a tolerance as the exact number that was written."""
    if tolerance is None or isinstance(tolerance, Fraction):
        return tolerance
    # By way of text: the float 0.1 means 1/10, and not the binary number next to it.
    written = str(tolerance).strip()
    if isinstance(tolerance, bool) or not _NUMBER.fullmatch(written):
        raise UsageError(
            Diagnostic(
                slug="tolerance-unreadable",
                what=f"The tolerance '{name}' is '{written[:40]}', which is not a number.",
                help=f"write a small positive '{name}', such as 1e-6.",
                audience="author",
            )
        )
    value, _, below = written.partition("/")
    return Fraction(value) / Fraction(below or 1)


def check_syntax(syntax: str | None) -> Syntax | None:
    if syntax in (None, "text", "latex"):
        return syntax  # type: ignore[return-value]
    raise UsageError(
        Diagnostic(
            slug="unknown-syntax",
            what=f"'{syntax}' is not a syntax.",
            help="write 'text' or 'latex', or leave it out.",
            audience="author",
        )
    )
