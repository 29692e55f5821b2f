"""Conditions written by the signs of polynomials, and systems of polynomial equations and inequalities.

Start with ``sign_table``.
"""
