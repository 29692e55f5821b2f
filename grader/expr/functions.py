"""The one table of functions that an answer may use, with every spelling, the number of arguments, and the LaTeX.

A function that is not in this table and that the rubric does not declare is refused by name.

>>> SPELLINGS["ln"].name, SPELLINGS["arctan"].name
('log', 'atan')
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["FUNCTIONS", "Function", "INVERSES", "REFUSED", "SPELLINGS"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    """One known function: ``name`` is what ``Call.function`` holds.

    ``least`` and ``most`` bound the number of arguments (``most`` None: any number). A ``bare`` function needs no
    brackets around its argument, as in ``sin x``. ``rank`` is the rank of its value if it is known: 0 for a number, 1
    for a vector, 2 for a matrix.
    """

    name: str
    summary: str
    spellings: tuple[str, ...] = ()
    least: int = 1
    most: int | None = 1
    latex: str = ""
    bare: bool = False
    rank: int | None = None


def _elementary(name: str, summary: str, *spellings: str, latex: str = "") -> Function:
    return Function(name=name, summary=summary, spellings=spellings, latex=latex or f"\\{name}", bare=True)


_TABLE: Final = (
    _elementary("sin", "sine"), _elementary("cos", "cosine"), _elementary("tan", "tangent", "tg"),
    _elementary("cot", "cotangent", "ctg"), _elementary("sec", "secant"), _elementary("csc", "cosecant", "cosec"),
    _elementary("asin", "inverse sine", "arcsin", latex="\\arcsin"),
    _elementary("acos", "inverse cosine", "arccos", latex="\\arccos"),
    _elementary("atan", "inverse tangent", "arctan", latex="\\arctan"),
    _elementary("acot", "inverse cotangent", "arccot", latex="\\operatorname{acot}"),
    _elementary("asec", "inverse secant", "arcsec", latex="\\operatorname{asec}"),
    _elementary("acsc", "inverse cosecant", "arccsc", "acosec", "arccosec", latex="\\operatorname{acsc}"),
    _elementary("sinh", "hyperbolic sine"), _elementary("cosh", "hyperbolic cosine"),
    _elementary("tanh", "hyperbolic tangent"), _elementary("coth", "hyperbolic cotangent"),
    _elementary("sech", "hyperbolic secant", latex="\\operatorname{sech}"),
    _elementary("csch", "hyperbolic cosecant", "cosech", latex="\\operatorname{csch}"),
    _elementary("asinh", "inverse hyperbolic sine", "arsinh", "arcsinh", latex="\\operatorname{asinh}"),
    _elementary("acosh", "inverse hyperbolic cosine", "arcosh", "arccosh", latex="\\operatorname{acosh}"),
    _elementary("atanh", "inverse hyperbolic tangent", "artanh", "arctanh", latex="\\operatorname{atanh}"),
    _elementary("acoth", "inverse hyperbolic cotangent", "arcoth", "arccoth", latex="\\operatorname{acoth}"),
    _elementary("asech", "inverse hyperbolic secant", "arsech", "arcsech", latex="\\operatorname{asech}"),
    _elementary("acsch", "inverse hyperbolic cosecant", "arcsch", "arccsch", latex="\\operatorname{acsch}"),
    _elementary("exp", "e to the power of the argument"),
    Function(name="log", summary="natural logarithm; with a second argument, the logarithm to that base",
             spellings=("ln",), most=2, latex="\\ln", bare=True),
    Function(name="sqrt", summary="square root", latex="\\sqrt", bare=True),
    Function(name="root", summary="root(x, n): the n-th root", least=2, most=2, latex="\\operatorname{root}"),
    Function(name="abs", summary="absolute value", spellings=("Abs", "absolute"), latex="\\operatorname{abs}"),
    Function(name="sign", summary="-1, 0 or 1", spellings=("sgn", "signum"), latex="\\operatorname{sign}"),
    Function(name="floor", summary="the whole number at or below", latex="\\operatorname{floor}"),
    Function(name="ceil", summary="the whole number at or above", spellings=("ceiling",), latex="\\operatorname{ceil}"),
    Function(name="max", summary="the largest argument", spellings=("Max", "maximum"), most=None, latex="\\max"),
    Function(name="min", summary="the smallest argument", spellings=("Min", "minimum"), most=None, latex="\\min"),
    Function(name="relu", summary="max(0, x)", spellings=("ReLU", "Relu", "RELU"), latex="\\operatorname{relu}"),
    Function(name="sigmoid", summary="1/(1 + e^(-x))", spellings=("logistic", "expit", "Sigmoid"),
             latex="\\operatorname{sigmoid}"),
    Function(name="softplus", summary="ln(1 + e^x)", latex="\\operatorname{softplus}"),
    Function(name="softmax", summary="the vector of e^(a_j) over their sum", spellings=("Softmax",),
             latex="\\operatorname{softmax}", rank=1),
    Function(name="logsumexp", summary="ln of the sum of e^(a_j)", spellings=("LogSumExp", "lse", "LSE"), most=None,
             latex="\\operatorname{logsumexp}", rank=0),
    Function(name="binomial", summary="binomial coefficient", spellings=("binom", "choose", "nCr"), least=2, most=2,
             latex="\\binom"),
    Function(name="norm", summary="Euclidean norm; with a second argument, another norm", most=2,
             latex="\\operatorname{norm}", rank=0),
    Function(name="dot", summary="inner product of two vectors", spellings=("inner",), least=2, most=2,
             latex="\\operatorname{dot}", rank=0),
    Function(name="outer", summary="outer product of two vectors", least=2, most=2, latex="\\operatorname{outer}",
             rank=2),
    Function(name="transpose", summary="the transpose, X^T", latex="\\operatorname{transpose}"),
    Function(name="diag", summary="the diagonal matrix of a vector", most=None, latex="\\operatorname{diag}"),
    Function(name="tr", summary="trace", spellings=("trace", "Tr"), latex="\\operatorname{tr}", rank=0),
    Function(name="det", summary="determinant", latex="\\det", rank=0),
    Function(name="inv", summary="inverse matrix", spellings=("inverse",), latex="\\operatorname{inv}", rank=2),
)  # fmt: skip

FUNCTIONS: Final[Mapping[str, Function]] = {function.name: function for function in _TABLE}

SPELLINGS: Final[Mapping[str, Function]] = {
    spelling: function for function in _TABLE for spelling in (function.name, *function.spellings)
}

INVERSES: Final[Mapping[str, str]] = {
    "sin": "asin", "cos": "acos", "tan": "atan", "cot": "acot", "sec": "asec", "csc": "acsc",
    "sinh": "asinh", "cosh": "acosh", "tanh": "atanh", "coth": "acoth", "sech": "asech", "csch": "acsch",
}  # fmt: skip
"""What ``sin^{-1} x`` means."""

_RESULT: Final = (
    "An answer states a result; it does not ask for one to be computed.",
    "work it out and write the result.",
)
_NO_BRANCH: Final = (
    "Cases are written with indicators.",
    "multiply each case by 1 and its condition in square brackets, and add them.",
)
_NO_TRUTH: Final = ("Truth values are not numbers.", "write 1 or 0, or the condition itself.")

REFUSED: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys(("Integral", "integral", "integrate", "int", "Derivative", "diff", "limit", "Limit", "lim", "solve",
                     "simplify", "expand", "factor", "eval", "evaluate", "subs", "argmin", "argmax"), _RESULT),
    **dict.fromkeys(("Piecewise", "piecewise", "cases", "if", "If", "else", "where", "otherwise"), _NO_BRANCH),
    **dict.fromkeys(("True", "False", "true", "false"), _NO_TRUTH),
    "for": ("An answer is one formula.", "write the formula alone, for every index at once."),
    "atan2": ("The inverse tangent takes one argument.", "write atan of the quotient, where that is the angle."),
    "None": ("'None' is not a value.", "leave the answer blank, or write 0."),
    "not": ("A condition is written without 'not'.", "write the opposite condition."),
    "lambda": ("Functions are written as formulas.", "write the formula alone."),
    "nan": ("An answer is a value, and 'not a number' is not a value.", "write the value, or leave the answer blank."),
    "NaN": ("An answer is a value, and 'not a number' is not a value.", "write the value, or leave the answer blank."),
}  # fmt: skip
"""Words that are refused with advice of their own, unless the rubric declares them as names."""
