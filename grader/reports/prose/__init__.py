"""Sentences with mathematics in them: what is mathematics is found, and set as such.

Start with ``sentences``.
"""
