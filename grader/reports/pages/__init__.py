"""The parts of our HTML pages: the skeleton, an item, and the sections of the page about a class.

Start with ``page``.
"""
