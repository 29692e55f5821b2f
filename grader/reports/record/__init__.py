"""A graded submission as plain data, and back.

Start with ``record``.
"""
