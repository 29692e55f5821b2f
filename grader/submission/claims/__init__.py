"""The statements of a worked document, and which of them answers which item; nothing here knows a key.

Start with ``reading``.
"""
