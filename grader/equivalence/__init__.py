"""Deciding whether two expressions are equal, with a proof or a witness for every verdict.

Start with ``decide``. A syntax tree becomes scalars (``lowering/``, ``graph/``), two scalars go up a ladder
(``rungs/``), and ``conditions/`` compares equations and sets. ``pairs/`` compares two texts, for ``grader compare``.
"""

from grader.equivalence.decide import decide
from grader.equivalence.policy import Policy

__all__ = ["Policy", "decide"]
