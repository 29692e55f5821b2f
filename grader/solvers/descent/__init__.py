"""What the iterative methods share: start, step sizes, count of iterates, and their named mistakes.

Start with ``method``.
"""
