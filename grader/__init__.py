"""Grades mathematical answers: a verdict that is proved, feedback that teaches.

>>> import grader
>>> grader.compare("2*x + 2", "2*(x + 1)").result
'equal'

Every function here may be called from many threads at once, also with the same rubric: each call returns what it would
return in a single thread. A thread keeps what it has prepared, so a pool of threads is faster than new threads.

The whole public surface is named here; each name is imported when it is first used, so that ``import grader`` is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from grader.version import __version__

if TYPE_CHECKING:
    from grader.equivalence.pairs.compare import compare
    from grader.grading import check_rubric
    from grader.grading.grade import grade as grade
    from grader.rubric import load_rubric
    from grader.submission import load_submission

__all__ = ["__version__", "check_rubric", "compare", "grade", "load_rubric", "load_submission"]

HOMES = {
    "check_rubric": "grader.grading",
    "compare": "grader.equivalence.pairs.compare",
    "grade": "grader.grading",
    "load_rubric": "grader.rubric",
    "load_submission": "grader.submission",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in HOMES:
        raise AttributeError(f"module 'grader' has no attribute '{name}'")
    # Set, so that the next use does not come here.
    found = globals()[name] = getattr(import_module(HOMES[name]), name)
    return found
