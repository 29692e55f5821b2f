"""The answers of a simulated student as a worked document, with the place of every answer in it.

Start with ``documents``.
"""
