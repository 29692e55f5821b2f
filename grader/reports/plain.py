r"""Text made harmless for a terminal or a CI log, where some characters and line starts are commands.

Control, bidirectional and unpaired characters become visible escapes. GitHub and Azure obey ``::command::`` at the
start of a line, even after blanks, and ``##[command]`` or ``##vso[command]`` anywhere in a line. These get an escape
too, so that no line of our output is ever a command that a student wrote.

>>> make_harmless("  ::error::owned"), make_harmless("##[group]"), make_harmless("a\x1b[31mb")
('  \\x3a:error::owned', '#\\x23[group]', 'a\\x1b[31mb')
"""

import re
from collections.abc import Iterable
from typing import Final

from grader.errors import escape_unprintable

__all__ = ["IN_JSON", "IN_MARKUP", "escape_log_commands", "make_harmless", "join_harmless_lines"]

COMMAND_START = re.compile(r"((?:^|[\r\n])[^\S\r\n]*):(?=:)")
COMMAND_ANYWHERE = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)
Signs = tuple[str, str]  # how a format writes a colon and a number sign without using them
AS_ESCAPES: Final[Signs] = (r"\x3a", r"\x23")
IN_JSON: Final[Signs] = (r"\u003a", r"\u0023")
IN_MARKUP: Final[Signs] = ("&#58;", "&#35;")


def make_harmless(line: str) -> str:
    """Return one line without anything that a terminal or a CI log obeys."""
    return escape_log_commands(escape_unprintable(line))


def escape_log_commands(text: str, signs: Signs = AS_ESCAPES) -> str:
    """Escape what a CI log obeys. In JSON and in markup the text stays the same for programs that read it."""
    colon, number_sign = signs
    if "::" in text:
        text = COMMAND_START.sub(lambda found: found[1] + colon, text)
    return COMMAND_ANYWHERE.sub(lambda _: "#" + number_sign, text) if "##" in text else text


def join_harmless_lines(lines: Iterable[str]) -> str:
    """Join the lines, each made harmless and without blanks at its end."""
    return "".join(f"{make_harmless(line).rstrip()}\n" for line in lines)
