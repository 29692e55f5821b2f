"""What a question asks for, and the reader of single texts.

Start with ``asked``.
"""
