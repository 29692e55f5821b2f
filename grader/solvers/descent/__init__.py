"""The parts that the iterative methods share: start, step sizes, number of steps, and their named mistakes.

Start with ``method``.
"""
