"""What is asked back, because it may be read in two ways.

Start with ``spaced_entries``.
"""
