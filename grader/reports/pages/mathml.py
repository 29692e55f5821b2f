"""MathML of a record, let through only where it is what our own printer writes: known tags in pairs, and text.

A record may come from a file. So a page takes no markup on trust, not even ours: what has another tag, another
attribute, or a tag that is not closed is not shown as mathematics.

>>> known("<math><mi>x</mi></math>"), known("<math><mi onclick=f()>x</mi></math>"), known("<math><mi>x</math>")
('<math><mi>x</mi></math>', '', '')
"""

import re
from functools import lru_cache

__all__ = ["known"]

TAGS = (
    "math", "mrow", "mi", "mn", "mo", "mtext", "mfrac", "msqrt", "mroot", "msup", "msub", "mover", "munder",
    "munderover", "mtable", "mtr", "mtd",
)  # fmt: skip
TOKEN = re.compile(
    rf"<(?P<opened>{'|'.join(TAGS)})(?: (?:accent=\"true\"|mathvariant=\"bold\"))?>"
    rf"|</(?P<closed>{'|'.join(TAGS)})>"
    r"|(?P<text>(?:[^<>&\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
    r"|&(?:amp|lt|gt|quot|#x27|#x2061|#x2062|#xa0);)+)"
)


@lru_cache(maxsize=4096)
def known(mathml: str) -> str:
    """Return a formula of ours; empty where it is none."""
    return mathml if mathml.startswith("<math>") and is_balanced(mathml) else ""


def is_balanced(mathml: str) -> bool:
    """Tell whether a text is one element of known tags, each closed in its turn."""
    open_tags: list[str] = []
    end = 0
    for token in TOKEN.finditer(mathml):
        if token.start() != end or (end and not open_tags):
            return False
        end = token.end()
        if token["opened"]:
            open_tags.append(token["opened"])
        elif token["closed"] and (not open_tags or open_tags.pop() != token["closed"]):
            return False
    return end == len(mathml) and not open_tags
