"""The signs ``>`` in front of quoted lines, which are left out; a formula may go on over several of them."""

import re

from grader.documents.traced import Traced

__all__ = ["drop_quote_signs"]

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
SIGNS = re.compile(r"(?: {0,3}>[ ]?)+")
HAS_SIGNS = re.compile(r"^ {0,3}>", re.MULTILINE)


def drop_quote_signs(whole: Traced) -> Traced:
    """The text without the signs in front of quoted lines.

    A line that begins with ``>`` within a paragraph is no quotation: in a formula over several lines it is a relation.
    """
    if HAS_SIGNS.search(whole.text) is None:
        return whole
    kept: list[Traced] = []
    is_inside, since = True, 0  # whether the line before was blank or quoted; from where on nothing is left out
    for line in LINE.finditer(whole.text):
        signs = SIGNS.match(line.group())
        if signs and is_inside:
            kept.append(whole[since : line.start()])
            since = line.start() + signs.end()
        else:
            is_inside = not line.group().strip()
    return whole.join([*kept, whole[since : len(whole)]])
