"""A second look at a point that is to prove two answers different, by a way that shares nothing with the first.

Start with ``confirming.py``.
"""
