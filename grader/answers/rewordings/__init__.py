"""An answer that cannot be read as it is, in other words: another language, a program's output, a whole sentence.

Start with ``rewording``.
"""
