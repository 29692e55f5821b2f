"""Putting statements together in the shape that is asked for.

Start with ``shaping``.
"""
