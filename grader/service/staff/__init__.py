"""What the staff of a course do, one kind of act a file. Pages and programs call the same functions.

Each act writes what it does into the log, in the same transaction. Start with ``members``.
"""
