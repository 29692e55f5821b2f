"""Named mistakes: runs of a solver with one rule replaced by what students do.

Start with ``mistakes``.
"""
