"""What only students meet: questions before something is handed in, the fields that a file fills, what counts and why.

Start with ``asking``.
"""
