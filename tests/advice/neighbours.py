"""Answers next to a right one: what a slip of the hand, or a habit from elsewhere, makes of it."""

import random
import re
from collections.abc import Iterator

__all__ = ["list_habits", "list_neighbours"]

SIGNS = "()[]{},;:=+-*/^_|'!.&$% "
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
COUNT = 8  # of each answer; the whole table has some hundreds of answers


def list_neighbours(text: str, chance: random.Random) -> Iterator[str]:
    """Yield a text with one character left out, doubled, exchanged with the next, or a sign put in."""
    for _ in range(COUNT):
        at = chance.randrange(len(text))
        yield chance.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
                text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
                text[:at] + chance.choice(SIGNS) + text[at:],
            )
        )


def list_habits(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text as somebody types it who means the same, by the name of the habit; not what leaves it as it is."""
    return ((habit, typed) for habit, typed in apply_habits(text) if typed != text)


def apply_habits(text: str) -> Iterator[tuple[str, str]]:
    yield "semicolons", text.replace(",", ";")
    yield "blanks for commas", re.sub(r"\s*,\s*", " ", text)
    yield "a sign for about", f"≈ {text}"
    yield "a label with a colon", f"answer: {text}"
    yield "indices in brackets", re.sub(r"_([a-z0-9])(?![a-z0-9])", r"(\1)", text)
    yield "indices without a sign", re.sub(r"_([a-z0-9])", r"\1", text)
    yield "braces for brackets", text.replace("(", "{").replace(")", "}")
    yield "no bracket at the end", text.removesuffix(")")
    yield "a bracket too many", f"{text})"
    yield "quotation marks", f'"{text}"'
    yield "a question mark", f"{text}?"
    yield "points for products", text.replace("*", " . ")
    yield "nothing for products", text.replace("*", " ")
    yield "crosses for products", re.sub(r"(?<!\*)\*(?!\*)", "x", text)  # bold text has two stars
    yield "division by a colon", text.replace("/", ":")
    yield "a Cyrillic letter", text.replace("x", "х")
    yield "a zero-width blank", text.replace(" ", "\u200b ")
    yield "dollars around the sides", " = ".join(f"${side.strip()}$" for side in text.split("="))
    yield "words for cases", re.sub(r"\*?1\[([^][]*)\]$", r" if \1", text)
    yield "an arrow at the end", f"=> {text}"
    yield "in braces", f"{{{text}}}"
    yield "lines for commas", re.sub(r"\s*,\s*", "\n", text)
    yield "and for commas", re.sub(r"\s*,\s*", " and ", text)
    yield "double stars", text.replace("^", "**")
    yield "doubled equals signs", text.replace("=", "==")
    yield "raised exponents", re.sub(r"\^(\d+)\b", lambda match: match[1].translate(RAISED), text)
    yield "lowered indices", re.sub(r"_(\d+)\b", lambda match: match[1].translate(LOWERED), text)
    yield "functions without brackets", re.sub(r"\b(sin|cos|ln|exp|log|sqrt)\(([^()]*)\)", r"\1 \2", text)
    yield "signs of LaTeX around it", f"\\({text}\\)"
    yield "a comma at the end", f"{text},"
    yield "an obelus", text.replace("/", "÷")
