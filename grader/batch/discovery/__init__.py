"""Finding submissions and their students: files, folders, archives, platforms and rosters.

Start with ``discovery``.
"""
