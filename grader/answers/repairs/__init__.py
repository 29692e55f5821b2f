"""Answers that are refused as they stand, and read after a small repair.

The last bracket is added, a name is taken for the declared one that it differs from only in how it is written, and the
habits of programs are written as mathematics. Start with ``closing``.
"""
