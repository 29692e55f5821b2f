"""How late a submission is and what that costs; extensions, and when each submission was handed in.

Start with ``lateness``.
"""
