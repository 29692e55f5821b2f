"""Named mistakes: runs of a solver with one rule replaced by a wrong one that students use.

Start with ``calculus``.
"""
