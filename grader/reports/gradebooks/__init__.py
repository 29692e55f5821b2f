"""What the gradebooks of course systems share: reading a downloaded table, finding rows, rounding scores.

Start with ``placing``.
"""
