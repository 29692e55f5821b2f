"""Calculating with syntax trees: building, simplifying, differentiating, evaluating, and estimating sizes.

Start with ``building``.
"""
