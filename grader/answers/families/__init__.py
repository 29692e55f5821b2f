"""Families of functions with constants, as solutions of differential equations are: what ``constants`` is judged by.

Start with ``jets``, in which functions become columns of numbers.
"""
