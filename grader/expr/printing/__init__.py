"""Syntax trees printed as text, LaTeX and MathML.

Start with ``text``; the other two have the same shape.
"""
