r"""Text made harmless for a terminal or a CI log, where some characters and line starts are commands.

Control, bidirectional and unpaired characters become visible escapes. GitHub and Azure obey ``::command::`` at the
start of a line, even after blanks, and ``##[command]`` or ``##vso[command]`` anywhere in a line. These get an escape
too, so that no line of our output is ever a command that a student wrote.

>>> make_harmless("  ::error::owned"), make_harmless("##[group]"), make_harmless("a\x1b[31mb")
('  \\x3a:error::owned', '#\\x23[group]', 'a\\x1b[31mb')
"""

import re
from collections.abc import Iterable

from grader.errors import escape_unprintable

__all__ = ["make_harmless", "join_harmless_lines"]

COMMAND_START = re.compile(r"^(\s*):(?=:)")
COMMAND_ANYWHERE = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)


def make_harmless(line: str) -> str:
    """Return one line without anything that a terminal or a CI log obeys."""
    return COMMAND_ANYWHERE.sub(r"#\\x23", COMMAND_START.sub(r"\1\\x3a", escape_unprintable(line)))


def join_harmless_lines(lines: Iterable[str]) -> str:
    """Join the lines, each made harmless and without blanks at its end."""
    return "".join(f"{make_harmless(line).rstrip()}\n" for line in lines)
