"""The points of an iteration in a document: which of them belong together, and where each run starts.

Start with ``runs``.
"""
