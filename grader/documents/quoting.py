r"""Text as a quoted scalar that YAML and JSON read back unchanged: for files that we write and people fill in.

A character that does not show as itself is written by its number, line breaks too: ``\n`` before ``abla`` would look
like LaTeX.

>>> quote_for_yaml('say "x"\n\u202e=1'), quote_for_yaml("Übung: #1")
('"say \\"x\\"\\u000a\\u202e=1"', '"Übung: #1"')
"""

__all__ = ["quote_for_yaml", "quote_for_json"]

LAST_OF_FOUR_DIGITS = 0xFFFF


def quote_for_yaml(text: str) -> str:
    """Write text in double quotes, on one line, as YAML reads it."""
    return f'"{"".join(map(escape_in_quotes, text))}"'


def quote_for_json(text: str) -> str:
    """Write text in double quotes as JSON reads it: a character beyond four digits is a pair of numbers."""
    return f'"{"".join("".join(map(escape_in_quotes, split_into_units(character))) for character in text)}"'


def escape_in_quotes(character: str) -> str:
    """Write a character as it may appear in double quotes."""
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= LAST_OF_FOUR_DIGITS else f"\\U{code:08x}"


def split_into_units(character: str) -> list[str]:
    """Split a character that does not show as itself into the units that JSON has for it."""
    if character.isprintable():
        return [character]
    pairs = character.encode("utf-16-be", "surrogatepass")
    return [chr(int.from_bytes(pairs[place : place + 2], "big")) for place in range(0, len(pairs), 2)]
