"""From formulas to statements: what a document says, before anybody asks what it answers.

Start with ``statements``.
"""
