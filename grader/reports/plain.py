r"""Text made harmless for a terminal or a CI log, where some characters and line starts are commands.

Control, bidirectional and unpaired characters become visible escapes. GitHub and Azure obey ``::command::`` at the
start of a line (blanks before it do not help) and ``##[command]`` or ``##vso[command]`` anywhere in one; these too get
an escape, so that no line of our output is ever a command that a student wrote.

>>> harmless("  ::error::owned"), harmless("##[group]"), harmless("a\x1b[31mb")
('  \\x3a:error::owned', '#\\x23[group]', 'a\\x1b[31mb')
"""

import re
from collections.abc import Iterable

from grader.errors import printable

__all__ = ["harmless", "harmless_lines"]

COMMAND_START = re.compile(r"^(\s*):(?=:)")
COMMAND_ANYWHERE = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)


def harmless(line: str) -> str:
    """Return one line with nothing in it that a terminal or a CI log obeys."""
    return COMMAND_ANYWHERE.sub(r"#\\x23", COMMAND_START.sub(r"\1\\x3a", printable(line)))


def harmless_lines(lines: Iterable[str]) -> str:
    """Join the lines, each made harmless, none with blanks at its end."""
    return "".join(f"{harmless(line).rstrip()}\n" for line in lines)
