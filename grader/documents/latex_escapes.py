r"""LaTeX that double quotes have eaten: ``"\frac"`` is a form feed and ``rac``, ``"\nu"`` a line break and ``u``.

Both YAML and JSON read a backslash in double quotes as the start of an escape. Some escapes mean characters that nobody
types (``\b``, ``\f``, ``\v``): with a letter after them, they must be LaTeX. ``\n``, ``\r`` and ``\t`` are ordinary
line breaks and tabs, unless the letters after them complete the name of a command.

>>> [match.group() for match in find_eaten_commands(r'"\frac{1}{2} \times \nabla f\nThen"')]
['\\frac', '\\times', '\\nabla']
"""

import re
from collections.abc import Iterator

__all__ = ["find_eaten_commands"]

NEVER_MEANT = r"\\[abefv0NLP](?=[A-Za-z])[A-Za-z]+"
NAMED = (
    r"\\(?:nabla|nabla_|neq|neg|not|notin|nexists|newline|nonumber|rho|right|rangle|rightarrow|rfloor|rceil|rVert|rvert"
    r"|tau|theta|times|text|textbf|textit|textrm|tan|tanh|top|tilde|triangle|tfrac|therefore|tag)(?![A-Za-z])"
)
SHORT = r"(?:(?<=[-+*/^_=({\[,])|(?<=[-+*/^_=({\[,][ ])|(?<=^.))\\(?:nu|ne|ni|to)(?![A-Za-z])"
EATEN = re.compile(rf"\\\\|(?P<command>{NEVER_MEANT}|{NAMED}|{SHORT})", re.DOTALL)


def find_eaten_commands(raw: str) -> Iterator[re.Match[str]]:
    """Yield the LaTeX commands in a double-quoted text whose backslash will not survive; ``\\\\`` does."""
    return (match for match in EATEN.finditer(raw) if match["command"])
