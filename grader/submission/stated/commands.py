r"""The commands of LaTeX that only set a formula in type: which are left out, which are opened, which separate.

>>> r"\boxed" in OPENED, r"\frac" in OPENED
(True, False)
"""

from typing import Final

__all__ = [
    "BOXES", "DEPTHS", "DROPPED", "DROPPED_WITH_GROUP", "IMPLIES", "LABELS", "NAMES", "OPENED", "OPENED_SECOND",
    "OPERATORS", "ORDERS", "RELATIONS", "ROWS", "SIGNS", "SPACES", "STRUCK", "TEXTS", "WITH_NOTE",
]  # fmt: skip

# Left out, and left out together with the group that follows.
DROPPED: Final = frozenset(
    {
        r"\nonumber", r"\notag", r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\limits", r"\nolimits",
        r"\mathstrut", r"\strut", r"\centering", r"\hfill", r"\allowbreak", r"\nobreak", r"\break", r"\noindent",
        r"\hline", r"\large", r"\Large", r"\small", r"\normalsize", r"\par", r"\!", r"\/",
    }
)  # fmt: skip
LABELS: Final = frozenset({r"\label", r"\tag", r"\tag*"})
DROPPED_WITH_GROUP: Final = LABELS | {
    r"\phantom", r"\hphantom", r"\vphantom", r"\color", r"\vspace", r"\hspace", r"\hspace*", r"\intertext*",
}  # fmt: skip
# Opened: what is in the group stays. Of some, the first of two groups is left out as well.
BOXES: Final = frozenset({r"\boxed", r"\fbox", r"\framebox", r"\Aboxed", r"\bbox"})
STRUCK: Final = frozenset({r"\cancel", r"\bcancel", r"\xcancel", r"\sout", r"\st"})
OPENED: Final = (
    BOXES | STRUCK | {r"\underline", r"\mathclose", r"\mathopen", r"\mathrel", r"\mathord", r"\mathbin", r"\mathinner"}
)
OPENED_SECOND: Final = frozenset({r"\textcolor", r"\colorbox"})
WITH_NOTE: Final = {r"\underbrace": "_", r"\overbrace": "^", r"\underbracket": "_", r"\overbracket": "^"}
SIGNS: Final = frozenset({r"\overset", r"\stackrel", r"\underset"})  # a note at a relation sign
# Between statements.
SPACES: Final = frozenset({r"\quad", r"\qquad"})
TEXTS: Final = frozenset(
    {r"\text", r"\textrm", r"\textit", r"\textbf", r"\mbox", r"\intertext", r"\mathrm", r"\textsf"}
)
NAMES: Final = frozenset({r"\operatorname", r"\operatorname*", r"\mathbf", r"\mathit", r"\mathsf", r"\boldsymbol"})
IMPLIES: Final = frozenset(
    {
        r"\implies", r"\Rightarrow", r"\Longrightarrow", r"\therefore", r"\because", r"\iff", r"\Leftrightarrow",
        r"\Longleftrightarrow", r"\impliedby", r"\Leftarrow", "⇒", "⟹", "∴", "⇔", "⟺",
    }
)  # fmt: skip
# A name in front of one of these is not given a value.
ORDERS: Final = frozenset(
    {
        "<", ">", "≤", "≥", "≠", "∈", r"\le", r"\leq", r"\leqslant", r"\ge", r"\geq", r"\geqslant", r"\ne", r"\neq",
        r"\in", r"\propto", r"\sim", r"\lt", r"\gt",
    }
)  # fmt: skip
RELATIONS: Final = ORDERS | {
    "=", "≈", "←", "≔", r"\approx", r"\equiv", r"\leftarrow", r"\gets", r"\coloneqq", r"\triangleq", r"\simeq",
    r"\cong", r"\eqqcolon",
}  # fmt: skip
OPERATORS: Final = frozenset(
    {"+", "-", "−", "*", "/", r"\cdot", r"\times", r"\div", r"\pm", r"\mp", r"\circ", r"\odot"}
)
OPENERS: Final = frozenset({"(", "[", "{", r"\{", r"\left", r"\lbrace", r"\langle", r"\lfloor", r"\lceil"})
CLOSERS: Final = frozenset({")", "]", "}", r"\}", r"\right", r"\rbrace", r"\rangle", r"\rfloor", r"\rceil"})
DEPTHS: Final = dict.fromkeys(OPENERS | {r"\begin"}, 1) | dict.fromkeys(CLOSERS | {r"\end"}, -1)
# Environments whose rows are statements, or the parts of one.
ROWS: Final = frozenset(
    {
        "align", "alignat", "aligned", "alignedat", "displaymath", "dmath", "eqnarray", "equation", "flalign",
        "gather", "gathered", "math", "multline", "split",
    }
)  # fmt: skip
