"""Two texts to compare: reading both, deciding, and saying the result in words.

Start with ``compare``.
"""
