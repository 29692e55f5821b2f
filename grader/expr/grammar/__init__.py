"""From tokens to a syntax tree: one method for each rule of the grammar.

Start with ``parser``.
"""
