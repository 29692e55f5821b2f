"""Who sees how much of a verdict, and when.

Start with ``visibility``.
"""
