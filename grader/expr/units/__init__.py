"""Units after values, such as ``m/s``: how they are spelled, and which of them a question asks for.

Start with ``asked_units``.
"""
