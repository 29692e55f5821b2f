"""The answer language: the one parser that student text ever meets, one syntax tree, our own printers.

Start with ``nodes`` (the tree), then ``reading`` (from text to tree).
"""

from grader.expr.functions import FUNCTIONS, Function
from grader.expr.notation import Notation
from grader.expr.printing.latex import to_latex
from grader.expr.printing.text import to_text
from grader.expr.reading import Reading, parse

__all__ = ["FUNCTIONS", "Function", "Notation", "Reading", "parse", "to_latex", "to_text"]
