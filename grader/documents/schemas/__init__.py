"""Documents checked against JSON Schemas, every fault located and in words.

Start with ``validation``.
"""
