"""Tokens: the words of a formula, the same for plain text and for LaTeX.

Both tokenizers yield the kinds below, with offsets in the *original* text. So one parser reads both, and every message
points at what the student typed. A kind is a short string that looks like its meaning; ``value`` is the canonical
spelling (``omega`` for ``ω`` and ``\\omega``, ``y_hat`` for ``\\hat{y}``).

==============  ====================================================================================
number, name    ``2.5e3``; ``w_1`` (plain text takes simple subscripts along), ``omega``
{ }             an invisible group, after ``^`` and ``_`` or anywhere in LaTeX
{{ }}           the braces of a set
| ||            bars; ``value`` is ``open`` or ``close`` if the spelling says so, as ``\\lvert`` does
T               the transposition mark of ``Xᵀ`` and ``X^\\top``
1               the indicator's blackboard one, ``𝟙`` and ``\\mathbf{1}``
frac root       ``\\frac`` and ``½``; ``\\sqrt`` and ``√``
sum             ``Σ``, ``\\sum``, ``\\prod``; ``value`` is ``sum`` or ``product``
ℝ ∖             the set of real numbers; without
± % °           plus or minus (``value`` is ``∓`` where it is the other way round), percent, degrees
∂ ∇             derivatives and gradients as names
begin & ;; end  a LaTeX matrix: its opening, column mark, row mark and closing
==============  ====================================================================================
"""

from typing import Final, NamedTuple

__all__ = ["END", "OPERATORS", "RELATIONS", "Token"]


class Token(NamedTuple):
    """One word of a formula: its kind, its canonical spelling, and its place in the original text."""

    kind: str
    value: str
    start: int
    end: int


END: Final = "the end of the answer"

RELATIONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})

OPERATORS: Final[dict[str, str]] = {
    "+": "+", "-": "-", "−": "-", "–": "-", "*": "*", "·": "*", "⋅": "*", "∙": "*", "×": "*", "@": "*", "/": "/",
    "÷": "/", "∕": "/", "⁄": "/", "^": "^", "**": "^", "_": "_", "!": "!", "'": "'", "′": "'", "’": "'",
    "(": "(", ")": ")", "[": "[", "]": "]", ",": ",", ";": ";", "|": "|", "||": "||", "‖": "||", "∥": "||",
    "=": "=", "==": "=", "!=": "!=", "=/=": "!=", "<>": "!=", "≠": "!=",
    "<": "<", ">": ">", "<=": "<=", "≤": "<=", "⩽": "<=", "⩾": ">=",
    ">=": ">=", "≥": ">=", ":=": ":=", "≔": ":=", "←": ":=", "∈": "∈", "∪": "∪", "∅": "∅", "&&": "and", "∧": "and",
    "∨": "or", "√": "root", "∑": "sum", "∏": "sum", "∂": "∂", "∇": "∇", "𝟙": "1", "𝟏": "1", "⊙": "⊙", "∘": "⊙",
    ".*": "⊙", "⊗": "⊗", "±": "±", "+/-": "±", "+/−": "±", "∓": "±", "%": "%", "°": "°", "º": "°", "˚": "°",
    "∛": "root", "∜": "root", "ℝ": "ℝ", "∖": "∖", "∉": "∉",
    "⊤": "T", "ᵀ": "T", "∞": "name", "⌊": "⌊", "⌋": "⌋", "⌈": "⌈", "⌉": "⌉", "⟨": "⟨", "⟩": "⟩",
}  # fmt: skip
"""Signs and their kinds."""
