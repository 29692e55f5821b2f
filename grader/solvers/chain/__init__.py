"""The chain rule through a forward pass, entry by entry and for whole matrices, with its named mistakes.

Start with ``chain_rule``.
"""
