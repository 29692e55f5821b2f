"""From characters to tokens: plain text and LaTeX become the same words.

Start with ``tokens``, then ``text_tokens``.
"""
