"""FAMILY: one reference solver a file. A solver computes an expected answer, shows the steps, and can be checked.

Each file with a ``MEMBER`` is a solver; another package adds its own through the entry point group ``grader.solvers``.
A file is imported when its solver is first needed. Start with ``protocol``, then ``gradient_descent``. The folders hold
what several solvers share.

>>> "gradient_descent" in SOLVERS
True
"""

from grader.family import Family
from grader.solvers.protocol import (
    Confirmation,
    Landscape,
    Landscaped,
    Problem,
    Resumable,
    Schema,
    Solution,
    Solver,
    Step,
)

__all__ = [
    "SOLVERS", "Confirmation", "Landscape", "Landscaped", "Problem", "Resumable", "Schema", "Solution", "Solver",
    "Step",
]  # fmt: skip

SOLVERS = Family(__name__, __file__, group="grader.solvers")
