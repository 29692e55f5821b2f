"""The routes for programs, one file a subject; pages that do the same are in ``routes``.

Start with ``exercises``.
"""
