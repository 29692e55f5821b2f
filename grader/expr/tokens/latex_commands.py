"""The known LaTeX commands, each with its token; any other command is refused by name.

Nothing is ever expanded: a macro definition, a file inclusion or a category code is just a command not in this table.
"""

from typing import Final

from grader.expr.functions import SPELLINGS
from grader.expr.tokens.characters import GREEK_NAMES

__all__ = [
    "ACCENTS",
    "ALIGNED",
    "CASES",
    "CASE_WORDS",
    "COMMANDS",
    "FONTS",
    "MATRICES",
    "REFUSED",
    "SIDES",
    "SKIPPED",
    "WORDS",
]

SKIPPED: Final = frozenset({
    ",", ";", ":", "!", ">", " ", "\n", "\t", "/", "quad", "qquad", "displaystyle", "textstyle", "scriptstyle",
    "limits", "nolimits", "boxed", "nonumber", "notag", "hline", "thinspace", "medspace", "thickspace", "negthinspace",
    "enspace", "mathstrut", "strut", "mathopen", "mathclose", "mathbin", "mathrel", "mathord", "mathop", "(", ")",
})  # fmt: skip
"""Commands that change how a formula looks but not what it means."""

SIDES: Final[dict[str, str]] = {
    "left": "open", "right": "close", "big": "", "Big": "", "bigg": "", "Bigg": "",
    "bigl": "open", "Bigl": "open", "biggl": "open", "Biggl": "open",
    "bigr": "close", "Bigr": "close", "biggr": "close", "Biggr": "close",
}  # fmt: skip
"""Commands in front of a bracket; the word says which side of a pair a bar is."""

FONTS: Final = frozenset({
    "mathbf", "boldsymbol", "bm", "mathit", "mathcal", "mathscr", "mathfrak", "mathsf", "mathtt", "mathbb", "mathbbm",
    "mathds", "pmb", "mathnormal", "bold", "vb",
})  # fmt: skip
WORDS: Final = frozenset(
    {"mathrm", "text", "textrm", "textbf", "textit", "textnormal", "operatorname", "operatorname*", "mbox"}
)

ACCENTS: Final[dict[str, str]] = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "vec": "vec", "overrightarrow": "vec", "dot": "dot",
}  # fmt: skip

MATRICES: Final = frozenset({"pmatrix", "bmatrix", "matrix", "smallmatrix", "vmatrix", "Bmatrix", "array"})
CASES: Final = frozenset({"cases", "cases*", "dcases", "dcases*"})
CASE_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(("if", "for", "when", "where", "falls", "für", "si"), "if"),
    **dict.fromkeys(("otherwise", "else", "sonst", "elsewhere"), "else"),
}
"""Words between a value and its condition."""
ALIGNED: Final = frozenset(
    {"aligned", "align", "align*", "alignedat", "split", "gathered", "gather", "gather*", "equation", "equation*"}
)

_SIGNS: Final[dict[str, tuple[str, str]]] = {
    "cdot": ("*", "*"), "times": ("*", "×"), "ast": ("*", "*"), "div": ("/", "/"),
    "le": ("<=", "<="), "leq": ("<=", "<="), "leqslant": ("<=", "<="), "lt": ("<", "<"),
    "ge": (">=", ">="), "geq": (">=", ">="), "geqslant": (">=", ">="), "gt": (">", ">"),
    "ne": ("!=", "!="), "neq": ("!=", "!="), "leftarrow": (":=", ":="), "gets": (":=", ":="),
    "coloneqq": (":=", ":="), "coloneq": (":=", ":="), "in": ("∈", "∈"), "cup": ("∪", "∪"), "bigcup": ("∪", "∪"),
    "emptyset": ("∅", "∅"), "varnothing": ("∅", "∅"), "infty": ("name", "oo"), "partial": ("∂", "∂"),
    "nabla": ("∇", "∇"), "sum": ("sum", "sum"), "prod": ("sum", "product"), "odot": ("⊙", "⊙"), "circ": ("⊙", "⊙"),
    "otimes": ("⊗", "⊗"), "land": ("and", "and"), "wedge": ("and", "and"), "lor": ("or", "or"), "vee": ("or", "or"),
    "lvert": ("|", "open"), "rvert": ("|", "close"), "vert": ("|", "|"), "lVert": ("||", "open"),
    "rVert": ("||", "close"), "Vert": ("||", "||"), "|": ("||", "||"), "{": ("{{", "{"), "}": ("}}", "}"),
    "lbrace": ("{{", "{"), "rbrace": ("}}", "}"), "lbrack": ("[", "["), "rbrack": ("]", "]"),
    "langle": ("⟨", "⟨"), "rangle": ("⟩", "⟩"), "lfloor": ("⌊", "⌊"), "rfloor": ("⌋", "⌋"), "lceil": ("⌈", "⌈"),
    "rceil": ("⌉", "⌉"), "frac": ("frac", "frac"), "dfrac": ("frac", "frac"), "tfrac": ("frac", "frac"),
    "cfrac": ("frac", "frac"), "binom": ("frac", "binom"), "dbinom": ("frac", "binom"), "tbinom": ("frac", "binom"),
    "sqrt": ("root", "root"), "top": ("T", "T"), "intercal": ("T", "T"), "prime": ("'", "'"), "lnot": ("name", "not"),
    "neg": ("name", "not"), "ell": ("name", "ell"), "pm": ("±", "±"), "mp": ("±", "∓"), "%": ("%", "%"),
    "degree": ("°", "°"), "exponentialE": ("name", "e"), "imaginaryI": ("name", "i"), "imaginaryJ": ("name", "j"),
    "imath": ("name", "i"), "jmath": ("name", "j"), "R": ("ℝ", "ℝ"), "Reals": ("ℝ", "ℝ"), "reals": ("ℝ", "ℝ"),
    "setminus": ("∖", "∖"), "smallsetminus": ("∖", "∖"), "backslash": ("∖", "∖"),
    "notin": ("∉", "∉"),
}  # fmt: skip

_VARIANTS: Final[dict[str, str]] = {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma",
    "varpi": "pi", "varkappa": "kappa",
}  # fmt: skip

COMMANDS: Final[dict[str, tuple[str, str]]] = (
    {name: ("name", name) for name in (*SPELLINGS, *GREEK_NAMES)}
    | {variant: ("name", name) for variant, name in _VARIANTS.items()}
    | {"lg": ("name", "log10")}
    | _SIGNS
)

_RESULT: Final = (
    "An answer states a result; it does not ask for one to be computed.",
    "work it out and write the result.",
)
_DOTS: Final = ("The grader would have to guess what the dots mean.", "write all of it, or use \\sum or \\prod.")

REFUSED: Final[dict[str, tuple[str, str]]] = {
    **dict.fromkeys(("int", "iint", "iiint", "oint", "lim", "limsup", "liminf", "argmin", "argmax", "arg"), _RESULT),
    **dict.fromkeys(("ldots", "cdots", "dots", "dotsc", "vdots", "ddots"), _DOTS),
    **dict.fromkeys(("over", "atop"), ("A fraction has both its parts in braces.", "write \\frac and both of them.")),
    **dict.fromkeys(("approx", "sim", "simeq", "cong"),
                    ("An answer is compared with a stated tolerance.", "write the number alone.")),
    **dict.fromkeys(("to", "rightarrow", "implies", "Rightarrow", "mapsto", "iff", "Leftrightarrow"),
                    ("One answer is one formula, not a chain of conclusions.", "write the last formula alone.")),
}  # fmt: skip
"""Commands for mathematics that no answer may contain, each with its own advice."""
