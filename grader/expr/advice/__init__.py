"""Advice about a refused answer as a whole: what may have been meant, and how to write it.

Start with ``choice``, which tries the rules of the other files, the likeliest cause first.
"""
