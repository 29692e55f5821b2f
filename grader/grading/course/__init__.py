"""The statistics of a class: scores, items, answers and mistakes, counted in one pass.

Start with ``class_counts``.
"""
