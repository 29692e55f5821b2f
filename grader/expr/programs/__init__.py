"""Habits of programs, written in the answer language: cases, slices, sums, calls in square brackets.

Start with ``code``. They are tried only where a text cannot be read as it is.
"""
