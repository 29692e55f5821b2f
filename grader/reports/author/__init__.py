"""Reports for authors and graders: the worked key, proofs, mistakes, trials, review lists and changes.

Start with ``key``.
"""
