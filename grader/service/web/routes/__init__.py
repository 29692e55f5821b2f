"""The routes, in one file for each thing that people come for. Each names who may use it (``access.py``).

Start with ``student``.
"""
