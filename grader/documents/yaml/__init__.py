"""YAML, read event by event with every scalar as text, and its faults in words.

Start with ``reader``.
"""
