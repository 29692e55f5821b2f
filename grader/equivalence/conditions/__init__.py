"""Equations, inequalities, assignments, sets and intervals, compared by what satisfies them.

Start with ``relations``.
"""
