"""The problem that a solver gets: its options, and the function, quantity or formula that it works on.

Start with ``target``.
"""
