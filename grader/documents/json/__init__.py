"""JSON, read with places, and its faults in words.

Start with ``reader``.
"""
