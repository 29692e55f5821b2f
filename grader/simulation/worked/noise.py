r"""Formulas as recognition programs write them: a blank between all signs, and arrays for aligned rows.

>>> space_out(r"\frac{w_{k}}{12}"), spread_names(r"\mathrm{diag}(f)")
('\\frac { w _ { k } } { 12 }', '\\mathrm{d i a g}(f)')
"""

import re

from grader.simulation.worked.places import MARKS

__all__ = ["space_out", "spread_names", "write_arrays"]

SIGN = re.compile(rf"{MARKS}|\\(?:begin|end)\{{\w+\*?\}}(?:\{{[rlc]+\}})?|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.")
NAME = re.compile(r"(\\(?:mathrm|operatorname))\{([A-Za-z]+)\}")


def space_out(latex: str) -> str:
    """The same formula with a blank between all of its signs."""
    return " ".join(sign for sign in SIGN.findall(latex) if not sign.isspace())


def spread_names(latex: str) -> str:
    """The same formula with blanks between the letters of its names."""
    return NAME.sub(lambda match: f"{match[1]}{{{' '.join(match[2])}}}", latex)


def write_arrays(latex: str) -> str:
    """The same formula with an array in place of aligned rows."""
    return latex.replace(r"\begin{aligned}", r"\begin{array}{rl}").replace(r"\end{aligned}", r"\end{array}")
