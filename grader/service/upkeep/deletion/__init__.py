"""Deleting a person: what goes, what stays under a pseudonym, and how it is found.

Start with ``deleting``.
"""
