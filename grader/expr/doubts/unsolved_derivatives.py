"""A derivative that is set equal to zero, where the places at which it is zero are asked for: ``g'(x) = 0``.

It says what has to be solved. The zero in it is no answer, also where the answer happens to be zero.

>>> from grader.errors import AnswerError
>>> places, slope = Asked("set", question="Find the critical points of g."), Asked("value", question="Find g'(0).")
>>> for text in ("g'(x) = 0", "dy/dx = 2x = 0", "∇f = (0, 0)", "g'(1) = 0", "g'(x) = 0 => x = 1"):
...     try:
...         refuse_unsolved_derivative(text, places)
...     except AnswerError as error:
...         print(error.diagnostic.what)
'g'(x) = 0' is an equation that is still to be solved.
'dy/dx = 2x = 0' is an equation that is still to be solved.
'∇f = (0, 0)' is an equation that is still to be solved.
>>> refuse_unsolved_derivative("g' = 0", slope)
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.asked.asking import UNSOLVED_DERIVATIVE, ask_back
from grader.expr.nodes import Derivative, Gradient
from grader.patterns import regex

__all__ = ["refuse_unsolved_derivative"]

_NAME: Final = r"\\?[^\W\d_]\w{0,3}"
_PRIMES: Final = r"(?:['’′]{1,3}|″|\^\s*\{?\s*\\prime\s*\}?)"
_PRIMED: Final = rf"{_NAME}\s*{_PRIMES}\s*(?:(?:\\left)?\(\s*[a-z](?:\s*,\s*[a-z])*\s*(?:\\right)?\))?"
_QUOTIENT: Final = (
    r"(?:[d∂]|\\partial\s*)\s*\w?(?:\([a-z]\))?\s*/\s*(?:[d∂]|\\partial\s*)\s*[a-z]\w?"
    r"|\\d?frac\s*\{[^{}]{1,12}\}\s*\{\s*(?:d|\\partial)\s*[a-z]\w?\s*\}"
)
_GRADIENT: Final = rf"(?:∇|\\nabla|\bgrad\b)\s*{_NAME}\s*(?:\(\s*[a-z](?:\s*,\s*[a-z])*\s*\))?"
_ZERO: Final = r"(?:0|\(\s*0(?:\s*,\s*0)*\s*\)|\[\s*0(?:\s*,\s*0)*\s*\]|\\(?:vec|mathbf)\s*\{?\s*0\s*\}?)"
_EQUATION: Final = regex(
    rf"\s*\$?\s*(?P<derivative>{_PRIMED}|{_QUOTIENT}|{_GRADIENT})\s*(?:=[^=<>,;→⇒A-Za-z]*[A-Za-z][^=<>,;→⇒]*)?"
    rf"=\s*!?\s*{_ZERO}\s*\$?\s*\.?\s*"
)
# Words for a derivative itself, which may well be zero.
_RATES: Final = frozenset({
    "derivative", "derivatives", "differentiate", "differentiating", "gradient", "slope", "rate", "velocity", "speed",
    "acceleration", "steep", "partial", "ableitung",
})  # fmt: skip
# Words for the places at which it is zero.
_PLACES: Final = frozenset({
    "critical", "stationary", "extremum", "extrema", "extreme", "minimum", "minima", "minimal", "minimise", "minimize",
    "minimises", "minimizes", "minimiser", "minimizer", "maximum", "maxima", "maximal", "maximise", "maximize",
    "maximises", "maximizes", "optimum", "optima", "optimal", "equilibrium", "equilibria", "fixed", "turning", "saddle",
    "horizontal", "where", "smallest", "largest", "least", "greatest", "lowest", "highest", "extremstellen",
    "nullstellen",
})  # fmt: skip
_SIGN: Final = regex(r"['’′″]\s*(?:\(|$|[.?=\s])|\\prime|[d∂]\w?\s*/\s*[d∂][a-z]|∇|\\(?:nabla|partial)")


def refuse_unsolved_derivative(text: str, asked: Asked) -> None:
    """Raise ``AnswerError`` for a derivative that is only set equal to zero, unless a derivative is asked for."""
    if not asked.question or asked.shape in ("condition", "any") or "=" not in text:
        return
    match = _EQUATION.fullmatch(text)
    if match is None or any(isinstance(name, Derivative | Gradient) for name in asked.names):
        return
    is_quoted = re.sub(r"\s", "", match["derivative"]) + "=0" in re.sub(r"\s", "", asked.question)
    is_derivative = bool(asked.words & _RATES) or _SIGN.search(asked.question) is not None
    if is_quoted or (not is_derivative and asked.words & _PLACES):
        stripped = text.strip()
        start = text.index(stripped)
        raise ask_back(text, start, start + len(stripped), UNSOLVED_DERIVATIVE)
