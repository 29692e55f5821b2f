"""Vectors and matrices taken apart into scalars, over any algebra of scalars.

Start with ``arrays``.
"""
