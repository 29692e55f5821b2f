"""Deciding whether two expressions are equal: a proof or a witness for every verdict, one rung a file."""

from grader.equivalence.decide import decide
from grader.equivalence.policy import Policy

__all__ = ["Policy", "decide"]
