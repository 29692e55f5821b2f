"""Where a statement is, and what the words around it say: headings, questions that are copied, sentences.

Start with ``titles``.
"""
