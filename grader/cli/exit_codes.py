"""What a command's exit code says; ``docs/exit-codes.md`` is the page for users.

The higher of two that apply is returned, so that a mistake of ours is never hidden behind a wrong answer.
"""

from typing import Final

__all__: list[str] = []

DONE: Final = 0
NOT_RIGHT: Final = 1
USAGE: Final = 2
CANNOT_READ: Final = 3
OUR_FAULT: Final = 4
INTERRUPTED: Final = 130  # what shells say of a program stopped by Ctrl-C
PIPE_CLOSED: Final = 141  # and of one whose reader went away, as in ``grader solve … | head``
