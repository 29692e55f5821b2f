"""Finding submissions, and whose they are: files, folders, archives, platforms and rosters.

Start with ``discovery``.
"""
