"""The kinds of jobs. A kind is one file, found by its name; ``protocol.py`` next to this folder says what it is.

Start with ``grade``.
"""
