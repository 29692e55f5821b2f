"""Follow-through: judge an answer again, starting from the student's own earlier answers.

Start with ``follow_through``.
"""
