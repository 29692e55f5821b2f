"""The problem that a solver is given: its options, and the function, quantity or formula that it works on.

Start with ``target``.
"""
