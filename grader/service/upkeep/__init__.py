"""Looking after the database: opening it for a command, copies of it, and whether all is well in it.

Start with ``inspection``.
"""
