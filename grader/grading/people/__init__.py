"""What people decide: overrides, the review list, and the files that hold them.

Start with ``overrides``.
"""
