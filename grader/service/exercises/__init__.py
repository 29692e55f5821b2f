"""What students answer, and what the staff do with it: rubrics as they are used, gradings, decisions, exports.

Start with ``opened``.
"""
