"""What several commands print about a class.

Start with ``class_summary``.
"""
