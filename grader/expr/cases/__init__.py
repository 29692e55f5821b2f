"""Functions in pieces: values with the conditions under which they hold, in every usual spelling.

Start with ``writing``.
"""
