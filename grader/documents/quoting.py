r"""Text as a quoted scalar that YAML and JSON read back as it was: for files that we write and people fill in.

What does not show as itself is written by its number, line breaks too: ``\n`` would be LaTeX where ``abla`` follows.

>>> quoted('say "x"\n\u202e=1'), quoted("Übung: #1")
('"say \\"x\\"\\u000a\\u202e=1"', '"Übung: #1"')
"""

from grader.errors import is_safe

__all__ = ["quoted", "quoted_for_json"]

LAST_OF_FOUR_DIGITS = 0xFFFF


def quoted(text: str) -> str:
    """Return text in double quotes, on one line, as YAML reads it."""
    return f'"{"".join(map(escaped, text))}"'


def quoted_for_json(text: str) -> str:
    """Return text in double quotes as JSON reads it, which has a pair of numbers for a character beyond four digits."""
    return f'"{"".join("".join(map(escaped, units(character))) for character in text)}"'


def escaped(character: str) -> str:
    """Return a character as it may stand in double quotes."""
    if character in '"\\':
        return f"\\{character}"
    if is_safe(character):
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= LAST_OF_FOUR_DIGITS else f"\\U{code:08x}"


def units(character: str) -> list[str]:
    """Return a character that does not show as itself as the units that JSON has for it."""
    if is_safe(character):
        return [character]
    pairs = character.encode("utf-16-be", "surrogatepass")
    return [chr(int.from_bytes(pairs[place : place + 2], "big")) for place in range(0, len(pairs), 2)]
