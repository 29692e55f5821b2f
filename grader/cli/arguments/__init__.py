"""Arguments that several commands share, and what they mean.

Start with ``options``.
"""
