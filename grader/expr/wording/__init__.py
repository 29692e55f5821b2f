"""Words, conditions and definitions around a formula, and words in place of one.

Start with ``words``, then ``side_conditions``.
"""
