"""Solution sets: sets, intervals, inequalities and listed values as spellings of one thing.

Start with ``solutions``.
"""
