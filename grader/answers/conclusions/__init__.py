"""The end of a text as the answer, where the working of it is typed in front.

Start with ``reading``, then ``endings``.
"""
