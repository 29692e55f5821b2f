"""A rubric: an exercise with its key, loaded from a document and proved against independent methods.

Start with ``records`` (what a rubric is), then ``load``.
"""

from grader.rubric.load import load_rubric, parse_rubric
from grader.rubric.records import Item, Part, Rubric

__all__ = ["Item", "Part", "Rubric", "load_rubric", "parse_rubric"]
