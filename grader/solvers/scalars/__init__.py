"""Vectors and matrices expanded into scalars, over any algebra of scalars.

Start with ``arrays``.
"""
