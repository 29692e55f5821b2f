"""What the gradebook formats share: reading a downloaded table, finding rows, rounding scores.

Start with ``placing``.
"""
