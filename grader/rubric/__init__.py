"""A rubric: an exercise with its key, loaded from a document and proved against independent methods."""

from grader.rubric.check import Finding, check_rubric
from grader.rubric.load import load_rubric, parse_rubric
from grader.rubric.records import Item, Part, Rubric

__all__ = ["Finding", "Item", "Part", "Rubric", "check_rubric", "load_rubric", "parse_rubric"]
