"""What a command's exit code means; ``docs/exit-codes.md`` is the page for users.

If several apply, the highest up to 4 is returned, so that a wrong answer never hides a mistake of ours. A score below
``--fail-under`` and a file that cannot be read have a code for both at once: a job that allows 3 must not allow that.
"""

from typing import Final

__all__: list[str] = []

DONE: Final = 0
NOT_RIGHT: Final = 1
USAGE: Final = 2
CANNOT_READ: Final = 3
OUR_FAULT: Final = 4
BELOW_AND_CANNOT_READ: Final = 5
INTERRUPTED: Final = 130  # what shells report for a program stopped by Ctrl-C
PIPE_CLOSED: Final = 141  # and for one whose reader went away, as in ``grader solve … | head``
