"""Pieces of a text that is only split, and not read."""

__all__ = ["split_outside_brackets"]


def split_outside_brackets(text: str, signs: str) -> list[str]:
    """Split ``text`` at the signs that are outside all brackets."""
    found, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character in signs and depth == 0:
            found.append(text[start:place])
            start = place + 1
    return [*found, text[start:]]
