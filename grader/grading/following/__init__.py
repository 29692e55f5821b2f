"""Follow-through: an answer judged again from the student's own earlier answers.

Start with ``follow_through``.
"""
