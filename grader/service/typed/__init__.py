"""What students type: as a file that is graded, and how it is read meanwhile.

Start with ``preview``.
"""
