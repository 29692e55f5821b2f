"""What people write in place of an answer: ``?``, ``-``, ``idk``, ``n/a``, dots. Nobody has to look at it.

It counts as blank only where nothing else can be read in it: if ``n`` and ``a`` are names, ``n/a`` is a quotient.

>>> from grader.documents import Scalar
>>> [is_placeholder(Scalar.typed(text)) for text in ("??", "n/a", "I don't know.", "- 1", "none")]
[True, True, True, False, False]
"""

import re

from grader.documents import DocumentNode, walk_scalars

__all__ = ["is_placeholder"]

PLACEHOLDER = re.compile(
    r"""[\s?!.…·*_~–—−\-,;()\[\]]*  # marks alone, as in (?, ?)
    | [\s(\[]*
      (?: idk | dunno | n\.?\s?/?\s?a | tbd | todo | to\ do | skipped
        | (?:i\ )?(?:don['’]?t|do\ not)\ know | not\ (?:attempted|answered) )
      [\s)\]?!.…]*""",
    re.IGNORECASE | re.VERBOSE,
)


def is_placeholder(given: DocumentNode) -> bool:
    """Whether all that was written says only that there is no answer."""
    texts = [" ".join(scalar.text.split()) for scalar in walk_scalars(given)]
    return any(texts) and all(map(PLACEHOLDER.fullmatch, texts))
