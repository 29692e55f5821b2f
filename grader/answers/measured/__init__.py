"""Measured values with their uncertainty: read, judged part by part, and written in other ways.

Start with ``reading``; the answer type is ``measurement``, one folder up.
"""
