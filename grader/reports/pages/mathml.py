"""MathML from a record, used only if our own printer could have written it: known tags in pairs, and text.

A record may come from a file, so a page trusts no markup, not even ours. If it has another tag, another attribute, or a
tag that is not closed, it is not shown as mathematics.

>>> keep_own_mathml("<math><mi>x</mi></math>"), keep_own_mathml("<math><mi onclick=f()>x</mi></math>")
('<math><mi>x</mi></math>', '')
>>> keep_own_mathml("<math><mi>x</math>")
''
"""

import re
from functools import lru_cache

__all__ = ["keep_own_mathml"]

TAGS = (
    "math", "mrow", "mi", "mn", "mo", "mtext", "mfrac", "msqrt", "mroot", "msup", "msub", "msubsup", "mover", "munder",
    "munderover", "mtable", "mtr", "mtd",
)  # fmt: skip
TOKEN = re.compile(
    rf"<(?P<opened>{'|'.join(TAGS)})(?: (?:accent=\"true\"|mathvariant=\"bold\"))?>"
    rf"|</(?P<closed>{'|'.join(TAGS)})>"
    r'|<mspace width="0\.17em"/>'
    r"|(?P<text>(?:[^<>&\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
    r"|&(?:amp|lt|gt|quot|#x27|#x2061|#x2062|#xa0);)+)"
)


@lru_cache(maxsize=4096)
def keep_own_mathml(mathml: str) -> str:
    """Return a formula if our printer could have written it, or else nothing."""
    return mathml if mathml.startswith("<math>") and is_balanced(mathml) else ""


def is_balanced(mathml: str) -> bool:
    """Whether a text is one element of known tags, each closed in the right order."""
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
