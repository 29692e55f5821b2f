"""Form, judged apart from value: is a right answer also written as the item asks?

One small function for each form; it returns a complaint to the student, or None. A demand is written
as ``expanded``, ``factored``, ``single fraction``, ``lowest terms``, ``no decimals``, ``simplified numbers``,
``worked out``, ``functions: sin, cos`` (these and no others), ``without: x``, ``solved for: y`` and so on. Most are
about values: each entry of an array, each member of a set and each side of an equation is judged by itself.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> find_violations(parse("x*(x + 1)", notation).tree, ["expanded"], notation)[0].what
"The product 'x*(x + 1)' still has a sum in brackets."
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from grader.equivalence.form.complaints import Check, Words, build_complaint, format_piece
from grader.equivalence.form.complex_forms import check_cartesian, check_exponential, check_polar
from grader.equivalence.form.curves import (
    check_slope_intercept,
    check_standard_circle,
    check_standard_line,
    check_standard_quadratic,
    check_vertex_form,
)
from grader.equivalence.form.like_terms import check_collected
from grader.equivalence.form.numbers import find_unsimplified, rational_of
from grader.equivalence.form.partial_fractions import check_partial_fractions
from grader.equivalence.form.polynomials import find_common_factor, find_real_factor, find_reducible_factor
from grader.equivalence.form.radicals import check_rationalised
from grader.equivalence.form.scientific import check_scientific
from grader.equivalence.form.solved_for import check_solved_for
from grader.equivalence.form.working_out import ANY_FRACTION, check_worked_out
from grader.errors import Diagnostic, UsageError, suggest_nearest
from grader.expr.functions import SPELLINGS
from grader.expr.nodes import (
    Add,
    Assignment,
    Call,
    Constant,
    Div,
    Interval,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text
from grader.expr.traverse import children, walk

__all__ = ["FORMS", "normalize_form", "find_violations"]


def find_violations(tree: Node, forms: Sequence[str], notation: Notation) -> tuple[Diagnostic, ...]:
    """Return a complaint for each demand that a tree does not meet, in the order of the demands."""
    found = (check_demand(name, words, tree, notation) for name, words in map(split_demand, map(normalize_form, forms)))
    return tuple(complaint for complaint in found if complaint is not None)


def check_demand(name: str, words: Words, tree: Node, notation: Notation) -> Diagnostic | None:
    """Return the complaint about the first value in a tree that does not meet a demand."""
    values = [tree] if name in OF_WHOLES else list_values(tree)
    complaints = (FORMS[name](value, words, notation) for value in values)
    return next((complaint for complaint in complaints if complaint is not None), None)


def list_values(tree: Node) -> Iterator[Node]:
    """Yield the values of which an answer consists: entries, members, ends of intervals, sides; or the tree itself."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Vector | Matrix | SetOf | Interval | Union | Relation | Junction | Assignment):
            waiting += reversed(children(node))
        else:
            yield node


def normalize_form(form: str) -> str:
    """Return a demand in its usual spelling; raise ``UsageError`` for one that is not known or lacks its names."""
    name, words = split_demand(form)
    if name not in FORMS:
        raise build_author_error(
            "unknown-form",
            f"'{form}' is not a form.",
            f"The forms are {', '.join(FORMS)}.",
            suggest_nearest(name, FORMS, "Write one of them."),
        )
    if words and name in OPTIONAL_WORDS:
        check_optional_words(name, words)
    elif (name in WITH_WORDS) != bool(words):
        example = f"'{name}: {WITH_WORDS[name]}'" if name in WITH_WORDS else f"'{name}'"
        what = f"The form '{name}' {'needs names' if name in WITH_WORDS else 'takes no names'}."
        raise build_author_error("form-names", what, "", f"Write {example}.")
    if name == "functions":
        words = tuple(find_function_name(word) for word in words)
    if name == "without":
        words = tuple(SPELLINGS[word].name if word in SPELLINGS else word for word in words)
    if name == "solved for" and len(words) != 1:
        what = "The form 'solved for' takes one name."
        raise build_author_error("form-names", what, "", f"Write 'solved for: {words[0]}'.")
    return f"{name}: {', '.join(words)}" if words else name


def check_optional_words(name: str, words: Words) -> None:
    """Refuse what may not follow a demand that can do without."""
    example, possible = OPTIONAL_WORDS[name]
    is_right = words == (example,) if possible == "this" else len(set(words)) == len(words) == 2
    if not is_right:
        what = f"The form '{name}' takes '{example}' or nothing." if possible == "this" else ""
        what = what or f"The form '{name}' takes the names of two coordinates or nothing."
        raise build_author_error("form-names", what, "", f"Write '{name}: {example}' or '{name}'.")


def split_demand(form: str) -> tuple[str, Words]:
    """Return the name of a demand and the names after its colon; ``-`` and ``_`` may replace a blank."""
    name, _, rest = form.partition(":")
    name = " ".join(re.split(r"[\s_-]+", name.strip().lower()))
    # "solved for y" is said more naturally than "solved for: y". The name is taken from ``form``, because ``name`` is
    # in lower case.
    if not rest and name.startswith("solved for "):
        name, rest = "solved for", form.split()[-1]
    return name, tuple(word.strip() for word in rest.split(",") if word.strip())


def find_function_name(word: str) -> str:
    if word not in SPELLINGS:
        raise build_author_error(
            "unknown-function",
            f"'{word}' is not a known function.",
            "",
            suggest_nearest(word, SPELLINGS, "Write the name of a function, such as sin."),
        )
    return SPELLINGS[word].name


def build_author_error(slug: str, what: str, why: str, help: str) -> UsageError:
    return UsageError(Diagnostic(slug=slug, what=what, why=why, help=help, audience="author"))


def check_expanded(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """No sum is left in brackets: neither in a product nor below a whole power."""
    for node in walk_outside_functions(tree):
        if isinstance(node, Mul) and any(is_sum(factor) for factor in node.factors):
            return build_complaint(
                "not-expanded", f"The product '{format_piece(node)}' still has a sum in brackets.", "multiply it out."
            )
        if isinstance(node, Power) and is_sum(node.base) and is_whole_exponent(node.exponent):
            return build_complaint(
                "not-expanded", f"The power '{format_piece(node)}' is not multiplied out.", "multiply it out."
            )
        if isinstance(node, Neg) and is_sum(node.operand):
            return build_complaint(
                "not-expanded",
                f"There is a minus sign in front of the sum in '{format_piece(node)}'.",
                "take it into the brackets.",
            )
    return None


def walk_outside_functions(tree: Node, *, below: bool = False) -> Iterator[Node]:
    """Yield the nodes of a tree that are in no function and no exponent, and below no fraction line unless asked."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Div):
            # A factored denominator is usual in an expanded sum of fractions: x/(x(x + 1)) may stay.
            waiting += (node.numerator, node.denominator) if below else (node.numerator,)
        elif isinstance(node, Power):
            waiting.append(node.base)
        # sin(2(x + 1)) is as good expanded as sin(2x + 2): the demand is about the sum around it.
        elif not isinstance(node, Call):
            waiting += reversed(children(node))


def is_sum(node: Node) -> bool:
    """Whether a factor is a sum, possibly with a sign or over a denominator."""
    if isinstance(node, Neg):
        return is_sum(node.operand)
    return isinstance(node, Add) or (isinstance(node, Div) and is_sum(node.numerator))


def is_whole_exponent(node: Node) -> bool:
    """Whether an exponent is a whole number, 1 or more."""
    value = rational_of(node)
    return value is not None and value.denominator == 1 and value >= 1


def check_factored(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """A product of powers whose factors do not factor any further over the rational numbers; numbers may stay."""
    found = find_reducible_factor(tree)
    if found is None:
        return None
    return build_complaint(
        "not-factored", f"'{format_piece(found)}' can be written as a product.", "factor it completely."
    )


def check_single_fraction(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """One fraction line at most, around everything."""
    # -(a/b) is one fraction with a sign.
    inner = tree.operand if isinstance(tree, Neg) else tree
    parts = (inner.numerator, inner.denominator) if isinstance(inner, Div) else (inner,)
    for part in parts:
        if isinstance(part, Div) or any(is_fraction(node) for node in walk_outside_functions(part, below=True)):
            return build_complaint(
                "several-fractions", "This is not one single fraction.", "bring everything over one common denominator."
            )
    return None


def is_fraction(node: Node) -> bool:
    """Whether a node divides, by a fraction line or a negative power."""
    if isinstance(node, Power):
        exponent = rational_of(node.exponent)
        # e^(-x) and 2^(-x) are no fractions; x^(-n) is one.
        is_reciprocal = isinstance(node.exponent, Neg) and any(isinstance(part, Symbol) for part in walk(node.base))
        return exponent < 0 if exponent is not None else is_reciprocal
    return isinstance(node, Div)


def check_lowest_terms(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """No fraction has a common factor above and below its line, neither a number nor a polynomial."""
    for node in walk(tree):
        factor = find_common_factor(node) if isinstance(node, Div) else None
        if factor is not None:
            return build_complaint(
                "not-in-lowest-terms", f"The fraction '{format_piece(node)}' can be reduced by {factor}.", "cancel it."
            )
    return None


def check_factored_over_reals(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """A product of factors of degree 1, and of factors of degree 2 that have no real root."""
    found = find_reducible_factor(tree) or find_real_factor(tree)
    if found is None:
        return None
    return build_complaint(
        "not-factored",
        f"'{format_piece(found)}' can be written as a product over the real numbers.",
        "factor it completely.",
    )


def check_no_decimals(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """No number is written as a decimal."""
    for node in walk(tree):
        # 0.5 is a decimal and 1/2 is not, though both are the same exact number: the node remembers how it was written.
        if isinstance(node, Number) and node.decimals is not None:
            return build_complaint("decimal", f"'{to_text(node)}' is a decimal.", "write it as a fraction or a root.")
    return None


def check_simplified_numbers(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """Arithmetic with numbers is carried out, roots of squares are drawn, number fractions are in lowest terms."""
    found = find_unsimplified(tree)
    if found is None:
        return None
    return build_complaint(
        "unsimplified-number", f"'{format_piece(found)}' can be worked out further.", "carry out the arithmetic."
    )


def check_functions(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """No function but the ones named."""
    for node in walk(tree):
        if isinstance(node, Call) and node.function not in words:
            return build_complaint(
                "function-not-allowed",
                f"The function '{node.function}' may not be used here.",
                f"write the answer with {' and '.join(words)} only.",
            )
    return None


def check_without(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """None of these names occurs."""
    for node in walk(tree):
        name = node.function if isinstance(node, Call) else getattr(node, "name", "")
        if name in words and isinstance(node, Symbol | Call | Constant):
            return build_complaint(
                "name-not-allowed", f"'{name}' may not be used in this answer.", "write it in terms of other names."
            )
    return None


WITH_WORDS: Final[Mapping[str, str]] = {"functions": "sin, cos", "without": "x", "solved for": "y"}
CURVES: Final = ("slope intercept", "standard circle", "standard line", "standard quadratic", "vertex form")
# What may follow the name of a demand: this text alone, or any two names.
OPTIONAL_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "worked out": (ANY_FRACTION, "this"),
    **dict.fromkeys(CURVES, ("x, y", "names")),
}
OF_WHOLES: Final = frozenset({"solved for", "worked out", "collected", *CURVES})
FORMS: Final[Mapping[str, Check]] = {
    "expanded": check_expanded,
    "factored": check_factored,
    "single fraction": check_single_fraction,
    "lowest terms": check_lowest_terms,
    "no decimals": check_no_decimals,
    "simplified numbers": check_simplified_numbers,
    "functions": check_functions,
    "without": check_without,
    "solved for": check_solved_for,
    "worked out": check_worked_out,
    "collected": check_collected,
    "rationalised": check_rationalised,
    "partial fractions": check_partial_fractions,
    "scientific notation": check_scientific,
    "factored over reals": check_factored_over_reals,
    "cartesian": check_cartesian,
    "polar": check_polar,
    "exponential": check_exponential,
    "slope intercept": check_slope_intercept,
    "standard line": check_standard_line,
    "standard circle": check_standard_circle,
    "standard quadratic": check_standard_quadratic,
    "vertex form": check_vertex_form,
}
"""Every form with its check."""
