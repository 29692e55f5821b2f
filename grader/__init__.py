"""Grades mathematical answers: a verdict that is proved, feedback that teaches."""

__version__ = "0.1.0"
