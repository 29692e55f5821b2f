"""Second, independent methods that confirm a key: differences in ball arithmetic, and sympy.

Start with ``differences``. Nothing here may use the code that it confirms.
"""
