"""The parts of our HTML pages: the skeleton, an item, and the sections of the page on a class.

Start with ``page``.
"""
