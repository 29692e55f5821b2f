"""Where an expression is defined, and into which pieces signs and gaps cut its domain.

Start with ``regions``.
"""
